/* build: files without a name. */
#include "unnamed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static enum status
failed(int number, struct error *err)
{
    return error_errno(err, number, "%s", "temporary file of the build");
}

enum status
unnamed_is_cut(struct error *err)
{
    return failed(EIO, err);
}

enum status
unnamed_open(struct unnamed *out, const char *directory, struct error *err)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/runXXXXXX", directory) >=
        (int)sizeof path)
        return error_set(err, STATUS_LIMIT, "path too long: '%s'", directory);
    int made = mkstemp(path);
    if (made < 0)
        return error_errno(err, errno, "'%s'", path);
    (void)unlink(path);
    out->fd = made;
    atomic_store(&out->end, 0);
    return STATUS_OK;
}

void
unnamed_close(struct unnamed *file)
{
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
}

enum status
unnamed_write(int fd, const void *bytes, size_t len, uint64_t at,
              struct error *err)
{
    for (const char *from = bytes; len > 0;) {
        ssize_t done = pwrite(fd, from, len, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return failed(done < 0 ? errno : EIO, err);
        from += done;
        at += (uint64_t)done;
        len -= (size_t)done;
    }
    return STATUS_OK;
}

enum status
unnamed_add(uint64_t *at, struct unnamed *file, const void *bytes, size_t len,
            struct error *err)
{
    *at = atomic_fetch_add(&file->end, len);
    return unnamed_write(file->fd, bytes, len, *at, err);
}

enum status
unnamed_read(void *out, size_t *got, int fd, size_t len, uint64_t at,
             struct error *err)
{
    *got = 0;
    while (*got < len) {
        ssize_t done =
            pread(fd, (char *)out + *got, len - *got, (off_t)(at + *got));
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return failed(errno, err);
        if (done == 0)
            return STATUS_OK;
        *got += (size_t)done;
    }
    return STATUS_OK;
}
