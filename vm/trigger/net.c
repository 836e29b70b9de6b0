// SPDX-License-Identifier: GPL-2.0
/*
 * socket_bind, socket_connect, socket_accept and socket_getsockopt on Internet
 * sockets, and socket_sock_rcv_skb. UDP, but for accept: its connect() sends
 * nothing, so it needs no peer and cannot wait.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"
#include "trigger.h"

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

/* A socket, and where it is to be bound or connected to. */
struct aim {
	int sock;
	union address address;
	socklen_t len;
};

#define AIMS_MAX 8

static struct aim aims[AIMS_MAX];
static int aim_count;

int sock;

static int open_typed(int family, int type)
{
	int fd = socket(family, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die("socket");
	return fd;
}

int open_socket(int family)
{
	return open_typed(family, SOCK_DGRAM);
}

static struct aim *new_aim(int family)
{
	struct aim *aim = &aims[aim_count++];

	if (aim_count > AIMS_MAX) {
		errno = E2BIG;
		die("addresses");
	}
	aim->address.any.sa_family = family;
	aim->len = family == AF_INET ? sizeof(aim->address.in) :
				       sizeof(aim->address.in6);
	return aim;
}

static void aim_at(struct aim *aim, const char *text, unsigned int port)
{
	int family = aim->address.any.sa_family;
	void *ip = family == AF_INET ? (void *)&aim->address.in.sin_addr :
				       (void *)&aim->address.in6.sin6_addr;

	aim->address.in.sin_port = htons(port);	/* sin6_port lies there too */
	if (inet_pton(family, text, ip) != 1) {
		errno = EINVAL;
		die(text);
	}
}

static const char *loopback(int family)
{
	return family == AF_INET ? "127.0.0.1" : "::1";
}

/* Binds @aim's socket to a free port of the address; returns the port. */
static unsigned int bind_anywhere(struct aim *aim, const char *text)
{
	int on = 1;

	aim_at(aim, text, 0);
	/* Nobody needs to have the address. */
	if (setsockopt(aim->sock, SOL_IP, IP_FREEBIND, &on, sizeof(on)))
		die("IP_FREEBIND");
	if (bind(aim->sock, &aim->address.any, aim->len) ||
	    getsockname(aim->sock, &aim->address.any, &aim->len))
		die("bind");
	return ntohs(aim->address.in.sin_port);
}

/* Free now, and nobody else in the guest takes ports. */
static unsigned int free_port(int family)
{
	struct aim probe = *new_aim(family);
	unsigned int port;

	aim_count--;
	probe.sock = open_socket(family);
	port = bind_anywhere(&probe, loopback(family));
	close(probe.sock);
	return port;
}

static void prepare_aim(int family, const char *text, unsigned int port)
{
	struct aim *aim = new_aim(family);

	aim_at(aim, text, port);
	aim->sock = open_socket(family);
}

/* What the call makes of an address is no matter: the hook comes before. */
static void prepare_aims(int family, char **args)
{
	unsigned int port;

	if (!args[0]) {
		port = free_port(family);
		prepare_aim(family, loopback(family), port);
		fact_number("port", port);
	}
	for (; args[0] && args[1]; args += 2)
		prepare_aim(family, args[1], number(args[0]));
}

static void prepare4(char **args)
{
	prepare_aims(AF_INET, args);
}

static void prepare6(char **args)
{
	prepare_aims(AF_INET6, args);
}

/* Addresses of any family, all zero, for IPv4 sockets. */
static void prepare_families(char **args)
{
	struct aim *aim;

	for (; *args; args++) {
		aim = new_aim(number(*args));
		aim->sock = open_socket(AF_INET);
	}
}

/* An IPv4 address that ends behind its family. */
static void prepare_short(char **args)
{
	struct aim *aim = new_aim(AF_INET);

	(void)args;
	aim->sock = open_socket(AF_INET);
	aim->len = sizeof(aim->address.any.sa_family);
}

static long act_bind(void)
{
	long ret = -1;
	int i;

	for (i = 0; i < aim_count; i++)
		ret = bind(aims[i].sock, &aims[i].address.any, aims[i].len);
	return ret;
}

static long act_connect(void)
{
	long ret = -1;
	int i;

	for (i = 0; i < aim_count; i++)
		ret = connect(aims[i].sock, &aims[i].address.any, aims[i].len);
	return ret;
}

/*
 * A bound socket, connected if there is a second address. Another address
 * than the first makes all four values differ: no two can be swapped unseen.
 */
static void prepare_pair(int family, const char *here, const char *there)
{
	struct aim *own = new_aim(family), *peer = new_aim(family);

	sock = own->sock = open_socket(family);
	fact_number("lport", bind_anywhere(own, here));
	if (!there)
		return;
	peer->sock = open_socket(family);
	fact_number("fport", bind_anywhere(peer, there));
	if (connect(sock, &peer->address.any, peer->len))
		die("connect");
}

static void prepare_pair4(char **args)
{
	prepare_pair(AF_INET, args[0] ?: loopback(AF_INET),
		     args[0] ? args[1] : NULL);
}

static void prepare_pair6(char **args)
{
	prepare_pair(AF_INET6, args[0] ?: loopback(AF_INET6),
		     args[0] ? args[1] : NULL);
}

static void prepare_fresh(char **args)
{
	if (!args[0]) {
		errno = EINVAL;
		die("family");
	}
	sock = open_socket(number(args[0]));
}

long act_getsockopt(void)
{
	int type;
	socklen_t len = sizeof(type);

	return getsockopt(sock, SOL_SOCKET, SO_TYPE, &type, &len);
}

/* A connection that waits: accept() returns at once. */
static void prepare_accept(char **args)
{
	struct aim *aim = new_aim(AF_INET);

	(void)args;
	sock = aim->sock = open_typed(AF_INET, SOCK_STREAM);
	bind_anywhere(aim, loopback(AF_INET));
	if (listen(sock, 1) || connect(open_typed(AF_INET, SOCK_STREAM),
				       &aim->address.any, aim->len))
		die("connect");
}

static long act_accept(void)
{
	return accept4(sock, NULL, NULL, SOCK_CLOEXEC);
}

static void be_receiver(void)
{
	prctl(PR_SET_NAME, "receiver");
	for (;;)
		pause();
}

/* The one socket that the datagram goes to is held by another process. */
static void prepare_send(char **args)
{
	struct aim *aim = new_aim(AF_INET);

	(void)args;
	aim->sock = open_socket(AF_INET);
	bind_anywhere(aim, loopback(AF_INET));
	if (!fork_child())
		be_receiver();
	close(aim->sock);
	sock = open_socket(AF_INET);
}

static long act_send(void)
{
	return sendto(sock, "datagram", 8, 0, &aims[0].address.any,
		      aims[0].len);
}

const struct trigger net_triggers[] = {
	{ "bind4", "[PORT ADDRESS]...", prepare4, act_bind },
	{ "bind6", "[PORT ADDRESS]...", prepare6, act_bind },
	{ "bind_family", "FAMILY...", prepare_families, act_bind },
	{ "bind_short", "", prepare_short, act_bind },
	{ "connect4", "[PORT ADDRESS]...", prepare4, act_connect },
	{ "connect6", "[PORT ADDRESS]...", prepare6, act_connect },
	{ "getsockopt4", "[HERE [THERE]]", prepare_pair4, act_getsockopt },
	{ "getsockopt6", "[HERE [THERE]]", prepare_pair6, act_getsockopt },
	{ "getsockopt_fresh", "FAMILY", prepare_fresh, act_getsockopt },
	{ "accept", "", prepare_accept, act_accept },
	{ "send_udp", "", prepare_send, act_send },
	{ 0 }
};
