// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "init.h"

struct mount_point {
	const char *path;
	const char *type;
	const char *options;
	int optional;	/* a kernel under test may lack it */
};

/*
 * The optional ones are what tests look at, not what the guest stands on: a
 * kernel without BPF or securityfs must still serve, so that the host can say
 * what is wrong with it. Their mount points exist only if they are built in.
 */
static const struct mount_point mount_points[] = {
	{ "/sys", "sysfs", NULL, 0 },
	{ "/dev", "devtmpfs", NULL, 0 },
	{ "/dev/pts", "devpts", "mode=620,ptmxmode=666", 0 },
	{ "/tmp", "tmpfs", "mode=1777", 0 },
	{ "/run", "tmpfs", "mode=755", 0 },
	{ "/sys/kernel/security", "securityfs", NULL, 1 },
	{ "/sys/fs/bpf", "bpf", "mode=700", 1 },
	{ "/sys/kernel/tracing", "tracefs", NULL, 1 },
	{ "/sys/fs/cgroup", "cgroup2", NULL, 1 },
};

static int is_absent(int error)
{
	return error == ENODEV || error == ENOENT;
}

static void mount_one(const struct mount_point *point)
{
	char what[64];

	if (!mount(point->type, point->path, point->type, 0, point->options))
		return;
	if (point->optional && is_absent(errno))
		return;
	snprintf(what, sizeof(what), "mount %s", point->path);
	fatal(what);
}

void mount_all(void)
{
	size_t i;

	for (i = 0; i < sizeof(mount_points) / sizeof(*mount_points); i++) {
		/* /dev/pts is the one that no file system brings along. */
		mkdir(mount_points[i].path, 0755);
		mount_one(&mount_points[i]);
	}
}
