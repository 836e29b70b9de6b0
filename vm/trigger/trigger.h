/* SPDX-License-Identifier: GPL-2.0 */
#ifndef LSM_AUDIT_TRIGGER_H
#define LSM_AUDIT_TRIGGER_H

#include <sys/types.h>

/*
 * A trigger makes the kernel call one LSM hook: once, or once for each thing
 * that its arguments name. What it needs is made by prepare(), before the
 * programs under test look at this process; act() is the system call of
 * interest and what must surround it. Nothing else is cleaned up afterwards,
 * since that would call hooks too: the guest is thrown away.
 */
struct trigger {
	const char *name;
	const char *usage;		/* arguments, "" if none */
	void (*prepare)(char **args);	/* NULL-terminated; exits on failure */
	long (*act)(void);		/* -1 with errno, like the system call */
};

/* The longest line that a trigger prints. */
#define LINE_MAX_LEN 16384

/* NULL if there is none of that name. */
const struct trigger *find_trigger(const char *name);

/* The life of one trigger on standard input and output; its exit status. */
int run_trigger(const struct trigger *trigger, char **args);

/* Runs triggers on command until standard input ends; the exit status. */
int serve(void);

/* One table a family, each ended by an entry without a name. */
extern const struct trigger net_triggers[];
extern const struct trigger net_unix_triggers[];
extern const struct trigger net_link_triggers[];
extern const struct trigger file_triggers[];
extern const struct trigger kind_triggers[];
extern const struct trigger task_triggers[];
extern const struct trigger thread_triggers[];
extern const struct trigger fail_triggers[];
extern const struct trigger workload_triggers[];

/*
 * A fact of the preparation for the ready line: key=<decimal>, or key=<hex>
 * for text, which may hold any byte.
 */
void fact_number(const char *key, unsigned long long value);
void fact_bytes(const char *key, const void *value, unsigned long len);

/* A new directory in /tmp, a tmpfs; its path has FRESH_DIR_LEN bytes. */
const char *fresh_dir(void);

#define FRESH_DIR_LEN (sizeof("/tmp/trigger.XXXXXX") - 1)

/* Decodes text in place; dies when it is not hexadecimal. */
char *hex_text(char *hex);

/* Where a child or a thread waits to be let through, once. */
struct gate {
	int fds[2];
};

void make_gate(struct gate *gate);
void wait_at(const struct gate *gate);
void open_gate(const struct gate *gate);

/* A child that ends with its parent, like fork(). */
pid_t fork_child(void);

/* The exit status of @child, -1 if it did not exit. */
long await_child(pid_t child);

/* Reports a failed preparation on standard error and exits with status 1. */
void die(const char *what) __attribute__((noreturn));

/* A decimal or 0x number from the command line; dies on anything else. */
unsigned long number(const char *text);

#endif
