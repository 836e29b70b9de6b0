// SPDX-License-Identifier: GPL-2.0
/*
 * workload: calls as many hooks as one process can, each where its caller
 * holds whatever it holds. What goes wrong says so on standard error, and
 * nothing is left behind.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trigger.h"

static const char *dir;

static void must(long ret, const char *what)
{
	if (ret < 0)
		die(what);
}

static void prepare_workload(char **args)
{
	(void)args;
	dir = fresh_dir();
	must(chdir(dir), "chdir");
}

static void use_files(void)
{
	struct stat st;
	int fd;

	must(mkdir("d", 0700), "mkdir");
	fd = open("d/file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	must(fd, "open");
	must(write(fd, "x", 1), "write");
	must(flock(fd, LOCK_EX), "flock");
	must(fcntl(fd, F_SETFD, FD_CLOEXEC), "fcntl");
	must(ftruncate(fd, 0), "ftruncate");
	must(truncate("d/file", 0), "truncate");
	must(chmod("d/file", 0400), "chmod");
	must(symlink("d/file", "link"), "symlink");
	must(stat("link", &st), "stat");
	must(link("d/file", "d/other"), "link");
	must(rename("d/other", "d/moved"), "rename");
	must(unlink("d/moved"), "unlink");
	must(unlink("d/file"), "unlink");
	must(close(fd), "close");
	must(unlink("link"), "unlink");
	must(mount("none", "d", "tmpfs", 0, NULL), "mount");
	must(umount("d"), "umount");
	must(rmdir("d"), "rmdir");
}

static void use_tasks(void)
{
	char path[32];
	struct stat st;
	pid_t child = fork_child();

	if (!child)
		for (;;)
			pause();
	snprintf(path, sizeof(path), "/proc/%d/status", child);
	must(stat(path, &st), path);
	must(kill(child, SIGKILL), "kill");
	must(waitpid(child, NULL, 0), "waitpid");
}

/* Connects and speaks over a listening socket of the family of @addr. */
static void use_streams(struct sockaddr *addr, socklen_t len)
{
	int server = socket(addr->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int client = socket(addr->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char byte;
	int peer;

	must(server, "socket");
	must(client, "socket");
	must(bind(server, addr, len), "bind");
	must(listen(server, 1), "listen");
	must(getsockname(server, addr, &len), "getsockname");
	must(connect(client, addr, len), "connect");
	peer = accept4(server, NULL, NULL, SOCK_CLOEXEC);
	must(peer, "accept");
	must(send(client, "x", 1, 0), "send");
	must(recv(peer, &byte, 1, 0), "recv");
	must(shutdown(peer, SHUT_RDWR), "shutdown");
	close(peer);
	close(client);
	close(server);
}

static void use_sockets(void)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "stream" };
	int pair[2];
	char byte;

	must(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair),
	     "socketpair");
	must(send(pair[0], "x", 1, 0), "send");
	must(recv(pair[1], &byte, 1, 0), "recv");
	close(pair[0]);
	close(pair[1]);
	use_streams((struct sockaddr *)&in, sizeof(in));
	use_streams((struct sockaddr *)&un, sizeof(un));
	must(unlink("stream"), "unlink");
}

static long act_workload(void)
{
	use_files();
	use_tasks();
	use_sockets();
	must(chdir("/"), "chdir");
	must(rmdir(dir), "rmdir");
	return 0;
}

const struct trigger workload_triggers[] = {
	{ "workload", "", prepare_workload, act_workload },
	{ 0 }
};
