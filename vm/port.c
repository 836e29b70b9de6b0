// SPDX-License-Identifier: GPL-2.0
/*
 * Finding a virtio-serial port by the name that the host gave it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "init.h"

#define PORTS "/sys/class/virtio-ports"

static int has_name(const char *port, const char *name)
{
	char path[512], seen[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), PORTS "/%s/name", port);
	file = fopen(path, "re");
	if (!file)
		return 0;	/* not announced yet */
	if (fgets(seen, sizeof(seen), file))
		seen[strcspn(seen, "\n")] = '\0';
	fclose(file);
	return !strcmp(seen, name);
}

/* Returns a file descriptor, or -1 while there is no such port. */
static int try_open(const char *name)
{
	DIR *dir = opendir(PORTS);
	struct dirent *entry;
	char path[512];
	int port = -1;

	if (!dir)
		return -1;
	while (port < 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || !has_name(entry->d_name, name))
			continue;
		snprintf(path, sizeof(path), "/dev/%s", entry->d_name);
		port = open(path, O_RDWR | O_CLOEXEC);
	}
	closedir(dir);
	return port;
}

/*
 * Ports and their names arrive in messages from the device, which the kernel
 * works off after its probe: listen first, look then, or miss the last one.
 */
static int listen_for_devices(void)
{
	struct sockaddr_nl group = {
		.nl_family = AF_NETLINK,
		.nl_groups = 1,	/* the kernel's own, not udev's */
	};
	int sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			  NETLINK_KOBJECT_UEVENT);

	if (sock < 0 || bind(sock, (struct sockaddr *)&group, sizeof(group)))
		fatal("uevent socket");
	return sock;
}

int open_port(const char *name, int timeout_ms)
{
	struct pollfd events = { .fd = listen_for_devices(), .events = POLLIN };
	char event[4096], what[64];
	int port;

	snprintf(what, sizeof(what), "virtio port %s", name);
	while ((port = try_open(name)) < 0) {
		if (poll(&events, 1, timeout_ms) <= 0) {
			errno = ENODEV;
			fatal(what);
		}
		if (recv(events.fd, event, sizeof(event), 0) < 0 &&
		    errno != ENOBUFS)
			fatal("uevent socket");
	}
	close(events.fd);
	return port;
}
