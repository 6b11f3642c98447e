#ifndef LIASSE_AN_QUESTION_H
#define LIASSE_AN_QUESTION_H

/* What the readers of questions to the Government of the Assemblée nationale
 * share, so that a question is the same document whatever its format.
 *
 * status and outcome: `status` is the closing code of the open data
 * ("REP_PUB"), `outcome` its wording ("Réponse publiée"); an open question
 * has neither.  A saved page says them in other words: an_closing maps. */

#include "document.h"
#include "links.h"

/* A type code ("QE", "QOSD", "QG") or wording ("Question écrite"). */
struct an_type {
    const char *code;  /* as in the uid */
    const char *label; /* folded wording */
    const char *kind;  /* of the document */
};
/* By code, NULL if unknown. */
const struct an_type *an_type_by_code(struct str code);
/* By the beginning of a line such as "Question écrite n° 15483", NULL if it
 * is none. */
const struct an_type *an_type_by_label(struct str line);

/* Adds uid ("QANR5L17QE15483"), kind, number, legislature and chamber.
 * STATUS_FORMAT when number or legislature are no numbers. */
enum status an_identify(struct document *document, const struct an_type *type,
                        struct str number, struct str legislature,
                        struct arena *arena, struct error *err) MUST_USE;
/* The page of the question on the official site. */
enum status an_url(struct str *out, const struct an_type *type,
                   struct str number, struct str legislature,
                   struct arena *arena, struct error *err) MUST_USE;

/* Adds one string of metadata: trimmed, no-break spaces made plain ones,
 * since facets and filters compare it as a whole; nothing when empty. */
enum status an_add(struct document *document, enum field field,
                   struct str value, struct arena *arena,
                   struct error *err) MUST_USE;

/* The first run of digits in a value, empty if there is none. */
struct str an_first_digits(struct str value);
/* "Mme Marie-Agnès ..." without the civility. */
struct str an_bare_name(struct str name);

#endif
