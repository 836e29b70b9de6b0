// SPDX-License-Identifier: GPL-2.0
/*
 * SSH over one virtio-serial port.
 *
 * Each direction has a process of its own that only blocks in read() and
 * write(). Polling a port while someone blocks in a write to it loses the
 * writer's wake-up: poll reclaims the used buffers, the interrupt then finds
 * none and wakes nobody (drivers/char/virtio_console.c, will_write_block()).
 * So this file never polls the port.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init.h"

#define CHUNK (32 * 1024)	/* the most that one write to a port takes */

struct session {
	int sock;	/* our end of the server's connection */
	pid_t server;
	pid_t writer;
	bool used;	/* bytes of a client went in */
	bool *answered;	/* bytes of the server went out; set by the writer */
};

/* Returns false once the other side is gone. */
static bool write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0)
			return false;
		data += n;
		len -= n;
	}
	return true;
}

/*
 * Keys only, no forwarding, no message of the day. The window is large as
 * each round trip through an emulated port is dear.
 */
static void become_server(int sock)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;

	if (dup2(sock, STDIN_FILENO) < 0 || dup2(sock, STDOUT_FILENO) < 0 ||
	    dup2(null, STDERR_FILENO) < 0)
		_exit(1);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execl("/usr/sbin/dropbear", "dropbear", "-i", "-s", "-j", "-k", "-m",
	      "-W", "2097152", "-r", "/etc/dropbear/host_key", (char *)NULL);
	_exit(127);
}

static void copy_out(int sock, int port, bool *answered)
{
	static char chunk[CHUNK];
	ssize_t n;

	while ((n = read(sock, chunk, sizeof(chunk))) > 0) {
		if (!write_all(port, chunk, n))
			break;
		*answered = true;
	}
	_exit(0);
}

static bool *shared_flag(void)
{
	void *page = mmap(NULL, sizeof(bool), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		fatal("mmap");
	return page;
}

static pid_t spawn(void)
{
	pid_t pid = fork();

	if (pid < 0)
		fatal("fork");
	return pid;
}

static void start_session(struct session *session, int port)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		fatal("socketpair");
	session->server = spawn();
	if (!session->server)
		become_server(pair[1]);
	close(pair[1]);
	session->used = false;
	*session->answered = false;
	session->writer = spawn();
	if (!session->writer)
		copy_out(pair[0], port, session->answered);
	session->sock = pair[0];
}

/* Killed, since a writer may block in the port of a host that went away. */
static void end_session(struct session *session)
{
	kill(session->writer, SIGKILL);
	kill(session->server, SIGKILL);
	waitpid(session->writer, NULL, 0);
	waitpid(session->server, NULL, 0);
	close(session->sock);
}

static void restart_session(struct session *session, int port)
{
	end_session(session);
	start_session(session, port);
}

/*
 * Between two connections a fresh server is ready. It gives up waiting for a
 * login after some minutes and is then replaced; one that ends otherwise can
 * serve nobody (no host key, a library missing).
 *
 * No host can also mean: not yet. The kernel hands over a client's bytes at
 * their interrupt, but marks the host as connected from a work item that may
 * run later. Only a host that was answered has been connected and has left,
 * since a write to the port waits for the connection.
 */
static void await_host(struct session *session, int port,
		       const sigset_t *events)
{
	int status;

	if (session->used && *session->answered)
		restart_session(session, port);
	if (sigwaitinfo(events, NULL) != SIGCHLD ||
	    waitpid(session->server, &status, WNOHANG) <= 0)
		return;
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		errno = ECHILD;
		fatal("SSH server");
	}
	restart_session(session, port);
}

/*
 * A client opens with its identification string (RFC 4253, 4.2). Data of two
 * connections never meet in one read, and inside a connection all bytes after
 * the first read are cipher text or at least no such string. So even if a
 * host comes back before its leaving was seen here, the new client is told
 * from the old one.
 */
static bool opens_connection(const char *chunk, ssize_t len)
{
	return len >= 4 && !memcmp(chunk, "SSH-", 4);
}

/*
 * The port raises SIGIO when the host comes or goes. Blocked, it stays
 * pending, so that none between a read() and sigwaitinfo() is lost.
 */
static void watch_host(int port, sigset_t *events)
{
	sigemptyset(events);
	sigaddset(events, SIGIO);
	sigaddset(events, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, events, NULL) ||
	    fcntl(port, F_SETOWN, getpid()) ||
	    fcntl(port, F_SETFL, fcntl(port, F_GETFL) | O_ASYNC))
		fatal("ssh port");
}

void serve_ssh(int port)
{
	static char chunk[CHUNK];
	struct session session = { .answered = shared_flag() };
	sigset_t events;
	ssize_t len;

	signal(SIGPIPE, SIG_IGN);
	watch_host(port, &events);
	start_session(&session, port);
	say("serving");
	while ((len = read(port, chunk, sizeof(chunk))) >= 0) {
		if (!len) {	/* no host */
			await_host(&session, port, &events);
			continue;
		}
		if (session.used && opens_connection(chunk, len))
			restart_session(&session, port);
		session.used = true;
		write_all(session.sock, chunk, len);
	}
	fatal("ssh port");
}
