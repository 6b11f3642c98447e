#ifndef LIASSE_VOCABULARY_H
#define LIASSE_VOCABULARY_H

/* The map stem -> words, kept beside the terms (common/store/terms.h).
 *
 * Words met while documents are written are collected; vocabulary_flush
 * writes those that the map does not hold yet, in the batch's own
 * transaction, so that the map is never behind the terms.  Words whose last
 * document went stay: they match nothing and cost nothing. */

#include "map.h"
#include "xap.h"

enum { VOCABULARY_FORMS_MAX = 1024 * 1024 }; /* bytes of one stem's list */

struct vocabulary {
    struct map known; /* words written or collected since the start */
    struct map fresh; /* words collected since the last flush */
    struct arena stems;
};

enum status vocabulary_add(struct vocabulary *vocabulary, struct str word,
                           struct str stem, struct error *err) MUST_USE;
enum status vocabulary_flush(struct vocabulary *vocabulary,
                             struct xap_writer *writer, struct error *err)
    MUST_USE;
/* After a batch was dropped: nothing is known any more. */
void vocabulary_forget(struct vocabulary *vocabulary);
void vocabulary_release(struct vocabulary *vocabulary);

CLEANUP_KIND(vocabulary, struct vocabulary, vocabulary_release)

#endif
