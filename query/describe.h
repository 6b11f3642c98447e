#ifndef LIASSE_DESCRIBE_H
#define LIASSE_DESCRIBE_H

/* A query as it was understood, in one sentence for people, in the current
 * language:
 *     accès soins SAUF date:2024
 *     Documents contenant les mots « accès » et « soins » sous toutes leurs
 *     formes, à l'exception de ceux datés de 2024. */

#include "analyse.h"
#include "ast.h"

struct described {
    const struct node *root; /* NULL: every document */
    bool any;                /* words side by side: any of them will do */
    bool exact;              /* --exact */
    bool accents;            /* accents typed count */
    struct analyser *analyser;
    struct arena *arena;
};

/* Into described->arena, at most DESCRIPTION_MAX bytes, cut at a word. */
enum { DESCRIPTION_MAX = 16 * 1024 };
enum status describe_query(struct str *out, const struct described *described,
                           struct error *err) MUST_USE;

#endif
