// SPDX-License-Identifier: GPL-2.0
/*
 * file_open, file_release, inode_readlink and file_ioctl, on files made for
 * the purpose in a fresh directory of /tmp, a tmpfs.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trigger.h"

#define LINKS_MAX	256
#define COMMANDS_MAX	8

static char path[PATH_MAX];
static int fd;
static unsigned long commands[COMMANDS_MAX] = { FIONREAD };
static int command_count = 1;

/* Sets path to @name in a new directory. */
static void fresh_path(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", fresh_dir(), name);
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

/* A file on a file system of its own. */
static void prepare_open_mounted(char **args)
{
	const char *dir = fresh_dir();

	(void)args;
	if (mount("none", dir, "tmpfs", 0, NULL))
		die(dir);
	snprintf(path, sizeof(path), "%s/file", dir);
	make_file();
	close(fd);
	report_path();
}

/* Opens and closes it; EBUSY if anything of it is still held. */
static long act_open_mounted(void)
{
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	close(fd);
	*strrchr(path, '/') = '\0';
	return umount(path);
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

static char *links[LINKS_MAX + 1];

static void prepare_readlinks(char **args)
{
	char key[16], *word, *list = args[0];
	struct stat st;
	int i;

	if (chdir(fresh_dir()))
		die("chdir");
	for (i = 0; i < LINKS_MAX && (word = strsep(&list, ",")); i++) {
		links[i] = hex_text(word);
		if (symlink("target", links[i]) || lstat(links[i], &st))
			die(links[i]);
		snprintf(key, sizeof(key), "ino%d", i);
		fact_number(key, st.st_ino);
	}
}

/* Each in turn; returns how many. */
static long act_readlinks(void)
{
	char target[64];
	long count;

	for (count = 0; links[count]; count++)
		if (readlink(links[count], target, sizeof(target)) < 0)
			return -1;
	return count;
}

static struct gate gate;
static pid_t child;

/*
 * A child has the file open. The gate is nobody's last reference there: this
 * process has it too.
 */
static void prepare_release(char **args)
{
	int leave = args[0] && !strcmp(args[0], "exit");

	fresh_path("file");
	make_gate(&gate);
	make_file();
	child = fork_child();
	if (!child) {
		wait_at(&gate);
		if (!leave)
			close(fd);
		_exit(0);
	}
	close(fd);
	fact_number("child", child);
	report_path();
}

static long act_release(void)
{
	open_gate(&gate);
	return await_child(child);
}

static void prepare_open_path(char **args)
{
	(void)args;
	fresh_path("file");
	make_file();
}

static long act_open_path(void)
{
	return open(path, O_PATH | O_CLOEXEC) < 0 ? -1 : 0;
}

static void prepare_ioctl(char **args)
{
	int i;

	for (i = 0; i < COMMANDS_MAX && args[i]; i++)
		commands[i] = number(args[i]);
	command_count = i ?: 1;
	fresh_path("file");
	make_file();
	report_path();
	fact_number("cmd", commands[0]);
}

static long act_ioctl(void)
{
	unsigned long out;	/* the widest that a query writes */
	long ret = 0;
	int i;

	for (i = 0; i < command_count; i++)
		ret = ioctl(fd, commands[i], &out);
	return ret;
}

const struct trigger file_triggers[] = {
	{ "open", "[NAME | /PATH]", prepare_open, act_open },
	{ "open_mounted", "", prepare_open_mounted, act_open_mounted },
	{ "readlink", "[NAME]", prepare_readlink, act_readlink },
	{ "readlinks", "HEX[,HEX...]", prepare_readlinks, act_readlinks },
	{ "open_path", "", prepare_open_path, act_open_path },
	{ "release", "exit | close", prepare_release, act_release },
	{ "ioctl", "[COMMAND...]", prepare_ioctl, act_ioctl },
	{ 0 }
};
