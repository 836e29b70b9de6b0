// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's BTF, parsed once. libbpf parses its 60,000 types anew for each
 * object that it loads, which under emulation takes three quarters of the time
 * of a load; it only reads them. The linker turns its calls to these.
 */
#include <bpf/btf.h>
#include <stddef.h>

#include "bpf-program.h"

struct btf *__real_btf__load_vmlinux_btf(void);
void __real_btf__free(struct btf *btf);
struct btf *__wrap_btf__load_vmlinux_btf(void);
void __wrap_btf__free(struct btf *btf);

static struct btf *kernel_types;

struct btf *__wrap_btf__load_vmlinux_btf(void)
{
	if (!kernel_types)
		kernel_types = __real_btf__load_vmlinux_btf();
	return kernel_types;
}

void __wrap_btf__free(struct btf *btf)
{
	if (btf != kernel_types)
		__real_btf__free(btf);
}

void kernel_types_load(void)
{
	__wrap_btf__load_vmlinux_btf();
}
