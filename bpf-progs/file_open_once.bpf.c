// SPDX-License-Identifier: GPL-2.0
/*
 * Each kfunc works once per context, and path and file, which report the
 * same, exclude each other.
 */
#include "lsm_audit.bpf.h"

STEP(cause_again);
STEP(path);
STEP(path_again);
STEP(file_after_path);

SEC("lsm/file_open")
int BPF_PROG(file_open_once, struct file *file)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "file_open_once");
	ret_cause_again = bpf_audit_log_cause(ac, "again");
	ret_path = bpf_audit_log_path(ac, &file->f_path);
	ret_path_again = bpf_audit_log_path(ac, &file->f_path);
	ret_file_after_path = bpf_audit_log_file(ac, file);
	bpf_audit_log_end(ac);
	return 0;
}
