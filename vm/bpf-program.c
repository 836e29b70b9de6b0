// SPDX-License-Identifier: GPL-2.0
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bpf-program.h"

/* The first of at most PROGRAMS_MAX. */
static int first_program(struct bpf_object *object, struct bpf_program **found)
{
	struct bpf_program *program;
	int count = 0;

	*found = bpf_object__next_program(object, NULL);
	bpf_object__for_each_program(program, object)
		count++;
	return count && count <= PROGRAMS_MAX ? 0 : -EINVAL;
}

/* A copy of the variables of one section. */
struct pristine {
	struct pristine *next;
	void *live;	/* libbpf's mapping of the section */
	size_t size;
	char copy[];
};

static int keep(struct bpf_program_slot *slot, void *live, size_t size)
{
	struct pristine *pristine = malloc(sizeof(*pristine) + size);

	if (!pristine)
		return -ENOMEM;
	pristine->live = live;
	pristine->size = size;
	memcpy(pristine->copy, live, size);
	pristine->next = slot->pristine;
	slot->pristine = pristine;
	return 0;
}

static int keep_all(struct bpf_program_slot *slot)
{
	struct bpf_map *map;
	size_t size;
	void *live;
	int err;

	bpf_object__for_each_map(map, slot->object) {
		live = bpf_map__initial_value(map, &size);
		if (!live || bpf_map__map_flags(map) & BPF_F_RDONLY_PROG)
			continue;
		err = keep(slot, live, size);
		if (err)
			return err;
	}
	return 0;
}

void program_reset(struct bpf_program_slot *slot)
{
	struct pristine *pristine;

	for (pristine = slot->pristine; pristine; pristine = pristine->next)
		memcpy(pristine->live, pristine->copy, pristine->size);
}

static void forget(struct bpf_program_slot *slot)
{
	struct pristine *next;

	for (; slot->pristine; slot->pristine = next) {
		next = slot->pristine->next;
		free(slot->pristine);
	}
}

int program_load(struct bpf_program_slot *slot, const char *path,
		 const struct bpf_program_slot *target)
{
	int err;

	slot->object = bpf_object__open_file(path, NULL);
	if (!slot->object)
		return -errno;
	err = first_program(slot->object, &slot->program);
	if (!err && target)
		err = bpf_program__set_attach_target(slot->program,
				bpf_program__fd(target->program), NULL);
	/* On a refusal libbpf loads again with the verifier's log at level 1. */
	if (!err)
		err = bpf_object__load(slot->object);
	if (!err)
		err = keep_all(slot);
	if (err)
		program_unload(slot);
	return err;
}

int program_info(const struct bpf_program_slot *slot, __u32 *id, char *name,
		 size_t name_size)
{
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);
	int err = bpf_prog_get_info_by_fd(bpf_program__fd(slot->program),
					  &info, &len);

	if (err)
		return err;
	*id = info.id;
	strncpy(name, info.name, name_size - 1);
	name[name_size - 1] = '\0';
	return 0;
}

int program_attach(struct bpf_program_slot *slot)
{
	struct bpf_program *program;
	struct bpf_link *link;
	int err;

	if (slot->attached)
		return -EALREADY;
	bpf_object__for_each_program(program, slot->object) {
		link = bpf_program__attach(program);
		if (!link) {
			err = -errno;
			program_detach(slot);
			return err;
		}
		slot->links[slot->attached++] = link;
	}
	return 0;
}

int program_detach(struct bpf_program_slot *slot)
{
	int err = slot->attached ? 0 : -ENOLINK;

	while (slot->attached) {
		int failed = bpf_link__destroy(slot->links[--slot->attached]);

		err = err ?: failed;
	}
	return err;
}

void program_unload(struct bpf_program_slot *slot)
{
	forget(slot);
	program_detach(slot);
	bpf_object__close(slot->object);
}
