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

/* ---- articles without their code ----------------------------------------- */

struct coded {
    struct str key; /* the one there is, in arena; empty for none */
    bool many;
    struct arena *arena;
    struct error *err;
};

static enum status
take_coded(void *payload, struct str term, uint32_t documents)
{
    struct coded *coded = payload;
    (void)documents;
    coded->many = coded->key.len > 0;
    if (coded->many)
        return STATUS_DONE;
    coded->key = arena_copy(coded->arena,
                            str_from_offset(term, sizeof TERM_PREFIX_SELF - 1));
    return coded->key.at ? STATUS_OK : error_no_memory(coded->err);
}

/* "art:l1234-5": numbered as codes do, of none that is named. */
static bool
lacks_code(struct str key)
{
    return str_starts(key, STR("art:")) && key.len > 4 &&
           !(key.at[4] >= '0' && key.at[4] <= '9') &&
           str_find_char(key, ' ') == SIZE_MAX;
}

/* The key with the code of the only one in the index that has this number;
 * the key itself where none or several have it. */
static enum status
with_code(struct str *out, struct search *search, struct str key,
          struct arena *arena, struct error *err)
{
    struct coded coded = {.arena = arena, .err = err};
    struct term term;
    *out = key;
    if (!lacks_code(key))
        return STATUS_OK;
    struct str start = arena_printf(arena, STR_FMT " ", STR_ARG(key));
    if (!start.at)
        return error_no_memory(err);
    TRY(search_terms_from(search,
                          term_make(&term, STR(TERM_PREFIX_SELF), start),
                          take_coded, &coded, err));
    if (coded.key.len && !coded.many)
        *out = coded.key;
    return STATUS_OK;
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
    TRY(with_code(&key, search, key, arena, err));
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
    struct map places;  /* of those found: "text 12" */
    struct map named;   /* keys and targets of those found */
    struct arena *arena;
    struct error *err;
};

static void
filling_release(struct filling *filling)
{
    map_release(&filling->targets);
    map_release(&filling->places);
    map_release(&filling->named);
}

CLEANUP_KIND(filling, struct filling, filling_release)

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
number(struct str *out, struct filling *filling, uint64_t value)
{
    *out = arena_printf(filling->arena, "%llu", (unsigned long long)value);
    return out->at ? STATUS_OK : error_no_memory(filling->err);
}

/* The place of an entry as one word; empty for none. */
static enum status
place_of(struct str *out, struct filling *filling, const struct str *parts)
{
    *out = STR("");
    if (!parts[CITE_AT].len)
        return STATUS_OK;
    bool heading = str_eq(parts[CITE_IN], STR(CITE_IN_HEADING));
    struct str block = heading ? parts[CITE_BLOCK] : STR("");
    *out = arena_printf(filling->arena, STR_FMT " " STR_FMT, STR_ARG(block),
                        STR_ARG(parts[CITE_AT]));
    return out->at ? STATUS_OK : error_no_memory(filling->err);
}

static enum status
remember(struct map *map, struct str word, struct error *err)
{
    uint64_t *there = map_at(map, word);
    if (!there)
        return error_no_memory(err);
    *there = 1;
    return STATUS_OK;
}

/* What a link says that the text says too is told once. */
static bool
is_told(const struct filling *filling, struct str key, struct str target)
{
    return (key.len && map_find(&filling->named, key)) ||
           (target.len && map_find(&filling->named, target));
}

static enum status
add_link(struct filling *filling, const struct citation *link)
{
    struct str parts[CITE_PARTS] = {{NULL, 0}};
    struct str target = link->target;
    if (!target.len && link->key.len)
        TRY(target_of(&target, filling, link->key));
    if (is_told(filling, link->key, target))
        return STATUS_OK;
    parts[CITE_TARGET] = target;
    parts[CITE_TEXT_AS_WRITTEN] = link->text;
    parts[CITE_KEY] = link->key;
    parts[CITE_IN] = link->in;
    TRY(remember(&filling->named, link->key, filling->err));
    TRY(remember(&filling->named, target, filling->err));
    return document_add_parts(filling->document, FIELD_CITES, parts,
                              filling->arena, filling->err);
}

static enum status
add_found(struct filling *filling, const struct citation *citation)
{
    struct str parts[CITE_PARTS] = {{NULL, 0}};
    struct str place;
    if (str_eq(citation->in, STR(CITE_IN_LINK)))
        return add_link(filling, citation);
    TRY(target_of(&parts[CITE_TARGET], filling, citation->key));
    parts[CITE_TEXT_AS_WRITTEN] = citation->text;
    parts[CITE_KEY] = citation->key;
    parts[CITE_IN] = citation->in;
    TRY(number(&parts[CITE_AT], filling, citation->at));
    TRY(number(&parts[CITE_LENGTH], filling, citation->text.len));
    TRY(number(&parts[CITE_BLOCK], filling, citation->block));
    TRY(place_of(&place, filling, parts));
    TRY(remember(&filling->places, place, filling->err));
    TRY(remember(&filling->named, citation->key, filling->err));
    TRY(remember(&filling->named, parts[CITE_TARGET], filling->err));
    return document_add_parts(filling->document, FIELD_CITES, parts,
                              filling->arena, filling->err);
}

static enum status
add_given(struct filling *filling)
{
    for (uint32_t i = 0; i < filling->given.count; i++) {
        const struct str *parts =
            filling->given.at + (size_t)i * schema[FIELD_CITES].parts;
        struct str place;
        TRY(place_of(&place, filling, parts));
        bool link = str_eq(parts[CITE_IN], STR(CITE_IN_LINK));
        if (link ? !is_told(filling, parts[CITE_KEY], parts[CITE_TARGET])
                 : !place.len || !map_find(&filling->places, place))
            TRY(document_add_parts(filling->document, FIELD_CITES, parts,
                                   filling->arena, filling->err));
    }
    return STATUS_OK;
}

enum status
cites_fill(struct document *document, struct search *search, bool indexed,
           struct arena *arena, struct error *err)
{
    AUTO(filling)
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
    for (size_t i = 0; i < count; i++)
        TRY(add_found(&filling, &found[i]));
    return add_given(&filling);
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

/* "art:l1234-5 code du travail" is meant too where only its number is said,
 * if no other code of the index has that number. */
static enum status
add_uncoded(struct keys *keys, struct search *search)
{
    size_t count = keys->count;
    for (size_t i = 0; i < count && keys->count < KEYS_MAX; i++) {
        struct str number, code, whole;
        if (!str_cut(keys->at[i], STR(" "), &number, &code) ||
            !lacks_code(number))
            continue;
        TRY(with_code(&whole, search, number, keys->arena, keys->err));
        if (!str_eq(whole, keys->at[i]))
            continue;
        keys->at[keys->count] = arena_printf(
            keys->arena, STR_FMT TERM_CITES_UNCODED, STR_ARG(number));
        if (!keys->at[keys->count++].at)
            return error_no_memory(keys->err);
    }
    return STATUS_OK;
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
    TRY(add_uncoded(&keys, search));
    *out = keys.at;
    *count = keys.count;
    return STATUS_OK;
}
