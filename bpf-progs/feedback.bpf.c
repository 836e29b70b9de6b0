// SPDX-License-Identifier: GPL-2.0
/*
 * A program on the way of each packet to a socket sees the records that are
 * delivered to the audit daemon, its own among them. Here it answers each with
 * two more, or drops them, so often as the host allows.
 */
#include "lsm_audit.bpf.h"

#define AF_INET		2
#define AF_NETLINK	16
#define NETLINK_AUDIT	9
#define EPERM		1

/* How many deliveries to answer, and how many to drop; set by the host. */
int answers EXPORTED = 0;
int drops EXPORTED = 0;

/* Contexts that were given to answers, and packets that were dropped. */
int given EXPORTED = 0;
int dropped EXPORTED = 0;

static __always_inline void answer(void)
{
	struct bpf_audit_context *ac = bpf_audit_log_start();

	if (!ac) {
		__sync_fetch_and_add(&null_contexts, 1);
		return;
	}
	__sync_fetch_and_add(&given, 1);
	bpf_audit_log_cause(ac, "answer");
	bpf_audit_log_end(ac);
}

/* A record to the daemon, and not a reply: these have types below 1100. */
static __always_inline bool is_record(struct sock *sk, struct sk_buff *skb)
{
	__u16 type;

	if (sk->__sk_common.skc_family != AF_NETLINK ||
	    sk->sk_protocol != NETLINK_AUDIT)
		return false;
	/* nlmsg_type, behind nlmsg_len. */
	if (bpf_probe_read_kernel(&type, sizeof(type), skb->data + 4))
		return false;
	return type == 1427;
}

/* The first record, which sets all in motion. */
static __always_inline void seed(void)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return;
	ret_cause = bpf_audit_log_cause(ac, "seed");
	bpf_audit_log_end(ac);
}

SEC("lsm/socket_sock_rcv_skb")
int BPF_PROG(feedback, struct sock *sk, struct sk_buff *skb)
{
	if (sk->__sk_common.skc_family == AF_INET)
		seed();
	if (!is_record(sk, skb))
		return 0;
	if (drops > 0) {
		drops--;
		dropped++;
		return -EPERM;
	}
	if (answers > 0) {
		answers--;
		answer();
		answer();
	}
	return 0;
}
