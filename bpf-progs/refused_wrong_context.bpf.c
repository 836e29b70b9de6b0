// SPDX-License-Identifier: GPL-2.0
/* A file is no context. */
#include "refused.bpf.h"

SEC("lsm/file_open")
int BPF_PROG(refused_wrong_context, struct file *file)
{
	bpf_audit_log_cause((void *)file, "a file");
	return 0;
}
