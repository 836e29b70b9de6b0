// SPDX-License-Identifier: GPL-2.0
/* A task that was reached by a pointer that nothing keeps alive. */
#include "refused.bpf.h"

SEC("lsm/task_getpgid")
int BPF_PROG(refused_walked, struct task_struct *task)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (!ac)
		return 0;
	bpf_audit_log_task(ac, task->last_wakee);
	bpf_audit_log_end(ac);
	return 0;
}
