#ifndef LIASSE_ACRONYM_H
#define LIASSE_ACRONYM_H

/* Acronyms that a text explains itself:
 *
 *     direction générale de l'offre de soins (DGOS)
 *     DGOS (direction générale de l'offre de soins)
 *
 * What is between brackets, or stands before them, must be the other's first
 * letters: each content word gives its first one, in order, none left over;
 * stop words (and "relative", "portant" ...) may give theirs or not.  `loose`
 * lets a word give its first two or three (pacte civil de solidarité, PACS):
 * believed only when several documents say so.
 *
 * An expansion is known by the stems of its content words, so that number and
 * "d'" or "de l'" make no difference. */

#include "analyse.h"

enum { ACRONYM_KEY_MAX = 200 /* bytes of word and stems together */ };

struct acronym {
    struct str word;  /* folded: "dgos" */
    struct str stems; /* "direction general offr soin" */
    bool loose;
};

struct acronyms {
    struct acronym *at;
    size_t count;
};

/* All that the text explains, in its order, into arena. */
enum status acronym_find(struct acronyms *out, struct str text,
                         const struct tokens *tokens, struct arena *arena,
                         struct error *err) MUST_USE;

/* The stems of the content words among tokens, a blank between, into arena;
 * *content = how many.  Empty when they are too long for a key. */
enum status acronym_stems(struct str *out, size_t *content,
                          const struct token *tokens, size_t count,
                          struct arena *arena, struct error *err) MUST_USE;

#endif
