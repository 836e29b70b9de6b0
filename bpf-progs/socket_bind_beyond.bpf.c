// SPDX-License-Identifier: GPL-2.0
/*
 * An IPv6 address of which the program has the first half only, on its stack:
 * what follows there is the kernel's.
 */
#include "lsm_audit.bpf.h"

STEP(net_sockaddr);

SEC("lsm/socket_bind")
int BPF_PROG(socket_bind_beyond, struct socket *sock, struct sockaddr *address,
	     int addrlen)
{
	struct bpf_audit_context *ac = start_if_target();
	struct sockaddr half = {
		.sa_family = AF_INET6,
		/* 2001:db8: behind port and flow label */
		.sa_data = { 0, 0, 0, 0, 0, 0, 0x20, 0x01, 0x0d, 0xb8 },
	};

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "socket_bind_beyond");
	ret_net_sockaddr = bpf_audit_log_net_sockaddr(ac, 0, &half, NULL,
						      sizeof(struct sockaddr_in6));
	bpf_audit_log_end(ac);
	return 0;
}
