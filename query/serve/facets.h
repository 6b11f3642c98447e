#ifndef LIASSE_FACETS_H
#define LIASSE_FACETS_H

/* What narrows a search on the page: chips of the filters in force, and the
 * margin with histogram, dates and boxes.  One form, one button. */

#include "site.h"

enum {
    FACETS_OPEN = 5,      /* values of a facet shown at once */
    FACETS_FETCHED = 15,  /* and folded away */
    FACETS_WHOLE = 10000, /* on the page of one facet */
    FACETS_UNFOLDED = 4   /* facets that stand open */
};

void facets_chips(struct visit *visit);
void facets_margin(struct visit *visit, const struct answer *answer);
/* The page of one facet with all its values. */
void facets_whole(struct visit *visit, const struct answer *answer);

/* The bars over time; nothing when there are none. */
void histogram_write(struct visit *visit, const struct histogram *histogram);

/* "depuis le 1er janvier 2024": the dates of a search in words. */
void dates_in_words(struct buf *out, const struct ask *ask);

#endif
