// SPDX-License-Identifier: GPL-2.0
#include "lsm_audit.bpf.h"

STEP(ioctl_op);

SEC("lsm/file_ioctl")
int BPF_PROG(file_ioctl, struct file *file, unsigned int cmd,
	     unsigned long arg)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "file_ioctl");
	ret_ioctl_op = bpf_audit_log_ioctl_op(ac, file, cmd);
	bpf_audit_log_end(ac);
	return 0;
}
