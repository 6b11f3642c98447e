/* ingest, step 1: where bytes come from. */
#include "bytes.h"

#include "lang.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct bytes
bytes_of_file(int fd)
{
    return (struct bytes){.fd = fd};
}

static enum status
joined_read(void *payload, char *to, size_t size, size_t *got,
            struct error *err)
{
    struct bytes_joined *joined = payload;
    struct str part = str_head(joined->first, size);
    if (part.len == 0 && joined->rest)
        return bytes_read(joined->rest, to, size, got, err);
    if (part.len)
        memcpy(to, part.at, part.len);
    joined->first = str_from_offset(joined->first, part.len);
    *got = part.len;
    return STATUS_OK;
}

struct bytes
bytes_of_joined(struct bytes_joined *joined)
{
    return (struct bytes){.read = joined_read, .payload = joined, .fd = -1};
}

static enum status
file_read(int fd, char *to, size_t size, size_t *got, struct error *err)
{
    ssize_t n;
    do
        n = read(fd, to, size);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return error_errno(err, errno, "%s",
                           TR("cannot read", "lecture impossible"));
    *got = (size_t)n;
    return STATUS_OK;
}

enum status
bytes_read(struct bytes *from, char *to, size_t size, size_t *got,
           struct error *err)
{
    *got = 0;
    if (from->read)
        return from->read(from->payload, to, size, got, err);
    return file_read(from->fd, to, size, got, err);
}

enum status
bytes_read_full(struct bytes *from, char *to, size_t size, size_t *got,
                struct error *err)
{
    size_t n = 1;
    for (*got = 0; n && *got < size; *got += n)
        TRY(bytes_read(from, to + *got, size - *got, &n, err));
    return STATUS_OK;
}

void
bytes_close(struct bytes *from)
{
    if (from->close)
        from->close(from->payload);
    else if (!from->read && from->fd >= 0)
        close(from->fd);
    *from = (struct bytes){.fd = -1};
}
