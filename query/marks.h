#ifndef LIASSE_MARKS_H
#define LIASSE_MARKS_H

/* What of a query is to be marked in the documents found: the link between
 * plan (which knows the query's words) and snippet (which finds them again
 * in a text by the same analysis).
 *
 * A mark is one word or a run of words that stand one behind the other.
 * Everything lives in the request's arena. */

#include "arena.h"
#include "pattern.h"
#include "str.h"

enum mark_kind {
    MARK_STEM,   /* a token with this stem */
    MARK_WORD,   /* a token with this word */
    MARK_PATTERN /* a token whose word matches */
};

struct mark_word {
    enum mark_kind kind;
    struct str text;
    const struct pattern *pattern; /* MARK_PATTERN */
};

/* Where a mark counts. */
enum mark_scope { MARK_TITLE = 1, MARK_TEXT = 2 };

struct mark {
    unsigned scope; /* enum mark_scope, one or both */
    bool over_stop_words; /* stop words of the text may stand between */
    struct mark_word *words;
    size_t count;
};

struct marks {
    struct mark *at;
    size_t count, room;
};

/* Appends a mark of `count` words (to be filled by the caller) and returns
 * it; NULL without memory. */
struct mark *marks_add(struct marks *marks, unsigned scope, size_t count,
                       struct arena *arena);

#endif
