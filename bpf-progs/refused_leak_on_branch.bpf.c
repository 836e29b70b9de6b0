// SPDX-License-Identifier: GPL-2.0
/* The context is ended for some files only. */
#include "refused.bpf.h"

SEC("lsm/file_open")
int BPF_PROG(refused_leak_on_branch, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (!ac)
		return 0;
	if (file->f_flags & 1)
		return 0;
	bpf_audit_log_end(ac);
	return 0;
}
