#ifndef LIASSE_TERM_PLACES_H
#define LIASSE_TERM_PLACES_H

/* Where a word of a family stands (terms.h), in many documents: the lists of
 * the word, cut to the stretches of the family, both straight from the table
 * of positions (positions.h).
 *
 *     AUTO(term_places) struct term_places places = {0};
 *     term_places_start(&places, table, term);
 *     TRY(term_places_find(&next, &places, docid, err));
 *     if (next == docid)
 *         TRY(term_places_read(&places, err));      places.at, places.count */

#include "buf.h"
#include "positions.h"

struct term_places {
    const uint32_t *at; /* what was read last: ascending, each once */
    size_t count;
    /* Private. */
    struct position_list words, stretches;
    bool family; /* has it stretches? */
    uint32_t docid;
    struct buf kept;
};

/* Zeroed storage or one that was started before. */
void term_places_start(struct term_places *places, struct positions *table,
                       struct str term);
void term_places_release(struct term_places *places);

/* As position_list_find; the word may yet stand in no stretch of the
 * family. */
enum status term_places_find(uint32_t *next, struct term_places *places,
                             uint32_t docid, struct error *err) MUST_USE;
enum status term_places_read(struct term_places *places,
                             struct error *err) MUST_USE;

/* Keeps, of count places, those within the stretches: first place of each and
 * the one behind its last, both rising.  The number that is left. */
size_t term_places_within(uint32_t *at, size_t count, const uint32_t *bounds,
                          size_t bound_count);

CLEANUP_KIND(term_places, struct term_places, term_places_release)

#endif
