#ifndef LIASSE_MATCH_H
#define LIASSE_MATCH_H

/* Finds the marks of a query (marks.h) among the tokens of a text.  Linear in
 * the tokens, whatever the number of marks. */

#include "analyse.h"
#include "map.h"
#include "marks.h"

struct match {
    uint32_t start, end; /* bytes of the text, from the first word's start
                            to the last word's end */
    uint32_t mark;       /* which */
};

struct matches {
    struct match *at; /* by start */
    size_t count;
};

struct matcher {
    const struct marks *marks;
    struct map first; /* first word of marks -> 1 + the latest such mark */
    size_t *next;     /* 1 + the mark before it with the same first word */
    size_t *patterns; /* the marks that start with a pattern */
    size_t pattern_count;
};

/* marks and arena must outlive the matcher. */
enum status matcher_init(struct matcher *out, const struct marks *marks,
                         struct arena *arena, struct error *err) MUST_USE;
void matcher_release(struct matcher *matcher);

/* The matches of those marks that count in `scope`, in arena. */
enum status matcher_find(struct matches *out, const struct matcher *matcher,
                         const struct tokens *tokens, unsigned scope,
                         struct arena *arena, struct error *err) MUST_USE;

CLEANUP_KIND(matcher, struct matcher, matcher_release)

#endif
