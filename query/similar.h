#ifndef LIASSE_SIMILAR_H
#define LIASSE_SIMILAR_H

/* A plan for documents that resemble one, or a text: those that hold its most
 * telling words (frequent in it, rare elsewhere; a word of its title counts as
 * one that is in the text several times; references to law are words too),
 * ranked as for a query of these words.  The document itself is left out.
 *
 * What is in no other document tells nothing and is no such word.  Nothing in
 * common with any other document: a plan that matches nothing. */

#include "plan.h"
#include "search.h"

enum {
    SIMILAR_WORDS = 30,            /* words searched */
    SIMILAR_TEXT_MAX = 256 * 1024, /* bytes of text read, from its start */
    SIMILAR_TITLE = 4              /* a word of the title counts so often */
};

/* STATUS_NOT_FOUND, with a text, for a uid that no index has. */
enum status similar_to_uid(struct plan *out, struct search *search,
                           struct str uid, struct arena *arena,
                           struct error *err) MUST_USE;
enum status similar_to_text(struct plan *out, struct search *search,
                            struct str text, struct arena *arena,
                            struct error *err) MUST_USE;

#endif
