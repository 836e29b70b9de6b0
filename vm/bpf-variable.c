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

/* What is no map, such as the licence, or a constant is passed over. */
static int each_in_section(const struct bpf_object *object,
			   const struct btf *btf,
			   const struct btf_type *section,
			   variable_visit visit, void *data)
{
	const char *name = btf__name_by_offset(btf, section->name_off);
	const struct btf_var_secinfo *var = btf_var_secinfos(section);
	struct variable variable;
	int i, err;

	for (i = 0; i < btf_vlen(section); i++, var++) {
		if (locate(object, name, var, &variable))
			continue;
		variable.name = btf__name_by_offset(btf,
			btf__type_by_id(btf, var->type)->name_off);
		err = visit(&variable, data);
		if (err)
			return err;
	}
	return 0;
}

int variable_each(const struct bpf_program_slot *slot, variable_visit visit,
		  void *data)
{
	const struct btf *btf = bpf_object__btf(slot->object);
	const struct btf_type *type;
	int err = btf ? 0 : -ENOENT;
	__u32 id;

	for (id = 1; !err && id < btf__type_cnt(btf); id++) {
		type = btf__type_by_id(btf, id);
		if (btf_is_datasec(type))
			err = each_in_section(slot->object, btf, type, visit,
					      data);
	}
	return err;
}

struct search {
	const char *name;
	struct variable *found;
};

/* Ends the walk with 1 at the variable that is looked for. */
static int match(const struct variable *variable, void *data)
{
	const struct search *search = data;

	if (strcmp(variable->name, search->name))
		return 0;
	*search->found = *variable;
	return 1;
}

int variable_find(const struct bpf_program_slot *slot, const char *name,
		  struct variable *variable)
{
	struct search search = { name, variable };
	int err = variable_each(slot, match, &search);

	if (err < 0)
		return err;
	return err ? 0 : -ENOENT;
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
