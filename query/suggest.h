#ifndef LIASSE_SUGGEST_H
#define LIASSE_SUGGEST_H

/* What somebody who types may be about to type: words of the vocabulary that
 * go on from the last one and stand in documents with those before, titles,
 * names (authors, ministries) and references (articles, numbers, NOR, ECLI,
 * uids).  Accents that are not typed do not matter.
 *
 * The room is shared out over the kinds that have any; within a kind the most
 * frequent come first.  Words are tried in a sample of the newest documents
 * that hold those before, so that typing costs the same in an index of any
 * size; where some stand right behind the last ones, only these are offered. */

#include "answer.h"

enum suggestion_kind {
    SUGGEST_REFERENCE,
    SUGGEST_NAME,
    SUGGEST_WORD,
    SUGGEST_TITLE,
    SUGGESTION_KINDS
};

struct suggestion {
    enum suggestion_kind kind;
    struct str text;  /* for people: the whole line to offer */
    struct str query; /* in the query language, what finds it */
    struct str uid;   /* of a title, or of a reference to one document */
    uint64_t count;   /* documents that have it */
};

struct suggestions {
    struct suggestion *at; /* by kind */
    size_t count;
};

enum { SUGGESTIONS_MAX = 100 };

/* "reference", "name", "word", "title" */
const char *suggestion_kind_name(enum suggestion_kind kind);

/* At most `limit` (no more than SUGGESTIONS_MAX) into arena.  A text that is
 * no query (no UTF-8, too long, nothing in it) has none; fails as answer_make
 * does otherwise. */
enum status suggest(struct suggestions *out, struct search *search,
                    struct str text, size_t limit, struct arena *arena,
                    struct error *err) MUST_USE;

#endif
