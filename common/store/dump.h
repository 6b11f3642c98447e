#ifndef LIASSE_DUMP_H
#define LIASSE_DUMP_H

/* The archives in which the DILA gives its bases: a global one from time to
 * time, then an increment a day (or week) with what was added or changed and
 * lists of what was deleted.
 *
 *     Freemium_legi_global_20250713-140000.tar.gz
 *     LEGI_20250714-211500.tar.gz      (before June 2018: legi_...)
 *
 * Their names say which base and when; that is all that order, precedence
 * (merge.h) and deletions (suppressed.h) need.  The time is a number
 * YYYYMMDDHHMMSS. */

#include "str.h"

struct dump {
    struct str base; /* "legi": of a table, lower case; empty: no dump */
    uint64_t when;
    bool global;
};

/* By the last component of a source's name; false if it is no dump. */
bool dump_of(struct dump *out, struct str source);
uint32_t dump_day(const struct dump *dump); /* YYYYMMDD */
/* The same archive, whatever folder it lies in. */
bool dump_is_same(const struct dump *a, const struct dump *b);

/* A member's path as the lists of deletions say it: without the folder named
 * by a date, the base, "global", and ".xml". */
struct str dump_path(struct str path);
/* Does the listed path name the member itself or a folder above it?  Slashes
 * do not count (the lists double some and forget others); a listed name
 * without any is the last component.  Both by dump_path. */
bool dump_path_covers(struct str listed, struct str member);

/* An identifier of theirs: LEGIARTI000006398122. */
enum { DUMP_ID_BYTES = 20 };
/* The last one in a path (up to its end, or before a slash); empty if none. */
struct str dump_last_id(struct str path);

#endif
