// SPDX-License-Identifier: GPL-2.0
/*
 * file_open, inode_readlink and file_ioctl, on files made for the purpose in
 * a fresh directory of /tmp, a tmpfs.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trigger.h"

static char path[PATH_MAX];
static int fd;
static unsigned long command = FIONREAD;

/* Sets path to @name in a new directory. */
static void fresh_path(const char *name)
{
	char dir[] = "/tmp/trigger.XXXXXX";

	if (!mkdtemp(dir))
		die(dir);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
}

static void make_file(void)
{
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		die(path);
}

/* What a record says of the file: path, last component, inode. */
static void report_path(void)
{
	const char *name = strrchr(path, '/') + 1;
	struct stat st;

	if (lstat(path, &st))
		die(path);
	fact_bytes("path", path, strlen(path));
	fact_bytes("name", name, strlen(name));
	fact_number("ino", st.st_ino);
}

/* An absolute path names an existing file, anything else a new one. */
static void prepare_open(char **args)
{
	const char *name = args[0] ?: "file";

	if (*name == '/') {
		snprintf(path, sizeof(path), "%s", name);
	} else {
		fresh_path(name);
		make_file();
	}
	report_path();
}

static long act_open(void)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

static void prepare_readlink(char **args)
{
	fresh_path(args[0] ?: "link");
	if (symlink("target", path))
		die(path);
	report_path();
}

static long act_readlink(void)
{
	char target[64];

	return readlink(path, target, sizeof(target));
}

static void prepare_ioctl(char **args)
{
	if (args[0])
		command = number(args[0]);
	fresh_path("file");
	make_file();
	report_path();
	fact_number("cmd", command);
}

static long act_ioctl(void)
{
	unsigned long out;	/* the widest that a query writes */

	return ioctl(fd, command, &out);
}

const struct trigger file_triggers[] = {
	{ "open", "[NAME | /PATH]", prepare_open, act_open },
	{ "readlink", "[NAME]", prepare_readlink, act_readlink },
	{ "ioctl", "[COMMAND]", prepare_ioctl, act_ioctl },
	{ 0 }
};
