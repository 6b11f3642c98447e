#ifndef LIASSE_CITED_H
#define LIASSE_CITED_H

/* Keeps the stems that citing sentences add (citing.h) up to date in a
 * generation that is written through Xapian's interface.
 *
 * When a document changes, what it cited before, what it cites now and the
 * document itself are pending: their keys go into the metadata of the same
 * transaction (META_CITED), so that a run which ends here is finished by the
 * next.  cited_update then brings the documents of those keys up to date,
 * within `search` alone: postings of "XCITE" key by docid, the data of these
 * documents.  A generation made through the interface notes no keys: all that
 * are cited are pending.  A bulk build adds the stems itself (build/late.h).
 *
 * Memory: one bit a document, and the keys of a batch. */

#include "citing.h"
#include "xap.h"

struct touched {
    bool all; /* a generation from its first document on */
    struct map keys;
};

void touched_release(struct touched *touched);
/* What the document of this docid is cited by and cites, as it stands in
 * `search` before it is written or deleted. */
enum status touched_before(struct touched *touched, struct xap_writer *writer,
                           xap_docid docid, struct error *err) MUST_USE;
/* The same of what was just written. */
enum status touched_after(struct touched *touched, const struct citing *citing,
                          struct error *err) MUST_USE;
/* Writes the keys into the open transaction, under a number that rises, and
 * forgets them. */
enum status touched_flush(struct touched *touched, struct xap_writer *writer,
                          uint64_t number, struct error *err) MUST_USE;
/* After a batch was dropped. */
void touched_forget(struct touched *touched);

/* Brings up to date what is pending in the database of a directory, in
 * transactions of its own; each is handed to `commit`.  Stops early on a
 * signal: the rest stays pending. */
typedef enum status cited_commit(void *payload, struct error *err);
enum status cited_update(struct xap_writer *writer, const char *directory,
                         cited_commit *commit, void *payload,
                         struct error *err) MUST_USE;

/* Has every document the stems that those who cite it give?  Those that have
 * others are told.  Nothing is looked at where documents are pending. */
typedef void cited_wrong(void *payload, xap_docid docid);
enum status cited_verify(struct xap_reader *reader, cited_wrong *wrong,
                         void *payload, struct error *err) MUST_USE;

CLEANUP_KIND(touched, struct touched, touched_release)

#endif
