// SPDX-License-Identifier: GPL-2.0
/* It takes the place of a function of an LSM program, and makes no record. */
#include "refused.bpf.h"

SEC("freplace/replaceable")
int extension(struct file *file)
{
	return 0;
}
