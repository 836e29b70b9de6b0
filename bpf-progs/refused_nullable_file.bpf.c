// SPDX-License-Identifier: GPL-2.0
/* An anonymous mapping has no file. */
#include "refused.bpf.h"

SEC("lsm/mmap_file")
int BPF_PROG(refused_nullable_file, struct file *file, unsigned long reqprot,
	     unsigned long prot, unsigned long flags)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (!ac)
		return 0;
	bpf_audit_log_file(ac, file);
	bpf_audit_log_end(ac);
	return 0;
}
