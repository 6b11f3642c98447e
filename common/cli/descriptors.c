/* Every program: descriptors.  See descriptors.h. */
#include "descriptors.h"

#include "lang.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { COUNT_MAX = 64 };

static void
raise_limit(unsigned count)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= count)
        return;
    files.rlim_cur = files.rlim_max < count ? files.rlim_max : count;
    (void)setrlimit(RLIMIT_NOFILE, &files);
}

enum status
descriptors_ensure(unsigned count, struct error *err)
{
    int fds[COUNT_MAX], number = 0;
    unsigned had = 0;
    count = count < COUNT_MAX ? count : COUNT_MAX;
    raise_limit(2 * count);
    while (had < count && (fds[had] = open("/", O_RDONLY | O_CLOEXEC)) >= 0)
        had++;
    if (had < count)
        number = errno;
    for (unsigned i = 0; i < had; i++)
        close(fds[i]);
    if (number != EMFILE && number != ENFILE)
        return STATUS_OK;
    return error_set(err, STATUS_IO,
                     TR("too few files may be open: %u, %u are needed "
                        "(ulimit -n)",
                        "trop peu de fichiers peuvent être ouverts : %u, il en "
                        "faut %u (ulimit -n)"),
                     had, count);
}
