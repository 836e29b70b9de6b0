// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's BTF, parsed and indexed once. libbpf parses its 60,000 types
 * anew for each object that it loads, and walks them for each function that a
 * program attaches to or calls; under emulation that is most of the time of a
 * load. It only reads them. The linker turns its calls to these.
 */
#include <bpf/btf.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "bpf-program.h"

#define BUCKETS (1 << 16)	/* a few functions share one */

struct btf *__real_btf__load_vmlinux_btf(void);
void __real_btf__free(struct btf *btf);
__s32 __real_btf__find_by_name_kind(const struct btf *btf, const char *name,
				    __u32 kind);
struct btf *__wrap_btf__load_vmlinux_btf(void);
void __wrap_btf__free(struct btf *btf);
__s32 __wrap_btf__find_by_name_kind(const struct btf *btf, const char *name,
				    __u32 kind);

static struct btf *kernel_types;

/* Ids of functions: the first of each bucket, and the next of each id. */
static __u32 first[BUCKETS];
static __u32 *next;

static __u32 bucket(const char *name)
{
	__u32 hash = 2166136261u;	/* FNV-1a */

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return hash % BUCKETS;
}

static const char *function_name(__u32 id)
{
	const struct btf_type *type = btf__type_by_id(kernel_types, id);

	return btf_is_func(type) ?
		btf__name_by_offset(kernel_types, type->name_off) : NULL;
}

/* From the last to the first, so that the lowest id of a name is found. */
static void index_functions(void)
{
	__u32 count = btf__type_cnt(kernel_types), id, at;
	const char *name;

	next = calloc(count, sizeof(*next));
	for (id = count; next && --id;) {
		name = function_name(id);
		if (!name)
			continue;
		at = bucket(name);
		next[id] = first[at];
		first[at] = id;
	}
}

struct btf *__wrap_btf__load_vmlinux_btf(void)
{
	if (!kernel_types) {
		kernel_types = __real_btf__load_vmlinux_btf();
		if (kernel_types)
			index_functions();
	}
	return kernel_types;
}

void __wrap_btf__free(struct btf *btf)
{
	if (btf != kernel_types)
		__real_btf__free(btf);
}

__s32 __wrap_btf__find_by_name_kind(const struct btf *btf, const char *name,
				    __u32 kind)
{
	__u32 id;

	if (btf != kernel_types || kind != BTF_KIND_FUNC || !next)
		return __real_btf__find_by_name_kind(btf, name, kind);
	for (id = first[bucket(name)]; id; id = next[id])
		if (!strcmp(function_name(id), name))
			return id;
	/* For libbpf's error: there is no such function. */
	return __real_btf__find_by_name_kind(btf, name, kind);
}

void kernel_types_load(void)
{
	__wrap_btf__load_vmlinux_btf();
}
