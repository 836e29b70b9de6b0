// SPDX-License-Identifier: GPL-2.0
/*
 * Loaded by the loader before the host asks for anything: libbpf tries out at
 * its first load what the kernel can do, which takes as long as ten loads.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

int variable SEC(".data") = 1;
const volatile int constant = 1;

SEC("lsm/file_open")
int warm_up(void *ctx)
{
	variable += constant;
	return 0;
}
