#ifndef LIASSE_READING_H
#define LIASSE_READING_H

/* Readers tried on small inputs, each with all that it must give.
 *
 *     READS("a.csv", "csv", "uid;titre\nA;B\n", "uid=A\nkind=page\ntitle=B\n");
 *
 * `want` is the dump (sink_memory.h) of every document, parted by "--\n", and
 * then of every note: "cause where: detail". */

#include "sink_memory.h"

void check_reads(const char *name, const char *reader, struct str bytes,
                 const char *want, unsigned line);

#define READS(name, reader, bytes, want)                                       \
    check_reads((name), (reader), STR(bytes), (want), __LINE__)

/* The same of a file; values longer than `cut` are shortened. */
void check_reads_file(const char *path, const char *reader, size_t cut,
                      const char *want, unsigned line);

/* That dump, and who read the file. */
struct str reads_file(const char *path, size_t cut, const char **reader,
                      struct arena *arena);

#endif
