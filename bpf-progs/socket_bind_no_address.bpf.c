// SPDX-License-Identifier: GPL-2.0
/* Neither address given: nothing to report but the interface. */
#include "lsm_audit.bpf.h"

STEP(net_sockaddr);

SEC("lsm/socket_bind")
int BPF_PROG(socket_bind_no_address, struct socket *sock,
	     struct sockaddr *address, int addrlen)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "socket_bind_no_address");
	ret_net_sockaddr = bpf_audit_log_net_sockaddr(ac, LO_IFINDEX, NULL,
						      NULL, addrlen);
	bpf_audit_log_end(ac);
	return 0;
}
