// SPDX-License-Identifier: GPL-2.0
/* Only GPL programs may call. */
#define LICENCE "Proprietary"
#include "refused.bpf.h"

SEC("lsm/file_open")
int BPF_PROG(refused_licence, struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (ac)
		bpf_audit_log_end(ac);
	return 0;
}
