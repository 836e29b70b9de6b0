// SPDX-License-Identifier: GPL-2.0
/*
 * socket_getsockopt beside interfaces with odd names, and in a network
 * namespace that has interfaces of its own.
 */
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../hex.h"
#include "net.h"
#include "trigger.h"

/* The kernel makes it with the driver. */
#define DUMMY "dummy0"

/* An index that nothing in the initial namespace comes near to. */
#define LONELY_INDEX 123456

static char odd_name[IFNAMSIZ];

static unsigned int dummy_index(void)
{
	unsigned int index = if_nametoindex(DUMMY);

	if (!index)
		die(DUMMY);
	return index;
}

static int rename_link(const char *from, const char *to)
{
	struct ifreq request = { 0 };

	memcpy(request.ifr_name, from, IFNAMSIZ);
	memcpy(request.ifr_newname, to, IFNAMSIZ);
	return ioctl(sock, SIOCSIFNAME, &request);
}

static void prepare_netif(char **args)
{
	if (hex_decode(args[0] ?: "", odd_name, sizeof(odd_name) - 1) <= 0) {
		errno = EINVAL;
		die("name");
	}
	sock = open_socket(AF_INET);
	fact_number("ifindex", dummy_index());
}

/* The name is odd no longer than it has to be. */
static long act_netif(void)
{
	char dummy[IFNAMSIZ] = DUMMY;
	long ret;

	if (rename_link(dummy, odd_name))
		return -1;
	ret = act_getsockopt();
	return rename_link(odd_name, dummy) ?: ret;
}

struct new_link {
	struct nlmsghdr header;
	struct ifinfomsg link;
	struct rtattr name_attr;
	char name[8];
	struct rtattr info_attr;
	struct rtattr kind_attr;
	char kind[8];
};

/* Makes a dummy interface in the network namespace of @rtnetlink. */
static void make_link(int rtnetlink, const char *name, int index)
{
	struct new_link request = {
		.header = {
			.nlmsg_len = sizeof(request),
			.nlmsg_type = RTM_NEWLINK,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE |
				       NLM_F_EXCL | NLM_F_ACK,
		},
		.link.ifi_index = index,
		.name_attr = { RTA_LENGTH(sizeof(request.name)), IFLA_IFNAME },
		.info_attr = {
			RTA_LENGTH(RTA_LENGTH(sizeof(request.kind))),
			IFLA_LINKINFO,
		},
		.kind_attr = { RTA_LENGTH(sizeof("dummy")), IFLA_INFO_KIND },
		.kind = "dummy",
	};
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		char rest[sizeof(request)];
	} reply;

	strncpy(request.name, name, sizeof(request.name) - 1);
	if (send(rtnetlink, &request, sizeof(request), 0) < 0 ||
	    recv(rtnetlink, &reply, sizeof(reply), 0) < 0)
		die("rtnetlink");
	errno = -reply.error.error;
	if (errno)
		die(name);
}

/*
 * One interface that shares its index with one of the initial namespace, and
 * one that does not; none of both if it shall be "empty". They end with the
 * namespace, and that with this process.
 */
static void prepare_namespace(char **args)
{
	unsigned int shared = dummy_index();
	int rtnetlink;

	if (unshare(CLONE_NEWNET))
		die("unshare");
	if (!args[0]) {
		rtnetlink = open_socket(AF_NETLINK);
		make_link(rtnetlink, "inside", shared);
		make_link(rtnetlink, "lonely", LONELY_INDEX);
	}
	sock = open_socket(AF_INET);
	fact_number("shared", shared);
	fact_number("lonely", LONELY_INDEX);
}

const struct trigger net_link_triggers[] = {
	{ "getsockopt_netif", "HEX", prepare_netif, act_netif },
	{ "getsockopt_namespace", "[empty]", prepare_namespace, act_getsockopt },
	{ 0 }
};
