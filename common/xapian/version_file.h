#ifndef LIASSE_VERSION_FILE_H
#define LIASSE_VERSION_FILE_H

/* The version file ("iamglass") of a glass database, looked at before Xapian
 * opens anything: 1.4.22 trusts it, and one changed bit there makes it read
 * beyond its memory or answer wrongly (RELIABILITY.md 1.4).
 *
 * Two things are looked at.  Its fields: magic and format, UUID, of each
 * table the block size, root, level, entries and free list against the size
 * of the table's file, the statistics among themselves, the length to the
 * byte.  And its checksum: after each commit the writers here note revision
 * and CRC-32 of the version file beside it ("iamglass.crc": two lines, the
 * current and the previous one, each with a checksum of its own).  A file of
 * a revision that was noted must have the CRC that was noted, and no file is
 * of an older revision than the newest noted, for it is noted after the
 * commit is on disk.  A revision that was never noted is no fault: the
 * process was killed before, or somebody else wrote.
 *
 * The form of the file stands in index/build/glass_version.h. */

#include "error.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    VERSION_FILE_MAX = 1024, /* bytes; it has about 110 */
    VERSION_FILE_TABLES = 6,
    VERSION_FILE_NOTED = 2 /* revisions */
};

#define VERSION_FILE "iamglass"
#define VERSION_FILE_NOTES "iamglass.crc"

struct version_table {
    uint32_t root, level, block; /* block: bytes */
    uint64_t entries;
    size_t compress_at; /* where the file has the size above which tags are
                           compressed */
    bool fake;          /* there is no block yet: the file need not be there */
    uint32_t blocks;    /* of the file, by the free list; 0 = not told */
};

struct version_file {
    uint8_t uuid[16];
    uint32_t revision;
    struct version_table tables[VERSION_FILE_TABLES];
    uint32_t documents, last_docid;
    uint32_t shortest, longest, highest_wdf;
    uint64_t length; /* of all documents */
};

/* The name of a table, as of its file ("postlist"). */
const char *version_table_name(unsigned table);

/* Reads the fields and looks at all that they say of one another.
 * STATUS_FORMAT: damaged, or of another format; err says which field. */
enum status version_file_parse(struct version_file *out, struct str bytes,
                               struct error *err) MUST_USE;

/* Does a table fit into a file of so many bytes? */
bool version_table_fits(const struct version_table *table, uint64_t bytes);

struct version_note {
    uint32_t revision, crc;
};
/* The notes that are sound; their number, 0 to VERSION_FILE_NOTED. */
unsigned version_notes_parse(struct version_note out[VERSION_FILE_NOTED],
                             struct str bytes);

enum version_noted {
    VERSION_NOTED,   /* revision and CRC as noted */
    VERSION_UNNOTED, /* of a revision that was not noted */
    VERSION_DAMAGED  /* another CRC than noted, or older than noted */
};
enum version_noted version_file_noted(uint32_t revision, uint32_t crc,
                                      const struct version_note *notes,
                                      unsigned count);

/* All of it for a database directory, or for each directory that a stub file
 * names.  STATUS_OK also where there is nothing that Xapian would open: it
 * then says so itself.  STATUS_IO: damaged; err says the file, what is wrong,
 * and the command that mends it. */
enum status version_check(const char *path, struct error *err) MUST_USE;
/* The same for one directory, and what is known of it; out, noted and crc (of
 * the file) may be NULL.  STATUS_NOT_FOUND: there is no version file. */
enum status version_look(struct version_file *out, enum version_noted *noted,
                         uint32_t *crc, const char *directory,
                         struct error *err) MUST_USE;
/* Notes the version file as it is.  After a commit, when it is on disk.  What
 * goes wrong is no fault: then it is not noted. */
void version_note(const char *directory);
/* The same of a file that was read before. */
void version_note_as(const char *directory, uint32_t revision, uint32_t crc);
/* Makes an empty database, which nobody has open, one for data that is packed:
 * it compresses nothing, and docdata has blocks of 16 KB (in 8 KB a twentieth
 * stays empty behind the last record).  That holds for good; a compaction
 * makes it an ordinary one again.  STATUS_FORMAT: it is not empty, or not of
 * the format known here. */
enum status version_for_packed(const char *directory,
                               struct error *err) MUST_USE;
/* Forgets the notes: the database is about to be made anew. */
void version_forget(const char *directory);

#endif
