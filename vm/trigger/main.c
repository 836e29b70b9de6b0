// SPDX-License-Identifier: GPL-2.0
/*
 * trigger NAME [ARG...]: prepare, print "ready tgid=N comm=HEX [facts]", wait
 * for the line "go", act once, print "done ret=R errno=E".
 * trigger serve: the same for a host (serve.c).
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../hex.h"
#include "trigger.h"

/* Lines are built here and written at once: stdio might call more hooks. */
static char line[LINE_MAX_LEN];

static void append(const char *fmt, ...)
{
	size_t used = strlen(line);
	va_list args;

	va_start(args, fmt);
	vsnprintf(line + used, sizeof(line) - used, fmt, args);
	va_end(args);
}

static void write_line(void)
{
	append("\n");
	if (write(STDOUT_FILENO, line, strlen(line)) < 0)
		exit(1);
	*line = '\0';
}

void fact_number(const char *key, unsigned long long value)
{
	append(" %s=%llu", key, value);
}

void fact_bytes(const char *key, const void *value, unsigned long len)
{
	char *text = malloc(2 * len + 1);

	if (!text)
		die("malloc");
	hex_encode(value, len, text);
	append(" %s=%s", key, text);
	free(text);
}

void die(const char *what)
{
	fprintf(stderr, "trigger: %s: %s\n", what, strerror(errno));
	exit(1);
}

unsigned long number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 0);

	if (!*text || *end) {
		errno = EINVAL;
		die(text);
	}
	return value;
}

static const struct trigger *const families[] = {
	net_triggers,
	net_unix_triggers,
	net_link_triggers,
	file_triggers,
	kind_triggers,
	task_triggers,
	thread_triggers,
	fail_triggers,
	workload_triggers,
};

#define FAMILIES (sizeof(families) / sizeof(*families))

const struct trigger *find_trigger(const char *name)
{
	const struct trigger *trigger;
	size_t i;

	for (i = 0; i < FAMILIES; i++)
		for (trigger = families[i]; trigger->name; trigger++)
			if (!strcmp(trigger->name, name))
				return trigger;
	return NULL;
}

static int usage(void)
{
	const struct trigger *trigger;
	size_t i;

	fputs("usage: trigger serve, or trigger NAME [ARG...], NAME one of\n",
	      stderr);
	for (i = 0; i < FAMILIES; i++)
		for (trigger = families[i]; trigger->name; trigger++)
			fprintf(stderr, "  %s %s\n", trigger->name,
				trigger->usage);
	return 2;
}

static void await_go(void)
{
	char word[4] = "";
	size_t len = 0;

	while (len < 3) {
		ssize_t n = read(STDIN_FILENO, word + len, 3 - len);

		if (n <= 0)
			exit(1);
		len += n;
	}
	if (memcmp(word, "go\n", 3)) {
		errno = EPROTO;
		die("go");
	}
}

static void say_ready(const struct trigger *trigger, char **args)
{
	char comm[16];
	struct stat exe;

	if (prctl(PR_GET_NAME, comm))
		die("PR_GET_NAME");
	if (stat("/proc/self/exe", &exe))
		die("/proc/self/exe");
	append("ready tgid=%d", getpid());
	fact_bytes("comm", comm, strlen(comm));
	fact_number("exe_ino", exe.st_ino);
	if (trigger->prepare)
		trigger->prepare(args);
	write_line();
}

int run_trigger(const struct trigger *trigger, char **args)
{
	long ret;

	say_ready(trigger, args);
	await_go();
	errno = 0;
	ret = trigger->act();
	append("done ret=%ld errno=%d", ret, errno);
	write_line();
	return 0;
}

int main(int argc, char **argv)
{
	const struct trigger *trigger;

	if (argc == 2 && !strcmp(argv[1], "serve"))
		return serve();
	trigger = argc < 2 ? NULL : find_trigger(argv[1]);
	return trigger ? run_trigger(trigger, argv + 2) : usage();
}
