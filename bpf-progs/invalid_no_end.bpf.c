// SPDX-License-Identifier: GPL-2.0
/* Must not load: "Unreleased reference", the context is never ended. */
#include "lsm_audit.bpf.h"

SEC("lsm/file_open")
int BPF_PROG(invalid_no_end, struct file *file)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "invalid_no_end");
	return 0;
}
