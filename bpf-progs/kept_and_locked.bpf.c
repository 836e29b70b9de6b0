// SPDX-License-Identifier: GPL-2.0
/* A map may keep a task, and a record be made when a lock is let go. */
#include "refused.bpf.h"

struct place {
	struct bpf_spin_lock lock;
	struct task_struct __kptr *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct place);
} places SEC(".maps");

static __always_inline void keep_task(struct place *place)
{
	struct task_struct *task = bpf_get_current_task_btf();

	task = bpf_task_acquire(task);
	if (task)
		task = bpf_kptr_xchg(&place->task, task);
	if (task)
		bpf_task_release(task);
}

SEC("lsm/file_open")
int BPF_PROG(kept_and_locked, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();
	struct place *place;
	__u32 key = 0;

	if (!ac)
		return 0;
	place = bpf_map_lookup_elem(&places, &key);
	if (place) {
		keep_task(place);
		bpf_spin_lock(&place->lock);
		bpf_spin_unlock(&place->lock);
	}
	bpf_audit_log_cause(ac, "not locked");
	bpf_audit_log_end(ac);
	return 0;
}
