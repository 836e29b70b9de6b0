// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "hex.h"

void hex_encode(const void *data, size_t len, char *text)
{
	const unsigned char *bytes = data;
	size_t i;

	*text = '\0';
	for (i = 0; i < len; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
}

static int digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : (c | 0x20) - 'a' + 10;
}

int hex_decode(const char *text, void *data, size_t size)
{
	unsigned char *bytes = data;
	size_t i, len = strlen(text);

	if (len % 2 || len / 2 > size ||
	    strspn(text, "0123456789abcdefABCDEF") != len)
		return -1;
	for (i = 0; i < len / 2; i++)
		bytes[i] = digit(text[2 * i]) << 4 | digit(text[2 * i + 1]);
	return len / 2;
}
