#ifndef LIASSE_SHOW_H
#define LIASSE_SHOW_H

/* One document, whole or a slice of its text, with the words of a query
 * marked.
 *
 * A slice is bytes of all text blocks one behind the other, cut at
 * characters, so that slices taken one after the other join without a gap;
 * blocks outside it are left out, the other fields are whole.  Marks need the
 * index, the rest only the store. */

#include "answer.h"

struct show {
    struct str uid;
    struct str query;      /* whose words are marked; empty: none */
    enum match_mode match; /* of the query */
    size_t start, length;  /* of the slice; length 0: to the end */
};

/* The marks of one text block of the slice: bytes of its text. */
struct shown_block {
    uint32_t block; /* of the whole document, from 0 */
    size_t start;   /* of the whole block's text, where the slice begins */
    struct span *marks;
    size_t count;
};

struct shown {
    struct document document;   /* its text blocks are those of the slice */
    struct shown_block *blocks; /* as many as the document has text blocks */
    struct span *title_marks;
    size_t title_count;
    size_t start, end, total; /* the slice, and all there is, in bytes */
};

/* Into arena; *found tells whether an index has the document.  STATUS_SYNTAX
 * of the query, with *where (parse.h). */
enum status show_document(bool *found, struct shown *out, size_t *where,
                          struct search *search, const struct show *show,
                          struct arena *arena, struct error *err) MUST_USE;

#endif
