#ifndef LIASSE_FILTER_H
#define LIASSE_FILTER_H

/* --include and --exclude: which names are read, in directories and within
 * archives.  A glob (fnmatch, "*" also crosses "/") is held against the whole
 * recorded name and against its last component. */

#include "options.h"

struct filter {
    struct option_list include, exclude;
};

/* Of a file found in a walk: an archive is looked into whatever --include
 * says, since that is about what is in it. */
bool filter_takes_file(const struct filter *filter, struct str source);
/* Of an archive's member, or of any file that is no archive. */
bool filter_takes(const struct filter *filter, struct str name);
/* A number that changes with the globs; 0 without any. */
uint32_t filter_stamp(const struct filter *filter);

/* Archives are recorded as read by ARCHIVE_READER in this version, which
 * changes with any reader, the globs and the forced reader (or NULL). */
#define ARCHIVE_READER "archive"
uint32_t archive_version(const struct filter *filter, const char *reader);

#endif
