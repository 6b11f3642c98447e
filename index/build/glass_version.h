#ifndef LIASSE_GLASS_VERSION_H
#define LIASSE_GLASS_VERSION_H

/* The version file ("iamglass") of a glass database.
 *
 *   0  0F 0D "Xapian Glass"
 *  14  date of the format (2): year - 2014 (7 bits), month (4), day (5)
 *  16  UUID (16)
 *  32  uint revision
 *      for each table (postlist, docdata, termlist, position, spelling,
 *      synonym): uint root block; uint level * 4 + 2 if leaves are in order
 *      + 1 if there is no block yet; uint entries; uint block size / 2048;
 *      uint size above which tags are compressed (0 never); text: the free
 *      list (uint revision, uint blocks of the file, uint 0 four times:
 *      nothing is free), empty if there is no block
 *      uint documents; uint last docid - documents; uint shortest length (of
 *      documents with any); uint highest wdf; uint longest length - highest
 *      wdf; uint oldest changeset; uint sum of lengths; uint 0 (spelling)
 *
 * The build starts from an empty database that Xapian has just made: only if
 * its version file is, byte for byte, what this module would have written is
 * the format the one known here. */

#include "glass_table.h"

enum glass_table_kind {
    GLASS_POSTLIST,
    GLASS_DOCDATA,
    GLASS_TERMLIST,
    GLASS_POSITION,
    GLASS_SPELLING,
    GLASS_SYNONYM,
    GLASS_TABLES
};

enum { GLASS_UUID = 16 };

struct glass_version {
    uint8_t uuid[GLASS_UUID];
    uint32_t revision;
    struct glass_root roots[GLASS_TABLES];
    uint32_t documents, last_docid;
    uint32_t shortest, longest, highest_wdf;
    uint64_t length; /* of all documents */
};

/* Reads the version file of an empty database: STATUS_FORMAT if it is not
 * of the one format known here (what differs is in err). */
enum status glass_version_read(struct glass_version *out, const char *directory,
                               struct error *err) MUST_USE;
/* Writes it, synced, under another name and then renames. */
enum status glass_version_write(const struct glass_version *version,
                                const char *directory,
                                struct error *err) MUST_USE;

#endif
