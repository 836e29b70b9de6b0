// SPDX-License-Identifier: GPL-2.0
/*
 * The verifier takes context_inode for trusted and never NULL, which it is
 * for most callers of the hook.
 */
#include "lsm_audit.bpf.h"

/* Of the last two calls, the first of them last. */
STEP(context_before);
STEP(inode_before);
STEP(context);
STEP(inode);

SEC("lsm/inode_init_security_anon")
int BPF_PROG(inode_init_security_anon, struct inode *inode,
	     const struct qstr *name, struct inode *context_inode)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_context_before = ret_context;
	ret_inode_before = ret_inode;
	ret_cause = bpf_audit_log_cause(ac, "inode_init_security_anon");
	ret_context = bpf_audit_log_inode(ac, context_inode);
	ret_inode = bpf_audit_log_inode(ac, inode);
	bpf_audit_log_end(ac);
	return 0;
}
