#ifndef LIASSE_HEADINGS_H
#define LIASSE_HEADINGS_H

/* The words of the headings that a document stands under: which share of a
 * heading does a query say?  Written by liasse-index into a value slot
 * (SLOT_HEADINGS), read by query when it re-ranks.  Pure.
 *
 * A heading is the set of its stems without stop words and without what it is
 * called and numbered ("Titre II : "); the nearest HEADINGS_MAX headings of a
 * path are kept, the nearest last.  As a value: of each the number of its
 * stems in one byte, then their marks (heading_mark), two bytes each. */

#include "analyse.h"
#include "buf.h"

enum {
    HEADINGS_MAX = 5,
    HEADING_STEMS_MAX = 32 /* the first ones of a heading */
};

struct heading {
    uint16_t marks[HEADING_STEMS_MAX];
    uint8_t count;
};

struct headings {
    struct heading at[HEADINGS_MAX];
    uint32_t count;
};

/* Stands for a stem; two stems have one mark once in 65,536. */
uint16_t heading_mark(struct str stem);

/* A heading; tokens are those of its text.  Of no stems for one without words
 * (a part, a number). */
void heading_of(struct heading *out, struct str text,
                const struct tokens *tokens);
/* Adds the next heading of a path, from the top down; one without stems is
 * left out. */
void headings_add(struct headings *headings, const struct heading *heading);
void headings_encode(struct buf *out, const struct headings *headings);

/* The greatest share of a heading's stems that are among these, each level
 * further up counting `fade` times the one below; 0 for a value that is
 * none. */
double headings_share(struct str value, const uint16_t *marks, size_t count,
                      double fade);

#endif
