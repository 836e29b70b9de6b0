// SPDX-License-Identifier: GPL-2.0
/* f_inode of a trusted file is trusted too (verifier.c, safe_trusted). */
#include "lsm_audit.bpf.h"

STEP(inode);

SEC("lsm/file_open")
int BPF_PROG(file_open_inode, struct file *file)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "file_open_inode");
	ret_inode = bpf_audit_log_inode(ac, file->f_inode);
	bpf_audit_log_end(ac);
	return 0;
}
