#ifndef LIASSE_ODD_H
#define LIASSE_ODD_H

#include "error.h"

#include <stdbool.h>

/* Is something there that is neither a file (a directory) nor a link to one:
 * a pipe, a socket, a device, a link that leads nowhere?  Opening such a thing
 * may wait for ever. */
bool file_is_odd(const char *path) MUST_USE;
bool directory_is_odd(const char *path) MUST_USE;

#endif
