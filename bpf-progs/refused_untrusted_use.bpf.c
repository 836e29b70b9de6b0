// SPDX-License-Identifier: GPL-2.0
/* The context that was kept may be gone. */
#include "refused.bpf.h"

KEPT(bpf_audit_context, __kptr_untrusted)

SEC("lsm/file_open")
int BPF_PROG(refused_untrusted_use, struct file *file)
{
	struct kept *place = kept_place();

	if (place && place->object)
		bpf_audit_log_cause(place->object, "kept");
	return 0;
}
