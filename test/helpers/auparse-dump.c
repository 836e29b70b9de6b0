// SPDX-License-Identifier: GPL-2.0
/*
 * auparse-dump LOG: what libauparse makes of a log, a line for each thing:
 *
 *	event SECONDS MILLISECONDS SERIAL
 *	record TYPE NAME TEXT
 *	field NAME VALUE MEANING
 *
 * Texts are hexadecimal, as they may hold any byte; `-` is none at all.
 */

#include <stdio.h>
#include <stdlib.h>
#include <auparse.h>

static void print_text(const char *text)
{
	putchar(' ');
	if (!text)
		putchar('-');
	for (; text && *text; text++)
		printf("%02x", (unsigned char)*text);
}

static void print_record(auparse_state_t *au)
{
	printf("record %d", auparse_get_type(au));
	print_text(auparse_get_type_name(au));
	print_text(auparse_get_record_text(au));
	putchar('\n');
	if (!auparse_first_field(au))
		return;
	do {
		printf("field");
		print_text(auparse_get_field_name(au));
		print_text(auparse_get_field_str(au));
		print_text(auparse_interpret_field(au));
		putchar('\n');
	} while (auparse_next_field(au) > 0);
}

int main(int argc, char **argv)
{
	auparse_state_t *au;
	int found;

	if (argc != 2)
		return EXIT_FAILURE;
	au = auparse_init(AUSOURCE_FILE, argv[1]);
	if (!au) {
		perror(argv[1]);
		return EXIT_FAILURE;
	}
	while ((found = auparse_next_event(au)) > 0) {
		const au_event_t *stamp = auparse_get_timestamp(au);

		printf("event %lld %u %lu\n", (long long)stamp->sec,
		       stamp->milli, stamp->serial);
		if (auparse_first_record(au) <= 0)
			continue;
		do {
			print_record(au);
		} while (auparse_next_record(au) > 0);
	}
	auparse_destroy(au);
	return found ? EXIT_FAILURE : EXIT_SUCCESS;
}
