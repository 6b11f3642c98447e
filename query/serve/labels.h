#ifndef LIASSE_LABELS_H
#define LIASSE_LABELS_H

/* Values of fields in words for people: "REP_PUB" is Répondue, "17" is the
 * 17e législature. */

#include "buf.h"
#include "document.h"

enum tone { TONE_PLAIN, TONE_GOOD, TONE_BAD };

/* The state of a document in words; its tone goes with the word, never
 * instead of it. */
struct str label_status(enum tone *tone, struct str status);

/* A value of a facet as HTML. */
void label_value(struct buf *out, struct str facet, struct str value);
/* The same without tags, for attributes. */
void label_value_plain(struct buf *out, struct str facet, struct str value);

/* The name of a facet over its list, and in "All 14 ministries". */
const char *label_facet(struct str facet);
const char *label_facet_many(struct str facet);

/* "Question écrite": the kind, with a capital. */
struct str label_kind(struct str kind);

/* "17e" with its mark of an ordinal as HTML. */
void label_ordinal(struct buf *out, struct str number);

/* Texts in capitals by role ("Réponse", "Exposé sommaire"). */
struct str label_role(struct str role);

#endif
