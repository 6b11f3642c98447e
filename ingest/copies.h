#ifndef LIASSE_COPIES_H
#define LIASSE_COPIES_H

/* Copies: one text asked, tabled or published several times, with or without
 * small changes.
 *
 * A text's sketch: its words (accents and case off) taken two by two, hashed,
 * the least hash of each of 96 classes (one-permutation min-hashing), in 6
 * bands of 16; and the hash of all its words.  Two documents are copies when
 * one band is the same, or all words.  Of the real pairs of amendments that
 * share 95 % of their pairs of words all are found, of those that share 90 to
 * 95 % nine in ten, 85 to 90 % four in ten, 60 % one in thirty; short texts
 * (up to COPIES_WORDS_MIN words) must have the same words.  A group is
 * what such steps connect; its key is the least uid in it.  So groups follow
 * from the set of documents alone, whatever the order they came in, and the
 * work is linear in their text.
 *
 * Looked at are questions, amendments, press releases and pages: versions of
 * an article are alike by nature and have their `cid`. */

#include "store.h"

enum {
    COPIES_BANDS = 6,
    COPIES_ROWS = 16,
    COPIES_WORDS_MIN = 40, /* for bands */
    COPIES_EXACT_MIN = 8   /* for all words: "Supprimer cet article." is no
                              text that anybody copied */
};

/* Is it of a kind that is looked at? */
bool copies_wants(const struct document *document);
/* Adds a term for each band to *out ("B", its number, 8 bytes), in arena. */
enum status copies_sketch(struct supplement *out,
                          const struct document *document, struct arena *arena,
                          struct error *err) MUST_USE;
/* Is it a term of copies_sketch? */
bool copies_is_band(struct str term);

#endif
