// SPDX-License-Identifier: GPL-2.0
/* The address of a context can be kept, but for nothing. */
#include "refused.bpf.h"

KEPT(bpf_audit_context, __kptr_untrusted)

SEC("lsm/file_open")
int BPF_PROG(untrusted_store, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();
	struct kept *place;

	if (!ac)
		return 0;
	place = kept_place();
	if (place)
		place->object = ac;
	bpf_audit_log_end(ac);
	return 0;
}
