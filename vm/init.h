/* SPDX-License-Identifier: GPL-2.0 */
#ifndef LSM_AUDIT_INIT_H
#define LSM_AUDIT_INIT_H

/* One line on the console, after the kernel's time stamp; the host waits for it. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Reports "lsm-audit: init failed: <what>: <errno text>" and leaves the
 * machine. Any process of init may call it.
 */
void fatal(const char *what) __attribute__((noreturn));

/*
 * Ends the machine. The host runs QEMU with -no-reboot, so a reboot is a way
 * out that needs no ACPI, which the lightest machine types lack.
 */
void leave(void) __attribute__((noreturn));

/* Mounts what every session expects; fatal if the system needs it. */
void mount_all(void);

/*
 * Opens the virtio-serial port that the host named @name, waiting for it to
 * be announced. Fatal after @timeout_ms.
 */
int open_port(const char *name, int timeout_ms);

/* Serves SSH on @port, one connection after another, for ever. */
void serve_ssh(int port) __attribute__((noreturn));

#endif
