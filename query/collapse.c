/* Query: one hit for all that have the same value. */
#include "collapse.h"

#include "buf.h"
#include "document.h"
#include "lang.h"
#include "map.h"

#include <stdlib.h>

enum status
collapse_find(struct collapse_field *out, struct str name, struct error *err)
{
    enum field fields[FIELD_COUNT];
    enum meaning meaning = MEANING_FIELD;
    size_t count = schema_by_query_name(name, fields, &meaning);
    if (count == 0 || meaning != MEANING_FIELD || fields[0] == FIELD_TEXT)
        return error_set(err, STATUS_SYNTAX,
                         TR("hits cannot be folded by '" STR_FMT
                            "': liasse-query --fields lists the fields",
                            "les réponses ne se replient pas par « " STR_FMT
                            " » : liasse-query --fields donne les champs"),
                         STR_ARG(name));
    enum field field = fields[0];
    uint32_t slot = schema_key_slot(field);
    if (slot == UINT32_MAX)
        slot = schema_facet_slot(field);
    if (slot == UINT32_MAX)
        slot = schema_date_slot(field);
    *out = (struct collapse_field){true, field, slot};
    return STATUS_OK;
}

struct folding {
    struct xap_result *result;
    xap_docid *docids; /* ascending */
    struct str *keys;  /* of docids[i] */
    size_t count, next;
    struct arena *arena;
    struct error *err;
};

static enum status
visit_key(void *payload, xap_docid docid, struct str value)
{
    struct folding *folding = payload;
    while (folding->next < folding->count &&
           folding->docids[folding->next] < docid)
        folding->next++;
    if (folding->next == folding->count)
        return STATUS_DONE;
    if (folding->docids[folding->next] != docid || value.len == 0)
        return STATUS_OK;
    folding->keys[folding->next] = arena_copy(folding->arena, value);
    return folding->keys[folding->next].at ? STATUS_OK
                                           : error_no_memory(folding->err);
}

/* The values of a record, as a slot would hold them. */
static enum status
record_key(struct str *out, struct folding *folding, struct search *search,
           enum field field, xap_docid docid, struct arena *scratch)
{
    AUTO(buf) struct buf packed = BUF_INIT(DOCUMENT_ENCODED_MAX);
    struct document document;
    uint64_t sequence;
    xap_docid local;
    struct search_part *part = search_part_of(search, docid, &local);
    enum status status = store_document(&document, &sequence, part->store,
                                        local, scratch, folding->err);
    if (status == STATUS_NOT_FOUND || status == STATUS_FORMAT)
        return STATUS_OK; /* hits.h drops it */
    TRY(status);
    const struct values *values = &document.field[field];
    for (uint32_t i = 0; i < values->count; i++)
        encode_str(&packed, values->at[i * schema[field].parts]);
    TRY(buf_status(&packed, folding->err));
    *out = arena_copy(folding->arena, buf_str(&packed));
    return out->at || packed.len == 0 ? STATUS_OK
                                      : error_no_memory(folding->err);
}

static int
compare(const void *left, const void *right)
{
    xap_docid a = *(const xap_docid *)left, b = *(const xap_docid *)right;
    return (a > b) - (a < b);
}

static enum status
read_keys(struct folding *folding, const struct collapse_field *field,
          struct search *search)
{
    AUTO(arena) struct arena scratch = {0};
    for (size_t i = 0; i < folding->count; i++)
        folding->docids[i] = folding->result->hits[i].docid;
    qsort(folding->docids, folding->count, sizeof *folding->docids, compare);
    if (field->slot != UINT32_MAX)
        return search_values_of(search, field->slot, folding->docids,
                                folding->count, visit_key, folding,
                                folding->err);
    for (size_t i = 0; i < folding->count; i++) {
        arena_reset(&scratch);
        TRY(record_key(&folding->keys[i], folding, search, field->field,
                       folding->docids[i], &scratch));
    }
    return STATUS_OK;
}

static struct str
key_of(const struct folding *folding, xap_docid docid)
{
    const xap_docid *at =
        bsearch(&docid, folding->docids, folding->count, sizeof docid, compare);
    return folding->keys[at - folding->docids];
}

/* The map holds 1 + the place of the hit that stands for a key. */
static enum status
fold_hits(struct folding *folding)
{
    AUTO(map) struct map first = {0};
    struct xap_result *result = folding->result;
    size_t kept = 0;
    for (size_t i = 0; i < folding->count; i++) {
        struct str key = key_of(folding, result->hits[i].docid);
        uint64_t *place = key.len ? map_at(&first, key) : NULL;
        if (key.len && !place)
            return error_no_memory(folding->err);
        if (place && *place) {
            result->hits[*place - 1].collapsed++;
            continue;
        }
        result->hits[kept] = result->hits[i];
        result->hits[kept++].collapsed = 0;
        if (place)
            *place = kept;
    }
    result->count = kept;
    result->total_low = result->total_high = result->total_estimate =
        (uint32_t)kept;
    return STATUS_OK;
}

enum status
collapse_result(struct xap_result *result, const struct collapse_field *field,
                struct search *search, struct error *err)
{
    AUTO(arena) struct arena keys = {0};
    struct folding folding = {
        .result = result, .count = result->count, .arena = &keys, .err = err};
    folding.docids = arena_array(&keys, result->count + 1, sizeof(xap_docid));
    folding.keys = arena_array(&keys, result->count + 1, sizeof(struct str));
    if (!folding.docids || !folding.keys)
        return error_no_memory(err);
    TRY(read_keys(&folding, field, search));
    return fold_hits(&folding);
}
