// SPDX-License-Identifier: GPL-2.0
/* A length that covers no whole address must be refused, and print nothing. */
#include "lsm_audit.bpf.h"

STEP(net_sockaddr);

/* Set by the host; the shortest IPv4 address has 16 bytes, IPv6 24. */
int claimed_addrlen EXPORTED = 1;

SEC("lsm/socket_bind")
int BPF_PROG(socket_bind_short, struct socket *sock, struct sockaddr *address,
	     int addrlen)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "socket_bind_short");
	ret_net_sockaddr = bpf_audit_log_net_sockaddr(ac, LO_IFINDEX, address,
						      NULL, claimed_addrlen);
	bpf_audit_log_end(ac);
	return 0;
}
