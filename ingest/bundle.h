#ifndef LIASSE_BUNDLE_H
#define LIASSE_BUNDLE_H

/* An archive, member by member, front to back, never unpacked to disk.
 *
 * zip and tar by libarchive (these two formats, no filter of its own), gzip by
 * gunzip.h beneath a tar or as a single file.  Names of members are names
 * only: shown, never opened.  Limits are those of limits.h.
 *
 *     bundle_open -> bundle_next ... STATUS_DONE -> bundle_end -> bundle_close
 *
 * One member's trouble (encrypted, no regular file, damaged, another archive)
 * is the member's: the next one is read.  Trouble of the archive itself ends
 * it: bundle_next fails and bundle_cause says why. */

#include "bytes.h"
#include "reader.h"

enum archive_kind { ARCHIVE_NONE, ARCHIVE_ZIP, ARCHIVE_TAR, ARCHIVE_GZIP };
enum { ARCHIVE_HEAD = 512 }; /* bytes that archive_kind_of looks at */

/* By the first bytes; by the name where they do not say (a damaged header,
 * a program before a zip).  Office documents and e-books are no archives
 * here, though they are made as zip. */
enum archive_kind archive_kind_of(struct str file, struct str head);
/* By the name alone: may it hold members? */
bool archive_has_name(struct str file);

/* A member's name as it is recorded and shown: valid UTF-8 (what is not is
 * read as Windows-1252), control characters as \xNN, "./" taken off; over
 * LIMIT_NAME bytes cut, with a digest of the whole behind.  Appended. */
enum status archive_name(struct buf *out, bool *cut, struct str raw,
                         struct error *err) MUST_USE;
/* Absolute, with a drive or with "..": a name made to leave its place. */
bool archive_name_is_unsafe(struct str name);

struct bundle;

struct bundle_member {
    struct str name; /* until the next bundle_next */
    bool cut;        /* the name */
    uint64_t number; /* in the archive, from 1; directories do not count */
    bool refused;    /* not to be read: cause and detail say why */
    enum cause cause;
    struct str detail;
};

/* fd is borrowed, at its start; size is that of the file; `file` its name. */
enum status bundle_open(struct bundle **out, enum archive_kind kind, int fd,
                        uint64_t size, struct str file,
                        struct error *err) MUST_USE;
/* The same from a pipe, for tar and gzip; bytes are borrowed, not closed. */
enum status bundle_open_stream(struct bundle **out, enum archive_kind kind,
                               struct bytes from, struct str file,
                               struct error *err) MUST_USE;
/* STATUS_DONE at the end.  STATUS_FORMAT, STATUS_LIMIT: the archive is bad
 * from here on. */
enum status bundle_next(struct bundle_member *out, struct bundle *bundle,
                        struct error *err) MUST_USE;
/* The bytes of the member given last. */
struct bytes bundle_bytes(struct bundle *bundle);
/* After STATUS_DONE: reads what is behind the last member, so that gzip's
 * checksum is seen.  *junk: bytes that are no gzip follow it. */
enum status bundle_end(bool *junk, struct bundle *bundle,
                       struct error *err) MUST_USE;
/* Why reading a member, bundle_next or bundle_end failed. */
enum cause bundle_cause(const struct bundle *bundle);
/* One file that was only compressed. */
bool bundle_is_single(const struct bundle *bundle);
/* The bytes of the member given last could not be had. */
bool bundle_has_failed(const struct bundle *bundle);
/* The failure was the archive's, not the member's: nothing can follow. */
bool bundle_is_dead(const struct bundle *bundle);
void bundle_close(struct bundle *bundle);

CLEANUP_HANDLE(bundle, struct bundle, bundle_close)

#endif
