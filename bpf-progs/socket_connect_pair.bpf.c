// SPDX-License-Identifier: GPL-2.0
/* Both sides of net_sockaddr, one of them the program's own. */
#include "lsm_audit.bpf.h"
#include <bpf/bpf_endian.h>

STEP(net_sockaddr);

enum side { NOTHING, GIVEN, OWN4, OWN6 };

/* Set by the host. */
enum side source EXPORTED = NOTHING;
enum side destination EXPORTED = NOTHING;

/* 192.0.2.1 and 2001:db8::1:2, port 0x0102 of both. */
struct sockaddr_in own4 EXPORTED = {
	.sin_family = AF_INET,
	.sin_port = bpf_htons(0x0102),
	.sin_addr = { bpf_htonl(0xc0000201) },
};
struct sockaddr_in6 own6 EXPORTED = {
	.sin6_family = AF_INET6,
	.sin6_port = bpf_htons(0x0102),
	.sin6_addr.in6_u.u6_addr8 = { 0x20, 0x01, 0x0d, 0xb8, [13] = 1, [15] = 2 },
};

static __always_inline struct sockaddr *choose(enum side side,
					       struct sockaddr *given)
{
	switch (side) {
	case GIVEN:
		return given;
	case OWN4:
		return (struct sockaddr *)&own4;
	case OWN6:
		return (struct sockaddr *)&own6;
	default:
		return NULL;
	}
}

SEC("lsm/socket_connect")
int BPF_PROG(socket_connect_pair, struct socket *sock,
	     struct sockaddr *address, int addrlen)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "socket_connect_pair");
	ret_net_sockaddr = bpf_audit_log_net_sockaddr(ac, LO_IFINDEX,
						      choose(source, address),
						      choose(destination, address),
						      sizeof(struct sockaddr_in6));
	bpf_audit_log_end(ac);
	return 0;
}
