// SPDX-License-Identifier: GPL-2.0
#include "pairs.bpf.h"

SEC("lsm/socket_getsockopt")
int BPF_PROG(pairs_socket, struct socket *sock, int level, int optname)
{
	report_pairs(DENTRY, NULL, sock);
	return 0;
}
