// SPDX-License-Identifier: GPL-2.0
/*
 * Forwards raw NETLINK_AUDIT datagrams between the kernel and the host, in
 * frames on standard input and output, and knows nothing of their meaning.
 *
 * A frame is u32 length of what follows, u8 kind, payload; little endian.
 *   to the host:   'R' u32 portid, u32 tgid, u32 receive buffer in effect
 *                  'D' u32 sender's nl_pid, u32 msg_flags, the datagram
 *                  'E' u32 errno, name of the call that failed
 *   from the host: 'D' a datagram for the kernel
 *
 * One process and one thread: the kernel accepts an audit pid only from the
 * thread group that it names.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "queue.h"

#define DATAGRAM_MAX	(256 * 1024)
#define RECEIVE_BUFFER	(32 * 1024 * 1024)
#define BURST		256	/* datagrams read before one write */

static struct queue to_host, from_host;

static void frame(char kind, const void *head, size_t head_len,
		  const void *body, size_t body_len)
{
	uint32_t len = 1 + head_len + body_len;

	queue_put(&to_host, &len, sizeof(len));
	queue_put(&to_host, &kind, 1);
	queue_put(&to_host, head, head_len);
	queue_put(&to_host, body, body_len);
}

static void report_error(const char *call)
{
	uint32_t error = errno;

	frame('E', &error, sizeof(error), call, strlen(call));
}

/* For what leaves nothing to do: say it, however long that takes. */
static void give_up(const char *call)
{
	report_error(call);
	fcntl(STDOUT_FILENO, F_SETFL, 0);
	while (queue_len(&to_host) && queue_write(&to_host, STDOUT_FILENO))
		;
	exit(1);
}

/* The buffer outlasts the host's longest pause; forced past rmem_max. */
static void widen(int sock)
{
	int size = RECEIVE_BUFFER;

	if (setsockopt(sock, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		report_error("setsockopt");
}

static int open_audit(void)
{
	struct sockaddr_nl self = { .nl_family = AF_NETLINK };
	int sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);

	if (sock < 0)
		give_up("socket");
	if (bind(sock, (struct sockaddr *)&self, sizeof(self)))
		give_up("bind");
	widen(sock);
	return sock;
}

static void report_ready(int sock)
{
	struct sockaddr_nl self;
	socklen_t self_len = sizeof(self), size_len = sizeof(int);
	uint32_t ready[3] = { 0, getpid(), 0 };

	if (getsockname(sock, (struct sockaddr *)&self, &self_len))
		give_up("getsockname");
	if (getsockopt(sock, SOL_SOCKET, SO_RCVBUF, &ready[2], &size_len))
		give_up("getsockopt");
	ready[0] = self.nl_pid;
	frame('R', ready, sizeof(ready), "", 0);
}

/* Returns false when there is nothing more to read at the moment. */
static int receive(int sock)
{
	static char datagram[DATAGRAM_MAX];
	struct sockaddr_nl from = { 0 };
	struct iovec iov = { datagram, sizeof(datagram) };
	struct msghdr msg = {
		.msg_name = &from, .msg_namelen = sizeof(from),
		.msg_iov = &iov, .msg_iovlen = 1,
	};
	ssize_t len = recvmsg(sock, &msg, MSG_DONTWAIT);
	uint32_t head[2] = { from.nl_pid, msg.msg_flags };

	if (len >= 0) {
		frame('D', head, sizeof(head), datagram, len);
		return 1;
	}
	if (errno == EAGAIN)
		return 0;
	/* ENOBUFS is news for the host (records were lost), not an end. */
	if (errno != ENOBUFS)
		give_up("recvmsg");
	report_error("recvmsg");
	return 1;
}

static void receive_burst(int sock)
{
	int i;

	for (i = 0; i < BURST && receive(sock); i++)
		;
}

static void send_datagram(int sock, const char *data, size_t len)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	if (sendto(sock, data, len, 0, (struct sockaddr *)&kernel,
		   sizeof(kernel)) < 0)
		report_error("sendto");
}

/* Works off every whole frame; a part of one stays until its rest comes. */
static void obey_host(int sock)
{
	uint32_t len;

	while (queue_len(&from_host) >= sizeof(len)) {
		memcpy(&len, queue_data(&from_host), sizeof(len));
		if (!len || len > DATAGRAM_MAX) {
			errno = EMSGSIZE;
			give_up("frame");
		}
		if (queue_len(&from_host) < sizeof(len) + len)
			return;
		if (queue_data(&from_host)[sizeof(len)] != 'D') {
			errno = EPROTO;
			give_up("frame");
		}
		send_datagram(sock, queue_data(&from_host) + sizeof(len) + 1,
			      len - 1);
		queue_drop(&from_host, sizeof(len) + len);
	}
}

static void read_host(int sock)
{
	char chunk[4096];
	ssize_t len = read(STDIN_FILENO, chunk, sizeof(chunk));

	if (len < 0)
		give_up("read");
	if (!len)
		exit(0);
	queue_put(&from_host, chunk, len);
	obey_host(sock);
}

int main(void)
{
	int sock = open_audit();
	struct pollfd fds[] = {
		{ .fd = sock, .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = STDOUT_FILENO },
	};

	report_ready(sock);
	fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
	for (;;) {
		fds[2].events = queue_len(&to_host) ? POLLOUT : 0;
		if (poll(fds, 3, -1) < 0)
			give_up("poll");
		/* The kernel first, whatever the host's pace. */
		receive_burst(sock);
		if (fds[1].revents)
			read_host(sock);
		if (fds[2].revents && !queue_write(&to_host, STDOUT_FILENO))
			exit(1);
	}
}
