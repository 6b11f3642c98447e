#ifndef LIASSE_PARSE_H
#define LIASSE_PARSE_H

/* Query text -> tree (ast.h), by recursive descent over the lexemes.
 *
 * Operators are upper case only.  A lone operator (the whole query, or all
 * that stands in brackets) is a word, and so is OR, which is gold in French,
 * wherever one of its sides is missing; any other operator without its two
 * sides is an error. */

#include "ast.h"
#include "lex.h"

/* Parses a query into arena.  mend: unbalanced brackets and quotes are no
 * error (lex_balance).  STATUS_SYNTAX: the error names the character, *where
 * holds it (from 1; 0 when there is nothing in the query at all). */
enum status parse(struct node **out, size_t *where, struct str query, bool mend,
                  struct arena *arena, struct error *err) MUST_USE;

/* The query as plain words, whatever signs are in it: what a batch makes of
 * a line that does not parse.  Still refuses what is no text (lex). */
enum status parse_plain(struct node **out, size_t *where, struct str query,
                        struct arena *arena, struct error *err) MUST_USE;

/* One condition: the value, whatever signs are in it, of the field of that
 * name, as `name:"value"`.  value must outlive the tree.  STATUS_SYNTAX: no
 * such field, no value, or none that the field takes; without a position. */
enum status parse_condition(struct node **out, struct str name,
                            struct str value, struct arena *arena,
                            struct error *err) MUST_USE;

/* Dates as the query language has them: a day, a month or a year
 * (2026-05-26, 26/05/2026, "26 mai 2026", 2026-05, 05/2026, 2026), or two of
 * them with .. between, one of which may be missing.  *low and *high are the
 * first and the last day, 0 for an open end.  STATUS_SYNTAX says what is
 * wrong, without a position. */
enum status parse_dates(uint32_t *low, uint32_t *high, struct str text,
                        struct error *err) MUST_USE;

#endif
