// SPDX-License-Identifier: GPL-2.0
#include "lsm_audit.bpf.h"

STEP(dentry);

SEC("lsm/inode_readlink")
int BPF_PROG(inode_readlink, struct dentry *dentry)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "inode_readlink");
	ret_dentry = bpf_audit_log_dentry(ac, dentry);
	bpf_audit_log_end(ac);
	return 0;
}
