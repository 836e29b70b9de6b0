// SPDX-License-Identifier: GPL-2.0
/* The context may be NULL. */
#include "refused.bpf.h"

SEC("lsm/file_open")
int BPF_PROG(refused_unchecked_end, struct file *file)
{
	bpf_audit_log_end(bpf_audit_log_start());
	return 0;
}
