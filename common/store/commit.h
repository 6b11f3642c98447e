#ifndef LIASSE_COMMIT_H
#define LIASSE_COMMIT_H

/* Commits made durable, and copies of what they left.
 *
 * A commit of a database of an INDEX: the transaction, a sync of the directory
 * (Xapian does not: RELIABILITY.md, surprise 1), a note of the version file
 * (version_file.h).  While someone copies the INDEX, commits and the switch
 * of a generation wait: between two commits a glass database overwrites no
 * block of the last one, so that what is copied then is one state.  The lock is
 * INDEX/commit.lock (flock), shared by those who commit; whoever cannot open it
 * goes on without, which a copy notices (index/backup.h). */

#include "error.h"
#include "xap.h"

/* The manifest of a sealed database (index/manifest.h). */
#define MANIFEST "manifest"

/* Begins a transaction.  Of a sealed database the manifest goes first, and
 * that is synced: blocks are written before they are committed, and what a
 * killed writer leaves is no damage. */
enum status commit_begin(struct xap_writer *writer, const char *path,
                         struct error *err) MUST_USE;
/* Of the database in the directory `path` of an INDEX. */
enum status commit_database(struct xap_writer *writer, const char *path,
                            struct error *err) MUST_USE;

/* The lock of the INDEX that `path` lies in; -1 if it cannot be had. */
enum { COMMIT_SHARED, COMMIT_ALONE };
int commit_hold(const char *path, int how);
void commit_let_go(int fd);

#endif
