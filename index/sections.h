#ifndef LIASSE_SECTIONS_H
#define LIASSE_SECTIONS_H

/* Where a document stands in its container, as keys that re-ranking groups
 * hits by (query/rerank.h). */

#include "document.h"

/* Of the container and the first `depth` headings of the path. */
void section_key(char out[SECTION_BYTES], const struct document *document,
                 uint32_t depth);

/* Of the container and all headings but the part, each without what it is
 * called and numbered: "Partie réglementaire > Titre III : Congés > Section 2
 * : Congés payés." and "Partie législative > Titre III : Congés > Chapitre I :
 * Congés payés" are mirrors.  *mirrored = there is anything left. */
enum status section_mirror(bool *mirrored, char out[SECTION_BYTES],
                           const struct document *document, struct arena *arena,
                           struct error *err) MUST_USE;

#endif
