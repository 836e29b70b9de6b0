// SPDX-License-Identifier: GPL-2.0
/* dentry and inode report the same and exclude each other. */
#include "lsm_audit.bpf.h"

STEP(dentry);
STEP(dentry_again);
STEP(inode_after_dentry);

SEC("lsm/inode_readlink")
int BPF_PROG(inode_readlink_once, struct dentry *dentry)
{
	struct inode *inode = dentry->d_inode;
	struct bpf_audit_context *ac;

	ac = inode ? start_if_target() : NULL;
	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "inode_readlink_once");
	ret_dentry = bpf_audit_log_dentry(ac, dentry);
	ret_dentry_again = bpf_audit_log_dentry(ac, dentry);
	ret_inode_after_dentry = bpf_audit_log_inode(ac, inode);
	bpf_audit_log_end(ac);
	return 0;
}
