// SPDX-License-Identifier: GPL-2.0
/* A context is no task. */
#include "refused.bpf.h"

struct kept {
	struct task_struct __kptr *object;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct kept);
} kept SEC(".maps");

SEC("lsm/file_open")
int BPF_PROG(refused_exchange_other, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();
	struct task_struct *old;
	struct kept *place;
	__u32 key = 0;

	if (!ac)
		return 0;
	place = bpf_map_lookup_elem(&kept, &key);
	if (!place) {
		bpf_audit_log_end(ac);
		return 0;
	}
	old = bpf_kptr_xchg(&place->object, (void *)ac);
	if (old)
		bpf_task_release(old);
	return 0;
}
