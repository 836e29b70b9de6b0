// SPDX-License-Identifier: GPL-2.0
/* Calls are not for those who hold a lock. */
#include "refused.bpf.h"

struct locked {
	struct bpf_spin_lock lock;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct locked);
} locks SEC(".maps");

SEC("lsm/file_open")
int BPF_PROG(refused_spin_lock, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();
	struct locked *locked;
	__u32 key = 0;

	if (!ac)
		return 0;
	locked = bpf_map_lookup_elem(&locks, &key);
	if (locked) {
		bpf_spin_lock(&locked->lock);
		bpf_audit_log_cause(ac, "locked");
		bpf_spin_unlock(&locked->lock);
	}
	bpf_audit_log_end(ac);
	return 0;
}
