// SPDX-License-Identifier: GPL-2.0
/* Audit itself calls this hook while it starts a record. */
#include "refused.bpf.h"

SEC("lsm/current_getlsmprop_subj")
void BPF_PROG(refused_recursion, struct lsm_prop *prop)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (ac)
		bpf_audit_log_end(ac);
}
