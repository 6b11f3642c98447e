/* store: files and directories of an INDEX. */
#include "layout.h"

#include "cleanup.h"
#include "commit.h"
#include "digest.h"
#include "lang.h"
#include "odd.h"
#include "retry.h"
#include "version_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char GENERATION[] = "search-";
static const char GONE[] = ".gone"; /* a generation being removed */

static void
fd_close(int fd)
{
    if (fd >= 0)
        close(fd);
}

static void
dir_close(DIR *dir)
{
    if (dir)
        closedir(dir);
}

static inline void
cleanup_fd(int *fd)
{
    fd_close(*fd);
}

CLEANUP_HANDLE(dir, DIR, dir_close)

static enum status
failed(struct error *err, const char *path)
{
    int number = errno;
    return error_errno(err, number, "'%s'", path);
}

/* What failed with errno, on a file that we write and read ourselves. */
static enum status
file_failed(struct error *err, const char *path)
{
    int number = errno;
    if (!file_is_odd(path))
        return error_errno(err, number, "'%s'", path);
    return error_set(err, STATUS_IO,
                     TR("'%s' is no file: run liasse-index --repair",
                        "« %s » n'est pas un fichier : lancez liasse-index "
                        "--repair"),
                     path);
}

enum status
layout_init(struct layout *out, const char *index, struct error *err)
{
    size_t len = strlen(index);
    while (len > 1 && index[len - 1] == '/')
        len--;
    if (len == 0 || len >= sizeof out->index)
        return error_set(
            err, STATUS_FORMAT, "%s",
            len ? TR("index path too long", "chemin de l'index trop long")
                : TR("empty index path", "chemin de l'index vide"));
    memcpy(out->index, index, len);
    out->index[len] = '\0';
    return STATUS_OK;
}

enum status
parent_sync(const char *path, struct error *err)
{
    char parent[LAYOUT_PATH_MAX];
    const char *slash = strrchr(path, '/');
    if (!slash)
        strcpy(parent, ".");
    else if (slash == path)
        strcpy(parent, "/");
    else
        snprintf(parent, sizeof parent, "%.*s", (int)(slash - path), path);
    return directory_sync(parent, err);
}

enum status
layout_create(const struct layout *layout, struct error *err)
{
    char store[LAYOUT_PATH_MAX];
    if (mkdir(layout->index, 0777) == 0)
        return parent_sync(layout->index, err);
    if (errno != EEXIST)
        return failed(err, layout->index);
    /* Made by a run that was killed before its sync? */
    layout_store(store, layout);
    return access(store, F_OK) == 0 ? STATUS_OK
                                    : parent_sync(layout->index, err);
}

void
layout_store(char out[LAYOUT_PATH_MAX], const struct layout *layout)
{
    snprintf(out, LAYOUT_PATH_MAX, "%s/store", layout->index);
}

void
layout_stub(char out[LAYOUT_PATH_MAX], const struct layout *layout)
{
    snprintf(out, LAYOUT_PATH_MAX, "%s/search", layout->index);
}

void
layout_generation(char out[LAYOUT_PATH_MAX], const struct layout *layout,
                  uint32_t generation)
{
    snprintf(out, LAYOUT_PATH_MAX, "%s/%s%u", layout->index, GENERATION,
             generation);
}

/* "search-12" -> 12; false for any other name. */
static bool
generation_of(struct str name, uint32_t *out)
{
    uint64_t number;
    struct str prefix = str_from(GENERATION);
    if (!str_starts(name, prefix) ||
        !str_to_u64(str_from_offset(name, prefix.len), &number) ||
        number > UINT32_MAX)
        return false;
    *out = (uint32_t)number;
    return true;
}

/* The comment behind the name of the generation.  Stubs of before have none. */
static void
stub_sum(char out[32], struct str line)
{
    snprintf(out, 32, "# crc-32 %08x\n", crc32_add(0, line));
}

/* Is it a stub of Xapian's, written by somebody? */
static bool
is_stub(struct str text)
{
    static const char *const kinds[] = {"auto ",  "glass ",    "chert ",
                                        "flint ", "inmemory ", "remote "};
    while (text.len) {
        struct str line;
        str_cut(text, STR("\n"), &line, &text);
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
            if (str_starts(line, str_from(kinds[i])))
                return true;
    }
    return false;
}

static enum status
damaged(struct error *err, const char *path)
{
    return error_set(err, STATUS_IO,
                     TR("damaged '%s': run liasse-index --repair",
                        "« %s » endommagé : lancez liasse-index --repair"),
                     path);
}

static enum status
stub_parse(uint32_t *out, struct str text, const char *path, struct error *err)
{
    struct str line, rest, kind, name;
    char sum[32];
    bool ended = str_cut(text, STR("\n"), &line, &rest);
    bool named = str_cut(str_trim(line), STR(" "), &kind, &name) &&
                 generation_of(name, out);
    if (!named && is_stub(text))
        return error_set(err, STATUS_FORMAT,
                         TR("'%s' names no generation: run liasse-index "
                            "--repair",
                            "« %s » ne nomme aucune génération : lancez "
                            "liasse-index --repair"),
                         path);
    stub_sum(sum, str_head(text, line.len + 1));
    if (named && ended && str_eq(kind, STR("auto")) &&
        (rest.len == 0 || str_eq(rest, str_from(sum))))
        return STATUS_OK;
    return damaged(err, path);
}

/* Something is there: gone, it may have been replaced just now. */
static bool
holds_no_database(const char *path)
{
    char version[LAYOUT_PATH_MAX + 16];
    snprintf(version, sizeof version, "%s/iamglass", path);
    return directory_is_odd(path) ||
           (access(version, F_OK) != 0 && errno == ENOENT &&
            access(path, F_OK) == 0 && !file_is_odd(version));
}

enum status
layout_current(uint32_t *out, const struct layout *layout, struct error *err)
{
    char path[LAYOUT_PATH_MAX], text[128];
    layout_stub(path, layout);
    if (file_is_odd(path))
        return file_failed(err, path);
    AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR
                   ? error_set(err, STATUS_NOT_FOUND, "%s",
                               TR("nothing is indexed yet",
                                  "rien n'est encore indexé"))
                   : failed(err, path);
    ssize_t len = read(fd, text, sizeof text);
    if (len < 0)
        return failed(err, path);
    TRY(stub_parse(out, (struct str){text, (size_t)len}, path, err));
    layout_generation(path, layout, *out);
    return holds_no_database(path) ? damaged(err, path) : STATUS_OK;
}

static enum status
write_synced(const char *path, const char *text, struct error *err)
{
    /* Left by a run that was killed, or something else of that name. */
    (void)unlink(path);
    AUTO(fd)
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return file_failed(err, path);
    size_t len = strlen(text);
    ssize_t done = write(fd, text, len);
    if (done < 0 || (size_t)done != len || fsync(fd) != 0)
        return failed(err, path);
    return STATUS_OK;
}

enum status
layout_switch(const struct layout *layout, uint32_t generation,
              struct error *err)
{
    char stub[LAYOUT_PATH_MAX], fresh[LAYOUT_PATH_MAX], text[64];
    layout_stub(stub, layout);
    snprintf(fresh, sizeof fresh, "%s/search.new", layout->index);
    int len = snprintf(text, 32, "auto %s%u\n", GENERATION, generation);
    stub_sum(text + len, (struct str){text, (size_t)len});
    char path[LAYOUT_PATH_MAX];
    layout_generation(path, layout, generation);
    TRY(write_synced(fresh, text, err));
    int lock = commit_hold(path, COMMIT_SHARED);
    bool done = rename(fresh, stub) == 0;
    enum status status =
        done ? directory_sync(layout->index, err) : failed(err, stub);
    commit_let_go(lock);
    return status;
}

enum status
layout_next(uint32_t *out, const struct layout *layout, struct error *err)
{
    AUTO(dir) DIR *dir = opendir(layout->index);
    if (!dir)
        return failed(err, layout->index);
    uint32_t highest = 0, one;
    for (struct dirent *entry; (entry = readdir(dir));)
        if (generation_of(str_from(entry->d_name), &one) && one > highest)
            highest = one;
    if (highest == UINT32_MAX)
        return error_set(err, STATUS_LIMIT, "'%s/%s%u'", layout->index,
                         GENERATION, highest);
    *out = highest + 1;
    return STATUS_OK;
}

/* What a name of a directory stands for, with all that is in it; no link is
 * followed. */
static bool
entry_remove(int parent, const char *name)
{
    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
        return true;
    if (errno != EISDIR && errno != EPERM)
        return false;
    int fd =
        openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    AUTO(dir) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        fd_close(fd);
        return false;
    }
    for (struct dirent *entry; (entry = readdir(dir));)
        if (strcmp(entry->d_name, ".") != 0 &&
            strcmp(entry->d_name, "..") != 0 &&
            !entry_remove(dirfd(dir), entry->d_name))
            return false;
    return unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

enum status
directory_remove(const char *path, struct error *err)
{
    return entry_remove(AT_FDCWD, path) ? STATUS_OK : failed(err, path);
}

/* Under another name: who has just read the stub finds no generation there,
 * not half of one.  A run that was killed may have left one of that name. */
static enum status
generation_retire(const char *path, struct error *err)
{
    char gone[LAYOUT_PATH_MAX + 8];
    snprintf(gone, sizeof gone, "%s%s", path, GONE);
    if (rename(path, gone) == 0)
        return STATUS_OK;
    if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR &&
        errno != EISDIR)
        return failed(err, path);
    TRY(directory_remove(gone, err));
    return rename(path, gone) == 0 ? STATUS_OK : failed(err, path);
}

enum status
layout_retire_others(const struct layout *layout, uint32_t keep,
                     struct error *err)
{
    char path[LAYOUT_PATH_MAX];
    AUTO(dir) DIR *dir = opendir(layout->index);
    if (!dir)
        return failed(err, layout->index);
    /* The stub names `keep`, but may a run have been killed between the
     * rename and its sync?  Then the disk would still name another one. */
    TRY(directory_sync(layout->index, err));
    for (struct dirent *entry; (entry = readdir(dir));) {
        uint32_t one;
        if (!generation_of(str_from(entry->d_name), &one) || one == keep)
            continue;
        layout_generation(path, layout, one);
        TRY(generation_retire(path, err));
    }
    return STATUS_OK;
}

enum status
layout_remove_retired(const struct layout *layout, struct error *err)
{
    char path[LAYOUT_PATH_MAX];
    AUTO(dir) DIR *dir = opendir(layout->index);
    if (!dir)
        return failed(err, layout->index);
    for (struct dirent *entry; (entry = readdir(dir));) {
        struct str name = str_from(entry->d_name);
        if (!str_starts(name, str_from(GENERATION)) ||
            !str_ends(name, str_from(GONE)))
            continue;
        snprintf(path, sizeof path, "%s/%.63s", layout->index, entry->d_name);
        TRY(directory_remove(path, err));
    }
    return STATUS_OK;
}

enum status
layout_remove_others(const struct layout *layout, uint32_t keep,
                     struct error *err)
{
    TRY(layout_retire_others(layout, keep, err));
    return layout_remove_retired(layout, err);
}

enum status
layout_lock(int *fd, const struct layout *layout, struct error *err)
{
    char path[LAYOUT_PATH_MAX];
    snprintf(path, sizeof path, "%s/search.lock", layout->index);
    int opened =
        file_is_odd(path) ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (opened < 0)
        return file_failed(err, path);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct retry retry = RETRY_START;
    int number = 0;
    do {
        if (fcntl(opened, F_SETLK, &lock) == 0) {
            *fd = opened;
            return STATUS_OK;
        }
        number = errno;
    } while ((number == EACCES || number == EAGAIN) && retry_lock(&retry));
    close(opened);
    if (number != EACCES && number != EAGAIN)
        return error_errno(err, number, "'%s'", path);
    return error_set(err, STATUS_LOCKED, "%s",
                     TR("another liasse-index is running",
                        "un autre liasse-index est en cours"));
}

enum status
database_lockable(const char *path, struct error *err)
{
    char lock[LAYOUT_PATH_MAX + 16];
    snprintf(lock, sizeof lock, "%s/flintlock", path);
    return file_is_odd(lock) ? file_failed(err, lock) : STATUS_OK;
}

enum status
directory_sync(const char *path, struct error *err)
{
    AUTO(fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        return failed(err, path);
    return STATUS_OK;
}

enum status
commit_sync(const char *path, struct error *err)
{
    TRY(directory_sync(path, err));
    version_note(path);
    return STATUS_OK;
}

enum status
directory_sync_all(const char *path, struct error *err)
{
    AUTO(dir) DIR *dir = opendir(path);
    if (!dir)
        return failed(err, path);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        AUTO(fd)
        int fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || fsync(fd) != 0)
            return failed(err, path);
    }
    return directory_sync(path, err);
}

enum status
directory_room(const char *path, uint64_t bytes, struct error *err)
{
    struct statvfs about;
    if (statvfs(path, &about) != 0)
        return failed(err, path);
    uint64_t room = (uint64_t)about.f_bavail * about.f_frsize;
    uint64_t need = bytes + ROOM_SPARE;
    if (room >= need)
        return STATUS_OK;
    return error_set(err, STATUS_IO,
                     TR("disk almost full: %llu MB left, %llu needed",
                        "disque presque plein : reste %llu Mo, il en faut "
                        "%llu"),
                     (unsigned long long)(room / 1000000),
                     (unsigned long long)(need / 1000000));
}

uint64_t
directory_tables(const char *path)
{
    AUTO(dir) DIR *dir = opendir(path);
    struct stat stat;
    uint64_t bytes = 0;
    if (!dir)
        return 0;
    for (struct dirent *entry; (entry = readdir(dir));)
        if (str_ends(str_from(entry->d_name), STR(".glass")) &&
            fstatat(dirfd(dir), entry->d_name, &stat, 0) == 0)
            bytes += (uint64_t)stat.st_size;
    return bytes;
}
