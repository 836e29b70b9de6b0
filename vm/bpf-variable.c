// SPDX-License-Identifier: GPL-2.0
/*
 * Global variables of a loaded program, found by name: the object's BTF has
 * one data section for each of .data and .bss, and libbpf one map for each.
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bpf-program.h"

/* Returns the variable's place in the section, or NULL. */
static const struct btf_var_secinfo *find_in_section(const struct btf *btf,
						     const struct btf_type *section,
						     const char *name)
{
	const struct btf_var_secinfo *var = btf_var_secinfos(section);
	const struct btf_type *type;
	int i;

	for (i = 0; i < btf_vlen(section); i++, var++) {
		type = btf__type_by_id(btf, var->type);
		if (!strcmp(btf__name_by_offset(btf, type->name_off), name))
			return var;
	}
	return NULL;
}

static int locate(const struct bpf_object *object, const char *section,
		  const struct btf_var_secinfo *var, struct variable *variable)
{
	const struct bpf_map *map =
		bpf_object__find_map_by_name(object, section);

	if (!map)
		return -ENOENT;
	if (bpf_map__map_flags(map) & BPF_F_RDONLY_PROG)
		return -EPERM;
	variable->map_fd = bpf_map__fd(map);
	variable->map_size = bpf_map__value_size(map);
	variable->offset = var->offset;
	variable->size = var->size;
	return 0;
}

int variable_find(const struct bpf_program_slot *slot, const char *name,
		  struct variable *variable)
{
	const struct btf *btf = bpf_object__btf(slot->object);
	const struct btf_var_secinfo *var;
	const struct btf_type *type;
	__u32 id;

	if (!btf)
		return -ENOENT;
	for (id = 1; id < btf__type_cnt(btf); id++) {
		type = btf__type_by_id(btf, id);
		if (!btf_is_datasec(type))
			continue;
		var = find_in_section(btf, type, name);
		if (var)
			return locate(slot->object,
				      btf__name_by_offset(btf, type->name_off),
				      var, variable);
	}
	return -ENOENT;
}

/*
 * Mapped, not read and updated through the syscall: that replaces all
 * variables of the section, and would undo what a running program counts.
 */
static int copy(const struct variable *variable, void *to, const void *from)
{
	char *base = mmap(NULL, variable->map_size, PROT_READ | PROT_WRITE,
			  MAP_SHARED, variable->map_fd, 0);

	if (base == MAP_FAILED)
		return -errno;
	if (to)
		memcpy(to, base + variable->offset, variable->size);
	if (from)
		memcpy(base + variable->offset, from, variable->size);
	munmap(base, variable->map_size);
	return 0;
}

int variable_read(const struct variable *variable, void *value)
{
	return copy(variable, value, NULL);
}

int variable_write(const struct variable *variable, const void *value)
{
	return copy(variable, NULL, value);
}
