// SPDX-License-Identifier: GPL-2.0
/*
 * Many records in one go, which nobody can take from the queue in between but
 * by luck: for the limits of the backlog and of the rate, and for leaks.
 */
#include "lsm_audit.bpf.h"

/* How many contexts to ask for; set by the host. */
int wanted EXPORTED = 1;

/* How many of them were given, and how often a cause was refused. */
int given EXPORTED = 0;
int refused EXPORTED = 0;

SEC("lsm/task_getpgid")
int BPF_PROG(burst, struct task_struct *task)
{
	struct bpf_audit_context *ac;
	int i;

	if (bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	ac = start_if_target();
	if (ac) {
		ret_cause = bpf_audit_log_cause(ac, "first");
		bpf_audit_log_end(ac);
	}
	bpf_for(i, 1, wanted) {
		ac = bpf_audit_log_start();
		if (!ac) {
			__sync_fetch_and_add(&null_contexts, 1);
			continue;
		}
		__sync_fetch_and_add(&given, 1);
		if (bpf_audit_log_cause(ac, "further"))
			__sync_fetch_and_add(&refused, 1);
		bpf_audit_log_end(ac);
	}
	return 0;
}
