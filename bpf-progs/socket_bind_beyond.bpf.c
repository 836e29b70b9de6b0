// SPDX-License-Identifier: GPL-2.0
/*
 * An address of the program itself that claims to be longer than it is: 16
 * bytes of stack, of which the last 8 of an IPv6 address are not part.
 */
#include "lsm_audit.bpf.h"

#define AF_INET6 10

STEP(net_sockaddr);

SEC("lsm/socket_bind")
int BPF_PROG(socket_bind_beyond, struct socket *sock, struct sockaddr *address,
	     int addrlen)
{
	struct bpf_audit_context *ac = start_if_target();
	struct sockaddr own = { .sa_family = AF_INET6 };

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "beyond");
	ret_net_sockaddr = bpf_audit_log_net_sockaddr(ac, 0, &own, NULL, 28);
	bpf_audit_log_end(ac);
	return 0;
}
