// SPDX-License-Identifier: GPL-2.0
/*
 * A sleepable program with a call that may sleep, which reports from a region
 * that may not: nothing in the kfuncs must sleep there.
 */
#include "lsm_audit.bpf.h"

STEP(file);

/* 1 RCU, 2 preemption disabled, 3 interrupts disabled; set by the host. */
int region EXPORTED = 1;

static __always_inline void report(struct file *file)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return;
	ret_cause = bpf_audit_log_cause(ac, "region");
	ret_file = bpf_audit_log_file(ac, file);
	bpf_audit_log_end(ac);
}

SEC("lsm.s/file_open")
int BPF_PROG(file_open_region, struct file *file)
{
	unsigned long flags;
	char byte;

	bpf_copy_from_user(&byte, sizeof(byte), NULL);
	switch (region) {
	case 1:
		bpf_rcu_read_lock();
		report(file);
		bpf_rcu_read_unlock();
		break;
	case 2:
		bpf_preempt_disable();
		report(file);
		bpf_preempt_enable();
		break;
	case 3:
		bpf_local_irq_save(&flags);
		report(file);
		bpf_local_irq_restore(&flags);
		break;
	}
	return 0;
}
