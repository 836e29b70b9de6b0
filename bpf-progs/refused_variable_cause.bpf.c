// SPDX-License-Identifier: GPL-2.0
/* A cause from a place that only the run decides. */
#include "refused.bpf.h"

const char causes[16] SEC(".rodata.causes") = "one\0two\0three";

SEC("lsm/file_open")
int BPF_PROG(refused_variable_cause, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (!ac)
		return 0;
	bpf_audit_log_cause(ac, &causes[file->f_flags & 4]);
	bpf_audit_log_end(ac);
	return 0;
}
