/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every ordered pair of the kfuncs that report something, each in a context
 * of its own. No hook has both a trusted socket and a trusted dentry, so there
 * are two programs, and each leaves out the kfunc that it has no object for.
 */
#ifndef PAIRS_BPF_H
#define PAIRS_BPF_H

#include "lsm_audit.bpf.h"

#define AF_INET 2

/* The order is known to the host. */
enum reporter {
	CAUSE, CAP, PATH, FILE_, IOCTL_OP, DENTRY, INODE, TASK, NET_SOCK,
	NET_SOCKADDR, REPORTERS
};

#define PAIRS (REPORTERS * REPORTERS)

/* By pair: first * REPORTERS + second. */
int ret_first[PAIRS] EXPORTED = { [0 ... PAIRS - 1] = NOT_CALLED };
int ret_second[PAIRS] EXPORTED = { [0 ... PAIRS - 1] = NOT_CALLED };

/* 127.0.0.2, port 7. */
struct sockaddr_in address EXPORTED = {
	.sin_family = AF_INET,
	.sin_port = 0x0700,
	.sin_addr.s_addr = 0x0200007f,
};

/* What there is to report; a hook has no socket or no dentry. */
struct objects {
	struct file *file;
	struct task_struct *task;
	struct dentry *dentry;
	struct socket *sock;
};

static __always_inline int report(struct bpf_audit_context *ac, int reporter,
				  const struct objects *of)
{
	switch (reporter) {
	case CAUSE:
		return bpf_audit_log_cause(ac, "pairs");
	case CAP:
		return bpf_audit_log_cap(ac, 21);
	case PATH:
		return bpf_audit_log_path(ac, &of->file->f_path);
	case FILE_:
		return bpf_audit_log_file(ac, of->file);
	case IOCTL_OP:
		return bpf_audit_log_ioctl_op(ac, of->file, 0xabc);
	case DENTRY:
		return of->dentry ? bpf_audit_log_dentry(ac, of->dentry) :
				    NOT_CALLED;
	case INODE:
		return bpf_audit_log_inode(ac, of->file->f_inode);
	case TASK:
		return bpf_audit_log_task(ac, of->task);
	case NET_SOCK:
		return of->sock ? bpf_audit_log_net_sock(ac, LO_IFINDEX,
							 of->sock) :
				  NOT_CALLED;
	case NET_SOCKADDR:
		return bpf_audit_log_net_sockaddr(ac, LO_IFINDEX,
						  (struct sockaddr *)&address,
						  NULL, sizeof(address));
	}
	return NOT_CALLED;
}

static __always_inline void report_pair(int pair, const struct objects *of)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return;
	ret_first[pair] = report(ac, pair / REPORTERS, of);
	ret_second[pair] = report(ac, pair % REPORTERS, of);
	bpf_audit_log_end(ac);
}

/* Pairs with the kfunc @absent, which has no object, make no record. */
static __always_inline void report_pairs(int absent, struct dentry *dentry,
					 struct socket *sock)
{
	struct objects of = { .dentry = dentry, .sock = sock };
	int pair;

	of.task = bpf_get_current_task_btf();
	of.file = bpf_get_task_exe_file(of.task);
	if (!of.file)
		return;
	bpf_for(pair, 0, PAIRS) {
		if (pair / REPORTERS != absent && pair % REPORTERS != absent)
			report_pair(pair, &of);
	}
	bpf_put_file(of.file);
}

#endif
