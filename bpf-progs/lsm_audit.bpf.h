/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every program under test shares: who is watched, what happened, and
 * how a context is opened. The kfuncs' prototypes come from vmlinux.h.
 */
#ifndef LSM_AUDIT_BPF_H
#define LSM_AUDIT_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* The value of a ret_<step> whose kfunc was not called. */
#define NOT_CALLED 0x7fffffff

/* Loopback's index, in every network namespace. */
#define LO_IFINDEX 1

/* Macros of the kernel, which its types do not tell. */
#define AF_INET 2
#define AF_INET6 10

/* The value of a variable that the host may set, when it does not. */
#define AS_GIVEN 0x7fffffff

char LICENSE[] SEC("license") = "GPL";

/* All in one section: each costs a map, and each map time to load. */
#define EXPORTED SEC(".data")

/* Thread group to watch; 0 is nobody. Set by the host. */
__u32 target_tgid EXPORTED = 0;

/* How often the watched process called the hook of interest. */
__u32 hits EXPORTED = 0;

/* How often no context was given. */
__u32 null_contexts EXPORTED = 0;

/* 1 if the last attempt got a context, 0 if not. */
int ret_start EXPORTED = NOT_CALLED;
int ret_cause EXPORTED = NOT_CALLED;

#define STEP(name) int ret_##name EXPORTED = NOT_CALLED

/*
 * NULL for everyone but the watched process. The caller must check for NULL,
 * call bpf_audit_log_end() on anything else, and let the access pass in both
 * cases: a program that denies when it cannot report takes the guest down.
 */
static __always_inline struct bpf_audit_context *start_if_target(void)
{
	struct bpf_audit_context *ac;

	if (!target_tgid || bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return NULL;
	__sync_fetch_and_add(&hits, 1);
	ac = bpf_audit_log_start();
	ret_start = !!ac;
	if (!ac)
		__sync_fetch_and_add(&null_contexts, 1);
	return ac;
}

#endif
