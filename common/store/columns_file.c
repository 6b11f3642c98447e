/* store: the file of sealed columns. */
#include "columns_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define NAME "columns-"

enum { VERSION = 1, ORDER = 0x01020304, ALIGN = 8 };

struct header {
    char magic[8];
    uint32_t order, version, count, crc; /* of the rows */
};

struct columns_row {
    uint32_t slot, width, docs, distinct;
    uint32_t bytes, crc; /* of the values; of the whole column */
    uint64_t at, size;   /* of the column in the file */
};

static const char magic[8] = "liassecl";

/* The parts of a column, one behind the other, each from a multiple of
 * ALIGN on. */
struct parts {
    size_t numbers, ends, bytes, size; /* offsets; bytes in all */
};

static size_t
aligned(size_t size)
{
    return (size + ALIGN - 1) / ALIGN * ALIGN;
}

static struct parts
parts_of(uint32_t width, uint32_t docs, uint32_t distinct, uint32_t bytes)
{
    struct parts parts = {0};
    parts.ends = aligned(((size_t)docs + 1) * width);
    parts.bytes = aligned(parts.ends + ((size_t)distinct + 1) * 4);
    parts.size = aligned(parts.bytes + bytes);
    return parts;
}

static uint32_t
crc_of(const void *at, size_t size)
{
    return (uint32_t)crc32_z(0, at, size);
}

static void
file_name(char out[LAYOUT_PATH_MAX], const char *path, uint64_t sequence)
{
    snprintf(out, LAYOUT_PATH_MAX, "%s/" NAME "%llu", path,
             (unsigned long long)sequence);
}

/* ---- reading ----------------------------------------------------------- */

static const struct columns_row *
rows_of(const struct columns_file *file)
{
    return (const void *)(file->at + sizeof(struct header));
}

static bool
is_sound(const struct columns_file *file)
{
    const struct header *header = (const void *)file->at;
    if (file->size < sizeof *header ||
        memcmp(header->magic, magic, sizeof magic) != 0 ||
        header->order != ORDER || header->version != VERSION ||
        header->count > COLUMNS_MAX)
        return false;
    size_t rows = header->count * sizeof(struct columns_row);
    return file->size >= sizeof *header + rows &&
           crc_of(rows_of(file), rows) == header->crc;
}

void
columns_file_open(struct columns_file *out, const char *path, uint64_t sequence)
{
    char name[LAYOUT_PATH_MAX];
    struct stat stat;
    *out = (struct columns_file){0};
    file_name(name, path, sequence);
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return;
    if (fstat(fd, &stat) == 0 && stat.st_size > 0) {
        void *at =
            mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_SHARED, fd, 0);
        if (at != MAP_FAILED) {
            out->at = at;
            out->size = (size_t)stat.st_size;
        }
    }
    close(fd);
    if (out->at && !is_sound(out))
        columns_file_close(out);
}

void
columns_file_close(struct columns_file *file)
{
    if (file->at)
        munmap((void *)(uintptr_t)file->at, file->size);
    *file = (struct columns_file){0};
}

static bool
row_fits(const struct columns_file *file, const struct columns_row *row)
{
    struct parts parts =
        parts_of(row->width, row->docs, row->distinct, row->bytes);
    return (row->width == 1 || row->width == 2 || row->width == 4) &&
           row->at % ALIGN == 0 && row->at <= file->size &&
           row->size <= file->size - row->at && row->size == parts.size;
}

static bool
row_is_sound(struct columns_file *file, size_t i)
{
    const struct columns_row *row = &rows_of(file)[i];
    if (!file->checked[i])
        file->damaged[i] = !row_fits(file, row) ||
                           crc_of(file->at + row->at, row->size) != row->crc;
    file->checked[i] = true;
    return !file->damaged[i];
}

bool
columns_file_column(struct column *out, struct columns_file *file,
                    uint32_t slot)
{
    const struct header *header = (const void *)file->at;
    for (size_t i = 0; header && i < header->count; i++) {
        const struct columns_row *row = &rows_of(file)[i];
        if (row->slot != slot)
            continue;
        if (!row_is_sound(file, i))
            return false;
        struct parts parts =
            parts_of(row->width, row->docs, row->distinct, row->bytes);
        const char *at = file->at + row->at;
        *out = (struct column){.numbers = at,
                               .width = row->width,
                               .docs = row->docs,
                               .distinct = row->distinct,
                               .ends = (const void *)(at + parts.ends),
                               .bytes = at + parts.bytes};
        return true;
    }
    return false;
}

/* ---- writing ----------------------------------------------------------- */

static enum status
failed(struct error *err, const char *path)
{
    return error_errno(err, errno, "'%s'", path);
}

static enum status
write_at(struct columns_out *out, uint64_t at, const void *bytes, size_t size,
         struct error *err)
{
    const char *from = bytes;
    while (size) {
        ssize_t done = pwrite(out->fd, from, size, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return failed(err, out->fresh);
        from += done;
        at += (uint64_t)done;
        size -= (size_t)done;
    }
    return STATUS_OK;
}

/* A part of a column at out->at, with zeros up to the end of the part. */
static enum status
write_part(struct columns_out *out, struct columns_row *row, const void *bytes,
           size_t size, size_t whole, struct error *err)
{
    static const char zeros[ALIGN];
    size_t rest = whole - size;
    if (size)
        TRY(write_at(out, out->at, bytes, size, err));
    TRY(write_at(out, out->at + size, zeros, rest, err));
    if (size)
        row->crc = (uint32_t)crc32_z(row->crc, bytes, size);
    row->crc = (uint32_t)crc32_z(row->crc, (const void *)zeros, rest);
    out->at += whole;
    return STATUS_OK;
}

enum status
columns_out_add(struct columns_out *out, uint32_t slot,
                const struct column *column, struct error *err)
{
    if (out->count == COLUMNS_MAX)
        return STATUS_OK;
    struct columns_row row = {
        .slot = slot,
        .width = column->width,
        .docs = column->docs,
        .distinct = column->distinct,
        .bytes = column->distinct ? column->ends[column->distinct] : 0,
        .at = out->at};
    struct parts parts = parts_of(row.width, row.docs, row.distinct, row.bytes);
    row.size = parts.size;
    TRY(write_part(out, &row, column->numbers,
                   ((size_t)row.docs + 1) * row.width, parts.ends, err));
    TRY(write_part(
        out, &row, column->ends,
        column->distinct ? ((size_t)row.distinct + 1) * sizeof(uint32_t) : 0,
        parts.bytes - parts.ends, err));
    TRY(write_part(out, &row, column->bytes, row.bytes,
                   parts.size - parts.bytes, err));
    out->rows[out->count++] = row;
    return STATUS_OK;
}

/* Those of other sequence numbers; a reader that has one mapped keeps it. */
static void
remove_others(const char *path, const char *keep)
{
    char name[LAYOUT_PATH_MAX];
    DIR *dir = opendir(path);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (strncmp(entry->d_name, NAME, strlen(NAME)) != 0)
            continue;
        if ((size_t)snprintf(name, sizeof name, "%s/%s", path, entry->d_name) <
                sizeof name &&
            strcmp(name, keep) != 0)
            unlink(name);
    }
    if (dir)
        closedir(dir);
}

enum status
columns_out_open(struct columns_out *out, const char *path, uint64_t sequence,
                 struct error *err)
{
    *out = (struct columns_out){
        .fd = -1,
        .at = aligned(sizeof(struct header) +
                      COLUMNS_MAX * sizeof(struct columns_row))};
    snprintf(out->path, sizeof out->path, "%s", path);
    file_name(out->name, path, sequence);
    snprintf(out->fresh, sizeof out->fresh, "%s.new", out->name);
    out->rows = calloc(COLUMNS_MAX, sizeof *out->rows);
    if (!out->rows)
        return error_no_memory(err);
    (void)unlink(out->fresh);
    out->fd = open(out->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return out->fd < 0 ? failed(err, out->fresh) : STATUS_OK;
}

enum status
columns_out_end(struct columns_out *out, struct error *err)
{
    size_t rows = out->count * sizeof *out->rows;
    struct header header = {
        .order = ORDER, .version = VERSION, .count = (uint32_t)out->count};
    memcpy(header.magic, magic, sizeof magic);
    header.crc = crc_of(out->rows, rows);
    TRY(write_at(out, 0, &header, sizeof header, err));
    TRY(write_at(out, sizeof header, out->rows, rows, err));
    if (fsync(out->fd) != 0)
        return failed(err, out->fresh);
    close(out->fd);
    out->fd = -1;
    if (rename(out->fresh, out->name) != 0)
        return failed(err, out->name);
    remove_others(out->path, out->name);
    return directory_sync(out->path, err);
}

void
columns_out_close(struct columns_out *out)
{
    if (out->fd >= 0) {
        close(out->fd);
        unlink(out->fresh);
    }
    out->fd = -1;
    free(out->rows);
    out->rows = NULL;
}
