// SPDX-License-Identifier: GPL-2.0
/* A cause that the program composes could forge fields. */
#include "refused.bpf.h"

SEC("lsm/file_open")
int BPF_PROG(refused_stack_cause, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();
	char cause[8] = "made up";

	if (!ac)
		return 0;
	bpf_audit_log_cause(ac, cause);
	bpf_audit_log_end(ac);
	return 0;
}
