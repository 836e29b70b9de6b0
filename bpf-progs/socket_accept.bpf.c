// SPDX-License-Identifier: GPL-2.0
/* The new socket of an accept has no sock yet. */
#include "lsm_audit.bpf.h"

STEP(net_sock);

SEC("lsm/socket_accept")
int BPF_PROG(socket_accept, struct socket *sock, struct socket *newsock)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "socket_accept");
	ret_net_sock = bpf_audit_log_net_sock(ac, LO_IFINDEX, newsock);
	bpf_audit_log_end(ac);
	return 0;
}
