/* SPDX-License-Identifier: GPL-2.0 */
#ifndef LSM_AUDIT_HEX_H
#define LSM_AUDIT_HEX_H

#include <stddef.h>

/* Writes 2 * @len digits and a NUL byte to @text. */
void hex_encode(const void *data, size_t len, char *text);

/* Returns how many bytes @text holds, -1 if malformed or more than @size. */
int hex_decode(const char *text, void *data, size_t size);

#endif
