// SPDX-License-Identifier: GPL-2.0
/* A context in a map would outlive its program. */
#include "refused.bpf.h"

KEPT(bpf_audit_context, __kptr)

SEC("lsm/file_open")
int BPF_PROG(refused_exchange, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();
	struct kept *place;

	if (!ac)
		return 0;
	place = kept_place();
	if (!place) {
		bpf_audit_log_end(ac);
		return 0;
	}
	ac = bpf_kptr_xchg(&place->object, ac);
	if (ac)
		bpf_audit_log_end(ac);
	return 0;
}
