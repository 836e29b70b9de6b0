// SPDX-License-Identifier: GPL-2.0
/*
 * A task that exits releases its files when it has no root any more, against
 * which a path could be resolved.
 */
#include "lsm_audit.bpf.h"

STEP(file);
STEP(file_again);
STEP(path);
STEP(path_again);
STEP(ioctl_op);
STEP(ioctl_op_again);
STEP(inode);
STEP(cause_late);

SEC("lsm/file_release")
int BPF_PROG(file_release, struct file *file)
{
	struct bpf_audit_context *ac = start_if_target();

	if (!ac)
		return 0;
	ret_cause = bpf_audit_log_cause(ac, "file_release");
	ret_file = bpf_audit_log_file(ac, file);
	ret_file_again = bpf_audit_log_file(ac, file);
	ret_path = bpf_audit_log_path(ac, &file->f_path);
	ret_path_again = bpf_audit_log_path(ac, &file->f_path);
	ret_ioctl_op = bpf_audit_log_ioctl_op(ac, file, 0);
	ret_ioctl_op_again = bpf_audit_log_ioctl_op(ac, file, 0);
	ret_inode = bpf_audit_log_inode(ac, file->f_inode);
	ret_cause_late = bpf_audit_log_cause(ac, "late");
	bpf_audit_log_end(ac);
	return 0;
}
