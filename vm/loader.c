// SPDX-License-Identifier: GPL-2.0
/*
 * Loads, attaches and inspects BPF programs on command, one command a line:
 *
 *   load ID PATH | extend ID PATH TARGET | reset ID | set ID VAR HEX |
 *   dump ID | attach ID | detach ID
 *
 * Arguments are numbers of capabilities: all but these are given up.
 *
 * Each is answered, in order, with "ok [key=value ...]", or with
 * "error op=<op> errno=<n> log=<bytes>" and that many bytes of what libbpf and
 * the verifier said.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf-program.h"
#include "capabilities.h"
#include "hex.h"

#define WORDS_MAX	4
#define WARM_UP		"/usr/lib/warm-up.bpf.o"
#define VALUE_MAX	4096	/* bytes of one variable */

static struct bpf_program_slot *slots;
static FILE *log_stream;
static char *log_text;
static size_t log_len;

static int collect_log(enum libbpf_print_level level, const char *fmt,
		       va_list args)
{
	return level == LIBBPF_WARN ? vfprintf(log_stream, fmt, args) : 0;
}

static void __attribute__((format(printf, 1, 2))) log_line(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(log_stream, fmt, args);
	va_end(args);
	fputc('\n', log_stream);
}

static void reply_error(const char *op, int error)
{
	fflush(log_stream);
	printf("error op=%s errno=%d log=%zu\n", op, error, log_len);
	fwrite(log_text, 1, log_len, stdout);
}

static int refuse(const char *why)
{
	log_line("%s", why);
	return -EINVAL;
}

static bool is_id(const char *word)
{
	size_t len = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return len && len <= ID_MAX && !word[len];
}

static struct bpf_program_slot **find(const char *id)
{
	struct bpf_program_slot **at = &slots;

	while (*at && strcmp((*at)->id, id))
		at = &(*at)->next;
	return at;
}

static int load_on(struct bpf_program_slot **at, char **words,
		   const struct bpf_program_slot *target)
{
	struct bpf_program_slot *slot = calloc(1, sizeof(*slot));
	char name[64];
	__u32 prog_id;
	int err;

	if (!slot)
		return -ENOMEM;
	err = program_load(slot, words[2], target);
	if (err) {
		free(slot);
		return err;
	}
	strcpy(slot->id, words[1]);
	*at = slot;
	err = program_info(slot, &prog_id, name, sizeof(name));
	if (!err)
		printf("ok prog-id=%u name=%s\n", prog_id, name);
	return err;
}

static int load(struct bpf_program_slot **at, char **words)
{
	return load_on(at, words, NULL);
}

/* For a program that takes the place of a function of another one. */
static int extend(struct bpf_program_slot **at, char **words)
{
	struct bpf_program_slot *target = *find(words[3]);

	return target ? load_on(at, words, target) :
			refuse("no program to extend");
}

static int set(struct bpf_program_slot **at, char **words)
{
	struct variable variable;
	char value[VALUE_MAX];
	int len = hex_decode(words[3], value, sizeof(value));
	int err = variable_find(*at, words[2], &variable);

	if (err) {
		log_line("no variable %s to set", words[2]);
		return err;
	}
	if (len < 0)
		return refuse("value is not hexadecimal, or too long");
	if ((size_t)len != variable.size) {
		log_line("%s has %zu bytes, value %d", words[2], variable.size,
			 len);
		return -EINVAL;
	}
	err = variable_write(&variable, value);
	if (!err)
		puts("ok");
	return err;
}

static int print_variable(const struct variable *variable, void *out)
{
	char value[VALUE_MAX], text[2 * VALUE_MAX + 1];
	int err = variable->size > sizeof(value) ? -E2BIG : 0;

	if (!err)
		err = variable_read(variable, value);
	if (err)
		return err;
	hex_encode(value, variable->size, text);
	fprintf(out, " %s=%s", variable->name, text);
	return 0;
}

/* All variables at once: each round trip to the host costs more than them. */
static int dump(struct bpf_program_slot **at, char **words)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int err = out ? variable_each(*at, print_variable, out) : -ENOMEM;

	(void)words;
	if (out)
		fclose(out);
	if (!err)
		printf("ok%s\n", text);
	free(text);
	return err;
}

static int done(int err)
{
	if (!err)
		puts("ok");
	return err;
}

static int reset(struct bpf_program_slot **at, char **words)
{
	(void)words;
	program_reset(*at);
	return done(0);
}

static int attach(struct bpf_program_slot **at, char **words)
{
	(void)words;
	return done(program_attach(*at));
}

static int detach(struct bpf_program_slot **at, char **words)
{
	(void)words;
	return done(program_detach(*at));
}

static const struct command {
	const char *op;
	int words;
	bool makes_id;
	int (*run)(struct bpf_program_slot **at, char **words);
} commands[] = {
	{ "load", 3, true, load },
	{ "extend", 4, true, extend },
	{ "reset", 2, false, reset },
	{ "set", 4, false, set },
	{ "dump", 2, false, dump },
	{ "attach", 2, false, attach },
	{ "detach", 2, false, detach },
};

/* Returns how many words there are, WORDS_MAX + 1 if too many. */
static int split(char *line, char **words)
{
	char *word = strtok(line, " \n");
	int count = 0;

	for (; word; word = strtok(NULL, " \n")) {
		if (count == WORDS_MAX)
			return WORDS_MAX + 1;
		words[count++] = word;
	}
	return count;
}

static const struct command *parse(char *line, char **words)
{
	int count = split(line, words);
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (count == commands[i].words &&
		    !strcmp(words[0], commands[i].op) && is_id(words[1]))
			return &commands[i];
	return NULL;
}

static void obey(char *line)
{
	char *words[WORDS_MAX];
	const struct command *command = parse(line, words);
	struct bpf_program_slot **at;
	int err;

	if (!command) {
		log_line("unknown command or malformed line");
		reply_error("parse", EINVAL);
		return;
	}
	at = find(words[1]);
	if (command->makes_id == !!*at)
		err = *at ? -EEXIST : -ENOENT;
	else
		err = command->run(at, words);
	if (err)
		reply_error(command->op, -err);
}

/* A kernel that lacks something has its say when the host loads a program. */
static void warm_up(void)
{
	struct bpf_program_slot slot = { .id = "warm-up" };

	kernel_types_load();
	if (!program_load(&slot, WARM_UP, NULL))
		program_unload(&slot);
}

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t size = 0;

	if (argc > 1 && capabilities_keep(argv + 1)) {
		perror("capabilities");
		return 1;
	}
	log_stream = open_memstream(&log_text, &log_len);
	if (!log_stream)
		return 1;
	libbpf_set_print(collect_log);
	puts("ok ready");
	fflush(stdout);
	warm_up();
	while (getline(&line, &size, stdin) > 0) {
		rewind(log_stream);
		obey(line);
		fflush(stdout);
	}
	return 0;
}
