/* Serve: downloads of every hit. */
#include "export.h"

#include "lang.h"
#include "output.h"

#include <stdlib.h>

enum { EXPORT_PAGE = 200 };

/* A download outlives the call that began it: it has its own index handle
 * and its own copy of what was asked. */
struct export
{
    struct site *site;
    struct search *search;
    struct arena asked; /* of ask, request and the cursor */
    struct arena arena; /* of a page */
    struct ask ask;
    struct request request;
    const struct output *output;
    struct buf cursor;
    struct buf first;     /* the first piece, made before the answer starts */
    struct json_out json; /* of format=json&download=1 */
    bool begun, done;
};

static void
export_end(void *payload)
{
    struct export *export = payload;
    pool_give(&export->site->pool, export->search, false);
    buf_release(&export->cursor);
    buf_release(&export->first);
    arena_release(&export->asked);
    arena_release(&export->arena);
    free(export);
}

/* One JSON object with every hit, over all pages. */
static void
write_json(struct export *export, struct buf *out, const struct answer *answer)
{
    struct json_out *json = &export->json;
    json->buf = out;
    if (!export->begun) {
        json_start(json, out, JSON_COMPACT);
        json_object(json);
        json_member_string(json, STR("query"), answer->query);
        json_member_number(json, STR("total"), (int64_t)answer->total);
        json_key(json, STR("results"));
        json_array(json);
    }
    for (size_t i = 0; i < answer->count; i++)
        json_hit(json, &answer->hits[i], STR(""));
    if (export->done) {
        json_array_end(json);
        json_object_end(json);
        buf_add_char(out, '\n');
    }
}

static enum status
export_page(struct export *export, struct buf *out, size_t *where,
            struct error *err)
{
    struct answer answer;
    struct writing writing = {.buf = out, .first = !export->begun};
    arena_reset(&export->arena);
    export->request.cursor = buf_str(&export->cursor);
    TRY(answer_make(&answer, where, export->search, &export->request,
                    &export->arena, err));
    export->done = answer.next_cursor.len == 0;
    if (export->output)
        TRY(output_answer(&writing, export->output, &answer, err));
    else
        write_json(export, out, &answer);
    export->begun = true;
    buf_clear(&export->cursor);
    buf_add(&export->cursor, answer.next_cursor);
    /* The client may be slow, and one of many: little is held meanwhile. */
    search_rest(export->search);
    arena_release(&export->arena);
    return buf_status(&export->cursor, err);
}

static enum status
export_more(void *payload, struct buf *out, bool *end)
{
    struct export *export = payload;
    size_t where;
    buf_add(out, buf_str(&export->first));
    buf_clear(&export->first);
    while (out->len == 0 && !export->done)
        TRY(export_page(export, out, &where, NULL));
    *end = export->done;
    return STATUS_OK;
}

static const struct output *
export_form(const struct ask *ask)
{
    if (ask->format == ASK_JSON)
        return NULL;
    if (ask->format == ASK_NDJSON)
        return &output_ndjson;
    return ask->excel ? &output_csv_excel : &output_csv;
}

/* Everything is read again from the address, into an arena that lasts. */
static bool
export_ask(struct export *export, struct visit *visit)
{
    struct url url;
    struct error err = {0};
    struct str raw = arena_copy(&export->asked, visit->request->url.raw);
    if (url_read(&url, raw, &export->asked, &err) != STATUS_OK)
        return visit_fail(visit, &err);
    return ask_read(&export->ask, &url, false, &export->asked, &visit->fault) &&
           ask_request(&export->request, &export->ask, &export->asked,
                       &visit->fault);
}

static const struct form {
    struct str type, filename;
} forms[] = {
    [ASK_JSON] = {STR_INIT("application/json"), STR_INIT("liasse.json")},
    [ASK_NDJSON] = {STR_INIT("application/x-ndjson"),
                    STR_INIT("liasse.ndjson")},
    [ASK_CSV] = {STR_INIT("text/csv; charset=utf-8; header=present"),
                 STR_INIT("liasse.csv")},
};

/* Makes the first piece: a fault in the query is an answer of its own. */
static bool
export_start(struct export *export, struct visit *visit)
{
    struct error err = {0};
    size_t where = 0;
    if (!export_ask(export, visit))
        return false;
    if (pool_take(&export->search, &visit->site->pool, &err) != STATUS_OK)
        return visit_fail(visit, &err);
    export->output = export_form(&export->ask);
    export->request.cpu_limit = 0; /* a whole list takes its time */
    export->request.unbounded = true;
    export->request.count_only = false;
    export->request.offset = 0;
    export->request.limit = EXPORT_PAGE;
    export->request.facet_count = 0;
    export->request.histogram = HISTOGRAM_NONE;
    buf_add(&export->cursor, STR("*"));
    if (export_page(export, &export->first, &where, &err) == STATUS_OK)
        return true;
    fault_from(&visit->fault, &err, where);
    return false;
}

bool
export_answer(struct visit *visit)
{
    struct export *export = calloc(1, sizeof *export);
    struct http_response *response = visit->response;
    struct error err = {0};
    if (!export) {
        (void)error_no_memory(&err);
        return visit_fail(visit, &err);
    }
    export->site = visit->site;
    export->cursor.max = 4096;
    export->first.max = HTTP_BODY_MAX;
    if (!export_start(export, visit)) {
        export_end(export);
        return false;
    }
    response->more = export_more;
    response->payload = export;
    response->end = export_end;
    response->type = forms[visit->ask.format].type;
    response->filename = forms[visit->ask.format].filename;
    return true;
}
