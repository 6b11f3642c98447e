#ifndef LIASSE_NEAR_PLACES_H
#define LIASSE_NEAR_PLACES_H

/* Where the words of a PRÈS stand, in many documents at once.
 *
 * A term is read over all documents before the next one is: its positions lie
 * side by side in the index.  Slots of the same terms are read once.
 *
 *     TRY(near_places_slot(&number, places, slot));     for each slot
 *     TRY(near_places_read(places, docids, count));     some documents
 *     near_places_go(places, i);                        to the i-th of them
 *     TRY(near_places_at(&where, places, number));      a slot in it
 *
 * All of it counts towards the work of the query (near.h). */

#include "near.h"

struct near_numbers {
    const uint32_t *at; /* ascending, each once */
    size_t count;
};

struct near_places;

/* On err all functions of this header report.  err and search are borrowed. */
enum status near_places_new(struct near_places **out, struct search *search,
                            uint64_t work_max, struct error *err) MUST_USE;
void near_places_free(struct near_places *places);

/* So many steps of work were done.  STATUS_SYNTAX: too many. */
enum status near_places_work(struct near_places *places,
                             uint64_t steps) MUST_USE;

/* *number = that of the slot, which is borrowed. */
enum status near_places_slot(size_t *number, struct near_places *places,
                             const struct near_slot *slot) MUST_USE;

/* Forgets the documents before, reads these; docids ascending. */
enum status near_places_read(struct near_places *places,
                             const xap_docid *docids, size_t count) MUST_USE;

/* Goes to the i-th document: what was given for another is void. */
void near_places_go(struct near_places *places, size_t i);

/* Where a slot stands in it. */
enum status near_places_at(struct near_numbers *out, struct near_places *places,
                           size_t number) MUST_USE;

/* Memory until the next near_places_go. */
struct arena *near_places_scratch(struct near_places *places);

CLEANUP_HANDLE(near_places, struct near_places, near_places_free)

#endif
