#ifndef LIASSE_STEM_H
#define LIASSE_STEM_H

/* The stemmer: a light one, in the manner of J. Savoy's for French (number
 * and gender off, a few frequent derivations, nothing else), with a table of
 * families (stems.def) where the rules join or part words wrongly and a list
 * of verbs (verbs.def) whose forms have the stem of the infinitive.
 *
 * It works on folded words: the stem of a word is the same with and without
 * its accents (see fold.h).  So words that differ by accents only (marche,
 * marché; côte, côté) share a stem; the query tells them apart by the written
 * form when the accent is typed. */

#include "error.h"
#include "wordlists.h"
#include "map.h"
#include "str.h"

#include "fold.h"

enum { STEMMER_VERB = 1, STEMMER_NOUN = 2 };

struct stemmer {
    struct map families; /* folded word -> its stem, in names */
    struct map verbs;    /* folded word -> STEMMER_VERB or STEMMER_NOUN */
    struct arena names;
};

/* Reads the families; STATUS_NOMEM. */
enum status stemmer_init(struct stemmer *stemmer, const struct wordlists *lexicon,
                         struct error *err) MUST_USE;
void stemmer_release(struct stemmer *stemmer);

/* The stem of a folded word (not empty): its length, at least 1. */
size_t stemmer_stem(char out[FOLD_MAX], const struct stemmer *stemmer,
                    struct str folded);

#endif
