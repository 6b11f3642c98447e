#ifndef LIASSE_LISTS_H
#define LIASSE_LISTS_H

/* The word lists that a run of liasse-index works with: the built-in ones, a
 * user's file (--lexicon) in front, or what the generation in use has.
 *
 * Words decide on terms: a generation keeps those that it was begun with.
 * Acronyms act on queries only and are exchanged in place. */

#include "layout.h"
#include "wordlists.h"
#include "xap.h"

struct lists {
    struct wordlists lexicon;
    struct buf user; /* the user's text, empty for none */
    bool given;      /* --lexicon was */
};

/* Reads the user's file; path NULL for none.  STATUS_SYNTAX names the line,
 * STATUS_IO the file. */
enum status lists_read(struct lists *out, const char *path,
                       struct error *err) MUST_USE;
/* For a new generation: without --lexicon the user's text comes from the
 * generation in use. */
enum status lists_for_new(struct lists *lists, const struct layout *layout,
                          struct error *err) MUST_USE;
/* For the generation in directory `path` that writer has open (outside of a
 * transaction).
 * STATUS_FORMAT: another version made it, or the words of --lexicon differ
 * from its own: both ask for a rebuild. */
enum status lists_for_old(struct lists *lists, struct xap_writer *writer,
                          const char *path, struct error *err) MUST_USE;
void lists_release(struct lists *lists);

CLEANUP_KIND(lists, struct lists, lists_release)

#endif
