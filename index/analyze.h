#ifndef LIASSE_ANALYZE_H
#define LIASSE_ANALYZE_H

/* liasse-index --analyze: what the analysis makes of a text, on stdout. */

#include "layout.h"

/* Tokens, references and acronyms, a line each, tabs between (liasse-index.1).
 * "-" = the text of standard input.  With the word lists of the index, NULL:
 * with the built-in ones.  STATUS_SYNTAX: no UTF-8. */
enum status index_analyze(const struct layout *layout, struct str text,
                          struct error *err) MUST_USE;

#endif
