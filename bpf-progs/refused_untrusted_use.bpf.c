// SPDX-License-Identifier: GPL-2.0
/* The context that was kept may be gone. */
#include "refused.bpf.h"

struct kept {
	struct bpf_audit_context __kptr_untrusted *object;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct kept);
} kept SEC(".maps");

SEC("lsm/file_open")
int BPF_PROG(refused_untrusted_use, struct file *file)
{
	struct kept *place;
	__u32 key = 0;

	place = bpf_map_lookup_elem(&kept, &key);
	if (place && place->object)
		bpf_audit_log_cause(place->object, "kept");
	return 0;
}
