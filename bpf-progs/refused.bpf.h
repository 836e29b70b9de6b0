/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a program needs that the verifier shall refuse: types, the program
 * macros and a licence. It has no variables, as nobody will read them.
 */
#ifndef REFUSED_BPF_H
#define REFUSED_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#ifndef LICENCE
#define LICENCE "GPL"
#endif

char LICENSE[] SEC("license") = LICENCE;

/* A map with one place, for a pointer to @object_type, marked by @tag. */
#define KEPT(object_type, tag)						\
struct kept {								\
	struct object_type tag *object;					\
};									\
									\
struct {								\
	__uint(type, BPF_MAP_TYPE_ARRAY);				\
	__uint(max_entries, 1);						\
	__type(key, __u32);						\
	__type(value, struct kept);					\
} kept SEC(".maps");							\
									\
static __always_inline struct kept *kept_place(void)			\
{									\
	__u32 key = 0;							\
									\
	return bpf_map_lookup_elem(&kept, &key);			\
}

#endif
