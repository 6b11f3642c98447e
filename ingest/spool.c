/* ingest, step 3: rows of a dump on their way to what they belong to. */
#include "spool.h"

#include "lang.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WAITING = 1 << 20, ENTRIES_MAX = 20 * 1000 * 1000 };

struct head {
    uint64_t before, line, len;
};

/* A file without a name, opened ahead for the one spool of a process that
 * will not be allowed to; -1 = none at hand, and why. */
static int prepared = -1, prepared_fault;
static bool is_prepared;

static const char *
directory(void)
{
    const char *named = getenv("TMPDIR");
    return named && named[0] ? named : "/tmp";
}

/* -1: see errno. */
static int
temporary_file(void)
{
    char path[1200];
    if (snprintf(path, sizeof path, "%s/liasse-XXXXXX", directory()) >=
        (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = mkstemp(path);
    if (fd >= 0)
        (void)unlink(path);
    return fd;
}

void
spool_prepare(void)
{
    is_prepared = true;
    prepared = temporary_file();
    prepared_fault = prepared < 0 ? errno : 0;
}

static enum status
open_file(struct spool *spool, struct error *err)
{
    int fd = is_prepared ? prepared : temporary_file();
    if (fd < 0)
        return error_errno(err, is_prepared ? prepared_fault : errno, "%s",
                           directory());
    prepared = -1;
    spool->fd = fd;
    spool->size = 1; /* place 0 means none */
    spool->waiting = (struct buf)BUF_INIT((size_t)1 << 30);
    buf_add_char(&spool->waiting, '\0');
    return STATUS_OK;
}

static enum status
flush(struct spool *spool, struct error *err)
{
    struct str rest = buf_str(&spool->waiting);
    TRY(buf_status(&spool->waiting, err));
    while (rest.len) {
        ssize_t written = write(spool->fd, rest.at, rest.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return error_errno(err, errno, "%s",
                               TR("temporary file", "fichier temporaire"));
        rest = str_from_offset(rest, (size_t)written);
    }
    buf_clear(&spool->waiting);
    return STATUS_OK;
}

static enum status
entry_of(struct spool_entry **out, struct spool *spool, struct str id,
         struct error *err)
{
    uint64_t *number = map_at(&spool->ids, id);
    if (!number)
        return error_no_memory(err);
    if (*number == 0) {
        if (spool->count == ENTRIES_MAX)
            return error_set(err, STATUS_LIMIT, "%s",
                             TR("too many questions", "trop de questions"));
        if (spool->count == spool->room) {
            size_t room = spool->room ? 2 * spool->room : 1024;
            struct spool_entry *more =
                realloc(spool->entries, room * sizeof *more);
            if (!more)
                return error_no_memory(err);
            spool->entries = more;
            spool->room = room;
        }
        spool->entries[spool->count++] = (struct spool_entry){0};
        *number = spool->count;
    }
    *out = &spool->entries[*number - 1];
    return STATUS_OK;
}

enum status
spool_add(struct spool *spool, struct str id, bool question, struct str row,
          uint64_t line, struct error *err)
{
    struct spool_entry *entry = NULL;
    if (spool->fd < 0)
        TRY(open_file(spool, err));
    TRY(entry_of(&entry, spool, id, err));
    struct head head = {question ? 0 : entry->answer, line, row.len};
    uint64_t at = spool->size;
    buf_add(&spool->waiting, (struct str){(const char *)&head, sizeof head});
    buf_add(&spool->waiting, row);
    spool->size += sizeof head + row.len;
    if (question)
        entry->question = at;
    else
        entry->answer = at;
    return spool->waiting.len < WAITING ? STATUS_OK : flush(spool, err);
}

enum status
spool_close(struct spool *spool, struct error *err)
{
    return spool->fd < 0 ? STATUS_OK : flush(spool, err);
}

static enum status
read_at(const struct spool *spool, void *out, size_t len, uint64_t at,
        struct error *err)
{
    char *to = out;
    while (len) {
        ssize_t got = pread(spool->fd, to, len, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return error_errno(err, got ? errno : EIO, "%s",
                               TR("temporary file", "fichier temporaire"));
        to += got;
        at += (uint64_t)got;
        len -= (size_t)got;
    }
    return STATUS_OK;
}

enum status
spool_row(struct str *out, const struct spool *spool, uint64_t at,
          uint64_t *line, struct arena *arena, struct error *err)
{
    struct head head;
    TRY(read_at(spool, &head, sizeof head, at, err));
    char *row = arena_alloc(arena, head.len + 1);
    if (!row)
        return error_no_memory(err);
    TRY(read_at(spool, row, head.len, at + sizeof head, err));
    if (line)
        *line = head.line;
    *out = (struct str){row, head.len};
    return STATUS_OK;
}

enum status
spool_before(uint64_t *out, const struct spool *spool, uint64_t at,
             struct error *err)
{
    struct head head;
    TRY(read_at(spool, &head, sizeof head, at, err));
    *out = head.before;
    return STATUS_OK;
}

static void
give_back(int fd)
{
    if (is_prepared && ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0)
        prepared = fd;
    else
        close(fd);
}

void
spool_release(struct spool *spool)
{
    if (spool->fd >= 0)
        give_back(spool->fd);
    buf_release(&spool->waiting);
    map_release(&spool->ids);
    free(spool->entries);
}
