/* Query, fourth step: matching by windows of docids. */
#include "sweep.h"

#include "deadline.h"
#include "lang.h"
#include "sweep_area.h"
#include "sweep_best.h"
#include "sweep_places.h"
#include "sweep_term.h"
#include "terms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH = 256,      /* postings read at once */
    SPARSE = 8,       /* documents in a window that are looked up one by one */
    DEPTH_MAX = 256,  /* of the tree; deeper ones are for Xapian */
    WIDTH_FIRST = 256 /* documents in the first window, where places are to be
                         looked at: of little there is a little found */
};

enum kind { NONE, TERM, LIST, RANGE, AND, OR, WITHOUT, MAYBE, SAME, PLACES };

struct node {
    enum kind kind;
    struct node **child;
    size_t count;
    double estimate; /* documents, about */
    bool dear;       /* places are to be looked at */
    /* TERM */
    double weight; /* 0: none wanted; of SAME too */
    bool one;      /* of several that score as one: how often it stands there */
    struct sweep_term *documents;
    xap_docid *docids; /* of the batch */
    uint32_t *wdfs;
    size_t at, have;
    bool ended;
    /* LIST: docids, at, have */
    /* RANGE */
    const struct column *column;
    uint32_t low, high; /* numbers, both included */
    /* PLACES: among what its child finds; child[0] NULL: in any document */
    struct sweep_places *places;
    struct node *next; /* of all terms opened */
};

struct sweep {
    struct sweep_source source;
    struct columns *columns;
    const struct xap_search *how;
    const struct xap_node *root;
    struct node *opened;
    const uint32_t *lengths;
    xap_docid last;
    uint32_t documents;
    double base, slope; /* of k1 * ((1 - b) + b * length / average) */
    double floor;       /* its least value */
    xap_docid start;    /* of the window at hand, */
    uint32_t width;     /* and its documents */
    struct area *areas[4 * DEPTH_MAX];
    struct sweep_desk *desk; /* NULL: no places are looked at */
    bool rooted;             /* `found` is filled */
    bool cut; /* the time was over: documents up to `last` are looked at */
    xap_docid *found;
    size_t found_count;
    struct arena *arena;
    struct error *err;
};

static void
sweep_release(struct sweep *sweep)
{
    for (struct node *node = sweep->opened; node; node = node->next) {
        if (node->documents)
            sweep_term_release(node->documents);
    }
    sweep_desk_release(sweep->desk);
}

CLEANUP_KIND(sweep, struct sweep, sweep_release)

/* ---- what can be swept -------------------------------------------------- */

/* Several terms that score as one are a kind of node; of anything else that
 * is for Xapian. */
static bool
can_synonym(const struct xap_node *node)
{
    for (size_t i = 0; i < xap_node_count(node); i++)
        if (xap_node_kind(xap_node_child(node, i)) != XAP_KIND_TERM)
            return false;
    return xap_node_count(node) > 0;
}

static bool
can(const struct xap_node *node, bool weighted, int depth)
{
    enum xap_kind kind = xap_node_kind(node);
    if (kind != XAP_KIND_OP)
        return !weighted || kind != XAP_KIND_OTHER;
    enum xap_op op = xap_node_op(node);
    if (depth == DEPTH_MAX || (weighted && op == XAP_MAX))
        return false;
    if (weighted && op == XAP_SYNONYM)
        return can_synonym(node);
    for (size_t i = 0; i < xap_node_count(node); i++) {
        bool weighs =
            weighted && (i == 0 || (op != XAP_FILTER && op != XAP_AND_NOT));
        if (!can(xap_node_child(node, i), weighs, depth + 1))
            return false;
    }
    return true;
}

bool
sweep_can(const struct xap_query *query, const struct xap_search *how)
{
    return how->collapse_slot == XAP_NO_SLOT && !how->decide &&
           (how->boolean || how->k1 > 0) &&
           can(xap_query_node(query), !how->boolean, 0);
}

/* ---- the tree ----------------------------------------------------------- */

static enum status build(struct node **out, struct sweep *sweep,
                         const struct xap_node *from, bool weighted,
                         bool required);

/* Xapian's idf: of terms in most documents it is not let fall below 0. */
static double
term_weight(const struct sweep *sweep, double documents, uint32_t wqf)
{
    double rarity = (sweep->documents - documents + 0.5) / (documents + 0.5);
    double k3 = sweep->how->k3;
    if (rarity < 2)
        rarity = rarity * 0.5 + 1;
    double weight = log(rarity) * (sweep->how->k1 + 1);
    return k3 > 0 ? weight * (k3 + 1) * wqf / (k3 + wqf) : weight;
}

static enum status
build_term(struct node *node, struct sweep *sweep, const struct xap_node *from,
           bool weighted)
{
    uint32_t wqf = 0;
    struct arena *arena = sweep->arena;
    struct error *err = sweep->err;
    struct sweep_term *term = arena_alloc(arena, sizeof *term);
    if (!term)
        return error_no_memory(err);
    *term = (struct sweep_term){0};
    node->documents = term;
    node->next = sweep->opened;
    sweep->opened = node;
    if (xap_node_kind(from) == XAP_KIND_TERM)
        TRY(sweep_term_open(term, &sweep->source,
                            term_place_documents(xap_node_term(from, &wqf)),
                            err));
    else
        TRY(sweep_term_open_all(term, &sweep->source, err));
    deadline_work(DEADLINE_WORK_TERM);
    node->estimate = term->documents;
    if (term->documents == 0)
        return STATUS_OK;
    node->kind = TERM;
    if (weighted && wqf)
        node->weight = term_weight(sweep, term->documents, wqf);
    node->docids = arena_array(arena, BATCH, sizeof *node->docids);
    node->wdfs = arena_array(arena, BATCH, sizeof *node->wdfs);
    if (!node->docids || !node->wdfs)
        return error_no_memory(err);
    memset(node->wdfs, 0, BATCH * sizeof *node->wdfs);
    return STATUS_OK;
}

/* Its documents; those behind the last that there was time for are out of
 * the whole search then, so that what it finds is right as far as it goes. */
static enum status
find_list(xap_docid **out, size_t *count, struct sweep *sweep,
          const struct xap_node *from)
{
    xap_docid until;
    if (!sweep->how->partial)
        return xap_node_matches(out, count, NULL, from, sweep->source.reader,
                                sweep->arena, sweep->err);
    TRY(xap_node_matches(out, count, &until, from, sweep->source.reader,
                         sweep->arena, sweep->err));
    if (until <= sweep->last) {
        sweep->last = until - 1;
        sweep->cut = true;
    }
    return STATUS_OK;
}

/* What Xapian finds for itself.  Where the whole query asks for it, it is
 * looked for within the whole query: among what else must match. */
static enum status
build_list(struct node *node, struct sweep *sweep, const struct xap_node *from,
           bool required)
{
    if (required && !sweep->rooted)
        TRY(find_list(&sweep->found, &sweep->found_count, sweep, sweep->root));
    sweep->rooted = sweep->rooted || required;
    if (required) {
        node->docids = sweep->found;
        node->have = sweep->found_count;
    } else {
        TRY(find_list(&node->docids, &node->have, sweep, from));
    }
    node->kind = LIST;
    node->estimate = (double)node->have;
    return STATUS_OK;
}

static enum status
build_docids(struct node *node, struct sweep *sweep,
             const struct xap_node *from)
{
    const xap_docid *docids = xap_node_docids(from, &node->have);
    node->docids = arena_array(sweep->arena, node->have + 1, sizeof *docids);
    if (!node->docids)
        return error_no_memory(sweep->err);
    for (size_t i = 0; i < node->have; i++)
        node->docids[i] = docids[i];
    node->kind = LIST;
    node->estimate = (double)node->have;
    return STATUS_OK;
}

static enum status
build_range(struct node *node, struct sweep *sweep, const struct xap_node *from)
{
    struct str low, high;
    uint32_t slot = xap_node_range(from, &low, &high);
    TRY(columns_get(&node->column, sweep->columns, slot, sweep->err));
    node->low = column_find(node->column, low);
    node->high = node->column->distinct;
    if (high.len) {
        node->high = column_find(node->column, high);
        if (node->high > node->column->distinct ||
            !str_eq(column_value(node->column, node->high), high))
            node->high--;
    }
    node->kind = node->low <= node->high ? RANGE : NONE;
    node->estimate = sweep->documents; /* dear to look at: last */
    return STATUS_OK;
}

/* Places are looked at last: dear, and the fewer documents are left the less
 * so. */
static double
price(const struct node *node)
{
    return node->dear ? node->estimate + UINT32_MAX : node->estimate;
}

static int
by_price(const void *left, const void *right)
{
    const struct node *const *a = left, *const *b = right;
    return (price(*a) > price(*b)) - (price(*a) < price(*b));
}

static void
estimate(struct node *node, const struct sweep *sweep)
{
    double least = sweep->documents, sum = 0;
    for (size_t i = 0; i < node->count; i++) {
        sum += node->child[i]->estimate;
        node->dear = node->dear || node->child[i]->dear;
        if (node->child[i]->estimate < least)
            least = node->child[i]->estimate;
    }
    node->estimate = node->kind == AND ? least
                     : node->kind == OR
                         ? (sum < sweep->documents ? sum : sweep->documents)
                         : node->child[0]->estimate;
}

/* Ranges of one column that must all hold are one range. */
static void
join_ranges(struct node *node)
{
    size_t kept = 0;
    for (size_t i = 0; i < node->count; i++) {
        struct node *child = node->child[i], *same = NULL;
        for (size_t k = 0; child->kind == RANGE && k < kept && !same; k++)
            if (node->child[k]->kind == RANGE &&
                node->child[k]->column == child->column)
                same = node->child[k];
        if (!same) {
            node->child[kept++] = child;
            continue;
        }
        same->low = child->low > same->low ? child->low : same->low;
        same->high = child->high < same->high ? child->high : same->high;
    }
    node->count = kept;
}

/* Terms that score as one: of so many documents as have one of them, if they
 * stand apart from one another. */
static void
weigh_synonym(struct node *node, const struct sweep *sweep)
{
    double without = 1;
    for (size_t i = 0; i < node->count; i++) {
        without *= 1 - node->child[i]->estimate / sweep->documents;
        node->child[i]->one = true;
    }
    node->weight =
        term_weight(sweep, floor((1 - without) * sweep->documents + 0.5), 1);
    node->kind = SAME;
}

/* Leaves out what matches nothing: a thousand words of a star in the texts
 * have a thousand not to stand outside, most of them in no document. */
static void
drop_none(struct node *node)
{
    bool first = node->kind == WITHOUT || node->kind == MAYBE;
    size_t kept = first;
    for (size_t i = kept; i < node->count && node->kind != AND; i++)
        if (node->child[i]->kind != NONE)
            node->child[kept++] = node->child[i];
    if (node->kind != AND)
        node->count = kept;
    for (size_t i = 0; i < node->count; i++)
        if (node->child[i]->kind == NONE)
            node->kind = NONE;
    if (node->count == 0)
        node->kind = NONE;
    else if (node->count == 1 && node->kind != NONE)
        *node = *node->child[0];
}

static enum status
build_op(struct node *node, struct sweep *sweep, const struct xap_node *from,
         bool weighted, bool required)
{
    enum xap_op op = xap_node_op(from);
    size_t count = xap_node_count(from);
    bool all = op == XAP_AND || op == XAP_FILTER;
    node->child = arena_array(sweep->arena, count + 1, sizeof *node->child);
    if (!node->child)
        return error_no_memory(sweep->err);
    for (size_t i = 0; i < count; i++) {
        bool weighs =
            weighted && (i == 0 || (op != XAP_FILTER && op != XAP_AND_NOT));
        bool needed =
            required &&
            (all || (i == 0 && (op == XAP_AND_NOT || op == XAP_AND_MAYBE)));
        TRY(build(&node->child[i], sweep, xap_node_child(from, i), weighs,
                  needed));
    }
    node->count = count;
    node->kind = count == 0            ? NONE
                 : all                 ? AND
                 : op == XAP_AND_NOT   ? WITHOUT
                 : op == XAP_AND_MAYBE ? MAYBE
                                       : OR;
    if (node->kind == AND)
        join_ranges(node);
    if (count)
        estimate(node, sweep);
    if (op == XAP_SYNONYM && weighted)
        weigh_synonym(node, sweep);
    else
        drop_none(node);
    if (node->kind == AND || node->kind == OR)
        qsort(node->child, node->count, sizeof(struct node *), by_price);
    return STATUS_OK;
}

/* The documents that have all words of a phrase. */
static enum status
build_words(struct node **out, struct sweep *sweep, const struct xap_node *from)
{
    size_t count = xap_node_count(from);
    struct node *all = arena_alloc(sweep->arena, sizeof *all);
    if (!all)
        return error_no_memory(sweep->err);
    *all = (struct node){.kind = AND, .count = count};
    all->child = arena_array(sweep->arena, count, sizeof *all->child);
    if (!all->child)
        return error_no_memory(sweep->err);
    for (size_t i = 0; i < count; i++)
        TRY(build(&all->child[i], sweep, xap_node_child(from, i), false,
                  false));
    estimate(all, sweep);
    qsort(all->child, count, sizeof(struct node *), by_price);
    *out = all;
    return STATUS_OK;
}

/* A phrase; that of words anywhere finds its documents by itself. */
static enum status
build_places(struct node *node, struct sweep *sweep,
             const struct xap_node *from, bool required)
{
    struct arena *arena = sweep->arena;
    if (!sweep_places_can(from))
        return build_list(node, sweep, from, required);
    node->child = arena_array(arena, 1, sizeof *node->child);
    if (!node->child)
        return error_no_memory(sweep->err);
    if (!sweep->desk)
        TRY(sweep_desk_make(&sweep->desk, sweep->source.positions, arena,
                            sweep->err));
    TRY(sweep_places_make(&node->places, from, &sweep->source, sweep->desk,
                          arena, sweep->err));
    node->estimate = sweep_places_estimate(node->places);
    if (node->estimate <= 0)
        return STATUS_OK;
    if (xap_node_count(from) == 1 || !sweep_places_are_anywhere(node->places))
        TRY(build_words(&node->child[0], sweep, from));
    if (node->child[0])
        node->estimate = node->child[0]->estimate;
    node->kind = PLACES;
    node->dear = true;
    return STATUS_OK;
}

static enum status
build(struct node **out, struct sweep *sweep, const struct xap_node *from,
      bool weighted, bool required)
{
    struct node *node = arena_alloc(sweep->arena, sizeof *node);
    if (!node)
        return error_no_memory(sweep->err);
    *node = (struct node){.kind = NONE};
    *out = node;
    switch (xap_node_kind(from)) {
    case XAP_KIND_NONE:
        return STATUS_OK;
    case XAP_KIND_ALL:
    case XAP_KIND_TERM:
        return build_term(node, sweep, from, weighted);
    case XAP_KIND_OP:
        return build_op(node, sweep, from, weighted, required);
    case XAP_KIND_RANGE:
        return build_range(node, sweep, from);
    case XAP_KIND_DOCIDS:
        return build_docids(node, sweep, from);
    case XAP_KIND_PLACES:
        return build_places(node, sweep, from, required);
    case XAP_KIND_OTHER:
        return build_list(node, sweep, from, required);
    }
    return STATUS_BUG;
}

/* ---- a window ------------------------------------------------------------ */

/* Adds what a node matches in the window at hand; documents that are not
 * `within` need not be among it (NULL: all are asked for). */
static enum status add(struct sweep *sweep, struct node *node, size_t depth,
                       struct area *out, const struct area *within);

/* The next batch of a term; moves to the window first when that is far. */
static enum status
refill(struct sweep *sweep, struct node *node, xap_docid from)
{
    bool far = node->have && node->docids[node->have - 1] + BATCH < from;
    if (far)
        TRY(sweep_term_seek(node->documents, from, sweep->err));
    node->at = 0;
    TRY(sweep_term_read(&node->have, node->documents, node->docids, node->wdfs,
                        BATCH, sweep->err));
    node->ended = node->have == 0;
    deadline_work(BATCH / 4 + node->have * DEADLINE_WORK_POSTING);
    return STATUS_OK;
}

static inline double
score(const struct sweep *sweep, double weight, xap_docid docid, double wdf)
{
    if (wdf <= 0)
        return 0;
    double length = sweep->base + sweep->slope * sweep->lengths[docid];
    if (length < sweep->floor)
        length = sweep->floor;
    return weight * (wdf / (length + wdf));
}

/* Documents behind the last one have no length, and are not looked at. */
static double
posting_score(const struct sweep *sweep, const struct node *node, size_t at)
{
    if (node->weight <= 0 || node->docids[at] > sweep->last)
        return 0;
    return node->one
               ? node->wdfs[at]
               : score(sweep, node->weight, node->docids[at], node->wdfs[at]);
}

/* The postings from here on that are below `end`, which is not behind the last
 * document; empty: the area has none of them yet. */
static size_t
add_postings(const struct sweep *sweep, const struct node *node, uint64_t end,
             struct area *out, bool empty)
{
    const xap_docid *docids = node->docids;
    xap_docid start = sweep->start;
    double weight = node->weight;
    size_t at = node->at, have = node->have;
    while (at < have && docids[at] < start)
        at++;
    if (weight <= 0)
        for (; at < have && docids[at] < end; at++)
            area_add(out, docids[at] - start, 0);
    else if (node->one)
        for (; at < have && docids[at] < end; at++)
            area_add(out, docids[at] - start, node->wdfs[at]);
    else if (empty)
        for (; at < have && docids[at] < end; at++)
            area_put(out, docids[at] - start,
                     score(sweep, weight, docids[at], node->wdfs[at]));
    else
        for (; at < have && docids[at] < end; at++)
            area_add(out, docids[at] - start,
                     score(sweep, weight, docids[at], node->wdfs[at]));
    return at;
}

static enum status
add_term(struct sweep *sweep, struct node *node, struct area *out)
{
    uint64_t end = (uint64_t)sweep->start + sweep->width;
    if (end > (uint64_t)sweep->last + 1)
        end = (uint64_t)sweep->last + 1;
    bool empty = node->weight > 0 && area_is_empty(out);
    while (!node->ended) {
        if (node->at == node->have)
            TRY(refill(sweep, node, sweep->start));
        node->at = add_postings(sweep, node, end, out, empty);
        if (node->at < node->have)
            break;
    }
    return STATUS_OK;
}

static enum status
add_list(struct sweep *sweep, struct node *node, struct area *out)
{
    xap_docid start = sweep->start, end = start + sweep->width;
    for (; node->at < node->have && node->docids[node->at] < end; node->at++)
        if (node->docids[node->at] >= start)
            area_add(out, node->docids[node->at] - start, 0);
    return STATUS_OK;
}

static enum status
add_range(struct sweep *sweep, struct node *node, struct area *out)
{
    deadline_work(sweep->width * 2);
    for (uint32_t i = 0; i < sweep->width && sweep->start + i <= sweep->last;
         i++) {
        uint32_t number = column_number(node->column, sweep->start + i);
        if (number && number >= node->low && number <= node->high)
            area_add(out, i, 0);
    }
    return STATUS_OK;
}

static enum status
area_of(struct area **out, struct sweep *sweep, size_t depth)
{
    if (!sweep->areas[depth])
        sweep->areas[depth] = arena_alloc(sweep->arena, sizeof(struct area));
    if (!sweep->areas[depth])
        return error_no_memory(sweep->err);
    area_clear(sweep->areas[depth]);
    *out = sweep->areas[depth];
    return STATUS_OK;
}

/* What is to be added to an area is made in it where it is empty. */
static enum status
own_area(struct area **mine, struct sweep *sweep, size_t depth,
         struct area *out)
{
    *mine = out;
    return area_is_empty(out) ? STATUS_OK : area_of(mine, sweep, depth);
}

/* Keeps of a few documents those that the term has too. */
static enum status
probe(struct sweep *sweep, struct node *node, struct area *area)
{
    uint32_t at = 0;
    while (area_next(area, &at)) {
        xap_docid docid = sweep->start + at;
        while (!node->ended && (node->at == node->have ||
                                node->docids[node->have - 1] < docid)) {
            TRY(sweep_term_seek(node->documents, docid, sweep->err));
            node->at = 0;
            TRY(sweep_term_read(&node->have, node->documents, node->docids,
                                node->wdfs, SPARSE, sweep->err));
            node->ended = node->have == 0;
        }
        while (node->at < node->have && node->docids[node->at] < docid)
            node->at++;
        if (node->at < node->have && node->docids[node->at] == docid)
            area_add(area, at, posting_score(sweep, node, node->at));
        else
            area_drop(area, at);
        at++;
    }
    return STATUS_OK;
}

/* Of the documents of one area those where the places are right, onto
 * another. */
static enum status
keep_places(struct sweep *sweep, struct node *node, const struct area *from,
            struct area *out)
{
    uint64_t holds[AREA_WORDS];
    if (area_is_empty(from))
        return STATUS_OK;
    TRY(sweep_places_keep(holds, node->places, sweep->start, sweep->width,
                          from->bits, sweep->err));
    for (uint32_t at = 0; bits_next(holds, AREA_DOCS, &at); at++)
        area_add(out, at, 0);
    return STATUS_OK;
}

static enum status
add_places(struct sweep *sweep, struct node *node, size_t depth,
           struct area *out, const struct area *within)
{
    struct area *all = NULL;
    if (within)
        return keep_places(sweep, node, within, out);
    TRY(area_of(&all, sweep, depth));
    if (node->child[0])
        TRY(add(sweep, node->child[0], depth + 1, all, NULL));
    else
        area_fill(all, sweep->width);
    return keep_places(sweep, node, all, out);
}

static enum status
add_and(struct sweep *sweep, struct node *node, size_t depth, struct area *out,
        const struct area *within)
{
    struct area *mine = NULL, *other = NULL;
    TRY(own_area(&mine, sweep, depth, out));
    TRY(add(sweep, node->child[0], depth + 2, mine, within));
    for (size_t i = 1; i < node->count; i++) {
        struct node *child = node->child[i];
        size_t count = area_count(mine);
        if (count == 0)
            return STATUS_OK;
        if (child->kind == TERM && count <= SPARSE) {
            TRY(probe(sweep, child, mine));
            continue;
        }
        TRY(area_of(&other, sweep, depth + 1));
        TRY(add(sweep, child, depth + 2, other, mine));
        area_and(mine, other);
    }
    if (mine != out)
        area_or(out, mine);
    return STATUS_OK;
}

/* The first, without the others or with what they add. */
static enum status
add_first(struct sweep *sweep, struct node *node, size_t depth,
          struct area *out, const struct area *within)
{
    struct area *mine = NULL, *other = NULL;
    TRY(own_area(&mine, sweep, depth, out));
    TRY(add(sweep, node->child[0], depth + 2, mine, within));
    for (size_t i = 1; i < node->count && area_count(mine); i++) {
        TRY(area_of(&other, sweep, depth + 1));
        TRY(add(sweep, node->child[i], depth + 2, other, mine));
        if (node->kind == WITHOUT)
            area_without(mine, other);
        else
            area_maybe(mine, other);
    }
    if (mine != out)
        area_or(out, mine);
    return STATUS_OK;
}

static enum status
add_synonym(struct sweep *sweep, struct node *node, size_t depth,
            struct area *out)
{
    struct area *sums = NULL;
    TRY(area_of(&sums, sweep, depth));
    for (size_t i = 0; i < node->count; i++)
        TRY(add(sweep, node->child[i], depth + 1, sums, NULL));
    for (uint32_t at = 0; area_next(sums, &at); at++)
        area_add(
            out, at,
            score(sweep, node->weight, sweep->start + at, sums->score[at]));
    return STATUS_OK;
}

static enum status
add(struct sweep *sweep, struct node *node, size_t depth, struct area *out,
    const struct area *within)
{
    switch (node->kind) {
    case NONE:
        return STATUS_OK;
    case TERM:
        return add_term(sweep, node, out);
    case LIST:
        return add_list(sweep, node, out);
    case RANGE:
        return add_range(sweep, node, out);
    case PLACES:
        return add_places(sweep, node, depth, out, within);
    case AND:
        return add_and(sweep, node, depth, out, within);
    case OR:
        for (size_t i = 0; i < node->count; i++)
            TRY(add(sweep, node->child[i], depth + 2, out, within));
        return STATUS_OK;
    case SAME:
        return add_synonym(sweep, node, depth, out);
    case WITHOUT:
    case MAYBE:
        return add_first(sweep, node, depth, out, within);
    }
    return STATUS_BUG;
}

/* ---- all windows ----------------------------------------------------------
 */

static enum status
start(struct sweep *sweep)
{
    const struct xap_search *how = sweep->how;
    double average;
    struct error *err = sweep->err;
    TRY(xap_reader_doc_count(&sweep->documents, sweep->source.reader, err));
    TRY(xap_reader_last_docid(&sweep->last, sweep->source.reader, err));
    if (how->boolean)
        return STATUS_OK;
    TRY(columns_lengths(&sweep->lengths, &sweep->last, sweep->columns, err));
    TRY(xap_reader_average_length(&average, sweep->source.reader, err));
    sweep->base = how->k1 * (1 - how->b);
    sweep->slope = average > 0 ? how->k1 * how->b / average : 0;
    sweep->floor = how->k1 * ((1 - how->b) + how->b * how->min_normlen);
    return STATUS_OK;
}

/* What documents without scores are put in order by, the highest first: place
 * of the value; those without one come last or, as the least value, first. */
static double
rank_key(const struct xap_search *how, const struct column *column,
         xap_docid docid)
{
    if (!column)
        return 0;
    uint32_t number = column_number(column, docid);
    if (number == 0 && how->sort_missing_last)
        return -INFINITY;
    return how->sort_descending ? (double)number : -(double)number;
}

/* Those of a window by their scores. */
static bool
take_scored(struct best *best, const struct area *area, xap_docid start)
{
    for (uint32_t word = 0; word < AREA_WORDS; word++)
        for (uint64_t bits = area->bits[word]; bits; bits &= bits - 1) {
            uint32_t at = 64 * word + bits_first(bits);
            if (!best_add(best, start + at, area->score[at]))
                return false;
        }
    return true;
}

static enum status
take_window(struct best *best, size_t *total, struct sweep *sweep,
            const struct column *column, struct area *area)
{
    const struct xap_search *how = sweep->how;
    bool scored = !column && !how->boolean;
    if (sweep->last - sweep->start < AREA_DOCS)
        area_cut(area, sweep->last - sweep->start + 1);
    size_t count = area_count(area);
    deadline_work(count * DEADLINE_WORK_POSTING / 2);
    *total += count;
    if (best->wanted == 0)
        return STATUS_OK;
    if (scored)
        return take_scored(best, area, sweep->start)
                   ? STATUS_OK
                   : error_no_memory(sweep->err);
    for (uint32_t at = 0; area_next(area, &at); at++) {
        xap_docid docid = sweep->start + at;
        if (!best_add(best, docid, rank_key(how, column, docid)))
            return error_no_memory(sweep->err);
    }
    return STATUS_OK;
}

static enum status
run(struct best *best, size_t *total, struct sweep *sweep, struct node *root)
{
    const struct column *column = NULL;
    struct area *area = NULL;
    if (sweep->how->sort_slot != XAP_NO_SLOT)
        TRY(columns_get(&column, sweep->columns, sweep->how->sort_slot,
                        sweep->err));
    if (root->kind == NONE)
        return STATUS_OK;
    sweep->width = sweep->desk ? WIDTH_FIRST : AREA_DOCS;
    bool late = sweep->how->partial && deadline_passed();
    if (late)
        deadline_grace(); /* a little there shall be */
    for (uint64_t from = 1, next; from <= sweep->last; from = next) {
        next = from + sweep->width;
        sweep->start = (xap_docid)from;
        TRY(area_of(&area, sweep, 0));
        enum status status = deadline_check(sweep->err);
        if (status == STATUS_OK)
            status = add(sweep, root, 1, area, NULL);
        if (status == STATUS_TIMEOUT && sweep->how->partial) {
            sweep->cut = true;
            return STATUS_OK;
        }
        TRY(status);
        TRY(take_window(best, total, sweep, column, area));
        if (late) {
            sweep->cut = true;
            return STATUS_OK;
        }
        if (sweep->width < AREA_DOCS && from > sweep->width)
            sweep->width *= 2;
    }
    return STATUS_OK;
}

static enum status
give(struct xap_result *out, const struct best *best, size_t total,
     const struct sweep *sweep)
{
    const struct xap_search *how = sweep->how;
    size_t first = how->first < best->count ? how->first : best->count;
    size_t count = best->count - first;
    struct xap_hit *hits = arena_array(sweep->arena, count + 1, sizeof *hits);
    bool scored = !how->boolean && how->sort_slot == XAP_NO_SLOT;
    if (!hits)
        return error_no_memory(sweep->err);
    for (size_t i = 0; i < count; i++)
        hits[i] =
            (struct xap_hit){.docid = best->at[first + i].docid,
                             .score = scored ? best->at[first + i].key : 0};
    *out = (struct xap_result){.hits = hits,
                               .count = count,
                               .total_low = (uint32_t)total,
                               .total_estimate = (uint32_t)total,
                               .total_high = (uint32_t)total,
                               .cut = sweep->cut,
                               .max_score =
                                   scored && best->count ? best->at[0].key : 0};
    return STATUS_OK;
}

enum status
sweep_run(struct xap_result *out, struct xap_reader *reader,
          struct columns *columns, struct positions *positions,
          struct postings *postings, const struct xap_query *query,
          const struct xap_search *how, struct arena *arena, struct error *err)
{
    AUTO(sweep)
    struct sweep sweep = {.source = {reader, positions, postings},
                          .columns = columns,
                          .how = how,
                          .root = xap_query_node(query),
                          .arena = arena,
                          .err = err};
    struct node *root;
    size_t total = 0;
    TRY(start(&sweep));
    TRY(build(&root, &sweep, sweep.root, !how->boolean, true));
    if (sweep.cut)
        deadline_grace();
    uint64_t wanted = (uint64_t)how->first + how->count;
    if (how->count == 0)
        wanted = 0;
    AUTO(best)
    struct best best = {.wanted = wanted < sweep.documents ? (size_t)wanted
                                                           : sweep.documents};
    if (best.wanted == 0 && root->kind == TERM)
        total = (size_t)root->estimate;
    else
        TRY(run(&best, &total, &sweep, root));
    if (!best_finish(&best))
        return error_no_memory(err);
    return give(out, &best, total, &sweep);
}
