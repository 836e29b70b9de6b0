// SPDX-License-Identifier: GPL-2.0
/* What triggers of several families need for their preparation. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../hex.h"
#include "trigger.h"

const char *fresh_dir(void)
{
	static char dir[FRESH_DIR_LEN + 1];

	strcpy(dir, "/tmp/trigger.XXXXXX");
	if (!mkdtemp(dir))
		die(dir);
	return dir;
}

char *hex_text(char *hex)
{
	int len = hex_decode(hex, hex, strlen(hex) / 2);

	if (len < 0) {
		errno = EINVAL;
		die(hex);
	}
	hex[len] = '\0';
	return hex;
}

void make_gate(struct gate *gate)
{
	if (pipe(gate->fds))
		die("pipe");
}

void wait_at(const struct gate *gate)
{
	char open;

	if (read(gate->fds[0], &open, 1) != 1)
		exit(1);
}

void open_gate(const struct gate *gate)
{
	if (write(gate->fds[1], "", 1) != 1)
		exit(1);
}

pid_t fork_child(void)
{
	pid_t child = fork();

	if (child < 0)
		die("fork");
	if (!child)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return child;
}

long await_child(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}
