// SPDX-License-Identifier: GPL-2.0
/* An inode in the making: it has neither number nor name yet. */
#include "lsm_audit.bpf.h"

STEP(inode);

SEC("lsm/inode_alloc_security")
int BPF_PROG(inode_alloc_security, struct inode *inode)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "inode_alloc_security");
	ret_inode = bpf_audit_log_inode(ac, inode);
	bpf_audit_log_end(ac);
	return 0;
}
