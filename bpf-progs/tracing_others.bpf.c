// SPDX-License-Identifier: GPL-2.0
/*
 * A tracing program that calls kfuncs of others: they share the list that the
 * series puts its filter on.
 */
#include "lsm_audit.bpf.h"

SEC("fentry/security_task_getpgid")
int BPF_PROG(tracing_others, struct task_struct *task)
{
	struct task_struct *init = bpf_task_from_pid(1);

	if (init)
		bpf_task_release(init);
	return 0;
}
