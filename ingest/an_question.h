#ifndef LIASSE_AN_QUESTION_H
#define LIASSE_AN_QUESTION_H

/* What the readers of questions to the Government of the Assemblée nationale
 * share, so that a question is the same document whatever its format.
 *
 * status and outcome: `status` is the closing code of the open data
 * ("REP_PUB"), `outcome` its wording ("Réponse publiée"); an open question
 * has neither.  A saved page says them in other words: an_closing maps. */

#include "document.h"
#include "json.h"
#include "links.h"
#include "reader.h"

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
/* The same from HTML: entities and markup taken out. */
enum status an_add_line(struct document *document, enum field field,
                        struct str html, struct arena *arena,
                        struct error *err) MUST_USE;
/* The title "before – first ; second" of the analyses (one or a list), else
 * the rubric; and the rubric. */
enum status an_add_title(struct document *document, struct str rubric,
                         struct str before, struct json *analyses,
                         struct arena *arena, struct error *err) MUST_USE;
/* A text in HTML, as a block: the number and date that old texts begin with
 * are taken off.  A transcript becomes a block a speech (an_transcript.h). */
enum status an_add_text(struct document *document, struct links *links,
                        struct str role, struct str html, struct arena *arena,
                        struct error *err) MUST_USE;

/* An issue of the Journal officiel in which something was published. */
struct an_jo {
    struct str date, page, number, type, url, nor;
};
/* As a link "JO 2025-03-25, p. 1958 – what"; nothing when jo is empty. */
enum status an_add_jo(struct links *links, struct str type,
                      const struct an_jo *jo, struct str what,
                      struct error *err) MUST_USE;
/* The short name of a ministry as a link; nothing when it has none. */
enum status an_add_ministry(struct links *links, struct str type,
                            struct str target, struct str html,
                            struct error *err) MUST_USE;

/* Reads the tree of a question of the current schema, from JSON or XML, and
 * gives its document. */
enum status an_question_give(struct json *question, struct input *in,
                             struct sink *sink, struct arena *arena,
                             struct error *err) MUST_USE;

/* The first run of digits in a value, empty if there is none. */
struct str an_first_digits(struct str value);
/* "0016" and "16" are one agreement (IDCC): the digits without zeros before. */
struct str an_without_zeros(struct str number);
/* "Mme Marie-Agnès ..." without the civility. */
struct str an_bare_name(struct str name);

#endif
