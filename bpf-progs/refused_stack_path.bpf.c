// SPDX-License-Identifier: GPL-2.0
/* A path that the program composes. */
#include "refused.bpf.h"

SEC("lsm/file_open")
int BPF_PROG(refused_stack_path, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();
	struct path path = {};

	if (!ac)
		return 0;
	bpf_audit_log_path(ac, &path);
	bpf_audit_log_end(ac);
	return 0;
}
