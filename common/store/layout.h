#ifndef LIASSE_LAYOUT_H
#define LIASSE_LAYOUT_H

/* Where things are in an INDEX directory:
 *
 *   store/      Xapian database of records; one writer: liasse-ingest
 *   search      stub file that names the generation in use: "auto search-N",
 *               and a comment with the CRC-32 of that line
 *   search-N/   Xapian database of terms; one writer: liasse-index
 *   search.lock held by liasse-index while it writes
 *   commit.lock held for the time of a commit, and of a copy (commit.h)
 *
 * Paths are built into fixed buffers: an INDEX path may be LAYOUT_PATH_MAX
 * bytes long less what is added here. */

#include "error.h"
#include "str.h"

enum {
    LAYOUT_PATH_MAX = 4096,
    ROOM_SPARE = 64 * 1024 * 1024 /* bytes of disk that are left free */
};

struct layout {
    char index[LAYOUT_PATH_MAX - 64];
};

/* Checks the length and keeps the path; touches nothing. */
enum status layout_init(struct layout *out, const char *index,
                        struct error *err) MUST_USE;
/* Makes the INDEX directory (not its parents) if it is absent and syncs its
 * parent. */
enum status layout_create(const struct layout *layout,
                          struct error *err) MUST_USE;

void layout_store(char out[LAYOUT_PATH_MAX], const struct layout *layout);
void layout_stub(char out[LAYOUT_PATH_MAX], const struct layout *layout);
void layout_generation(char out[LAYOUT_PATH_MAX], const struct layout *layout,
                       uint32_t generation);

/* The generation that the stub names; STATUS_NOT_FOUND without a stub,
 * STATUS_FORMAT when it is none of ours, STATUS_IO when it is damaged. */
enum status layout_current(uint32_t *out, const struct layout *layout,
                           struct error *err) MUST_USE;
/* Makes the stub name a generation: a new file, synced, renamed over the old
 * one, the directory synced.  Readers have the old or the new, never none. */
enum status layout_switch(const struct layout *layout, uint32_t generation,
                          struct error *err) MUST_USE;
/* A generation number that no file of the INDEX bears yet. */
enum status layout_next(uint32_t *out, const struct layout *layout,
                        struct error *err) MUST_USE;
/* Removing every generation but `keep` (build leftovers too), in two steps:
 * the first gives them names that no stub has, at once, the second frees what
 * bears such a name, which takes long for large tables.  What is left between
 * the two the next one to remove finds. */
enum status layout_retire_others(const struct layout *layout, uint32_t keep,
                                 struct error *err) MUST_USE;
enum status layout_remove_retired(const struct layout *layout,
                                  struct error *err) MUST_USE;
/* Both. */
enum status layout_remove_others(const struct layout *layout, uint32_t keep,
                                 struct error *err) MUST_USE;

/* The lock of liasse-index, by fcntl, on search.lock: STATUS_LOCKED when
 * another process has it.  *fd is closed to give it back. */
enum status layout_lock(int *fd, const struct layout *layout,
                        struct error *err) MUST_USE;

/* Is Xapian's own lock of a database no pipe?  It would wait for its other
 * end. */
enum status database_lockable(const char *path, struct error *err) MUST_USE;

/* Is there room on the disk for `bytes` more, with a margin?  STATUS_IO when
 * not (RELIABILITY.md, rule 7: better to stop before a batch than in it). */
enum status directory_room(const char *path, uint64_t bytes,
                           struct error *err) MUST_USE;
/* Bytes of the tables in a directory. */
uint64_t directory_tables(const char *path);

/* fsync of a directory: a rename or a new file in it is on disk then.
 * (Xapian's commit does not do it: RELIABILITY.md, surprise 1.) */
enum status directory_sync(const char *path, struct error *err) MUST_USE;
/* fsync of the directory that a path lies in. */
enum status parent_sync(const char *path, struct error *err) MUST_USE;
/* After a commit of the database in this directory: syncs the directory and
 * notes the version file (version_file.h). */
enum status commit_sync(const char *path, struct error *err) MUST_USE;
/* Removes a directory and all that is in it, or what else has that name; no
 * link is followed; none there is fine. */
enum status directory_remove(const char *path, struct error *err) MUST_USE;
/* fsync of every regular file in a directory and of the directory. */
enum status directory_sync_all(const char *path, struct error *err) MUST_USE;

#endif
