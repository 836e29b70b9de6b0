// SPDX-License-Identifier: GPL-2.0
/*
 * Causes of several lengths, the longer of which leave the record's buffer too
 * small for the name behind them. So it grows under the entry's d_lock, and for
 * an inode within RCU as well, on behalf of a program that could sleep: it is
 * sleepable and calls a helper that sleeps.
 */
#include "lsm_audit.bpf.h"

#define CAUSE_MAX 1700
#define SUFFIX(length) (&causes[CAUSE_MAX - (length)])

/* One constant, whose ends are the causes. */
static const char causes[CAUSE_MAX + 1] = { [0 ... CAUSE_MAX - 1] = 'c' };

/* What all calls returned, in one: 0 if each did. */
STEP(all);

static __always_inline int report(const char *cause, struct dentry *dentry,
				  struct inode *inode)
{
	struct bpf_audit_context *ac = start_if_target();
	int ret;

	if (!ac)
		return -1;
	ret = bpf_audit_log_cause(ac, cause);
	if (dentry)
		ret |= bpf_audit_log_dentry(ac, dentry);
	if (inode)
		ret |= bpf_audit_log_inode(ac, inode);
	bpf_audit_log_end(ac);
	return ret;
}

SEC("lsm.s/inode_readlink")
int BPF_PROG(inode_readlink_grown, struct dentry *dentry)
{
	struct inode *inode = dentry->d_inode;
	int ret = 0;
	char byte;

	if (!inode)
		return 0;
	bpf_copy_from_user(&byte, sizeof(byte), NULL);
#define REPORT_BOTH(length)					\
	ret |= report(SUFFIX(length), dentry, NULL);		\
	ret |= report(SUFFIX(length), NULL, inode)
	REPORT_BOTH(1300);
	REPORT_BOTH(1400);
	REPORT_BOTH(1500);
	REPORT_BOTH(1600);
	REPORT_BOTH(1700);
	ret_all = ret;
	return 0;
}
