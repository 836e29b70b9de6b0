// SPDX-License-Identifier: GPL-2.0
/* It takes the place of a function of an LSM program, but is none. */
#include "refused.bpf.h"

SEC("freplace/replaceable")
int refused_freplace(struct file *file)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (ac)
		bpf_audit_log_end(ac);
	return 0;
}
