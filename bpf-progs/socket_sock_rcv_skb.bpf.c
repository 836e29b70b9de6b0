// SPDX-License-Identifier: GPL-2.0
/* Called in softirq, on top of whatever task runs there. */
#include "lsm_audit.bpf.h"

SEC("lsm/socket_sock_rcv_skb")
int BPF_PROG(socket_sock_rcv_skb, struct sock *sk, struct sk_buff *skb)
{
	struct bpf_audit_context *ac;

	/* Unix sockets, which triggers talk through, have this hook too. */
	if (sk->__sk_common.skc_family != AF_INET)
		return 0;
	ac = start_if_target();
	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "socket_sock_rcv_skb");
	bpf_audit_log_end(ac);
	return 0;
}
