/* Query, fifth step: hits -> documents. */
#include "hits.h"

#include "cites.h"
#include "lang.h"

struct joining {
    struct answer *answer;
    struct search *search;
    const struct request *request;
    struct snipper snipper;
    struct arena *arena;          /* of the answer */
    struct arena scratch;         /* of one document */
    struct hit_shares *explained; /* of the hit being joined, or NULL */
    struct error *err;
};

static void
joining_release(struct joining *joining)
{
    snipper_release(&joining->snipper);
    arena_release(&joining->scratch);
}

CLEANUP_KIND(joining, struct joining, joining_release)

static enum status
no_memory(struct joining *joining)
{
    return error_no_memory(joining->err);
}

/* The fields that outputs show; the text, which may be megabytes, has become
 * extracts. */
static bool
is_kept(const struct joining *joining, enum field field)
{
    return field_set_has(joining->request->fields, field) ||
           (field != FIELD_TEXT && field != FIELD_CITES &&
            field != FIELD_LINKS);
}

static enum status
keep_values(struct joining *joining, struct values *out,
            const struct values *values, uint32_t parts)
{
    size_t count = (size_t)values->count * parts;
    struct str *at = arena_array(joining->arena, count, sizeof *at);
    if (!at)
        return no_memory(joining);
    for (size_t i = 0; i < count; i++) {
        at[i] = arena_copy(joining->arena, values->at[i]);
        if (!at[i].at && values->at[i].len)
            return no_memory(joining);
    }
    *out = (struct values){
        .at = at, .count = values->count, .room = values->count};
    return STATUS_OK;
}

static enum status
keep_document(struct joining *joining, struct hit *hit,
              const struct document *document)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        if (is_kept(joining, (enum field)f) && document->field[f].count)
            TRY(keep_values(joining, &hit->document.field[f],
                            &document->field[f], schema[f].parts));
    TRY(snippet_whole(&hit->title, &joining->snipper,
                      document_first(document, FIELD_TITLE), MARK_TITLE,
                      joining->err));
    return snippet_best(hit->extracts, &hit->extract_count,
                        joining->request->snippets, &joining->snipper, document,
                        joining->err);
}

/* The store's own uid and sequence number of a record, without reading the
 * record. */
static enum status
is_current(bool *out, struct joining *joining, struct search_part *part,
           xap_docid local, struct str uid, uint64_t sequence)
{
    struct xap_reader *reader = store_reader(part->store);
    struct str value;
    TRY(xap_reader_value(&value, reader, local, SLOT_SEQUENCE,
                         &joining->scratch, joining->err));
    bool same = sequence_decode(value) == sequence;
    TRY(xap_reader_value(&value, reader, local, SLOT_UID, &joining->scratch,
                         joining->err));
    *out = same && str_eq(value, uid);
    return STATUS_OK;
}

/* STATUS_NOT_FOUND, STATUS_FORMAT (a damaged record): the hit is dropped. */
static enum status
join_document(struct joining *joining, struct hit *hit,
              struct search_part *part, xap_docid local, uint64_t sequence)
{
    struct document document;
    uint64_t stored;
    enum status status = store_document(&document, &stored, part->store, local,
                                        &joining->scratch, joining->err);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND &&
        status != STATUS_STALE)
        return error_add(
            joining->err,
            TR("document '" STR_FMT "'", "document « " STR_FMT " »"),
            STR_ARG(hit->uid));
    TRY(status);
    if (!str_eq(document_first(&document, FIELD_UID), hit->uid))
        return STATUS_NOT_FOUND;
    hit->stale = stored != sequence;
    if (joining->request->uids_only)
        return STATUS_OK;
    if (joining->explained)
        TRY(explain_fields(joining->explained, search_analyser(joining->search),
                           &document, &joining->scratch, joining->err));
    if (field_set_has(joining->request->fields, FIELD_CITES))
        TRY(cites_fill(&document, joining->search, true, &joining->scratch,
                       joining->err));
    return keep_document(joining, hit, &document);
}

static enum status
join_hit(struct joining *joining, struct hit *hit, xap_docid docid)
{
    struct str value;
    xap_docid local;
    bool current = false;
    struct search_part *part = search_part_of(joining->search, docid, &local);
    arena_reset(&joining->scratch);
    TRY(search_value(&hit->uid, joining->search, docid, SLOT_UID,
                     joining->arena, joining->err));
    TRY(search_value(&value, joining->search, docid, SLOT_SEQUENCE,
                     &joining->scratch, joining->err));
    uint64_t sequence = sequence_decode(value);
    if (joining->request->uids_only)
        TRY(is_current(&current, joining, part, local, hit->uid, sequence));
    return current ? STATUS_OK
                   : join_document(joining, hit, part, local, sequence);
}

static struct hit_shares *
shares_of(struct joining *joining, size_t i)
{
    struct explanation *explanation = joining->answer->explanation;
    return explanation ? &explanation->hits[i] : NULL;
}

static enum status
join_all(struct joining *joining, const struct xap_result *result)
{
    struct answer *answer = joining->answer;
    for (size_t i = 0; i < result->count; i++) {
        struct hit *hit = &answer->hits[answer->count];
        joining->explained = shares_of(joining, i);
        *hit = (struct hit){
            .shares = joining->explained,
            .fields = joining->request->fields,
            .rank = answer->offset + (uint32_t)i + 1,
            .score = result->hits[i].score,
            .collapsed = result->hits[i].collapsed,
        };
        enum status status = join_hit(joining, hit, result->hits[i].docid);
        if (status == STATUS_NOT_FOUND || status == STATUS_FORMAT) {
            answer->dropped += status == STATUS_NOT_FOUND;
            answer->damaged += status == STATUS_FORMAT;
            continue;
        }
        TRY(status);
        answer->count++;
    }
    return STATUS_OK;
}

enum status
hits_join(struct answer *answer, struct search *search,
          const struct request *request, const struct marks *marks,
          const struct xap_result *result, struct arena *arena,
          struct error *err)
{
    AUTO(joining)
    struct joining joining = {.answer = answer,
                              .search = search,
                              .request = request,
                              .arena = arena,
                              .err = err};
    answer->hits = arena_array(arena, result->count, sizeof *answer->hits);
    if (!answer->hits)
        return no_memory(&joining);
    TRY(snipper_init(&joining.snipper, marks, search_analyser(search), arena,
                     err));
    return join_all(&joining, result);
}
