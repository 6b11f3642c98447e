#ifndef LIASSE_POSTINGS_H
#define LIASSE_POSTINGS_H

/* The documents of a term straight from the postlist table of a glass database
 * (glass_cursor.h), of one revision of it: STATUS_STALE where that is gone.
 * Through Xapian's iterator a posting costs 15 ns, here 2.
 *
 *     TRY(postings_open(&postings, directory, revision, err));
 *     AUTO(posting_walk) struct posting_walk walk = {0};
 *     TRY(posting_walk_start(&walk, postings, term, err));   walk.documents
 *     TRY(posting_walk_seek(&walk, 1000, err));
 *     do
 *         TRY(posting_walk_read(&count, &walk, docids, wdfs, 256, err));
 *     while (count); */

#include "glass_cursor.h"

struct postings;

/* STATUS_NOT_FOUND: there is no such revision in this directory (any more), or
 * its format is not the one known: Xapian reads it. */
enum status postings_open(struct postings **out, const char *directory,
                          uint64_t revision, struct error *err) MUST_USE;
void postings_close(struct postings *postings);
/* The table they are read from, for what else stands in it. */
struct glass_file *postings_file(const struct postings *postings);

/* A term's documents, docids ascending. */
struct posting_walk {
    uint32_t documents; /* that have the term; 0 for the empty term */
    /* Private. */
    struct glass_cursor cursor;
    uint8_t key[GLASS_CURSOR_KEY_MAX + 8];
    size_t term_len; /* of the key: what later pieces of the list start with */
    uint8_t *piece;  /* the piece at hand, */
    size_t piece_room;
    const uint8_t *at, *end; /* what is not read of it: wdf, gap, wdf... */
    uint32_t next, last;     /* docids: the next one and its last one */
    bool is_last;            /* piece of the list */
    bool over;
};

/* Before the first document.  Zeroed storage or one that was started before.
 * The empty term = every document, with its length for wdf. */
enum status posting_walk_start(struct posting_walk *walk,
                               struct postings *postings, struct str term,
                               struct error *err) MUST_USE;
/* The next postings, at most `room`; *count = 0 at the end. */
enum status posting_walk_read(size_t *count, struct posting_walk *walk,
                              uint32_t *docids, uint32_t *wdfs, size_t room,
                              struct error *err) MUST_USE;
/* What is read next is the first document from `docid` on; never goes back. */
enum status posting_walk_seek(struct posting_walk *walk, uint32_t docid,
                              struct error *err) MUST_USE;
void posting_walk_release(struct posting_walk *walk);

CLEANUP_HANDLE(postings, struct postings, postings_close)
CLEANUP_KIND(posting_walk, struct posting_walk, posting_walk_release)

#endif
