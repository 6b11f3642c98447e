/* The C library: from a request to an answer that can be walked. */
#include "liasse_internal.h"

#include "date.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

struct liasse_hit {
    const char *uid, *url;
    uint32_t rank, collapsed;
    double score;
    bool stale;
    struct api_fields fields;
    liasse_snippet title;
    liasse_snippet *snippets;
    size_t snippet_count;
};

struct liasse_answer {
    struct arena arena;
    uint64_t total, documents, pending;
    bool exact, relaxed;
    const char *correction, *cursor;
    liasse_hit *hits;
    size_t hit_count;
    liasse_facet *facets;
    size_t facet_count;
    liasse_histogram *histogram;
};

/* ---- the request ----------------------------------------------------------
 */

void
liasse_options_init(liasse_options *options, size_t size)
{
    liasse_options usual = {.size = size,
                            .limit = 10,
                            .snippets = LIASSE_SNIPPETS_USUAL,
                            .facet_limit = 10};
    memset(options, 0, size);
    memcpy(options, &usual, size < sizeof usual ? size : sizeof usual);
}

/* What the caller's structure has of the options known here. */
static liasse_options
options_of(const liasse_options *given)
{
    liasse_options options;
    liasse_options_init(&options, sizeof options);
    size_t size = given ? given->size : 0;
    size -= size % sizeof(void *); /* half a pointer is none */
    if (size)
        memcpy(&options, given, size < sizeof options ? size : sizeof options);
    return options;
}

struct asked {
    struct request request;
    struct facet_field facets[FACETS_MAX];
    struct filter filters[FILTERS_MAX];
};

static enum status
take_facets(struct asked *out, const liasse_options *options, struct error *err)
{
    if (options->facet_count > FACETS_MAX)
        return error_set(err, STATUS_SYNTAX, "more than %d facets", FACETS_MAX);
    for (size_t i = 0; i < options->facet_count; i++) {
        struct str name, within;
        str_cut(str_from(options->facets[i]), STR("="), &name, &within);
        TRY(facet_find(&out->facets[i], name, err));
        out->facets[i].within = within;
        out->facets[i].by_value = options->facet_by_value != 0;
    }
    out->request.facets = out->facets;
    out->request.facet_count = options->facet_count;
    out->request.facet_limit = options->facet_limit;
    return STATUS_OK;
}

static enum status
take_filters(struct asked *out, const liasse_options *options,
             struct error *err)
{
    if (options->filter_count > FILTERS_MAX)
        return error_set(err, STATUS_SYNTAX, "more than %d filters",
                         FILTERS_MAX);
    for (size_t i = 0; i < options->filter_count; i++)
        out->filters[i] = (struct filter){str_from(options->filters[i].field),
                                          str_from(options->filters[i].value)};
    out->request.filters = out->filters;
    out->request.filter_count = options->filter_count;
    return STATUS_OK;
}

static enum status
take_modes(struct request *request, const liasse_options *options,
           struct error *err)
{
    static const enum match_mode matches[] = {MATCH_AUTO, MATCH_ALL, MATCH_ANY};
    static const enum sort_order sorts[] = {SORT_RELEVANCE, SORT_DATE,
                                            SORT_DATE_NEWEST, SORT_NUMBER};
    if ((unsigned)options->match > LIASSE_MATCH_ANY)
        return error_set(err, STATUS_SYNTAX, "there is no such match");
    if ((unsigned)options->sort > LIASSE_SORT_NUMBER)
        return error_set(err, STATUS_SYNTAX, "there is no such sort");
    if (options->snippets < LIASSE_SNIPPETS_USUAL ||
        options->snippets > SNIPPETS_MAX)
        return error_set(err, STATUS_SYNTAX, "snippets are 0 to %d",
                         SNIPPETS_MAX);
    if (options->limit > UINT32_MAX / 2 || options->offset > UINT32_MAX / 2)
        return error_set(err, STATUS_SYNTAX, "limit or offset is too large");
    bool usual = options->snippets == LIASSE_SNIPPETS_USUAL;
    request->match = matches[options->match];
    request->sort = sorts[options->sort];
    request->snippets = (struct snippet_wish){
        .max = usual ? SNIPPETS_USUAL : (size_t)options->snippets,
        .every = !usual};
    return STATUS_OK;
}

static enum status
take_options(struct asked *out, const liasse_options *options,
             struct error *err)
{
    struct request *request = &out->request;
    TRY(take_modes(request, options, err));
    TRY(take_facets(out, options, err));
    TRY(take_filters(out, options, err));
    request->limit = options->limit;
    request->offset = options->offset;
    request->cursor = str_from(options->cursor);
    request->relax = request->correct = true;
    TRY(more_fields_add(&request->fields, str_from(options->fields), err));
    if (options->collapse)
        TRY(collapse_find(&request->collapse, str_from(options->collapse),
                          err));
    if (!options->histogram)
        return STATUS_OK;
    request->histogram = histogram_find(str_from(options->histogram));
    if (request->histogram == HISTOGRAM_NONE)
        return error_set(err, STATUS_SYNTAX, "there is no histogram by '%s'",
                         options->histogram);
    return STATUS_OK;
}

/* ---- the answer ------------------------------------------------------------
 */

/* All makers are false without memory. */
static bool
make_cstr(const char **out, struct arena *arena, struct str text)
{
    *out = arena_cstr(arena, text);
    return *out != NULL;
}

static bool
make_snippet(liasse_snippet *out, const struct extract *extract,
             struct arena *arena)
{
    AUTO(buf) struct buf text = BUF_INIT(1 << 24);
    AUTO(buf) struct buf html = BUF_INIT(1 << 26);
    liasse_mark *marks = arena_array(arena, extract->count + 1, sizeof *marks);
    if (!marks)
        return false;
    *out = (liasse_snippet){.marks = marks,
                            .cut_start = extract->cut_start,
                            .cut_end = extract->cut_end,
                            .block = extract->block,
                            .alinea = extract->alinea,
                            .start = extract->start,
                            .end = extract->end};
    for (size_t i = 0; i < extract->count; i++) {
        const struct fragment *fragment = &extract->at[i];
        if (fragment->marked)
            marks[out->mark_count++] =
                (liasse_mark){text.len, fragment->text.len, fragment->start,
                              fragment->end - fragment->start};
        buf_add(&text, fragment->text);
    }
    html_extract(&html, extract);
    return text.failure == STATUS_OK && html.failure == STATUS_OK &&
           make_cstr(&out->text, arena, buf_str(&text)) &&
           make_cstr(&out->html, arena, buf_str(&html)) &&
           make_cstr(&out->role, arena, extract->role) &&
           make_cstr(&out->heading, arena, extract->heading);
}

static bool
make_hit(liasse_hit *out, const struct hit *hit, struct arena *arena)
{
    struct str url = document_url(&hit->document);
    out->rank = hit->rank;
    out->collapsed = hit->collapsed;
    out->score = hit->score;
    out->stale = hit->stale;
    out->snippet_count = hit->extract_count;
    out->snippets =
        arena_array(arena, hit->extract_count + 1, sizeof *out->snippets);
    if (!out->snippets || !make_cstr(&out->uid, arena, hit->uid) ||
        (url.len && !make_cstr(&out->url, arena, url)) ||
        !api_fields_make(&out->fields, &hit->document, arena) ||
        !make_snippet(&out->title, &hit->title, arena))
        return false;
    for (size_t i = 0; i < hit->extract_count; i++)
        if (!make_snippet(&out->snippets[i], &hit->extracts[i], arena))
            return false;
    return true;
}

static bool
make_facet(liasse_facet *out, const struct facet *facet, struct arena *arena)
{
    liasse_facet_value *values =
        arena_array(arena, facet->count + 1, sizeof *values);
    if (!values || !make_cstr(&out->field, arena, facet->field->name))
        return false;
    for (size_t i = 0; i < facet->count; i++) {
        values[i].count = facet->values[i].count;
        if (!make_cstr(&values[i].value, arena, facet->values[i].value))
            return false;
    }
    out->values = values;
    out->count = facet->count;
    out->distinct = facet->distinct;
    return true;
}

static bool
make_histogram(liasse_answer *out, const struct histogram *histogram)
{
    struct arena *arena = &out->arena;
    if (histogram->gap == HISTOGRAM_NONE)
        return true;
    liasse_bucket *buckets =
        arena_array(arena, histogram->count + 1, sizeof *buckets);
    out->histogram = arena_alloc(arena, sizeof *out->histogram);
    if (!buckets || !out->histogram)
        return false;
    for (size_t i = 0; i < histogram->count; i++) {
        char first[DATE_ISO_BYTES], last[DATE_ISO_BYTES];
        date_to_iso(first, histogram->buckets[i].first);
        date_to_iso(last, histogram->buckets[i].last);
        buckets[i].count = histogram->buckets[i].count;
        if (!make_cstr(&buckets[i].start, arena, str_from(first)) ||
            !make_cstr(&buckets[i].end, arena, str_from(last)))
            return false;
    }
    *out->histogram = (liasse_histogram){.gap = histogram_name(histogram->gap),
                                         .buckets = buckets,
                                         .count = histogram->count,
                                         .undated = histogram->undated};
    return true;
}

static bool
make_answer(liasse_answer *out, const struct answer *answer)
{
    struct arena *arena = &out->arena;
    out->total = answer->total;
    out->documents = answer->documents;
    out->pending = answer->pending;
    out->exact = answer->total_exact;
    out->relaxed = answer->relaxed;
    out->hits = arena_array(arena, answer->count + 1, sizeof *out->hits);
    out->facets =
        arena_array(arena, answer->facet_count + 1, sizeof *out->facets);
    if (!out->hits || !out->facets ||
        (answer->next_cursor.len &&
         !make_cstr(&out->cursor, arena, answer->next_cursor)) ||
        (answer->corrections.query.len &&
         !make_cstr(&out->correction, arena, answer->corrections.query)))
        return false;
    for (size_t i = 0; i < answer->count; i++, out->hit_count++)
        if (!make_hit(&out->hits[i], &answer->hits[i], arena))
            return false;
    for (size_t i = 0; i < answer->facet_count; i++, out->facet_count++)
        if (!make_facet(&out->facets[i], &answer->facets[i], arena))
            return false;
    return make_histogram(out, &answer->histogram);
}

static liasse_status
answer_request(liasse_answer **out, liasse *index, const liasse_options *given,
               struct asked *asked, liasse_error *error)
{
    AUTO(arena) struct arena scratch = {0};
    struct error err = {0};
    struct answer answer;
    size_t where = 0;
    liasse_options options = options_of(given);
    liasse_status status = LIASSE_OK;
    *out = NULL;
    liasse_answer *made = calloc(1, sizeof *made);
    if (!made)
        return api_no_memory(error);
    if (take_options(asked, &options, &err) != STATUS_OK ||
        answer_make(&answer, &where, index->search, &asked->request, &scratch,
                    &err) != STATUS_OK)
        status = api_fail(error, &err, where);
    else if (!make_answer(made, &answer))
        status = api_no_memory(error);
    if (status == LIASSE_OK)
        *out = made;
    else
        liasse_answer_free(made);
    return status;
}

liasse_status
liasse_search(liasse_answer **out, liasse *index, const char *query,
              const liasse_options *options, liasse_error *error)
{
    struct asked asked = {
        .request = {.query = str_from(query), .everything = query == NULL}};
    return answer_request(out, index, options, &asked, error);
}

liasse_status
liasse_similar(liasse_answer **out, liasse *index, const char *uid,
               const liasse_options *options, liasse_error *error)
{
    struct asked asked = {.request = {.similar_uid = str_from(uid)}};
    return answer_request(out, index, options, &asked, error);
}

liasse_status
liasse_similar_to_text(liasse_answer **out, liasse *index, const char *text,
                       const liasse_options *options, liasse_error *error)
{
    struct asked asked = {.request = {.similar_text = str_from(text)}};
    return answer_request(out, index, options, &asked, error);
}

void
liasse_answer_free(liasse_answer *answer)
{
    if (!answer)
        return;
    arena_release(&answer->arena);
    free(answer);
}

/* ---- walking ---------------------------------------------------------------
 */

uint64_t
liasse_answer_total(const liasse_answer *answer)
{
    return answer->total;
}

int
liasse_answer_is_exact(const liasse_answer *answer)
{
    return answer->exact;
}

uint64_t
liasse_answer_documents(const liasse_answer *answer)
{
    return answer->documents;
}

int
liasse_answer_is_relaxed(const liasse_answer *answer)
{
    return answer->relaxed;
}

const char *
liasse_answer_correction(const liasse_answer *answer)
{
    return answer->correction;
}

uint64_t
liasse_answer_pending(const liasse_answer *answer)
{
    return answer->pending;
}

const char *
liasse_answer_cursor(const liasse_answer *answer)
{
    return answer->cursor;
}

size_t
liasse_answer_hits(const liasse_answer *answer)
{
    return answer->hit_count;
}

const liasse_hit *
liasse_answer_hit(const liasse_answer *answer, size_t i)
{
    return i < answer->hit_count ? &answer->hits[i] : NULL;
}

const char *
liasse_hit_uid(const liasse_hit *hit)
{
    return hit->uid;
}

uint32_t
liasse_hit_rank(const liasse_hit *hit)
{
    return hit->rank;
}

double
liasse_hit_score(const liasse_hit *hit)
{
    return hit->score;
}

uint32_t
liasse_hit_collapsed(const liasse_hit *hit)
{
    return hit->collapsed;
}

int
liasse_hit_is_stale(const liasse_hit *hit)
{
    return hit->stale;
}

const char *
liasse_hit_field(const liasse_hit *hit, const char *field, size_t i)
{
    return api_field(&hit->fields, field, i);
}

const char *
liasse_hit_part(const liasse_hit *hit, const char *field, size_t i,
                const char *part)
{
    return api_part(&hit->fields, field, i, part);
}

const char *
liasse_hit_url(const liasse_hit *hit)
{
    return hit->url;
}

size_t
liasse_hit_snippets(const liasse_hit *hit)
{
    return hit->snippet_count;
}

const liasse_snippet *
liasse_hit_snippet(const liasse_hit *hit, size_t i)
{
    return i < hit->snippet_count ? &hit->snippets[i] : NULL;
}

const liasse_snippet *
liasse_hit_title(const liasse_hit *hit)
{
    return &hit->title;
}

size_t
liasse_answer_facets(const liasse_answer *answer)
{
    return answer->facet_count;
}

const liasse_facet *
liasse_answer_facet(const liasse_answer *answer, size_t i)
{
    return i < answer->facet_count ? &answer->facets[i] : NULL;
}

const liasse_histogram *
liasse_answer_histogram(const liasse_answer *answer)
{
    return answer->histogram;
}
