/* Query: from citations to documents, and back. */
#include "cites.h"

#include "citations.h"
#include "date.h"
#include "lang.h"
#include "map.h"
#include "queries.h"

#include <stdio.h>
#include <string.h>

enum {
    VERSIONS_MAX = 1000, /* looked at for one citation */
    KEYS_MAX = 64        /* of the documents of one uid or cid */
};

static enum status
documents_of(struct xap_result *out, struct search *search,
             struct queries *terms, struct arena *arena, struct error *err)
{
    struct xap_search how = {.count = VERSIONS_MAX,
                             .boolean = true,
                             .sort_slot = XAP_NO_SLOT,
                             .collapse_slot = XAP_NO_SLOT};
    AUTO(xap_query) struct xap_query *query = NULL;
    TRY(queries_join(&query, terms, XAP_OR, err));
    return search_run(out, search, query, &how, arena, err);
}

/* ---- targets ------------------------------------------------------------- */

struct version {
    bool in_force;
    struct str start; /* YYYYMMDD, empty for none */
};

static enum status
read_version(struct version *out, struct search *search, xap_docid docid,
             struct str today, struct arena *arena, struct error *err)
{
    struct str end;
    TRY(search_value(&out->start, search, docid, SLOT_DATE_START, arena, err));
    TRY(search_value(&end, search, docid, SLOT_DATE_END, arena, err));
    out->in_force = str_cmp(out->start, today) <= 0 &&
                    (!end.len || str_cmp(end, today) > 0);
    return STATUS_OK;
}

static bool
is_better(const struct version *a, const struct version *b)
{
    return a->in_force != b->in_force ? a->in_force
                                      : str_cmp(a->start, b->start) > 0;
}

/* The uid that a key means; empty for none.  The number of a question is one
 * of every legislature. */
static enum status
resolve(struct str *out, struct search *search, struct str key,
        struct arena *arena, struct error *err)
{
    AUTO(queries) struct queries terms = {.arena = arena};
    struct xap_result found;
    struct version best = {0}, each;
    struct term term;
    char digits[16];
    size_t chosen = 0;
    snprintf(digits, sizeof digits, "%08u", date_today());
    *out = STR("");
    TRY(queries_add_term(&terms, term_make(&term, STR(TERM_PREFIX_SELF), key),
                         err));
    TRY(documents_of(&found, search, &terms, arena, err));
    if (found.count == 0 ||
        (found.count > 1 && str_starts(key, STR("question:"))))
        return STATUS_OK;
    for (size_t i = 0; i < found.count; i++) {
        TRY(read_version(&each, search, found.hits[i].docid, str_from(digits),
                         arena, err));
        if (i > 0 && !is_better(&each, &best))
            continue;
        best = each;
        chosen = i;
    }
    return search_value(out, search, found.hits[chosen].docid, SLOT_UID, arena,
                        err);
}

struct filling {
    struct document *document;
    struct values given; /* what the field held */
    struct search *search;
    bool indexed;
    struct map targets; /* key -> struct str, in arena */
    struct map places;  /* `at` of those found */
    struct arena *arena;
    struct error *err;
};

static enum status
target_of(struct str *out, struct filling *filling, struct str key)
{
    *out = key;
    if (!filling->indexed)
        return STATUS_OK;
    uint64_t *known = map_at(&filling->targets, key);
    if (!known)
        return error_no_memory(filling->err);
    if (!*known) {
        struct str *target = arena_alloc(filling->arena, sizeof *target);
        if (!target)
            return error_no_memory(filling->err);
        *known = (uint64_t)(uintptr_t)target;
        TRY(resolve(target, filling->search, key, filling->arena,
                    filling->err));
    }
    const struct str *target = (const struct str *)(uintptr_t)*known;
    *out = target->len ? *target : key;
    return STATUS_OK;
}

static enum status
add_found(struct filling *filling, const struct citation *citation)
{
    struct str parts[3] = {{NULL, 0}};
    TRY(target_of(&parts[CITE_TARGET], filling, citation->key));
    parts[CITE_TEXT_AS_WRITTEN] = citation->text;
    parts[CITE_AT] =
        arena_printf(filling->arena, "%llu", (unsigned long long)citation->at);
    uint64_t *place = map_at(&filling->places, parts[CITE_AT]);
    if (!parts[CITE_AT].at || !place)
        return error_no_memory(filling->err);
    *place = 1;
    return document_add_parts(filling->document, FIELD_CITES, parts,
                              filling->arena, filling->err);
}

static enum status
add_given(struct filling *filling)
{
    for (uint32_t i = 0; i < filling->given.count; i++) {
        const struct str *parts =
            filling->given.at + (size_t)i * schema[FIELD_CITES].parts;
        if (!map_find(&filling->places, parts[CITE_AT]))
            TRY(document_add_parts(filling->document, FIELD_CITES, parts,
                                   filling->arena, filling->err));
    }
    return STATUS_OK;
}

enum status
cites_fill(struct document *document, struct search *search, bool indexed,
           struct arena *arena, struct error *err)
{
    struct filling filling = {.document = document,
                              .given = document->field[FIELD_CITES],
                              .search = search,
                              .indexed = indexed,
                              .arena = arena,
                              .err = err};
    struct citation *found;
    size_t count;
    TRY(citations_find(&found, &count, document, search_analyser(search), arena,
                       err));
    document->field[FIELD_CITES] = (struct values){0};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = add_found(&filling, &found[i]);
    if (status == STATUS_OK)
        status = add_given(&filling);
    map_release(&filling.targets);
    map_release(&filling.places);
    return status;
}

/* ---- cited by ------------------------------------------------------------ */

struct keys {
    struct str *at;
    size_t count;
    struct arena *arena;
    struct error *err;
};

static enum status
take_key(void *payload, struct str term, uint32_t wdf)
{
    struct keys *keys = payload;
    (void)wdf;
    if (!str_starts(term, STR(TERM_PREFIX_SELF)) || keys->count == KEYS_MAX)
        return STATUS_OK;
    struct str key = str_from_offset(term, sizeof TERM_PREFIX_SELF - 1);
    for (size_t i = 0; i < keys->count; i++)
        if (str_eq(keys->at[i], key))
            return STATUS_OK;
    keys->at[keys->count] = arena_copy(keys->arena, key);
    return keys->at[keys->count++].at ? STATUS_OK : error_no_memory(keys->err);
}

enum status
search_keys(void *payload, struct str **out, size_t *count, struct str value,
            struct arena *arena, struct error *err)
{
    struct search *search = payload;
    AUTO(queries) struct queries terms = {.arena = arena};
    struct keys keys = {.arena = arena, .err = err};
    struct xap_result found;
    struct term term;
    struct str cid;
    *count = 0;
    if (!document_uid_is_valid(value))
        return STATUS_OK;
    TRY(term_exact_key(&cid, value, arena, err));
    TRY(queries_add_term(&terms, term_make(&term, STR(TERM_PREFIX_UID), value),
                         err));
    TRY(queries_add_term(&terms,
                         term_make(&term, schema[FIELD_CID].prefix, cid), err));
    TRY(documents_of(&found, search, &terms, arena, err));
    keys.at = arena_array(arena, KEYS_MAX, sizeof *keys.at);
    if (!keys.at)
        return error_no_memory(err);
    for (size_t i = 0; i < found.count; i++)
        TRY(search_terms(search, found.hits[i].docid, take_key, &keys, err));
    *out = keys.at;
    *count = keys.count;
    return STATUS_OK;
}
