// SPDX-License-Identifier: GPL-2.0
/*
 * trigger serve: triggers on command, each in a process of its own, since a
 * fork costs an emulated guest far less than another SSH channel and a shell.
 *
 *   from the host: start ID NAME [HEX...]   arguments in hexadecimal
 *                  go ID
 *   to the host:   ID <line of the trigger>, and ID exit code=N signal=N
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../hex.h"
#include "trigger.h"

#define CHILDREN_MAX	16
#define ARGS_MAX	16
#define ARG_MAX_LEN	4096

struct child {
	char id[16];
	pid_t pid;	/* 0: the slot is free */
	int sock;	/* one message a line */
};

static struct child children[CHILDREN_MAX];

static struct child *find(const char *id)
{
	int i;

	for (i = 0; i < CHILDREN_MAX; i++)
		if (children[i].pid && !strcmp(children[i].id, id))
			return &children[i];
	return NULL;
}

static struct child *free_slot(void)
{
	int i;

	for (i = 0; i < CHILDREN_MAX; i++)
		if (!children[i].pid)
			return &children[i];
	errno = EAGAIN;
	die("too many triggers");
}

/* Decodes the rest of the line into a NULL-terminated vector. */
static void decode_args(char **args)
{
	static char bytes[ARGS_MAX][ARG_MAX_LEN + 1];
	char *word = strtok(NULL, " ");
	int count = 0, len;

	for (; word && count < ARGS_MAX; word = strtok(NULL, " ")) {
		len = hex_decode(word, bytes[count], ARG_MAX_LEN);
		if (len < 0) {
			errno = EINVAL;
			die(word);
		}
		bytes[count][len] = '\0';
		args[count] = bytes[count];
		count++;
	}
	args[count] = NULL;
}

/* In the child: standard streams are its socket, and nobody else's stay open. */
static void become_trigger(int sock, const struct trigger *trigger, char **args)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(sock, STDIN_FILENO);
	dup2(sock, STDOUT_FILENO);
	dup2(sock, STDERR_FILENO);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	exit(run_trigger(trigger, args));
}

static void start(const char *id, const char *name)
{
	const struct trigger *trigger = name ? find_trigger(name) : NULL;
	struct child *child = free_slot();
	char *args[ARGS_MAX + 1];
	int pair[2];

	decode_args(args);
	if (!trigger) {
		printf("%s no such trigger\n%s exit code=2 signal=0\n", id, id);
		return;
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair))
		die("socketpair");
	child->pid = fork();
	if (child->pid < 0)
		die("fork");
	if (!child->pid)
		become_trigger(pair[1], trigger, args);
	close(pair[1]);
	child->sock = pair[0];
	snprintf(child->id, sizeof(child->id), "%s", id);
}

static void go(const char *id)
{
	struct child *child = find(id);

	/* One that died meanwhile has reported so. */
	if (child)
		send(child->sock, "go\n", 3, MSG_NOSIGNAL);
}

static void obey(char *line)
{
	char *verb = strtok(line, " ");
	char *id = strtok(NULL, " ");

	if (verb && id && !strcmp(verb, "start"))
		start(id, strtok(NULL, " "));
	else if (verb && id && !strcmp(verb, "go"))
		go(id);
}

static void report_exit(struct child *child)
{
	int status;

	close(child->sock);
	waitpid(child->pid, &status, 0);
	printf("%s exit code=%d signal=%d\n", child->id,
	       WIFEXITED(status) ? WEXITSTATUS(status) : -1,
	       WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	child->pid = 0;
}

static void forward(struct child *child)
{
	static char message[LINE_MAX_LEN];
	ssize_t len = recv(child->sock, message, sizeof(message), 0);

	if (len <= 0) {
		report_exit(child);
		return;
	}
	printf("%s %.*s", child->id, (int)len, message);
	if (message[len - 1] != '\n')
		putchar('\n');
}

/* Returns false at the end of standard input. */
static int obey_host(void)
{
	static char *line;
	static size_t size;
	ssize_t len = getline(&line, &size, stdin);

	if (len <= 0)
		return 0;
	line[strcspn(line, "\n")] = '\0';
	obey(line);
	return 1;
}

static int poll_set(struct pollfd *fds)
{
	int i;

	fds[0] = (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
	for (i = 0; i < CHILDREN_MAX; i++)
		fds[i + 1] = (struct pollfd){
			.fd = children[i].pid ? children[i].sock : -1,
			.events = POLLIN,
		};
	return CHILDREN_MAX + 1;
}

int serve(void)
{
	struct pollfd fds[CHILDREN_MAX + 1];
	int i;

	/* Unbuffered, so that poll() sees all that has not been read. */
	setvbuf(stdin, NULL, _IONBF, 0);
	for (;;) {
		fflush(stdout);
		if (poll(fds, poll_set(fds), -1) < 0)
			die("poll");
		if (fds[0].revents && !obey_host())
			return 0;
		for (i = 0; i < CHILDREN_MAX; i++)
			if (fds[i + 1].revents)
				forward(&children[i]);
	}
}
