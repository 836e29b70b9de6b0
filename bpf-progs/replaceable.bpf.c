// SPDX-License-Identifier: GPL-2.0
/* An LSM program with a function that another program can replace. */
#include "refused.bpf.h"

__noinline int replaceable(struct file *file __arg_trusted)
{
	return file ? 0 : -1;
}

SEC("lsm/file_open")
int BPF_PROG(replaceable_open, struct file *file)
{
	return replaceable(file) ? -1 : 0;
}
