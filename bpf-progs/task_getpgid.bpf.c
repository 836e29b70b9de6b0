// SPDX-License-Identifier: GPL-2.0
#include "lsm_audit.bpf.h"

STEP(task);

SEC("lsm/task_getpgid")
int BPF_PROG(task_getpgid, struct task_struct *task)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "task_getpgid");
	ret_task = bpf_audit_log_task(ac, task);
	bpf_audit_log_end(ac);
	return 0;
}
