#ifndef LIASSE_DESCRIPTORS_H
#define LIASSE_DESCRIPTORS_H

/* How many files may be open.  A table that cannot be opened for want of a
 * descriptor looks like damage to whoever looks for damage; so there have to
 * be enough from the start. */

#include "error.h"

/* STATUS_IO: so many more cannot be opened now, also after the limit of the
 * process was raised as far as it may be. */
enum status descriptors_ensure(unsigned count, struct error *err) MUST_USE;

#endif
