// SPDX-License-Identifier: GPL-2.0
/*
 * socket_bind, socket_connect and socket_getsockopt. UDP throughout: its
 * connect() sends nothing, so it needs no peer and cannot fail or wait.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "trigger.h"

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_un un;
};

static int sock;
static union address target;
static socklen_t target_len;

static int open_socket(int family)
{
	int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die("socket");
	return fd;
}

static void aim(int family, const char *text, unsigned int port)
{
	void *ip = family == AF_INET ? (void *)&target.in.sin_addr :
				       (void *)&target.in6.sin6_addr;

	target.any.sa_family = family;
	target.in.sin_port = htons(port);	/* sin6_port lies there too */
	target_len = family == AF_INET ? sizeof(target.in) :
					 sizeof(target.in6);
	if (inet_pton(family, text, ip) != 1) {
		errno = EINVAL;
		die(text);
	}
}

static const char *loopback(int family)
{
	return family == AF_INET ? "127.0.0.1" : "::1";
}

/* Binds @fd to a free port of the loopback address; returns the port. */
static unsigned int bind_anywhere(int fd, int family)
{
	aim(family, loopback(family), 0);
	if (bind(fd, &target.any, target_len) ||
	    getsockname(fd, &target.any, &target_len))
		die("bind");
	return ntohs(target.in.sin_port);
}

/* Free now, and nobody else in the guest takes ports. */
static unsigned int free_port(int family)
{
	int fd = open_socket(family);
	unsigned int port = bind_anywhere(fd, family);

	close(fd);
	return port;
}

static void prepare_address(int family, char **args)
{
	unsigned int port = args[0] ? number(args[0]) : free_port(family);

	aim(family, args[0] && args[1] ? args[1] : loopback(family), port);
	sock = open_socket(family);
	fact_number("port", port);
}

static void prepare4(char **args)
{
	prepare_address(AF_INET, args);
}

static void prepare6(char **args)
{
	prepare_address(AF_INET6, args);
}

static long act_bind(void)
{
	return bind(sock, &target.any, target_len);
}

static long act_connect(void)
{
	return connect(sock, &target.any, target_len);
}

/* Both ends have a port, so that no field of the record is left out. */
static void prepare_pair(int family)
{
	int peer = open_socket(family);
	unsigned int lport, fport;

	sock = open_socket(family);
	lport = bind_anywhere(sock, family);
	fport = bind_anywhere(peer, family);
	if (connect(sock, &target.any, target_len))
		die("connect");
	fact_number("lport", lport);
	fact_number("fport", fport);
}

static void prepare_pair4(char **args)
{
	(void)args;
	prepare_pair(AF_INET);
}

static void prepare_pair6(char **args)
{
	(void)args;
	prepare_pair(AF_INET6);
}

/* The name's length counts, so that an abstract one may hold any byte. */
static void bind_unix(const char *name, size_t len)
{
	if (len > sizeof(target.un.sun_path)) {
		errno = ENAMETOOLONG;
		die(name);
	}
	target.un.sun_family = AF_UNIX;
	memcpy(target.un.sun_path, name, len);
	sock = open_socket(AF_UNIX);
	if (bind(sock, &target.any,
		 offsetof(struct sockaddr_un, sun_path) + len))
		die("bind");
	fact_bytes("path", name, len);
}

static void prepare_unix(char **args)
{
	char dir[] = "/tmp/trigger.XXXXXX";
	char path[64];

	if (!args[0]) {
		if (!mkdtemp(dir))
			die(dir);
		strcpy(path, dir);
		strcat(path, "/socket");
	}
	bind_unix(args[0] ?: path, strlen(args[0] ?: path));
}

static void prepare_abstract(char **args)
{
	char name[sizeof(target.un.sun_path)] = "";

	strncpy(name + 1, args[0] ?: "lsm-audit", sizeof(name) - 2);
	bind_unix(name, 1 + strlen(name + 1));
}

static void prepare_unbound(char **args)
{
	(void)args;
	sock = open_socket(AF_UNIX);
}

static long act_getsockopt(void)
{
	int type;
	socklen_t len = sizeof(type);

	return getsockopt(sock, SOL_SOCKET, SO_TYPE, &type, &len);
}

const struct trigger net_triggers[] = {
	{ "bind4", "[PORT [ADDRESS]]", prepare4, act_bind },
	{ "bind6", "[PORT [ADDRESS]]", prepare6, act_bind },
	{ "connect4", "[PORT [ADDRESS]]", prepare4, act_connect },
	{ "connect6", "[PORT [ADDRESS]]", prepare6, act_connect },
	{ "getsockopt4", "", prepare_pair4, act_getsockopt },
	{ "getsockopt6", "", prepare_pair6, act_getsockopt },
	{ "getsockopt_unix", "[PATH]", prepare_unix, act_getsockopt },
	{ "getsockopt_abstract", "[NAME]", prepare_abstract, act_getsockopt },
	{ "getsockopt_unbound", "", prepare_unbound, act_getsockopt },
	{ 0 }
};
