/* index: --backup. */
#include "backup.h"

#include "buf.h"
#include "check.h"
#include "commit.h"
#include "lang.h"
#include "log.h"
#include "manifest.h"
#include "retry.h"
#include "version_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 1 << 20 };

static const char PARTIAL[] = ".partial";

struct copying {
    const struct layout *from;
    struct layout to; /* DIR.partial */
    uint32_t generation;
    bool indexed; /* there is a generation */
    struct error *err;
};

static inline void
cleanup_descriptor(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static inline void
cleanup_directory(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

/* ---- files --------------------------------------------------------------- */

static enum status
write_all(int fd, const char *at, size_t len, const char *path,
          struct error *err)
{
    while (len) {
        ssize_t done = write(fd, at, len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return error_errno(err, done < 0 ? errno : EIO, "'%s'", path);
        at += done;
        len -= (size_t)done;
    }
    return STATUS_OK;
}

static enum status
copy_bytes(int from, int to, const char *path, struct error *err)
{
    AUTO(buf) struct buf bytes = BUF_INIT(2 * CHUNK);
    if (!buf_reserve(&bytes, CHUNK))
        return error_no_memory(err);
    for (;;) {
        ssize_t len = read(from, bytes.at, CHUNK);
        if (len < 0 && errno == EINTR)
            continue;
        if (len < 0)
            return error_errno(err, errno, "'%s'", path);
        if (len == 0)
            return STATUS_OK;
        TRY(write_all(to, bytes.at, (size_t)len, path, err));
    }
}

/* Columns come and go beside the tables, and are derived: one that has gone
 * meanwhile is not missed. */
static enum status
copy_file(const char *from, const char *to, const char *name, struct error *err)
{
    char source[LAYOUT_PATH_MAX + 256], target[LAYOUT_PATH_MAX + 256];
    snprintf(source, sizeof source, "%s/%.200s", from, name);
    snprintf(target, sizeof target, "%s/%.200s", to, name);
    AUTO(descriptor) int in = open(source, O_RDONLY | O_CLOEXEC);
    if (in < 0 && errno == ENOENT && strncmp(name, "columns-", 8) == 0)
        return STATUS_OK;
    if (in < 0)
        return error_errno(err, errno, "'%s'", source);
    AUTO(descriptor)
    int out = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (out < 0)
        return error_errno(err, errno, "'%s'", target);
    return copy_bytes(in, out, target, err);
}

/* The version file last: without it there is no database. */
static enum status
copy_database(const char *from, const char *to, struct error *err)
{
    AUTO(directory) DIR *dir = opendir(from);
    if (!dir)
        return error_errno(err, errno, "'%s'", from);
    if (mkdir(to, 0777) != 0 && errno != EEXIST)
        return error_errno(err, errno, "'%s'", to);
    for (struct dirent *entry; (entry = readdir(dir));) {
        const char *name = entry->d_name;
        bool wanted = manifest_counts(name) || strcmp(name, MANIFEST) == 0;
        if (wanted && strcmp(name, VERSION_FILE) != 0)
            TRY(copy_file(from, to, name, err));
    }
    return copy_file(from, to, VERSION_FILE, err);
}

/* ---- one state -------------------------------------------------------------
 */

struct state {
    uint32_t generation, store, search; /* CRC of the version files */
};

static enum status
state_read(struct state *out, struct copying *copying)
{
    char path[LAYOUT_PATH_MAX];
    *out = (struct state){0};
    enum status status =
        layout_current(&out->generation, copying->from, copying->err);
    copying->indexed = status == STATUS_OK;
    copying->generation = out->generation;
    if (status != STATUS_NOT_FOUND)
        TRY(status);
    layout_store(path, copying->from);
    TRY(version_look(NULL, NULL, &out->store, path, copying->err));
    if (!copying->indexed)
        return STATUS_OK;
    layout_generation(path, copying->from, copying->generation);
    return version_look(NULL, NULL, &out->search, path, copying->err);
}

static enum status
copy_once(struct copying *copying)
{
    char from[LAYOUT_PATH_MAX], to[LAYOUT_PATH_MAX];
    struct state before, after;
    TRY(state_read(&before, copying));
    layout_store(from, copying->from);
    layout_store(to, &copying->to);
    TRY(copy_database(from, to, copying->err));
    if (copying->indexed) {
        layout_generation(from, copying->from, copying->generation);
        layout_generation(to, &copying->to, copying->generation);
        TRY(copy_database(from, to, copying->err));
    }
    TRY(state_read(&after, copying));
    if (memcmp(&before, &after, sizeof before) == 0)
        return STATUS_OK;
    return error_set(copying->err, STATUS_STALE, "%s",
                     status_text(STATUS_STALE));
}

/* What an earlier one left, and what a try left. */
static enum status
partial_clear(const struct copying *copying)
{
    char path[LAYOUT_PATH_MAX], name[LAYOUT_PATH_MAX];
    struct layout copy = copying->to;
    layout_store(path, &copy);
    TRY(directory_remove(path, copying->err));
    struct stat stat_of;
    if (stat(copy.index, &stat_of) != 0)
        return STATUS_OK;
    layout_stub(name, &copy);
    (void)unlink(name);
    TRY(layout_remove_others(&copy, 0, copying->err));
    snprintf(name, sizeof name, "%.4000s/commit.lock", copy.index);
    (void)unlink(name);
    if (rmdir(copy.index) != 0)
        return error_errno(copying->err, errno, "'%s'", copy.index);
    return STATUS_OK;
}

static enum status
copy_all(struct copying *copying)
{
    char path[LAYOUT_PATH_MAX];
    struct retry retry = RETRY_START;
    enum status status;
    layout_store(path, copying->from);
    do {
        int lock = commit_hold(path, COMMIT_ALONE);
        status = partial_clear(copying);
        if (status == STATUS_OK)
            status = layout_create(&copying->to, copying->err);
        if (status == STATUS_OK)
            status = copy_once(copying);
        commit_let_go(lock);
    } while (status == STATUS_STALE && retry_again(&retry));
    return status;
}

/* ---- a copy of its name
 * ------------------------------------------------------ */

static void
count_fault(void *payload, const char *text)
{
    log_error("%s", text);
    ++*(uint64_t *)payload;
}

/* What the original was sealed with still holds of the copy; then it is sealed
 * itself. */
static enum status
seal_copy(uint64_t *faults, const char *path, struct error *err)
{
    enum manifest_state state;
    TRY(manifest_check(&state, path, count_fault, faults, err));
    if (*faults)
        return STATUS_OK;
    TRY(directory_sync_all(path, err));
    TRY(manifest_write(path, err));
    version_note(path);
    return STATUS_OK;
}

static enum status
finish(uint64_t *faults, const struct copying *copying, const char *directory)
{
    char path[LAYOUT_PATH_MAX];
    struct error *err = copying->err;
    layout_store(path, &copying->to);
    TRY(seal_copy(faults, path, err));
    if (copying->indexed) {
        layout_generation(path, &copying->to, copying->generation);
        TRY(seal_copy(faults, path, err));
        if (*faults == 0)
            TRY(layout_switch(&copying->to, copying->generation, err));
    }
    if (*faults == 0)
        TRY(index_check(faults, &copying->to, false, err));
    if (*faults)
        return STATUS_OK;
    TRY(directory_sync(copying->to.index, err));
    if (rename(copying->to.index, directory) != 0)
        return error_errno(err, errno, "'%s'", directory);
    return parent_sync(directory, err);
}

static enum status
copying_init(struct copying *out, const struct layout *layout,
             const char *directory, struct error *err)
{
    char partial[LAYOUT_PATH_MAX];
    struct layout plain;
    struct stat stat_of;
    *out = (struct copying){.from = layout, .err = err};
    TRY(layout_init(&plain, directory, err));
    /* An empty directory may be taken by a rename. */
    if (stat(plain.index, &stat_of) == 0 && rmdir(plain.index) != 0)
        return error_set(err, STATUS_LIMIT,
                         TR("'%s' is there already", "« %s » existe déjà"),
                         plain.index);
    snprintf(partial, sizeof partial, "%.4000s%s", plain.index, PARTIAL);
    return layout_init(&out->to, partial, err);
}

enum status
index_backup(uint64_t *faults, const struct layout *layout,
             const char *directory, struct error *err)
{
    struct copying copying;
    struct layout plain;
    char store[LAYOUT_PATH_MAX];
    struct stat stat_of;
    *faults = 0;
    layout_store(store, layout);
    if (stat(store, &stat_of) != 0)
        return error_set(err, STATUS_NOT_FOUND,
                         TR("no index at '%s': run liasse-ingest first",
                            "aucun index dans « %s » : lancez d'abord "
                            "liasse-ingest"),
                         layout->index);
    TRY(copying_init(&copying, layout, directory, err));
    TRY(layout_init(&plain, directory, err));
    enum status status = copy_all(&copying);
    if (status == STATUS_OK)
        status = finish(faults, &copying, plain.index);
    if (status == STATUS_OK && *faults == 0) {
        log_note(TR("the copy is whole: '%s'", "la copie est entière : « %s »"),
                 plain.index);
        return STATUS_OK;
    }
    copying.err = NULL;
    (void)!partial_clear(&copying);
    return status;
}
