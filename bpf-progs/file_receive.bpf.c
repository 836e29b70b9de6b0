// SPDX-License-Identifier: GPL-2.0
/*
 * All that can be said of a file of any kind: it comes as a message. Each
 * kfunc has a record of its own.
 */
#include "lsm_audit.bpf.h"

STEP(file);
STEP(path);
STEP(ioctl_op);
STEP(inode);

/* Into a record: what the first refused call returned, else what all did. */
#define REPORT(name, ...) do {						\
	struct bpf_audit_context *ac = start_if_target();		\
	int ret;							\
									\
	if (!ac)							\
		return 0;						\
	ret = bpf_audit_log_##name(ac, __VA_ARGS__);			\
	if (ret_##name == NOT_CALLED || !ret_##name)			\
		ret_##name = ret;					\
	bpf_audit_log_end(ac);						\
} while (0)

SEC("lsm/file_receive")
int BPF_PROG(file_receive, struct file *file)
{
	REPORT(file, file);
	REPORT(path, &file->f_path);
	REPORT(ioctl_op, file, 0);
	REPORT(inode, file->f_inode);
	return 0;
}
