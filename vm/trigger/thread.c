// SPDX-License-Identifier: GPL-2.0
/*
 * task_getpgid, called by and about tasks whose comm or number is not that of
 * their process.
 */
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "trigger.h"

#define NAMES_MAX	256

static char *names[NAMES_MAX + 1];

static void prepare_names(char **args)
{
	char *word, *list = args[0];
	int count = 0;

	while (count < NAMES_MAX && (word = strsep(&list, ",")))
		names[count++] = hex_text(word);
}

/* Bears each name in turn; returns how many. */
static long act_names(void)
{
	long count;

	for (count = 0; names[count]; count++)
		if (prctl(PR_SET_NAME, names[count]) || getpgid(getpid()) < 0)
			return -1;
	return count;
}

static struct gate ready, turn;
static pthread_t thread;
static pid_t thread_id;

/* Asks for the leader when it is its turn. */
static void *named_thread(void *name)
{
	prctl(PR_SET_NAME, name);
	thread_id = gettid();
	open_gate(&ready);
	wait_at(&turn);
	return (void *)(long)getpgid(getpid());
}

static void prepare_threads(char **args)
{
	make_gate(&ready);
	make_gate(&turn);
	if (pthread_create(&thread, NULL, named_thread, args[0] ?: "thread"))
		die("pthread_create");
	wait_at(&ready);
}

/* The leader about the thread, then the thread about the leader. */
static long act_threads(void)
{
	void *theirs;
	long ours = getpgid(thread_id);

	open_gate(&turn);
	pthread_join(thread, &theirs);
	return ours == (long)theirs ? 0 : -1;
}

static pid_t child;

static void prepare_namespace(char **args)
{
	(void)args;
	make_gate(&turn);
	if (unshare(CLONE_NEWPID))
		die("CLONE_NEWPID");
	child = fork_child();
	if (!child) {
		wait_at(&turn);
		getpgid(getpid());
		_exit(getpid());
	}
	fact_number("child", child);
}

/* The number that the child has in its own namespace. */
static long act_namespace(void)
{
	open_gate(&turn);
	return await_child(child);
}

const struct trigger thread_triggers[] = {
	{ "getpgid_names", "HEX[,HEX...]", prepare_names, act_names },
	{ "getpgid_threads", "[COMM]", prepare_threads, act_threads },
	{ "getpgid_namespace", "", prepare_namespace, act_namespace },
	{ 0 }
};
