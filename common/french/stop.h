#ifndef LIASSE_STOP_H
#define LIASSE_STOP_H

/* Stop words: the grammar of French and the words that make a sentence a
 * question.  They stay in the index (phrases need them) and are left out of
 * free queries only (FRENCH.md section 2d). */

#include "error.h"
#include "wordlists.h"
#include "map.h"
#include "str.h"

/* Fills a set of words in normal form, each also without its accents.
 * STATUS_NOMEM. */
enum status stop_init(struct map *words, const struct wordlists *lexicon,
                      struct error *err) MUST_USE;

/* True for a stop word (in normal form). */
bool stop_has(const struct map *words, struct str word);

#endif
