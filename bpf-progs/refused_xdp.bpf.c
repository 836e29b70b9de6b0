// SPDX-License-Identifier: GPL-2.0
/* A program of another type. */
#include "refused.bpf.h"

SEC("xdp")
int refused_xdp(struct xdp_md *packet)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (ac)
		bpf_audit_log_end(ac);
	return XDP_PASS;
}
