// SPDX-License-Identifier: GPL-2.0
/* A tail call leaves the context behind. */
#include "refused.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} programs SEC(".maps");

SEC("lsm/file_open")
int refused_leak_tail_call(void *ctx)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (!ac)
		return 0;
	bpf_tail_call(ctx, &programs, 0);
	bpf_audit_log_end(ac);
	return 0;
}
