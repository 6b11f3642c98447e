#ifndef LIASSE_AST_H
#define LIASSE_AST_H

/* The tree of a query.
 *
 * Precedence, from the tightest:
 *     x PRÈS/3 y         x and y at most 3 words from one another; AVANT:
 *                        and x first
 *     -x                 without x
 *     a b                side by side: the default of --match, all or any
 *     a ET b             both
 *     a SAUF b           a without b (NON, NOT are the same word); as the
 *                        first word of its place: all documents without b
 *     a OU b             either
 * So `a b OU c SAUF d e` is (a b) OU (c SAUF (d e)).  Brackets change that.
 *
 * The field stands on each leaf (a target), not above it, so that a leaf can
 * be understood alone.  Nodes and targets live in the parser's arena and
 * point into the query. */

#include "buf.h"
#include "schema.h"

enum node_kind {
    NODE_WORDS,   /* bare words, a whole stretch of the query */
    NODE_PHRASE,  /* the same words in the same order, in any form */
    NODE_EXACT,   /* the same, exactly as written */
    NODE_PATTERN, /* a word with wildcards: word*, w*d, word~ */
    NODE_VALUE,   /* a value of an EXACT or NUMBER field */
    NODE_DATES,   /* days from low to high of a date field */
    NODE_SEQ,     /* children side by side */
    NODE_AND,
    NODE_OR,
    NODE_NEAR, /* two children: leaves of words, ORs of these, NEARs */
    NODE_NOT   /* its one child left out */
};

/* What `name:` asks for; several fields: any of them will do. */
struct target {
    enum meaning meaning;
    size_t count;
    enum field fields[FIELD_COUNT];
};

struct node {
    enum node_kind kind;
    struct str text;             /* of a leaf */
    const struct target *target; /* of a leaf; NULL = anywhere */
    uint32_t low, high;          /* NODE_DATES: YYYYMMDD, 0 = open */
    uint32_t distance;           /* NODE_NEAR: from word to word, from 1 */
    bool ordered;                /* NODE_NEAR: the first child stands first */
    struct node *child, *next;   /* first child, next brother */
};

/* Index of the fields of a target (they agree): how its values are found. */
enum index_kind target_index(const struct target *target);

/* True when the whole tree is bare words without a field: what --match auto
 * may relax. */
bool ast_is_words(const struct node *node);
/* True when every leaf is a field's: a condition, not a search. */
bool ast_is_condition(const struct node *node);

/* Of a node with children.  Values side by side in the brackets of a field
 * that holds but one value can only be meant as alternatives:
 * type:(communique page). */
bool ast_is_choice(const struct node *node);

/* True of two leaves that ask for the same, typed the same. */
bool ast_same_leaf(const struct node *a, const struct node *b);

/* The tree as text, for tests and explanations:
 *     accès soins -prix type:page        (seq [accès soins] (not [prix])
 *                                             kind:<page>)
 *     "a b" OU ="c" ET date:2026         (or "a b" (and ="c"
 *                                             date:20260101..20261231))
 *     a PRÈS/3 b                         (near/3 [a] [b]), AVANT: before/3
 * [words] "phrase" ="exact" word* <value>; a leaf's field in front. */
void ast_print(struct buf *out, const struct node *node);

#endif
