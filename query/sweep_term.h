#ifndef LIASSE_SWEEP_TERM_H
#define LIASSE_SWEEP_TERM_H

/* The documents of a term, docids ascending: of one with positions from its
 * chunks, of others from the table of postings or, where there is none, through
 * Xapian. */

#include "positions.h"
#include "postings.h"
#include "xap.h"

/* Where they are read from; one database. */
struct sweep_source {
    struct xap_reader *reader;
    struct positions *positions;
    struct postings *postings; /* NULL = none */
};

/* Zeroed storage, or one that was opened. */
struct sweep_term {
    uint32_t documents; /* that have it */
    bool chunks;        /* read them: */
    struct position_list list;
    struct posting_walk walk;
    struct xap_postings *theirs; /* NULL: walk */
};

/* A term of no document is not opened any further. */
enum status sweep_term_open(struct sweep_term *term,
                            const struct sweep_source *source, struct str name,
                            struct error *err) MUST_USE;
/* Of every document.  */
enum status sweep_term_open_all(struct sweep_term *term,
                                const struct sweep_source *source,
                                struct error *err) MUST_USE;
/* posting_walk_read, posting_walk_seek; without wdfs where terms have
 * positions: these are as they were. */
enum status sweep_term_read(size_t *count, struct sweep_term *term,
                            xap_docid *docids, uint32_t *wdfs, size_t room,
                            struct error *err) MUST_USE;
enum status sweep_term_seek(struct sweep_term *term, xap_docid docid,
                            struct error *err) MUST_USE;
void sweep_term_release(struct sweep_term *term);

CLEANUP_KIND(sweep_term, struct sweep_term, sweep_term_release)

#endif
