// SPDX-License-Identifier: GPL-2.0
/* No program may attach to this hook. */
#include "refused.bpf.h"

SEC("lsm/file_alloc_security")
int BPF_PROG(refused_disabled_hook, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (ac)
		bpf_audit_log_end(ac);
	return 0;
}
