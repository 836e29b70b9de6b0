// SPDX-License-Identifier: GPL-2.0
/* Tracing programs share the kfuncs of LSM programs, but for a filter. */
#include "refused.bpf.h"

SEC("fentry/bpf_lsm_file_open")
int BPF_PROG(refused_fentry, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (ac)
		bpf_audit_log_end(ac);
	return 0;
}
