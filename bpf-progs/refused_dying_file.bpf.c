// SPDX-License-Identifier: GPL-2.0
/* A hook that is called when the file is about to go. */
#include "refused.bpf.h"

SEC("lsm/file_free_security")
void BPF_PROG(refused_dying_file, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (!ac)
		return;
	bpf_audit_log_file(ac, file);
	bpf_audit_log_end(ac);
}
