// SPDX-License-Identifier: GPL-2.0
/* A program of another type. */
#include "refused.bpf.h"

SEC("kprobe/do_sys_openat2")
int refused_kprobe(struct pt_regs *regs)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (ac)
		bpf_audit_log_end(ac);
	return 0;
}
