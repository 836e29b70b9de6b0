// SPDX-License-Identifier: GPL-2.0
/* Two contexts are open at once; the second ends first. */
#include "lsm_audit.bpf.h"

STEP(inner_start);
STEP(inner_cause);
STEP(inner_cap);
STEP(task);

SEC("lsm/task_getpgid")
int BPF_PROG(two_contexts, struct task_struct *task)
{
	struct bpf_audit_context *outer = start_if_target();
	struct bpf_audit_context *inner;

	if (!outer)
		return 0;
	inner = bpf_audit_log_start();
	ret_inner_start = !!inner;
	ret_cause = bpf_audit_log_cause(outer, "outer");
	if (inner) {
		ret_inner_cause = bpf_audit_log_cause(inner, "inner");
		ret_inner_cap = bpf_audit_log_cap(inner, 1);
	}
	ret_task = bpf_audit_log_task(outer, task);
	if (inner)
		bpf_audit_log_end(inner);
	bpf_audit_log_end(outer);
	return 0;
}
