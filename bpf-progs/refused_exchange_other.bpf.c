// SPDX-License-Identifier: GPL-2.0
/* A context is no task. */
#include "refused.bpf.h"

KEPT(task_struct, __kptr)

SEC("lsm/file_open")
int BPF_PROG(refused_exchange_other, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();
	struct task_struct *old;
	struct kept *place;

	if (!ac)
		return 0;
	place = kept_place();
	if (!place) {
		bpf_audit_log_end(ac);
		return 0;
	}
	old = bpf_kptr_xchg(&place->object, (void *)ac);
	if (old)
		bpf_task_release(old);
	return 0;
}
