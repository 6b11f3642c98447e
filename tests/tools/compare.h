#ifndef LIASSE_COMPARE_H
#define LIASSE_COMPARE_H

/* Do two databases hold the same?  Everything that Xapian's interface shows
 * is compared: terms and their frequencies, postings with wdf, positions,
 * the terms of each document, document lengths, values and their bounds,
 * data, metadata, counts and the last docid. */

#include "xap.h"

struct comparison {
    uint64_t terms, postings, positions, documents, values, metadata;
    uint64_t differences;
    char first[240]; /* the first difference, for people; "" = none */
};

enum status compare_databases(struct comparison *out, struct xap_reader *left,
                              struct xap_reader *right,
                              struct error *err) MUST_USE;

#endif
