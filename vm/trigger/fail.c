// SPDX-License-Identifier: GPL-2.0
/*
 * fail_nth: another trigger, during whose act the kernel's nth allocation by
 * this task fails. Needs a kernel with fault injection.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "trigger.h"

static const struct trigger *inner;
static const char *nth;
static int control;

static void prepare_fail_nth(char **args)
{
	if (!args[0] || !args[1]) {
		errno = EINVAL;
		die("fail_nth");
	}
	nth = args[0];
	inner = find_trigger(args[1]);
	if (!inner) {
		errno = ESRCH;
		die(args[1]);
	}
	control = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
	if (control < 0)
		die("/proc/self/fail-nth");
	if (inner->prepare)
		inner->prepare(args + 2);
}

/* Returns 1 if the allocation failed, 0 if there were fewer of them. */
static long act_fail_nth(void)
{
	char left[16] = "";

	if (dprintf(control, "%s", nth) < 0)
		die("fail-nth");
	inner->act();
	if (pread(control, left, sizeof(left) - 1, 0) < 0 ||
	    pwrite(control, "0", 1, 0) < 0)
		die("fail-nth");
	errno = 0;
	return atoi(left) == 0;
}

const struct trigger fail_triggers[] = {
	{ "fail_nth", "N NAME [ARG...]", prepare_fail_nth, act_fail_nth },
	{ 0 }
};
