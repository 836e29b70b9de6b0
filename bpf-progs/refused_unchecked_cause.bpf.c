// SPDX-License-Identifier: GPL-2.0
/* The context may be NULL. */
#include "refused.bpf.h"

SEC("lsm/file_open")
int BPF_PROG(refused_unchecked_cause, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	bpf_audit_log_cause(ac, "unchecked");
	if (ac)
		bpf_audit_log_end(ac);
	return 0;
}
