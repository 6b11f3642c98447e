/* store, index: what stands where a file of ours should. */
#include "odd.h"

#include <sys/stat.h>

bool
file_is_odd(const char *path)
{
    struct stat at, of;
    return lstat(path, &at) == 0 &&
           !(stat(path, &of) == 0 && S_ISREG(of.st_mode));
}

bool
directory_is_odd(const char *path)
{
    struct stat at, of;
    return lstat(path, &at) == 0 &&
           !(stat(path, &of) == 0 && S_ISDIR(of.st_mode));
}
