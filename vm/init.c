// SPDX-License-Identifier: GPL-2.0
/*
 * PID 1 of the guest. It prepares the system, says on the console how far it
 * came, hands the SSH port to a process of its own, and reaps orphans.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init.h"

#define PORT_NAME	"ssh"
#define PORT_TIMEOUT_MS	(60 * 1000)	/* emulation may be very slow */

/*
 * Through the kernel's log, not the console's terminal: a kernel message never
 * cuts into such a line, it is out when write() returns, and it needs no
 * interrupt of the serial port, which a machine without an old-style
 * interrupt controller does not deliver. The level passes any "quiet".
 */
void say(const char *fmt, ...)
{
	char line[256] = "<1>lsm-audit: ";
	size_t len = strlen(line);
	int log = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	va_list args;

	va_start(args, fmt);
	vsnprintf(line + len, sizeof(line) - len - 1, fmt, args);
	va_end(args);
	/* Without it the kernel holds the line back: it might be continued. */
	strcat(line, "\n");
	if (write(log, line, strlen(line)) < 0)
		return;	/* nobody to tell */
	close(log);
}

void leave(void)
{
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

void fatal(const char *what)
{
	say("init failed: %s: %s", what, strerror(errno));
	leave();
}

static void say_release(void)
{
	struct utsname uts;

	if (uname(&uts))
		fatal("uname");
	say("init %s", uts.release);
}

/*
 * The kernel keeps words with a dot for its modules and passes them to no
 * init as argument or environment, so the mode must be read here.
 */
static int probe_mode(void)
{
	static char words[4096];
	FILE *file = fopen("/proc/cmdline", "re");
	char *word;

	if (!file || !fgets(words, sizeof(words), file))
		fatal("/proc/cmdline");
	fclose(file);

	for (word = strtok(words, " \n"); word; word = strtok(NULL, " \n"))
		if (!strcmp(word, "lsm_audit.mode=probe"))
			return 1;
	return 0;
}

/* The kernel gives lo its addresses, 127.0.0.1 and ::1, when it comes up. */
static void loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (sock < 0 || ioctl(sock, SIOCSIFFLAGS, &request))
		fatal("lo");
	close(sock);
}

/* Nothing but a defect ends the server: say so, do not serve silence. */
static void reap_until(pid_t server)
{
	pid_t pid;

	do {
		pid = wait(NULL);
	} while (pid != server);
	errno = ECHILD;
	fatal("SSH server ended");
}

int main(void)
{
	pid_t server;

	say_release();
	if (mount("proc", "/proc", "proc", 0, NULL))
		fatal("mount /proc");
	if (probe_mode())
		leave();

	mount_all();
	loopback_up();

	server = fork();
	if (server < 0)
		fatal("fork");
	if (!server)
		serve_ssh(open_port(PORT_NAME, PORT_TIMEOUT_MS));
	reap_until(server);
}
