/* Query, fourth step: matching by windows of docids. */
#include "sweep.h"

#include "deadline.h"
#include "lang.h"
#include "sweep_area.h"
#include "sweep_best.h"

#include <math.h>
#include <stdlib.h>

enum {
    BATCH = 256,    /* postings read at once */
    SPARSE = 8,     /* documents in a window that are looked up one by one */
    DEPTH_MAX = 256 /* of the tree; deeper ones are for Xapian */
};

enum kind { NONE, TERM, LIST, RANGE, AND, OR, WITHOUT, MAYBE };

struct node {
    enum kind kind;
    struct node **child;
    size_t count;
    double estimate; /* documents, about */
    /* TERM */
    struct str term;
    double weight; /* 0: none wanted */
    struct xap_postings *postings;
    xap_docid *docids; /* of the batch */
    uint32_t *wdfs;
    size_t at, have;
    bool ended;
    /* LIST: docids, at, have */
    /* RANGE */
    const struct column *column;
    uint32_t low, high; /* numbers, both included */
    struct node *next;  /* of all terms opened */
};

struct sweep {
    struct xap_reader *reader;
    struct columns *columns;
    const struct xap_search *how;
    const struct xap_node *root;
    struct node *opened;
    const uint32_t *lengths;
    xap_docid last;
    uint32_t documents;
    double base, slope; /* of k1 * ((1 - b) + b * length / average) */
    double floor;       /* its least value */
    xap_docid start;    /* of the window at hand */
    struct area *areas[2 * DEPTH_MAX + 2];
    bool rooted; /* `found` is filled */
    bool cut;    /* the time was over: documents up to `last` are looked at */
    xap_docid *found;
    size_t found_count;
    struct arena *arena;
    struct error *err;
};

static void
sweep_release(struct sweep *sweep)
{
    for (struct node *node = sweep->opened; node; node = node->next)
        xap_postings_close(node->postings);
}

CLEANUP_KIND(sweep, struct sweep, sweep_release)

/* ---- what can be swept -------------------------------------------------- */

static bool
can(const struct xap_node *node, bool weighted, int depth)
{
    enum xap_kind kind = xap_node_kind(node);
    if (kind != XAP_KIND_OP)
        return !weighted || kind != XAP_KIND_OTHER;
    enum xap_op op = xap_node_op(node);
    if (depth == DEPTH_MAX ||
        (weighted && (op == XAP_SYNONYM || op == XAP_MAX)))
        return false;
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
    uint32_t wqf = 0, documents = sweep->documents;
    struct arena *arena = sweep->arena;
    if (xap_node_kind(from) == XAP_KIND_TERM) {
        node->term = xap_node_term(from, &wqf);
        TRY(xap_reader_term_freq(&documents, sweep->reader, node->term,
                                 sweep->err));
    }
    node->estimate = documents;
    if (documents == 0)
        return STATUS_OK;
    node->kind = TERM;
    if (weighted && wqf)
        node->weight = term_weight(sweep, documents, wqf);
    node->docids = arena_array(arena, BATCH, sizeof *node->docids);
    node->wdfs = arena_array(arena, BATCH, sizeof *node->wdfs);
    if (!node->docids || !node->wdfs)
        return error_no_memory(sweep->err);
    TRY(xap_postings_open(&node->postings, sweep->reader, node->term,
                          sweep->err));
    node->next = sweep->opened;
    sweep->opened = node;
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
        return xap_node_matches(out, count, NULL, from, sweep->reader,
                                sweep->arena, sweep->err);
    TRY(xap_node_matches(out, count, &until, from, sweep->reader, sweep->arena,
                         sweep->err));
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

static int
by_estimate(const void *left, const void *right)
{
    const struct node *const *a = left, *const *b = right;
    return ((*a)->estimate > (*b)->estimate) -
           ((*a)->estimate < (*b)->estimate);
}

static void
estimate(struct node *node, const struct sweep *sweep)
{
    double least = sweep->documents, sum = 0;
    for (size_t i = 0; i < node->count; i++) {
        sum += node->child[i]->estimate;
        if (node->child[i]->estimate < least)
            least = node->child[i]->estimate;
    }
    node->estimate = node->kind == AND ? least
                     : node->kind == OR
                         ? (sum < sweep->documents ? sum : sweep->documents)
                         : node->child[0]->estimate;
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
    if (count)
        estimate(node, sweep);
    if (node->kind == AND || node->kind == OR)
        qsort(node->child, count, sizeof(struct node *), by_estimate);
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
    case XAP_KIND_OTHER:
        return build_list(node, sweep, from, required);
    }
    return STATUS_BUG;
}

/* ---- a window ------------------------------------------------------------ */

static enum status add(struct sweep *sweep, struct node *node, size_t depth,
                       struct area *out);

/* The next batch of a term; moves to the window first when that is far. */
static enum status
refill(struct sweep *sweep, struct node *node, xap_docid from)
{
    bool far = node->have && node->docids[node->have - 1] + BATCH < from;
    if (far)
        TRY(xap_postings_seek(node->postings, from, sweep->err));
    node->at = 0;
    TRY(xap_postings_read(&node->have, node->postings, node->docids,
                          node->weight > 0 ? node->wdfs : NULL, BATCH,
                          sweep->err));
    node->ended = node->have == 0;
    return STATUS_OK;
}

static double
posting_score(const struct sweep *sweep, const struct node *node, size_t at)
{
    xap_docid docid = node->docids[at];
    if (node->weight <= 0 || docid > sweep->last)
        return 0;
    double wdf = node->wdfs[at];
    if (wdf <= 0)
        return 0;
    double length = sweep->base + sweep->slope * sweep->lengths[docid];
    if (length < sweep->floor)
        length = sweep->floor;
    return node->weight * (wdf / (length + wdf));
}

static enum status
add_term(struct sweep *sweep, struct node *node, struct area *out)
{
    xap_docid start = sweep->start, end = start + AREA_DOCS;
    while (!node->ended) {
        if (node->at == node->have)
            TRY(refill(sweep, node, start));
        for (; node->at < node->have && node->docids[node->at] < end;
             node->at++)
            if (node->docids[node->at] >= start)
                area_add(out, node->docids[node->at] - start,
                         posting_score(sweep, node, node->at));
        if (node->at < node->have)
            break;
    }
    return STATUS_OK;
}

static enum status
add_list(struct sweep *sweep, struct node *node, struct area *out)
{
    xap_docid start = sweep->start, end = start + AREA_DOCS;
    for (; node->at < node->have && node->docids[node->at] < end; node->at++)
        if (node->docids[node->at] >= start)
            area_add(out, node->docids[node->at] - start, 0);
    return STATUS_OK;
}

static enum status
add_range(struct sweep *sweep, struct node *node, struct area *out)
{
    for (uint32_t i = 0; i < AREA_DOCS && sweep->start + i <= sweep->last;
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

/* Keeps of a few documents those that the term has too. */
static enum status
probe(struct sweep *sweep, struct node *node, struct area *area)
{
    uint32_t at = 0;
    while (area_next(area, &at)) {
        xap_docid docid = sweep->start + at;
        while (!node->ended && (node->at == node->have ||
                                node->docids[node->have - 1] < docid)) {
            TRY(xap_postings_seek(node->postings, docid, sweep->err));
            node->at = 0;
            TRY(xap_postings_read(&node->have, node->postings, node->docids,
                                  node->weight > 0 ? node->wdfs : NULL, SPARSE,
                                  sweep->err));
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

static enum status
add_and(struct sweep *sweep, struct node *node, size_t depth, struct area *out)
{
    struct area *mine = NULL, *other = NULL;
    TRY(area_of(&mine, sweep, depth));
    TRY(add(sweep, node->child[0], depth + 2, mine));
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
        TRY(add(sweep, child, depth + 2, other));
        area_and(mine, other);
    }
    area_or(out, mine);
    return STATUS_OK;
}

/* The first, without the others or with what they add. */
static enum status
add_first(struct sweep *sweep, struct node *node, size_t depth,
          struct area *out)
{
    struct area *mine = NULL, *other = NULL;
    TRY(area_of(&mine, sweep, depth));
    TRY(add(sweep, node->child[0], depth + 2, mine));
    for (size_t i = 1; i < node->count && area_count(mine); i++) {
        TRY(area_of(&other, sweep, depth + 1));
        TRY(add(sweep, node->child[i], depth + 2, other));
        if (node->kind == WITHOUT)
            area_without(mine, other);
        else
            area_maybe(mine, other);
    }
    area_or(out, mine);
    return STATUS_OK;
}

/* Adds what a node matches in the window at hand. */
static enum status
add(struct sweep *sweep, struct node *node, size_t depth, struct area *out)
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
    case AND:
        return add_and(sweep, node, depth, out);
    case OR:
        for (size_t i = 0; i < node->count; i++)
            TRY(add(sweep, node->child[i], depth + 2, out));
        return STATUS_OK;
    case WITHOUT:
    case MAYBE:
        return add_first(sweep, node, depth, out);
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
    TRY(xap_reader_doc_count(&sweep->documents, sweep->reader, err));
    TRY(xap_reader_last_docid(&sweep->last, sweep->reader, err));
    if (how->boolean)
        return STATUS_OK;
    TRY(columns_lengths(&sweep->lengths, &sweep->last, sweep->columns, err));
    TRY(xap_reader_average_length(&average, sweep->reader, err));
    sweep->base = how->k1 * (1 - how->b);
    sweep->slope = average > 0 ? how->k1 * how->b / average : 0;
    sweep->floor = how->k1 * ((1 - how->b) + how->b * how->min_normlen);
    return STATUS_OK;
}

/* What documents are put in order by, the highest first: score, or place of
 * the value; those without a value come last or, as the least value, first. */
static double
rank_key(const struct xap_search *how, const struct column *column,
         xap_docid docid, double score)
{
    if (!column)
        return how->boolean ? 0 : score;
    uint32_t number = column_number(column, docid);
    if (number == 0 && how->sort_missing_last)
        return -INFINITY;
    return how->sort_descending ? (double)number : -(double)number;
}

static enum status
take_window(struct best *best, size_t *total, struct sweep *sweep,
            const struct column *column, const struct area *area)
{
    const struct xap_search *how = sweep->how;
    if (best->wanted == 0 && !sweep->cut) {
        *total += area_count(area);
        return STATUS_OK;
    }
    for (uint32_t at = 0; area_next(area, &at); at++) {
        xap_docid docid = sweep->start + at;
        double score = how->boolean ? 0 : area->score[at];
        if (docid > sweep->last)
            break;
        ++*total;
        if (best->wanted &&
            !best_add(best, docid, rank_key(how, column, docid, score)))
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
    for (uint64_t from = 1; from <= sweep->last; from += AREA_DOCS) {
        sweep->start = (xap_docid)from;
        if (!sweep->how->partial) {
            TRY(deadline_check(sweep->err));
        } else if (from > 1 && deadline_passed()) {
            sweep->cut = true;
            return STATUS_OK;
        }
        TRY(area_of(&area, sweep, 0));
        TRY(add(sweep, root, 1, area));
        TRY(take_window(best, total, sweep, column, area));
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
          struct columns *columns, const struct xap_query *query,
          const struct xap_search *how, struct arena *arena, struct error *err)
{
    AUTO(sweep)
    struct sweep sweep = {.reader = reader,
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
        deadline_grace(DEADLINE_GRACE);
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
    best_finish(&best);
    return give(out, &best, total, &sweep);
}
