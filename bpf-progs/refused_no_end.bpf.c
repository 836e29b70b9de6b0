// SPDX-License-Identifier: GPL-2.0
/* The context is never ended. */
#include "refused.bpf.h"

SEC("lsm/file_open")
int BPF_PROG(refused_no_end, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (ac)
		bpf_audit_log_cause(ac, "no end");
	return 0;
}
