/* SPDX-License-Identifier: GPL-2.0 */
#ifndef LSM_AUDIT_CAPABILITIES_H
#define LSM_AUDIT_CAPABILITIES_H

/*
 * Gives up all capabilities but those of the NULL-terminated @numbers, for
 * good. Returns 0, or -1 with errno.
 */
int capabilities_keep(char **numbers);

#endif
