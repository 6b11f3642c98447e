#ifndef LIASSE_POSITION_REMOVAL_H
#define LIASSE_POSITION_REMOVAL_H

/* Which lists of positions go with what a batch removes: a part of
 * position_writer.h, which says how they are found. */

#include "position_writer.h"

#include <stdint.h>

/* A document whose lists go, with those that were added before. */
struct removed {
    uint32_t docid;
    size_t before;
};

struct removed_stem {
    uint32_t stem, docid; /* stem: as a term's number */
};

/* A list of `len` bytes, the last ones of writer->lists, is that of a term in
 * a document now; none: it has no longer any. */
enum status position_writer_note(struct position_writer *writer,
                                 xap_docid docid, struct str term, size_t len,
                                 struct error *err) MUST_USE;

/* Notes all lists that the removed documents have in the tables, and puts
 * writer->removed into the order of docids. */
enum status position_removals_note(struct position_writer *writer,
                                   struct xap_writer *xap,
                                   struct error *err) MUST_USE;

#endif
