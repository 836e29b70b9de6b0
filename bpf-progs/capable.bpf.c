// SPDX-License-Identifier: GPL-2.0
#include "lsm_audit.bpf.h"

STEP(cap);

/* The one to report: the kernel asks for others where nobody looks. */
int target_cap EXPORTED = 0;

/* Set by the host: to report it before the cause, not behind it. */
int cap_first EXPORTED = 0;

SEC("lsm/capable")
int BPF_PROG(capable, const struct cred *cred, struct user_namespace *ns,
	     int cap, unsigned int opts)
{
	struct bpf_audit_context *ac;

	if (cap != target_cap)
		return 0;
	ac = start_if_target();
	if (!ac)
		return 0;
	if (cap_first)
		ret_cap = bpf_audit_log_cap(ac, cap);
	ret_cause = bpf_audit_log_cause(ac, "capable");
	if (!cap_first)
		ret_cap = bpf_audit_log_cap(ac, cap);
	bpf_audit_log_end(ac);
	return 0;
}
