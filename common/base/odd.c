/* store, index: what stands where a file of ours should. */
#include "odd.h"

#include <errno.h>
#include <sys/stat.h>

/* Neither that kind of thing nor a link to it.  What comes or goes between two
 * looks is not odd: a link alone is, one that leads nowhere. */
static bool
is_odd(const char *path, mode_t kind)
{
    struct stat at;
    if (stat(path, &at) == 0)
        return (at.st_mode & S_IFMT) != kind;
    return (errno == ENOENT || errno == ELOOP) && lstat(path, &at) == 0 &&
           S_ISLNK(at.st_mode);
}

bool
file_is_odd(const char *path)
{
    return is_odd(path, S_IFREG);
}

bool
directory_is_odd(const char *path)
{
    return is_odd(path, S_IFDIR);
}
