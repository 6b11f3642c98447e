#ifndef LIASSE_STARTS_H
#define LIASSE_STARTS_H

/* What a wildcard stands for: the terms of a prefix that start so, at most
 * `max`, the most frequent (ties by term); *cut tells whether there are more.
 * A letter without accent stands for every accent on it, oe and ae for the
 * ligatures too; an accented letter for itself.  Words in arena, without the
 * prefix. */

#include "term_lists.h"

enum status starts_find(struct str **out, size_t *count, bool *cut,
                        const struct term_lists *lists, struct str prefix,
                        struct str start, size_t max, struct arena *arena,
                        struct error *err) MUST_USE;

#endif
