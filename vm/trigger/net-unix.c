// SPDX-License-Identifier: GPL-2.0
/*
 * socket_getsockopt on Unix sockets: with a path, with an abstract name, and
 * without any name.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../hex.h"
#include "net.h"
#include "trigger.h"

static struct sockaddr_un name = { .sun_family = AF_UNIX };

/* The name's length counts, so that an abstract one may hold any byte. */
static void bind_unix(size_t len)
{
	sock = open_socket(AF_UNIX);
	if (bind(sock, (struct sockaddr *)&name,
		 offsetof(struct sockaddr_un, sun_path) + len))
		die("bind");
	fact_bytes("path", name.sun_path, len);
}

static void prepare_path(char **args)
{
	(void)args;
	snprintf(name.sun_path, sizeof(name.sun_path), "%s/socket",
		 fresh_dir());
	bind_unix(strlen(name.sun_path));
}

static void prepare_unlinked(char **args)
{
	prepare_path(args);
	if (unlink(name.sun_path))
		die("unlink");
}

static void prepare_abstract(char **args)
{
	int len = hex_decode(args[0] ?: "", name.sun_path + 1,
			     sizeof(name.sun_path) - 1);

	if (len < 0) {
		errno = EINVAL;
		die("name");
	}
	bind_unix(1 + len);
}

static void prepare_socketpair(char **args)
{
	int pair[2];

	(void)args;
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair))
		die("socketpair");
	sock = pair[0];
}

/* Only the peer has a name: one that the kernel found for it. */
static void prepare_client(char **args)
{
	struct sockaddr_un peer = { .sun_family = AF_UNIX };
	socklen_t len = sizeof(peer.sun_family);
	int server = open_socket(AF_UNIX);

	(void)args;
	sock = open_socket(AF_UNIX);
	if (bind(server, (struct sockaddr *)&peer, len))
		die("bind");
	len = sizeof(peer);
	if (getsockname(server, (struct sockaddr *)&peer, &len) ||
	    connect(sock, (struct sockaddr *)&peer, len))
		die("connect");
}

const struct trigger net_unix_triggers[] = {
	{ "getsockopt_unix", "", prepare_path, act_getsockopt },
	{ "getsockopt_unlinked", "", prepare_unlinked, act_getsockopt },
	{ "getsockopt_abstract", "HEX", prepare_abstract, act_getsockopt },
	{ "getsockopt_socketpair", "", prepare_socketpair, act_getsockopt },
	{ "getsockopt_client", "", prepare_client, act_getsockopt },
	{ 0 }
};
