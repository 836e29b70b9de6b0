// SPDX-License-Identifier: GPL-2.0
#include "lsm_audit.bpf.h"

STEP(net_sock);

/* Set by the host. */
int netif EXPORTED = LO_IFINDEX;

SEC("lsm/socket_getsockopt")
int BPF_PROG(socket_getsockopt, struct socket *sock, int level, int optname)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "socket_getsockopt");
	ret_net_sock = bpf_audit_log_net_sock(ac, netif, sock);
	bpf_audit_log_end(ac);
	return 0;
}
