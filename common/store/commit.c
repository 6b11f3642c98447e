/* store: commits, and a lock that lets copies wait for them. */
#include "commit.h"

#include "layout.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

int
commit_hold(const char *path, int how)
{
    char lock[LAYOUT_PATH_MAX + 32];
    snprintf(lock, sizeof lock, "%s/../commit.lock", path);
    int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return -1;
    while (flock(fd, how == COMMIT_ALONE ? LOCK_EX : LOCK_SH) != 0)
        if (errno != EINTR) {
            close(fd);
            return -1;
        }
    return fd;
}

void
commit_let_go(int fd)
{
    if (fd >= 0)
        close(fd);
}

static enum status
unseal(const char *path, struct error *err)
{
    char manifest[LAYOUT_PATH_MAX + 32];
    snprintf(manifest, sizeof manifest, "%s/" MANIFEST, path);
    if (access(manifest, F_OK) != 0)
        return STATUS_OK;
    int lock = commit_hold(path, COMMIT_SHARED);
    bool gone = unlink(manifest) == 0 || errno == ENOENT;
    enum status status = gone ? directory_sync(path, err)
                              : error_errno(err, errno, "'%s'", manifest);
    commit_let_go(lock);
    return status;
}

enum status
commit_begin(struct xap_writer *writer, const char *path, struct error *err)
{
    TRY(unseal(path, err));
    return xap_writer_begin(writer, err);
}

enum status
commit_database(struct xap_writer *writer, const char *path, struct error *err)
{
    int lock = commit_hold(path, COMMIT_SHARED);
    enum status status = xap_writer_commit(writer, err);
    if (status == STATUS_OK)
        status = commit_sync(path, err);
    commit_let_go(lock);
    return status;
}
