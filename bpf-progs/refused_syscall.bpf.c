// SPDX-License-Identifier: GPL-2.0
/* A program of another type. */
#include "refused.bpf.h"

SEC("syscall")
int refused_syscall(void *ctx)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (ac)
		bpf_audit_log_end(ac);
	return 0;
}
