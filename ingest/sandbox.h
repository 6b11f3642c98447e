#ifndef LIASSE_SANDBOX_H
#define LIASSE_SANDBOX_H

/* What a process that reads foreign bytes may do from then on: use the
 * descriptors and the memory it has, take descriptors that its parent sends,
 * end.  It can open no file, start no program, make no socket, signal nobody
 * but itself; such calls fail with EPERM (seccomp, through libseccomp).  Its
 * memory is bounded (RLIMIT_DATA), it leaves no core file.
 *
 * In a build with a sanitizer, which reads /proc, there are no bounds but
 * those of the pipes. */

#include <stdbool.h>

/* Is it in the build at all? */
extern const bool sandbox_is_built;

/* There is no way back.  What the system does not offer is left out: false
 * when calls are not filtered. */
bool sandbox_enter(void);

#endif
