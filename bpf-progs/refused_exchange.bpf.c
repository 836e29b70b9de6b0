// SPDX-License-Identifier: GPL-2.0
/* A context in a map would outlive its program. */
#include "refused.bpf.h"

struct kept {
	struct bpf_audit_context __kptr *object;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct kept);
} kept SEC(".maps");

SEC("lsm/file_open")
int BPF_PROG(refused_exchange, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();
	struct kept *place;
	__u32 key = 0;

	if (!ac)
		return 0;
	place = bpf_map_lookup_elem(&kept, &key);
	if (!place) {
		bpf_audit_log_end(ac);
		return 0;
	}
	ac = bpf_kptr_xchg(&place->object, ac);
	if (ac)
		bpf_audit_log_end(ac);
	return 0;
}
