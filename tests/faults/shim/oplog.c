/* The fault shim: the log of operations. */
#define _GNU_SOURCE
#include "shim.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int fd = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void
start(void)
{
    const char *path = getenv("LIASSE_FAULT_LOG");
    if (path)
        fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
}

bool
oplog_on(void)
{
    return fd >= 0;
}

void
oplog_lock(void)
{
    if (fd >= 0)
        pthread_mutex_lock(&lock);
}

void
oplog_unlock(void)
{
    if (fd >= 0)
        pthread_mutex_unlock(&lock);
}

void
oplog_add(int kind, uint64_t inode, uint64_t at, const void *first,
          size_t first_size, const void *second, size_t second_size)
{
    struct operation operation = {.kind = (uint64_t)kind,
                                  .inode = inode,
                                  .at = at,
                                  .sizes = {first_size, second_size}};
    struct iovec parts[3] = {{&operation, sizeof operation},
                             {(void *)(uintptr_t)first, first_size},
                             {(void *)(uintptr_t)second, second_size}};
    size_t size = sizeof operation + first_size + second_size;
    if (fd >= 0 && writev(fd, parts, 3) != (ssize_t)size) {
        fputs("shim: cannot write the log\n", stderr);
        _exit(99);
    }
}

void
oplog_path(int kind, const char *path)
{
    oplog_add(kind, 0, 0, path, strlen(path), NULL, 0);
}
