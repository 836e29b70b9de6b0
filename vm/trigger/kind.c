// SPDX-License-Identifier: GPL-2.0
/*
 * file_receive, for files of any kind; and hooks on the way of new inodes.
 */
#include <fcntl.h>
#include <limits.h>
#include <linux/io_uring.h>
#include <linux/userfaultfd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trigger.h"

/* What one message can carry (SCM_MAX_FD). */
#define FILES_MAX	253

/* The steps of a path that is too long for one system call. */
#define STEP_LEN	200

/* Opens a file; @path is where one with a name belongs. -1 with errno. */
struct kind {
	const char *name;
	int (*open)(const char *path);
};

static int open_file(const char *path)
{
	return open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

static int open_deleted(const char *path)
{
	int fd = open_file(path);

	return unlink(path) ? -1 : fd;
}

/* A second name, with a '+' behind the first. */
static int open_linked(const char *path)
{
	char second[PATH_MAX];
	int fd = open_file(path);

	snprintf(second, sizeof(second), "%s+", path);
	return link(path, second) ? -1 : fd;
}

/* The second name is all that is left. */
static int open_renamed(const char *path)
{
	int fd = open_linked(path);

	return unlink(path) ? -1 : fd;
}

static int open_opath(const char *path)
{
	close(open_file(path));
	return open(path, O_PATH | O_CLOEXEC);
}

static int open_removed(const char *path)
{
	int fd = mkdir(path, 0700) ? -1 : open(path, O_DIRECTORY | O_CLOEXEC);

	return rmdir(path) ? -1 : fd;
}

static int open_tmpfile(const char *path)
{
	(void)path;
	return open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static int open_memfd(const char *path)
{
	return memfd_create(strrchr(path, '/') + 1, MFD_CLOEXEC);
}

static int open_pipe(const char *path)
{
	int ends[2];

	(void)path;
	return pipe2(ends, O_CLOEXEC) ? -1 : ends[0];
}

static int open_socket(const char *path)
{
	(void)path;
	return socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

static int open_eventfd(const char *path)
{
	(void)path;
	return eventfd(0, EFD_CLOEXEC);
}

static int open_secret(const char *path)
{
	(void)path;
	return syscall(SYS_memfd_secret, 0);
}

static int open_io_uring(const char *path)
{
	struct io_uring_params params = { 0 };

	(void)path;
	return syscall(SYS_io_uring_setup, 1, &params);
}

/* Shares the memory of its parent, so its fork is an event there. */
static int fork_once(void *unused)
{
	(void)unused;
	if (!syscall(SYS_fork))
		_exit(0);
	_exit(0);
}

/*
 * Reading the event of a fork opens a second descriptor, which the first one
 * is the context of: the hook gets NULL, and then an inode.
 */
static int open_userfault(const char *path)
{
	static char stack[16384] __attribute__((aligned(16)));
	struct uffdio_api api = {
		.api = UFFD_API,
		.features = UFFD_FEATURE_EVENT_FORK,
	};
	struct uffdio_register area = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);
	struct uffd_msg event;

	(void)path;
	area.range.len = getpagesize();
	area.range.start = (unsigned long)mmap(NULL, area.range.len, PROT_READ,
					       MAP_PRIVATE | MAP_ANONYMOUS,
					       -1, 0);
	if (fd < 0 || ioctl(fd, UFFDIO_API, &api) ||
	    ioctl(fd, UFFDIO_REGISTER, &area) ||
	    clone(fork_once, stack + sizeof(stack), CLONE_VM | SIGCHLD,
		  NULL) < 0 ||
	    read(fd, &event, sizeof(event)) != sizeof(event) ||
	    event.event != UFFD_EVENT_FORK)
		return -1;
	close(event.arg.fork.ufd);
	wait(NULL);
	return fd;
}

/*
 * The last component says how long the path shall be, behind the byte that it
 * is filled with: "d4106". Relative steps go deeper than one call can.
 */
static int open_deep(const char *path)
{
	const char *order = strrchr(path, '/') + 1;
	size_t left = number(order + 1) - FRESH_DIR_LEN;
	char dir[FRESH_DIR_LEN + 1] = "";
	char step[NAME_MAX + 1] = "";

	if (chdir(strncpy(dir, path, FRESH_DIR_LEN)))
		return -1;
	memset(step, *order, STEP_LEN);
	for (; left > NAME_MAX + 1; left -= STEP_LEN + 1) {
		mkdir(step, 0700);
		if (chdir(step))
			return -1;
	}
	memset(step, *order, left - 1);
	step[left - 1] = '\0';
	return open_file(step);
}

static const struct kind kinds[] = {
	{ "file", open_file },
	{ "deleted", open_deleted },
	{ "linked", open_linked },
	{ "renamed", open_renamed },
	{ "opath", open_opath },
	{ "removed", open_removed },
	{ "tmpfile", open_tmpfile },
	{ "memfd", open_memfd },
	{ "pipe", open_pipe },
	{ "socket", open_socket },
	{ "eventfd", open_eventfd },
	{ "secret", open_secret },
	{ "io_uring", open_io_uring },
	{ "userfault", open_userfault },
	{ "deep", open_deep },
	{ 0 }
};

static const struct kind *find_kind(const char *name)
{
	const struct kind *kind;

	for (kind = kinds; kind->name; kind++)
		if (!strcmp(kind->name, name))
			return kind;
	die(name);
}

static unsigned long long inode_of(int fd)
{
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		die("a file to report");
	return st.st_ino;
}

/* Opens what @word says, KIND or KIND=HEX, in @dir. */
static int open_word(char *word, const char *dir)
{
	const struct kind *kind = find_kind(strsep(&word, "="));
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir,
		 word ? hex_text(word) : kind->name);
	fd = kind->open(path);
	if (fd < 0)
		die(kind->name);
	return fd;
}

static int pair[2];

union ancillary {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(FILES_MAX * sizeof(int))];
};

static void send_files(const int *fds, int count)
{
	union ancillary ancillary = {
		.header = {
			.cmsg_len = CMSG_LEN(count * sizeof(int)),
			.cmsg_level = SOL_SOCKET,
			.cmsg_type = SCM_RIGHTS,
		},
	};
	struct iovec iov = { "", 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &ancillary,
		.msg_controllen = CMSG_SPACE(count * sizeof(int)),
	};

	memcpy(CMSG_DATA(&ancillary.header), fds, count * sizeof(int));
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) ||
	    sendmsg(pair[0], &msg, 0) != 1)
		die("sendmsg");
}

/* The files lie in the message alone. */
static void prepare_receive(char **args)
{
	const char *dir = strdup(fresh_dir());
	char *word, key[16], *list = args[0];
	int fds[FILES_MAX];
	int count = 0;

	fact_bytes("dir", dir, strlen(dir));
	while (count < FILES_MAX && (word = strsep(&list, ","))) {
		fds[count] = open_word(word, dir);
		snprintf(key, sizeof(key), "ino%d", count);
		fact_number(key, inode_of(fds[count]));
		count++;
	}
	send_files(fds, count);
	while (count)
		close(fds[--count]);
}

static long act_receive(void)
{
	static union ancillary ancillary;
	char byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &ancillary,
		.msg_controllen = sizeof(ancillary),
	};

	return recvmsg(pair[1], &msg, MSG_CMSG_CLOEXEC);
}

static char *wanted;

static void prepare_make(char **args)
{
	wanted = args[0] ?: "file";
	find_kind(wanted);
}

/* The inode number of what was made. */
static long act_make(void)
{
	return inode_of(open_word(wanted, "/tmp"));
}

const struct trigger kind_triggers[] = {
	{ "receive", "KIND[=HEX][,...]", prepare_receive, act_receive },
	{ "make", "KIND", prepare_make, act_make },
	{ 0 }
};
