// SPDX-License-Identifier: GPL-2.0
/*
 * task_getpgid, once or many times, and capable; none, which calls no hook at all; and reset.
 */
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../capabilities.h"
#include "trigger.h"

static pid_t child;

static struct gate named;

static void be_child(const char *comm)
{
	prctl(PR_SET_NAME, comm);
	open_gate(&named);
	for (;;)
		pause();
}

static void prepare_getpgid(char **args)
{
	const char *comm = args[0] ?: "observed";

	make_gate(&named);
	child = fork_child();
	if (!child)
		be_child(comm);
	wait_at(&named);
	fact_number("opid", child);
	fact_bytes("ocomm", comm, strnlen(comm, 15));
}

/* The same by a process that may do nothing that needs a capability. */
static void prepare_getpgid_powerless(char **args)
{
	char *none = NULL;

	prepare_getpgid(args);
	if (capabilities_keep(&none))
		die("capset");
}

static long act_getpgid(void)
{
	return getpgid(child);
}

static void prepare_getpgid_of(char **args)
{
	child = number(args[0] ?: "1");
}

static unsigned long calls, interval;

/* What getpgid does, so many times, each so many microseconds after the last. */
static void prepare_load(char **args)
{
	child = getpid();
	calls = number(args[0] ?: "1");
	interval = args[0] && args[1] ? number(args[1]) : 0;
}

static void later(struct timespec *time, unsigned long microseconds)
{
	time->tv_nsec += microseconds * 1000;
	time->tv_sec += time->tv_nsec / 1000000000;
	time->tv_nsec %= 1000000000;
}

static long act_load(void)
{
	struct timespec due;
	long ret = 0;

	clock_gettime(CLOCK_MONOTONIC, &due);
	for (; calls && ret >= 0; calls--) {
		ret = getpgid(child);
		later(&due, interval);
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
	}
	return ret;
}

static void prepare_capable(char **args)
{
	(void)args;
	fact_number("cap", CAP_SYS_BOOT);
}

/*
 * The kernel checks CAP_SYS_BOOT before it looks at the magic numbers, and
 * with wrong ones nothing else happens: always -1 and EINVAL.
 */
static long act_capable(void)
{
	return syscall(SYS_reboot, 0, 0, 0, NULL);
}

static long act_none(void)
{
	return 0;
}

/* For what a host makes of a guest that is gone without a word. */
static long act_reset(void)
{
	return reboot(RB_AUTOBOOT);
}

const struct trigger task_triggers[] = {
	{ "getpgid", "[COMM]", prepare_getpgid, act_getpgid },
	{ "getpgid_powerless", "[COMM]", prepare_getpgid_powerless, act_getpgid },
	{ "getpgid_of", "[PID]", prepare_getpgid_of, act_getpgid },
	{ "load", "[CALLS [MICROSECONDS]]", prepare_load, act_load },
	{ "capable", "", prepare_capable, act_capable },
	{ "none", "", NULL, act_none },
	{ "reset", "", NULL, act_reset },
	{ 0 }
};
