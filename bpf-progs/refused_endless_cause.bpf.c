// SPDX-License-Identifier: GPL-2.0
/* A cause without a NUL behind it. */
#include "refused.bpf.h"

const char cause[4] SEC(".rodata.cause") = { 'o', 'p', 'e', 'n' };

SEC("lsm/file_open")
int BPF_PROG(refused_endless_cause, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (!ac)
		return 0;
	bpf_audit_log_cause(ac, cause);
	bpf_audit_log_end(ac);
	return 0;
}
