#ifndef LIASSE_STATS_H
#define LIASSE_STATS_H

/* liasse-index --stats and --analyze: what is in an index, and what the
 * analyser makes of a text, on stdout. */

#include "error.h"
#include "layout.h"
#include "str.h"

/* name TAB value lines: documents, deleted, pending, sequence, generation,
 * words, sizes of every table in bytes. */
enum status index_stats(const struct layout *layout, struct error *err)
    MUST_USE;

/* position TAB start-end TAB word TAB stem TAB flags, a line a token. */
enum status index_analyze(struct str text, struct error *err) MUST_USE;

#endif
