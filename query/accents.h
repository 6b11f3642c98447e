#ifndef LIASSE_ACCENTS_H
#define LIASSE_ACCENTS_H

/* The accents of a word typed against a form found in the index (DESIGN.md 4).
 *
 * An accent typed leaves out the same letters with another accent, or with
 * none unless it is missing on a capital: marché is not marche, but ETAT and
 * Etat are état.  A letter typed without accent stands for any; a form of
 * other letters (marchés) always fits. */

#include "str.h"

enum accent_fit {
    ACCENTS_FIT,
    ACCENTS_FIT_INITIAL,  /* where its first letter is a capital */
    ACCENTS_FIT_CAPITALS, /* where all its letters are capitals */
    ACCENTS_DIFFER
};

/* Both words in normal form (token.word). */
enum accent_fit accents_fit(struct str typed, struct str form);

#endif
