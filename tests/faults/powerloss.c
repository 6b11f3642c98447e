/* powerloss LOG DIRECTORY OUT SEED journal|loose
 *
 * What a disk may hold after the power went: reads the shim's log of what was
 * done to DIRECTORY from its making on (shim/shim.h), chooses a moment by SEED
 * and writes to OUT one of the states that are allowed then; to OUT.said what
 * the programs had said until then.
 *
 * A write that was not synced is there, or not, or in some of its sectors of
 * 512 bytes, or as zeros.  Names (creating, renaming, removing) last
 *   journal  in their order, up to some one; every sync of a file or a
 *            directory makes all that came before last (ext4, xfs),
 *   loose    for each directory on its own, and only a sync of the directory
 *            makes them last (what POSIX promises). */
#include "shim/shim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512, FILES_MAX = 4096 };

struct bytes {
    char *at;
    size_t size;
};

struct change { /* of a file's bytes, not synced yet */
    bool truncates;
    uint64_t at;
    const char *bytes; /* within the log */
    size_t size;
};

struct file {
    uint64_t inode;
    struct bytes lasting;
    struct change *changes;
    size_t count;
};

enum kind { SET, MOVE, REMOVE, MAKE };
struct name_change {
    enum kind kind;
    char *path, *to;
    size_t file;
    bool done;
};

struct name {
    char *path;
    size_t file; /* FILES_MAX: a directory */
};

static struct file files[FILES_MAX];
static size_t file_count;
static struct name names[FILES_MAX], now[FILES_MAX]; /* lasting; seen */
static size_t name_count, now_count;
static struct name_change *pending;
static size_t pending_count;
static struct bytes said;
static bool loose;
static uint64_t seed;

static void
die(const char *what)
{
    fprintf(stderr, "powerloss: %s: %s\n", what, strerror(errno));
    exit(2);
}

static void *
grown(void *at, size_t size)
{
    void *more = realloc(at, size ? size : 1);
    if (!more)
        die("memory");
    return more;
}

/* splitmix64 */
static uint64_t
chance(uint64_t below)
{
    uint64_t x = seed += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return (x ^ x >> 31) % below;
}

static char *
text_of(const char *at, size_t size)
{
    char *text = grown(NULL, size + 1);
    memcpy(text, at, size);
    text[size] = '\0';
    return text;
}

/* ---- bytes --------------------------------------------------------------- */

static void
bytes_resize(struct bytes *bytes, size_t size)
{
    bytes->at = grown(bytes->at, size);
    if (size > bytes->size)
        memset(bytes->at + bytes->size, 0, size - bytes->size);
    bytes->size = size;
}

static void
bytes_put(struct bytes *bytes, uint64_t at, const char *from, size_t size)
{
    if (at + size > bytes->size)
        bytes_resize(bytes, at + size);
    memcpy(bytes->at + at, from, size);
}

static void
put_some_sectors(struct bytes *bytes, const struct change *change)
{
    for (size_t i = 0; i < change->size; i += SECTOR) {
        size_t size = change->size - i < SECTOR ? change->size - i : SECTOR;
        if (chance(2))
            bytes_put(bytes, change->at + i, change->bytes + i, size);
    }
}

static void
change_apply(struct bytes *bytes, const struct change *change)
{
    if (change->truncates)
        bytes_resize(bytes, change->at);
    else
        bytes_put(bytes, change->at, change->bytes, change->size);
}

/* What the disk made of a change that was never synced. */
static void
change_crash(struct bytes *bytes, const struct change *change)
{
    uint64_t luck = chance(10);
    if (luck < 5)
        change_apply(bytes, change);
    else if (luck < 8 && !change->truncates)
        put_some_sectors(bytes, change);
    else if (luck < 9 && !change->truncates &&
             change->at + change->size > bytes->size)
        bytes_resize(bytes, change->at + change->size);
}

static size_t
file_at(uint64_t inode)
{
    for (size_t i = file_count; i-- > 0;)
        if (files[i].inode == inode)
            return i;
    fprintf(stderr, "powerloss: the log does not begin at the beginning\n");
    exit(2);
}

static void
file_change(uint64_t inode, struct change change)
{
    struct file *file = &files[file_at(inode)];
    file->changes =
        grown(file->changes, (file->count + 1) * sizeof *file->changes);
    file->changes[file->count++] = change;
}

static void
file_sync(struct file *file)
{
    for (size_t i = 0; i < file->count; i++)
        change_apply(&file->lasting, &file->changes[i]);
    file->count = 0;
}

/* ---- names -----------------------------------------------------------------
 */

static struct name *
name_find(struct name *in, size_t count, const char *path)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(in[i].path, path) == 0)
            return &in[i];
    return NULL;
}

static void
name_set(struct name *in, size_t *count, const char *path, size_t file)
{
    struct name *name = name_find(in, *count, path);
    if (!name && *count == FILES_MAX)
        die("too many names");
    if (!name)
        name = &in[(*count)++];
    *name = (struct name){text_of(path, strlen(path)), file};
}

static void
name_remove(struct name *in, size_t *count, const char *path)
{
    struct name *name = name_find(in, *count, path);
    if (name)
        *name = in[--*count];
}

static void
name_change(struct name *in, size_t *count, const struct name_change *change)
{
    switch (change->kind) {
    case SET:
    case MAKE:
        name_set(in, count, change->path, change->file);
        break;
    case MOVE:
        name_remove(in, count, change->path);
        name_set(in, count, change->to, change->file);
        break;
    case REMOVE:
        name_remove(in, count, change->path);
        break;
    }
}

static void
name_later(enum kind kind, char *path, char *to, size_t file)
{
    struct name_change change = {kind, path, to, file, false};
    name_change(now, &now_count, &change);
    pending = grown(pending, (pending_count + 1) * sizeof *pending);
    pending[pending_count++] = change;
}

static bool
lies_in(const char *path, const char *directory)
{
    size_t size = strlen(directory);
    return strncmp(path, directory, size) == 0 && path[size] == '/' &&
           !strchr(path + size + 1, '/');
}

static void
name_last(struct name_change *change)
{
    if (!change->done)
        name_change(names, &name_count, change);
    change->done = true;
}

/* directory NULL: all. */
static void
names_sync(const char *directory)
{
    for (size_t i = 0; i < pending_count; i++)
        if (!directory || lies_in(pending[i].path, directory))
            name_last(&pending[i]);
}

static void
directory_of(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
}

/* In each directory a beginning of what happened in it. */
static void
names_crash_loose(void)
{
    for (size_t i = 0; i < pending_count; i++) {
        if (pending[i].done)
            continue;
        char *directory = text_of(pending[i].path, strlen(pending[i].path));
        directory_of(directory);
        size_t in_it = 0, kept;
        for (size_t j = i; j < pending_count; j++)
            in_it += !pending[j].done && lies_in(pending[j].path, directory);
        kept = chance(in_it + 1);
        for (size_t j = i; j < pending_count; j++)
            if (!pending[j].done && lies_in(pending[j].path, directory)) {
                if (kept && kept--)
                    name_last(&pending[j]);
                pending[j].done = true;
            }
        free(directory);
    }
}

static void
names_crash(void)
{
    size_t left = 0, kept;
    if (loose) {
        names_crash_loose();
        return;
    }
    for (size_t i = 0; i < pending_count; i++)
        left += !pending[i].done;
    kept = chance(left + 1);
    for (size_t i = 0; i < pending_count && kept; i++)
        if (!pending[i].done) {
            name_last(&pending[i]);
            kept--;
        }
}

/* ---- the log ----------------------------------------------------------------
 */

static void
replay(const struct operation *op, const char *first, const char *second)
{
    char *path = NULL;
    struct name *name;
    switch (op->kind) {
    case OP_CREATE:
        if (file_count == FILES_MAX)
            die("too many files");
        files[file_count] = (struct file){.inode = op->inode};
        name_later(SET, text_of(first, op->sizes[0]), NULL, file_count++);
        break;
    case OP_WRITE:
        file_change(op->inode,
                    (struct change){false, op->at, first, op->sizes[0]});
        break;
    case OP_TRUNCATE:
        file_change(op->inode, (struct change){true, op->at, NULL, 0});
        break;
    case OP_SYNC:
        file_sync(&files[file_at(op->inode)]);
        if (!loose)
            names_sync(NULL);
        break;
    case OP_SYNC_DIRECTORY:
        path = text_of(first, op->sizes[0]);
        names_sync(loose ? path : NULL);
        free(path);
        break;
    case OP_RENAME:
        path = text_of(first, op->sizes[0]);
        name = name_find(now, now_count, path);
        if (name)
            name_later(MOVE, path, text_of(second, op->sizes[1]), name->file);
        break;
    case OP_UNLINK:
    case OP_RMDIR:
        name_later(REMOVE, text_of(first, op->sizes[0]), NULL, 0);
        break;
    case OP_MKDIR:
        name_later(MAKE, text_of(first, op->sizes[0]), NULL, FILES_MAX);
        break;
    case OP_SAID:
        bytes_put(&said, said.size, first, op->sizes[0]);
        break;
    }
}

static size_t
operations(const struct bytes *log, size_t most)
{
    size_t count = 0;
    struct operation op;
    for (size_t at = 0; count < most && at + sizeof op <= log->size; count++) {
        memcpy(&op, log->at + at, sizeof op);
        const char *first = log->at + at + sizeof op;
        const char *second = first + op.sizes[0];
        at += sizeof op + op.sizes[0] + op.sizes[1];
        if (most != SIZE_MAX)
            replay(&op, first, second);
    }
    return count;
}

/* ---- files --------------------------------------------------------------- */

static struct bytes
read_whole(const char *path)
{
    struct bytes bytes = {NULL, 0};
    struct stat about;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &about) != 0)
        die(path);
    bytes_resize(&bytes, (size_t)about.st_size);
    for (size_t done = 0; done < bytes.size;) {
        ssize_t n = read(fd, bytes.at + done, bytes.size - done);
        if (n <= 0)
            die(path);
        done += (size_t)n;
    }
    close(fd);
    return bytes;
}

static void
write_whole(const char *path, const struct bytes *bytes)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes->at, 1, bytes->size, file) != bytes->size ||
        fclose(file) != 0)
        die(path);
}

/* Directories first; what lies in one that is not there is not either. */
static void
state_write(const char *directory, const char *out)
{
    char path[4096];
    size_t skip = strlen(directory);
    if (mkdir(out, 0777) != 0)
        die(out);
    for (size_t i = 0; i < name_count; i++) {
        snprintf(path, sizeof path, "%s%s", out, names[i].path + skip);
        if (names[i].file == FILES_MAX && names[i].path[skip] &&
            mkdir(path, 0777) != 0)
            die(path);
    }
    for (size_t i = 0; i < name_count; i++) {
        if (names[i].file == FILES_MAX)
            continue;
        struct file *file = &files[names[i].file];
        struct bytes bytes = file->lasting;
        snprintf(path, sizeof path, "%s%s", out, names[i].path + skip);
        for (size_t j = 0; j < file->count; j++)
            change_crash(&bytes, &file->changes[j]);
        file->lasting = bytes;
        file->count = 0;
        directory_of(path);
        bool there = access(path, F_OK) == 0;
        snprintf(path, sizeof path, "%s%s", out, names[i].path + skip);
        if (there)
            write_whole(path, &bytes);
    }
}

int
main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "powerloss LOG DIRECTORY OUT SEED journal|loose\n");
        return 2;
    }
    struct bytes log = read_whole(argv[1]);
    char path[4096];
    seed = strtoull(argv[4], NULL, 10);
    loose = strcmp(argv[5], "loose") == 0;
    size_t count = operations(&log, SIZE_MAX);
    size_t moment = 1 + chance(count);
    (void)operations(&log, moment);
    names_crash();
    state_write(argv[2], argv[3]);
    snprintf(path, sizeof path, "%s.said", argv[3]);
    write_whole(path, &said);
    printf("%zu of %zu\n", moment, count);
    return 0;
}
