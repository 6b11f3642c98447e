#ifndef LIASSE_SETTING_H
#define LIASSE_SETTING_H

/* Numbers that the environment may set: for tests, and for machines unlike
 * the usual one.  Each is in the ENVIRONMENT section of its program's
 * manual.
 *
 *     count = setting("LIASSE_BATCH", 2000, 100000); */

#include <stdint.h>

/* The number in variable `name`; `usual` when it is not set, 0, no number or
 * more than `most`. */
uint64_t setting(const char *name, uint64_t usual, uint64_t most);

#endif
