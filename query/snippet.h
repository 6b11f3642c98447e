#ifndef LIASSE_SNIPPET_H
#define LIASSE_SNIPPET_H

/* Extracts: the passages of a document that show best why it was found.
 *
 * A text is analysed again, paragraph by paragraph; in each the window with
 * the most different marks counts (a phrase counts for more than a word).
 * The best paragraph is shown whole when it is short, else cut at word
 * borders, from the start of the sentence where that is near.  A further
 * extract is added only for marks that those before do not show, unless more
 * are asked for (struct snippet_wish).
 *
 * An extract is a list of fragments, marked or not, blanks collapsed to one
 * space; nothing is escaped here: each output does that its own way.  It knows
 * where it stands: the text block, its role and heading, the alinéa (a
 * paragraph of the block, from 1), and bytes of the block's text, in which
 * blanks are as they were. */

#include "document.h"
#include "match.h"

enum {
    SNIPPET_BYTES = 280,               /* of an extract, about */
    SNIPPET_WINDOW = 200,              /* between its first and last match */
    SNIPPETS_USUAL = 3,                /* extracts a document, at most */
    SNIPPETS_MAX = 10,                 /* the same, when so many are asked */
    SNIPPET_TEXT_MAX = 4 * 1024 * 1024 /* bytes of text looked through */
};

struct fragment {
    struct str text;
    bool marked;
    size_t start, end; /* bytes of the block's text (or of the title) */
};

struct extract {
    struct fragment *at;
    size_t count;
    bool cut_start, cut_end; /* more of the text before, behind */
    bool matched;            /* holds a marked fragment */
    uint32_t block;          /* text block, from 0 */
    uint32_t alinea;         /* from 1; 0 in a title */
    struct str role, heading;
    size_t start, end; /* bytes of the block's text */
};

struct snipper {
    struct matcher matcher;
    struct analyser *analyser;
    struct arena *arena;  /* of the answer: fragments live here */
    struct arena scratch; /* of one paragraph */
};

enum status snipper_init(struct snipper *out, const struct marks *marks,
                         struct analyser *analyser, struct arena *arena,
                         struct error *err) MUST_USE;
void snipper_release(struct snipper *snipper);

/* A short text (a title), whole, with its marks. */
enum status snippet_whole(struct extract *out, struct snipper *snipper,
                          struct str text, unsigned scope,
                          struct error *err) MUST_USE;

/* What is wanted: with `every` the max best passages that do not overlap,
 * even where they show the same marks again. */
struct snippet_wish {
    size_t max; /* at most SNIPPETS_MAX */
    bool every;
};

/* The best passages of a document's text, the best first.  Without any match:
 * the start of the text. */
enum status snippet_best(struct extract *out, size_t *count,
                         struct snippet_wish wish, struct snipper *snipper,
                         const struct document *document,
                         struct error *err) MUST_USE;

/* Every mark in a text: bytes of it, ascending, overlapping ones joined; into
 * the snipper's arena. */
struct span {
    size_t start, end;
};
enum status snippet_spans(struct span **out, size_t *count,
                          struct snipper *snipper, struct str text,
                          unsigned scope, struct error *err) MUST_USE;

CLEANUP_KIND(snipper, struct snipper, snipper_release)

#endif
