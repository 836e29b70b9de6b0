// SPDX-License-Identifier: GPL-2.0
#include "lsm_audit.bpf.h"

STEP(net_sockaddr);

/* Set by the host: what to pass in place of the address and its length. */
int no_address EXPORTED = 0;
int claimed_addrlen EXPORTED = AS_GIVEN;
int netif EXPORTED = LO_IFINDEX;

SEC("lsm/socket_bind")
int BPF_PROG(socket_bind, struct socket *sock, struct sockaddr *address,
	     int addrlen)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	if (claimed_addrlen != AS_GIVEN)
		addrlen = claimed_addrlen;
	ret_cause = bpf_audit_log_cause(ac, "socket_bind");
	ret_net_sockaddr = bpf_audit_log_net_sockaddr(ac, netif,
						      no_address ? NULL : address,
						      NULL, addrlen);
	bpf_audit_log_end(ac);
	return 0;
}
