/* The fault shim: system calls on what lies in the index.
 *
 * Compiled without _FILE_OFFSET_BITS: the names with and without 64 are both
 * defined here. */
#define _GNU_SOURCE
#include "shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FDS = 4096 };

/* What a descriptor is open on. */
static struct {
    bool tracked, scratch; /* scratch: a file without a name, not logged */
    bool directory;
    uint64_t inode;
} fds[FDS];

#define REAL(name)                                                             \
    static __typeof__(name) *real_##name;                                      \
    if (!real_##name)                                                          \
    real_##name = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static bool
is_tracked(int fd)
{
    return fd >= 0 && fd < FDS && fds[fd].tracked;
}

static bool
is_logged(int fd)
{
    return oplog_on() && is_tracked(fd) && !fds[fd].scratch;
}

/* The path of a descriptor. */
static void
path_of(char out[PATH_MAX], int fd)
{
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(name, out, PATH_MAX - 1);
    out[size > 0 ? size : 0] = '\0';
}

/* Absolute, without "." at its start; no links are looked at. */
static void
path_make(char out[PATH_MAX], int at, const char *path)
{
    char base[PATH_MAX] = "";
    while (path[0] == '.' && path[1] == '/')
        path += 2;
    if (path[0] == '/') {
        snprintf(out, PATH_MAX, "%s", path);
        return;
    }
    if (at != AT_FDCWD)
        path_of(base, at);
    else if (!getcwd(base, sizeof base))
        base[0] = '\0';
    if ((size_t)snprintf(out, PATH_MAX, "%.2000s/%.2000s", base, path) >=
        PATH_MAX)
        out[0] = '\0';
}

static bool
lies_within(const char *path)
{
    const char *directory = fault_directory();
    size_t size = strlen(directory);
    return size && strncmp(path, directory, size) == 0 &&
           (path[size] == '/' || path[size] == '\0');
}

/* ---- opening ------------------------------------------------------------ */

static void
note_open(int fd, const char *path, int flags, bool existed)
{
    struct stat about;
    if (fd < 0 || fd >= FDS || fstat(fd, &about) != 0)
        return;
    fds[fd].tracked = true;
    fds[fd].scratch = false;
    fds[fd].directory = S_ISDIR(about.st_mode);
    fds[fd].inode = about.st_ino;
    if (fds[fd].directory)
        return;
    if (!existed)
        oplog_add(OP_CREATE, about.st_ino, 0, path, strlen(path), NULL, 0);
    else if (flags & O_TRUNC)
        oplog_add(OP_TRUNCATE, about.st_ino, 0, NULL, 0, NULL, 0);
}

static int
open_within(const char *path, int flags, mode_t mode)
{
    REAL(open);
    struct stat about;
    if (fault_due(CALL_OPEN) != GO_ON)
        return -1;
    oplog_lock();
    bool existed = lstat(path, &about) == 0;
    int fd = real_open(path, flags, mode);
    int number = errno;
    note_open(fd, path, flags, existed);
    oplog_unlock();
    errno = number;
    return fd;
}

static int
open_any(int at, const char *path, int flags, mode_t mode)
{
    REAL(openat);
    char full[PATH_MAX];
    int before = errno;
    path_make(full, at, path);
    errno = before;
    if (lies_within(full))
        return open_within(full, flags, mode);
    return real_openat(at, path, flags, mode);
}

#define MODE_OF(flags, mode)                                                   \
    mode_t mode = 0;                                                           \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                     \
        va_list args;                                                          \
        va_start(args, flags);                                                 \
        mode = va_arg(args, mode_t);                                           \
        va_end(args);                                                          \
    }

int
open(const char *path, int flags, ...)
{
    MODE_OF(flags, mode)
    return open_any(AT_FDCWD, path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
    MODE_OF(flags, mode)
    return open_any(AT_FDCWD, path, flags, mode);
}

int
openat(int at, const char *path, int flags, ...)
{
    MODE_OF(flags, mode)
    return open_any(at, path, flags, mode);
}

int
openat64(int at, const char *path, int flags, ...)
{
    MODE_OF(flags, mode)
    return open_any(at, path, flags, mode);
}

/* Made to lose its name at once (index/build): faults, no log. */
static int
temporary(char *pattern)
{
    REAL(mkstemp);
    char full[PATH_MAX];
    path_make(full, AT_FDCWD, pattern);
    bool within = lies_within(full);
    if (within && fault_due(CALL_OPEN) != GO_ON)
        return -1;
    int fd = real_mkstemp(pattern);
    if (within && fd >= 0 && fd < FDS)
        fds[fd].tracked = fds[fd].scratch = true;
    return fd;
}

int
mkstemp(char *pattern)
{
    return temporary(pattern);
}

int
mkstemp64(char *pattern)
{
    return temporary(pattern);
}

int
close(int fd)
{
    REAL(close);
    if (fd >= 0 && fd < FDS)
        fds[fd].tracked = false;
    return real_close(fd);
}

/* ---- reading and writing --------------------------------------------------
 */

ssize_t
read(int fd, void *out, size_t size)
{
    REAL(read);
    if (is_tracked(fd) && fault_due(CALL_READ) != GO_ON)
        return -1;
    return real_read(fd, out, size);
}

static ssize_t
read_at(int fd, void *out, size_t size, off64_t at)
{
    REAL(pread64);
    if (is_tracked(fd) && fault_due(CALL_READ) != GO_ON)
        return -1;
    return real_pread64(fd, out, size, at);
}

ssize_t
pread(int fd, void *out, size_t size, off_t at)
{
    return read_at(fd, out, size, at);
}

ssize_t
pread64(int fd, void *out, size_t size, off64_t at)
{
    return read_at(fd, out, size, at);
}

/* How many of the bytes are to be written: -1 for none, errno is set. */
static ssize_t
let_through(size_t size)
{
    enum outcome outcome = fault_due(CALL_WRITE);
    if (outcome == FAIL || (outcome == FAIL_SHORT && size < 2))
        return -1;
    if (outcome == FAIL_SHORT)
        size /= 2;
    size_t room = fault_room(size);
    if (room == 0 && size)
        errno = ENOSPC;
    return room == 0 && size ? -1 : (ssize_t)room;
}

static ssize_t
write_at(int fd, const void *bytes, size_t size, off64_t at)
{
    REAL(pwrite64);
    ssize_t through = let_through(size);
    if (through < 0)
        return -1;
    oplog_lock();
    ssize_t done = real_pwrite64(fd, bytes, (size_t)through, at);
    int number = errno;
    if (done > 0 && is_logged(fd))
        oplog_add(OP_WRITE, fds[fd].inode, (uint64_t)at, bytes, (size_t)done,
                  NULL, 0);
    oplog_unlock();
    errno = number;
    return done;
}

ssize_t
pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    REAL(pwrite);
    return is_tracked(fd) ? write_at(fd, bytes, size, at)
                          : real_pwrite(fd, bytes, size, at);
}

ssize_t
pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    return pwrite(fd, bytes, size, at);
}

ssize_t
write(int fd, const void *bytes, size_t size)
{
    REAL(write);
    if (!is_tracked(fd))
        return real_write(fd, bytes, size);
    off64_t at = lseek64(fd, 0, SEEK_CUR);
    ssize_t done = write_at(fd, bytes, size, at);
    int number = errno;
    if (done > 0)
        lseek64(fd, at + done, SEEK_SET);
    errno = number;
    return done;
}

static int
truncate_to(int fd, off64_t size)
{
    REAL(ftruncate64);
    oplog_lock();
    int failed = real_ftruncate64(fd, size);
    int number = errno;
    if (!failed && is_logged(fd))
        oplog_add(OP_TRUNCATE, fds[fd].inode, (uint64_t)size, NULL, 0, NULL, 0);
    oplog_unlock();
    errno = number;
    return failed;
}

int
ftruncate(int fd, off_t size)
{
    return truncate_to(fd, size);
}

int
ftruncate64(int fd, off64_t size)
{
    return truncate_to(fd, size);
}

static void *
map(void *at, size_t size, int protection, int flags, int fd, off64_t from)
{
    REAL(mmap64);
    if (is_tracked(fd) && fault_due(CALL_MMAP) != GO_ON)
        return MAP_FAILED;
    return real_mmap64(at, size, protection, flags, fd, from);
}

void *
mmap(void *at, size_t size, int protection, int flags, int fd, off_t from)
{
    return map(at, size, protection, flags, fd, from);
}

void *
mmap64(void *at, size_t size, int protection, int flags, int fd, off64_t from)
{
    return map(at, size, protection, flags, fd, from);
}

/* ---- making it last --------------------------------------------------------
 */

static int
sync_file(int fd, int (*real)(int))
{
    char path[PATH_MAX];
    if (is_tracked(fd) && fault_due(CALL_FSYNC) != GO_ON)
        return -1;
    oplog_lock();
    int failed = fault_nosync() ? 0 : real(fd);
    int number = errno;
    if (!failed && is_logged(fd) && fds[fd].directory) {
        path_of(path, fd);
        oplog_path(OP_SYNC_DIRECTORY, path);
    } else if (!failed && is_logged(fd)) {
        oplog_add(OP_SYNC, fds[fd].inode, 0, NULL, 0, NULL, 0);
    }
    oplog_unlock();
    errno = number;
    return failed;
}

int
fsync(int fd)
{
    REAL(fsync);
    return sync_file(fd, real_fsync);
}

int
fdatasync(int fd)
{
    REAL(fdatasync);
    return sync_file(fd, real_fdatasync);
}

/* ---- names -----------------------------------------------------------------
 */

int
rename(const char *from, const char *to)
{
    REAL(rename);
    char first[PATH_MAX], second[PATH_MAX];
    path_make(first, AT_FDCWD, from);
    path_make(second, AT_FDCWD, to);
    if (!lies_within(second))
        return real_rename(from, to);
    if (fault_due(CALL_RENAME) != GO_ON)
        return -1;
    oplog_lock();
    int failed = real_rename(from, to);
    int number = errno;
    if (!failed)
        oplog_add(OP_RENAME, 0, 0, first, strlen(first), second,
                  strlen(second));
    oplog_unlock();
    errno = number;
    return failed;
}

static int
remove_name(int at, const char *path, int flags)
{
    REAL(unlinkat);
    char full[PATH_MAX];
    path_make(full, at, path);
    if (!lies_within(full))
        return real_unlinkat(at, path, flags);
    if (fault_due(CALL_UNLINK) != GO_ON)
        return -1;
    oplog_lock();
    int failed = real_unlinkat(at, path, flags);
    int number = errno;
    if (!failed)
        oplog_path(flags & AT_REMOVEDIR ? OP_RMDIR : OP_UNLINK, full);
    oplog_unlock();
    errno = number;
    return failed;
}

int
unlink(const char *path)
{
    return remove_name(AT_FDCWD, path, 0);
}

int
unlinkat(int at, const char *path, int flags)
{
    return remove_name(at, path, flags);
}

int
rmdir(const char *path)
{
    return remove_name(AT_FDCWD, path, AT_REMOVEDIR);
}

int
mkdir(const char *path, mode_t mode)
{
    REAL(mkdir);
    char full[PATH_MAX];
    path_make(full, AT_FDCWD, path);
    if (!lies_within(full))
        return real_mkdir(path, mode);
    if (fault_due(CALL_OPEN) != GO_ON)
        return -1;
    oplog_lock();
    int failed = real_mkdir(path, mode);
    int number = errno;
    if (!failed)
        oplog_path(OP_MKDIR, full);
    oplog_unlock();
    errno = number;
    return failed;
}

/* What the program says on stderr is an acknowledgement: its place among the
 * operations is what counts. */
size_t
fwrite(const void *at, size_t size, size_t count, FILE *file)
{
    REAL(fwrite);
    size_t done = real_fwrite(at, size, count, file);
    if (file == stderr && oplog_on() && fault_directory()[0]) {
        oplog_lock();
        oplog_add(OP_SAID, 0, 0, at, size * done, NULL, 0);
        oplog_unlock();
    }
    return done;
}
