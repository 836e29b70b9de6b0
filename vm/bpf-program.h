/* SPDX-License-Identifier: GPL-2.0 */
#ifndef LSM_AUDIT_BPF_PROGRAM_H
#define LSM_AUDIT_BPF_PROGRAM_H

#include <linux/types.h>
#include <stddef.h>

#define ID_MAX 64
#define PROGRAMS_MAX 64

/* A loaded object; most have one program, and that is the one that counts. */
struct bpf_program_slot {
	char id[ID_MAX + 1];
	struct bpf_object *object;
	struct bpf_program *program;	/* the first one */
	struct bpf_link *links[PROGRAMS_MAX];
	int attached;			/* how many links there are */
	struct pristine *pristine;	/* variables as they were loaded */
	struct bpf_program_slot *next;
};

/* Where a global variable of a loaded program lives. */
struct variable {
	const char *name;
	int map_fd;
	size_t offset, size, map_size;
};

/*
 * All return 0 or a negative errno; what libbpf and the verifier have to say
 * goes through libbpf's print callback.
 */
/* @target is what an extension program takes a function of, else NULL. */
int program_load(struct bpf_program_slot *slot, const char *path,
		 const struct bpf_program_slot *target);
int program_info(const struct bpf_program_slot *slot, __u32 *id, char *name,
		 size_t name_size);
/* Gives every variable the value that it was loaded with. */
void program_reset(struct bpf_program_slot *slot);
int program_attach(struct bpf_program_slot *slot);
int program_detach(struct bpf_program_slot *slot);
void program_unload(struct bpf_program_slot *slot);

/* Parses the kernel's BTF ahead of the first load; without BTF that will fail. */
void kernel_types_load(void);

/* Called for each variable until it returns another value than 0. */
typedef int (*variable_visit)(const struct variable *variable, void *data);

/* Visits every variable that can change; returns what ended the walk. */
int variable_each(const struct bpf_program_slot *slot, variable_visit visit,
		  void *data);

/* -ENOENT: no such variable. */
int variable_find(const struct bpf_program_slot *slot, const char *name,
		  struct variable *variable);
int variable_read(const struct variable *variable, void *value);
int variable_write(const struct variable *variable, const void *value);

#endif
