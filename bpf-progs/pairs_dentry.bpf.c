// SPDX-License-Identifier: GPL-2.0
#include "pairs.bpf.h"

SEC("lsm/inode_readlink")
int BPF_PROG(pairs_dentry, struct dentry *dentry)
{
	report_pairs(NET_SOCK, dentry, NULL);
	return 0;
}
