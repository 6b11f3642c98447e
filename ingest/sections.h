#ifndef LIASSE_SECTIONS_H
#define LIASSE_SECTIONS_H

/* The headings of a code: which lines are headings, which announce an article,
 * and the path that stands above it.
 *
 * "Titre", "Chapitre" and the like have a fixed order whatever marks stand
 * before them; other headings are ranked by their marks ("###"), and without
 * any they replace each other.
 *
 *     struct sections path = {0};
 *     TRY(sections_enter(&path, STR("Titre Ier : Des eaux"), 0, err)); */

#include "arena.h"
#include "error.h"
#include "map.h"

enum { SECTIONS_MAX = 16 };

struct section_level {
    struct str text; /* in sections.names */
    unsigned rank;   /* of its word, 0 for another */
    unsigned marks;  /* "#", 0 for none */
};

struct sections {
    struct section_level at[SECTIONS_MAX];
    size_t count;
    struct map names; /* every text met, once */
};

/* Leaves what does not stand above the heading, and enters it. */
enum status sections_enter(struct sections *sections, struct str text,
                           unsigned marks, struct error *err) MUST_USE;
void sections_release(struct sections *sections);

/* True for "Titre III : Aide sociale", "CHAPITRE PREMIER", "Section 2 bis". */
bool section_is_heading(struct str line);
/* The number in "Article L. 121-4", "Article 7 bis", "Art. 1er"; empty when
 * the line is none of them.  `whole`: nothing else may follow the number. */
struct str section_article(struct str line, bool whole);

CLEANUP_KIND(sections, struct sections, sections_release)

#endif
