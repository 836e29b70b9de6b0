// SPDX-License-Identifier: GPL-2.0
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "bpf-program.h"

static int only_program(struct bpf_object *object, struct bpf_program **found)
{
	*found = bpf_object__next_program(object, NULL);
	if (!*found || bpf_object__next_program(object, *found))
		return -EINVAL;
	return 0;
}

int program_load(struct bpf_program_slot *slot, const char *path)
{
	int err;

	slot->object = bpf_object__open_file(path, NULL);
	if (!slot->object)
		return -errno;
	err = only_program(slot->object, &slot->program);
	/* On a refusal libbpf loads again with the verifier's log at level 1. */
	if (!err)
		err = bpf_object__load(slot->object);
	if (err)
		bpf_object__close(slot->object);
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
	if (slot->link)
		return -EALREADY;
	slot->link = bpf_program__attach(slot->program);
	return slot->link ? 0 : -errno;
}

int program_detach(struct bpf_program_slot *slot)
{
	int err;

	if (!slot->link)
		return -ENOLINK;
	err = bpf_link__destroy(slot->link);
	slot->link = NULL;
	return err;
}

void program_unload(struct bpf_program_slot *slot)
{
	bpf_link__destroy(slot->link);
	bpf_object__close(slot->object);
}
