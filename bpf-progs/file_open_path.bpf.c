// SPDX-License-Identifier: GPL-2.0
#include "lsm_audit.bpf.h"

STEP(path);

SEC("lsm/file_open")
int BPF_PROG(file_open_path, struct file *file)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "file_open_path");
	ret_path = bpf_audit_log_path(ac, &file->f_path);
	bpf_audit_log_end(ac);
	return 0;
}
