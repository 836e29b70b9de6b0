// SPDX-License-Identifier: GPL-2.0
/* Where a program may sleep, a context may be allocated that way. */
#include "lsm_audit.bpf.h"

STEP(file);

SEC("lsm.s/file_open")
int BPF_PROG(file_open_sleepable, struct file *file)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "file_open_sleepable");
	ret_file = bpf_audit_log_file(ac, file);
	bpf_audit_log_end(ac);
	return 0;
}
