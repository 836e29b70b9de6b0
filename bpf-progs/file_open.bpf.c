// SPDX-License-Identifier: GPL-2.0
#include "lsm_audit.bpf.h"

STEP(file);

SEC("lsm/file_open")
int BPF_PROG(file_open, struct file *file)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "file_open");
	ret_file = bpf_audit_log_file(ac, file);
	bpf_audit_log_end(ac);
	return 0;
}
