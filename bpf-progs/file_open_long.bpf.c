// SPDX-License-Identifier: GPL-2.0
/* A cause for which the buffer of a record must grow, and a path behind it. */
#include "lsm_audit.bpf.h"

STEP(file);

#define TEN(x) x x x x x x x x x x
#define CAUSE TEN(TEN(TEN("ab")))

SEC("lsm/file_open")
int BPF_PROG(file_open_long, struct file *file)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, CAUSE);
	ret_file = bpf_audit_log_file(ac, file);
	bpf_audit_log_end(ac);
	return 0;
}
