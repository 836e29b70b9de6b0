// SPDX-License-Identifier: GPL-2.0
/* A cause that may change after it was checked. */
#include "refused.bpf.h"

char cause[8] SEC(".data.cause") = "changes";

SEC("lsm/file_open")
int BPF_PROG(refused_writable_cause, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (!ac)
		return 0;
	bpf_audit_log_cause(ac, cause);
	bpf_audit_log_end(ac);
	return 0;
}
