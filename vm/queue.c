// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "queue.h"

size_t queue_len(const struct queue *queue)
{
	return queue->end - queue->start;
}

const char *queue_data(const struct queue *queue)
{
	return queue->base + queue->start;
}

/*
 * The rest moves to the front only if it fills no more than half of the
 * memory, so that each byte is moved a bounded number of times.
 */
static void make_room(struct queue *queue, size_t len)
{
	size_t used = queue_len(queue);

	if (queue->size - queue->end >= len)
		return;
	if (used + len <= queue->size / 2) {
		memmove(queue->base, queue_data(queue), used);
		queue->start = 0;
		queue->end = used;
		return;
	}
	queue->size = 2 * (queue->end + len);
	queue->base = realloc(queue->base, queue->size);
	if (!queue->base)
		_exit(1);
}

void queue_put(struct queue *queue, const void *data, size_t len)
{
	make_room(queue, len);
	memcpy(queue->base + queue->end, data, len);
	queue->end += len;
}

void queue_drop(struct queue *queue, size_t len)
{
	queue->start += len;
}

bool queue_write(struct queue *queue, int fd)
{
	ssize_t len = write(fd, queue_data(queue), queue_len(queue));

	if (len < 0)
		return errno == EAGAIN || errno == EINTR;
	queue_drop(queue, len);
	return true;
}
