/* SPDX-License-Identifier: GPL-2.0 */
#ifndef LSM_AUDIT_QUEUE_H
#define LSM_AUDIT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes in order, bounded by memory only: a reader must not wait for it. */
struct queue {
	char *base;
	size_t start, end, size;
};

size_t queue_len(const struct queue *queue);

/* The oldest bytes; valid until the next call that changes @queue. */
const char *queue_data(const struct queue *queue);

/* Appends; exits with status 1 when memory is exhausted. */
void queue_put(struct queue *queue, const void *data, size_t len);

/* Removes the @len oldest bytes. */
void queue_drop(struct queue *queue, size_t len);

/* Writes once what @fd takes. Returns false if @fd takes nothing ever more. */
bool queue_write(struct queue *queue, int fd);

#endif
