#ifndef LIASSE_ELIDE_H
#define LIASSE_ELIDE_H

/* Elision: the apostrophe that stands for a vowel ("l'hôpital").
 *
 * Heads and tails are in normal form (lower case), without the apostrophe. */

#include "str.h"

/* True for what is taken off in front of an apostrophe: l, d, qu, jusqu... */
bool elide_drops(struct str head);

/* True when head, apostrophe and some tail may be a single word: the tail
 * must then be read and asked about. */
bool elide_may_hold(struct str head);

/* True when head and tail are a single word: aujourd'hui, prud'homme. */
bool elide_holds(struct str head, struct str tail);

#endif
