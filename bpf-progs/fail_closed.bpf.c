// SPDX-License-Identifier: GPL-2.0
/*
 * What a program should not do: deny the access because it cannot be
 * reported. An exclude rule or a full backlog then takes the system down; only
 * the filter by process keeps that from happening here.
 */
#include "lsm_audit.bpf.h"

#define ENOMEM 12

SEC("lsm/task_getpgid")
int BPF_PROG(fail_closed, struct task_struct *task)
{
	__u32 before = null_contexts;
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return null_contexts == before ? 0 : -ENOMEM;
	ret_cause = bpf_audit_log_cause(ac, "fail_closed");
	bpf_audit_log_end(ac);
	return 0;
}
