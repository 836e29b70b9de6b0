/* SPDX-License-Identifier: GPL-2.0 */
#ifndef LSM_AUDIT_TRIGGER_NET_H
#define LSM_AUDIT_TRIGGER_NET_H

/* The socket that getsockopt(2) asks about its type, in act_getsockopt(). */
extern int sock;

/* A datagram socket, which every family has; dies when it cannot. */
int open_socket(int family);

long act_getsockopt(void);

#endif
