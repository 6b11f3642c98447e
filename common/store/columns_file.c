/* store: the file of sealed columns. */
#include "columns_file.h"

#include "layout.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
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

struct row {
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

static const struct row *
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
    size_t rows = header->count * sizeof(struct row);
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
    int fd = open(name, O_RDONLY | O_CLOEXEC);
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
row_fits(const struct columns_file *file, const struct row *row)
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
    const struct row *row = &rows_of(file)[i];
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
        const struct row *row = &rows_of(file)[i];
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

void
columns_out_add(struct columns_out *out, uint32_t slot,
                const struct column *column)
{
    if (out->count == COLUMNS_MAX)
        return;
    out->slots[out->count] = slot;
    out->columns[out->count++] = column;
}

static enum status
failed(struct error *err, const char *path)
{
    return error_errno(err, errno, "'%s'", path);
}

static void
put_column(char *to, struct row *row, const struct column *column)
{
    struct parts parts =
        parts_of(row->width, row->docs, row->distinct, row->bytes);
    memcpy(to + parts.numbers, column->numbers,
           ((size_t)row->docs + 1) * row->width);
    if (column->distinct)
        memcpy(to + parts.ends, column->ends,
               ((size_t)row->distinct + 1) * sizeof(uint32_t));
    if (row->bytes)
        memcpy(to + parts.bytes, column->bytes, row->bytes);
    row->crc = crc_of(to, row->size);
}

/* Zeroed memory with all of the file. */
static enum status
lay_out(char **out, size_t *size, const struct columns_out *columns,
        struct arena *arena, struct error *err)
{
    struct row rows[COLUMNS_MAX] = {0};
    size_t at = sizeof(struct header) + columns->count * sizeof(struct row);
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = columns->columns[i];
        struct row *row = &rows[i];
        *row = (struct row){
            .slot = columns->slots[i],
            .width = column->width,
            .docs = column->docs,
            .distinct = column->distinct,
            .bytes = column->distinct ? column->ends[column->distinct] : 0,
            .at = aligned(at)};
        row->size =
            parts_of(row->width, row->docs, row->distinct, row->bytes).size;
        at = row->at + row->size;
    }
    char *file = arena_alloc(arena, at);
    if (!file)
        return error_no_memory(err);
    memset(file, 0, at);
    for (size_t i = 0; i < columns->count; i++)
        put_column(file + rows[i].at, &rows[i], columns->columns[i]);
    struct header header = {
        .order = ORDER, .version = VERSION, .count = (uint32_t)columns->count};
    memcpy(header.magic, magic, sizeof magic);
    header.crc = crc_of(rows, columns->count * sizeof *rows);
    memcpy(file, &header, sizeof header);
    memcpy(file + sizeof header, rows, columns->count * sizeof *rows);
    *out = file;
    *size = at;
    return STATUS_OK;
}

static enum status
write_all(int fd, const char *at, size_t size, const char *name,
          struct error *err)
{
    while (size) {
        ssize_t done = write(fd, at, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return failed(err, name);
        at += done;
        size -= (size_t)done;
    }
    return fsync(fd) == 0 ? STATUS_OK : failed(err, name);
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
columns_out_write(const struct columns_out *out, const char *path,
                  uint64_t sequence, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    char name[LAYOUT_PATH_MAX], fresh[LAYOUT_PATH_MAX + 8];
    char *file = NULL;
    size_t size = 0;
    TRY(lay_out(&file, &size, out, &arena, err));
    file_name(name, path, sequence);
    snprintf(fresh, sizeof fresh, "%s.new", name);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return failed(err, fresh);
    enum status status = write_all(fd, file, size, fresh, err);
    close(fd);
    TRY(status);
    if (rename(fresh, name) != 0)
        return failed(err, name);
    remove_others(path, name);
    return directory_sync(path, err);
}
