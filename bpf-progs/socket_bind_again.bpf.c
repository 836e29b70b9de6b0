// SPDX-License-Identifier: GPL-2.0
/* Network data three times in one context: what a call leaves to the next. */
#include "lsm_audit.bpf.h"

STEP(first);
STEP(second);
STEP(net_sock);

/* Of the first call; set by the host. */
int claimed_addrlen EXPORTED = AS_GIVEN;
int netif EXPORTED = LO_IFINDEX;

SEC("lsm/socket_bind")
int BPF_PROG(socket_bind_again, struct socket *sock, struct sockaddr *address,
	     int addrlen)
{
	struct bpf_audit_context *ac = start_if_target();
	int len = claimed_addrlen == AS_GIVEN ? addrlen : claimed_addrlen;

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "socket_bind_again");
	ret_first = bpf_audit_log_net_sockaddr(ac, netif, address, NULL, len);
	ret_second = bpf_audit_log_net_sockaddr(ac, netif, NULL, address,
						addrlen);
	ret_net_sock = bpf_audit_log_net_sock(ac, netif, sock);
	bpf_audit_log_end(ac);
	return 0;
}
