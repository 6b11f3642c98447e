/* Serve: the JSON answers. */
#include "site.h"

#include "assets.h"
#include "atom.h"
#include "clock.h"
#include "document_json.h"
#include "export.h"
#include "markup.h"
#include "lang.h"
#include "output.h"
#include "suggest.h"
#include "utf8.h"

#include <stdio.h>
#include <string.h>

static void
json_begin_answer(struct json_out *json, struct visit *visit)
{
    visit->response->type = STR("application/json");
    json_start(json, visit->out, JSON_COMPACT);
}

void
api_fault(struct visit *visit)
{
    const struct fault *fault = &visit->fault;
    struct json_out json;
    json_begin_answer(&json, visit);
    json_object(&json);
    json_member_string(&json, STR("message"), str_from(fault->message));
    json_member_string(&json, STR("code"), str_from(fault->code));
    json_member_string(&json, STR("type"),
                       fault->status >= 500 ? STR("internal")
                                            : STR("invalid_request"));
    if (fault->param)
        json_member_string(&json, STR("parameter"), str_from(fault->param));
    if (fault->position)
        json_member_number(&json, STR("position"), (int64_t)fault->position);
    json_member_string(&json, STR("request_id"), visit->request->id);
    json_object_end(&json);
    buf_add_char(visit->out, '\n');
}

/* ---- search ----------------------------------------------------------- */

/* The address of another page of the same search; null where there is none. */
static void
member_page(struct json_out *json, struct visit *visit, const char *name,
            const char *path, uint32_t page)
{
    AUTO(buf) struct buf link = BUF_INIT(64 * 1024);
    json_key(json, str_from(name));
    if (page == 0) {
        json_null(json);
        return;
    }
    struct ask ask = visit->ask;
    ask.page = page;
    buf_add(&link, str_from(path));
    ask_link(&link, &ask, ASK_WITH_PAGE | ASK_WITH_SIZE | ASK_WITH_SHAPE);
    json_string(json, buf_str(&link));
}

static void
write_answer(struct visit *visit, const struct answer *answer, const char *path)
{
    const struct ask *ask = &visit->ask;
    struct json_out json;
    uint64_t end = (uint64_t)ask->page * ask->page_size;
    bool more = !ask->count_only && answer->total > end &&
                end + ask->page_size <= ASK_WINDOW_MAX && !ask->cursor.len;
    json_begin_answer(&json, visit);
    json_object(&json);
    if (!ask->cursor.len)
        json_member_number(&json, STR("page"), ask->page);
    json_member_number(&json, STR("page_size"),
                       ask->count_only ? 0 : ask->page_size);
    member_page(&json, visit, "next_page", path, more ? ask->page + 1 : 0);
    member_page(&json, visit, "previous_page", path,
                ask->cursor.len ? 0 : ask->page - 1);
    json_answer(&json, answer);
    json_object_end(&json);
    buf_add_char(visit->out, '\n');
}

static bool
search_and_write(struct visit *visit, struct request *request, const char *path)
{
    struct answer answer;
    if (!visit_search(&answer, visit, request))
        return false;
    write_answer(visit, &answer, path);
    return true;
}

bool
api_search(struct visit *visit)
{
    struct request request;
    if (!ask_read(&visit->ask, &visit->request->url, false, visit->arena,
                  &visit->fault) ||
        !ask_request(&request, &visit->ask, visit->arena, &visit->fault))
        return false;
    if (visit->ask.format > ASK_ATOM) {
        fault_set(&visit->fault, 400, "invalid_parameter", "format", "%s",
                  TR("parameter 'format': one of json ndjson csv atom",
                     "paramètre « format » : parmi json ndjson csv atom"));
        return false;
    }
    if (visit->ask.format == ASK_ATOM)
        return atom_answer(visit, &request);
    if (visit->ask.format != ASK_JSON || visit->ask.whole)
        return export_answer(visit);
    return search_and_write(visit, &request, "/search");
}

bool
api_similar(struct visit *visit)
{
    AUTO(buf) struct buf path = BUF_INIT(4096);
    struct request request;
    struct document document;
    struct error err = {0};
    bool found;
    if (!ask_read(&visit->ask, &visit->request->url, false, visit->arena,
                  &visit->fault) ||
        !ask_request(&request, &visit->ask, visit->arena, &visit->fault))
        return false;
    if (answer_show(&found, &document, visit->search, visit->uid, visit->arena,
                    &err) != STATUS_OK)
        return visit_fail(visit, &err);
    if (!found)
        return no_document(visit);
    request.similar_uid = visit->uid;
    request.everything = false;
    buf_add(&path, STR("/documents/"));
    url_add(&path, visit->uid);
    buf_add(&path, STR("/similar"));
    return search_and_write(visit, &request, buf_cstr(&path));
}

/* ---- suggestions ------------------------------------------------------ */

static void
write_suggestion(struct json_out *json, struct visit *visit,
                 const struct suggestion *one)
{
    AUTO(buf) struct buf note = BUF_INIT(256), href = BUF_INIT(4096);
    json_object(json);
    json_member_string(json, STR("text"), one->text);
    json_member_string(json, STR("query"), one->query);
    json_member_string(json, STR("kind"),
                       str_from(suggestion_kind_name(one->kind)));
    json_member_number(json, STR("count"), (int64_t)one->count);
    if (one->uid.len) {
        buf_add(&href, STR("/documents/"));
        url_add(&href, one->uid);
        if (url_param(&visit->request->url, STR("lang")).len)
            buf_printf(&href, "?lang=%s", lang_name());
        json_member_string(json, STR("href"), buf_str(&href));
    } else {
        html_number(&note, one->count);
        buf_printf(&note, " %s",
                   html_many(one->count) ? "documents" : "document");
        json_member_string(json, STR("note"), buf_str(&note));
    }
    json_object_end(json);
}

bool
api_suggest(struct visit *visit)
{
    struct str prefix = url_param(&visit->request->url, STR("prefix"));
    struct str limit = url_param(&visit->request->url, STR("limit"));
    struct suggestions found = {0};
    struct error err = {0};
    struct json_out json;
    uint64_t most = 8;
    if (!ask_only(&visit->request->url, "prefix limit lang", &visit->fault))
        return false;
    if (limit.len &&
        (!str_to_u64(limit, &most) || !most || most > SUGGESTIONS_MAX)) {
        fault_set(&visit->fault, 400, "invalid_parameter", "limit",
                  TR("parameter 'limit': a number from 1 to %d",
                     "paramètre « limit » : un nombre de 1 à %d"),
                  SUGGESTIONS_MAX);
        return false;
    }
    if (prefix.len && prefix.len <= ASK_QUERY_BYTES &&
        suggest(&found, visit->search, prefix, (size_t)most, visit->arena,
                &err) != STATUS_OK)
        return visit_fail(visit, &err);
    json_begin_answer(&json, visit);
    json_object(&json);
    json_key(&json, STR("suggestions"));
    json_array(&json);
    for (size_t i = 0; i < found.count; i++)
        write_suggestion(&json, visit, &found.at[i]);
    json_array_end(&json);
    json_object_end(&json);
    buf_add_char(visit->out, '\n');
    return true;
}

/* ---- documents -------------------------------------------------------- */

bool
no_document(struct visit *visit)
{
    fault_set(&visit->fault, 404, "no_such_document", NULL,
              TR("there is no document '" STR_FMT "'",
                 "il n'y a pas de document « " STR_FMT " »"),
              STR_ARG(utf8_cut(visit->uid, 200)));
    return false;
}

static bool
read_offset(size_t *out, struct visit *visit, const char *name)
{
    struct str text = url_param(&visit->request->url, str_from(name));
    uint64_t number = 0;
    if (text.len && (!str_to_u64(text, &number) || number > UINT32_MAX)) {
        fault_set(&visit->fault, 400, "invalid_parameter", name,
                  TR("parameter '%s': a number of bytes",
                     "paramètre « %s » : un nombre d'octets"),
                  name);
        return false;
    }
    *out = (size_t)number;
    return true;
}

/* Json or text; what the page shows is page_document's. */
static bool
read_form(bool *text, struct visit *visit)
{
    struct str format = url_param(&visit->request->url, STR("format"));
    *text = str_eq(format, STR("txt"));
    if (!format.len || *text || str_eq(format, STR("json")))
        return true;
    fault_set(&visit->fault, 400, "invalid_parameter", "format", "%s",
              TR("parameter 'format': one of html json txt",
                 "paramètre « format » : parmi html json txt"));
    return false;
}

bool
api_document(struct visit *visit)
{
    struct show show = {.uid = visit->uid};
    struct shown shown;
    struct error err = {0};
    struct json_out json;
    size_t where = 0;
    bool found, text;
    if (visit->page)
        return page_document(visit);
    if (!ask_only(&visit->request->url, "format lang query start length",
                  &visit->fault) ||
        !read_form(&text, visit) || !read_offset(&show.start, visit, "start") ||
        !read_offset(&show.length, visit, "length"))
        return false;
    show.query = url_param(&visit->request->url, STR("query"));
    if (show_document(&found, &shown, &where, visit->search, &show,
                      visit->arena, &err) != STATUS_OK) {
        visit_fail(visit, &err);
        fault_from(&visit->fault, &err, where);
        return false;
    }
    if (!found)
        return no_document(visit);
    if (text) {
        visit->response->type = STR("text/plain; charset=utf-8");
        text_shown(visit->out, &shown, false);
        return true;
    }
    json_begin_answer(&json, visit);
    json_shown(&json, &show, &shown);
    buf_add_char(visit->out, '\n');
    return true;
}

/* ---- the service itself ----------------------------------------------- */

bool
api_health(struct visit *visit)
{
    struct error err = {0};
    struct json_out json;
    uint32_t documents = 0;
    uint64_t pending = 0;
    if (!ask_only(&visit->request->url, "", &visit->fault))
        return false;
    if (pool_take(&visit->search, &visit->site->pool, &err) != STATUS_OK ||
        search_doc_count(&documents, visit->search, &err) != STATUS_OK ||
        search_pending(&pending, visit->search, &err) != STATUS_OK) {
        visit_fail(visit, &err);
        visit->fault.status = 503;
        return false;
    }
    json_begin_answer(&json, visit);
    json_object(&json);
    json_member_string(&json, STR("status"), STR("ok"));
    json_member_number(&json, STR("documents"), documents);
    json_member_number(&json, STR("pending"), (int64_t)pending);
    json_object_end(&json);
    buf_add_char(visit->out, '\n');
    return true;
}

bool
api_version(struct visit *visit)
{
    struct json_out json;
    if (!ask_only(&visit->request->url, "", &visit->fault))
        return false;
    visit->response->cache = HTTP_CACHE_CHECK;
    json_begin_answer(&json, visit);
    json_object(&json);
    json_member_string(&json, STR("name"), STR("liasse"));
    json_member_string(&json, STR("version"), STR(LIASSE_VERSION));
    json_member_string(&json, STR("schema"), STR(SCHEMA_VERSION));
    json_member_string(&json, STR("xapian"), str_from(xap_version()));
    json_object_end(&json);
    buf_add_char(visit->out, '\n');
    return true;
}

static void
stats_part(struct json_out *json, struct search_part *part)
{
    uint64_t sequence = 0;
    json_object(json);
    json_member_number(json, STR("generation"), part->generation);
    json_member_number(json, STR("indexed_sequence"), (int64_t)part->sequence);
    if (store_sequence(&sequence, part->store, NULL) == STATUS_OK)
        json_member_number(json, STR("store_sequence"), (int64_t)sequence);
    json_object_end(json);
}

bool
api_stats(struct visit *visit)
{
    struct error err = {0};
    struct facet_field fields[2];
    struct answer answer;
    struct json_out json;
    if (!ask_only(&visit->request->url, "", &visit->fault))
        return false;
    if (facet_find(&fields[0], STR("kind"), &err) != STATUS_OK ||
        facet_find(&fields[1], STR("year"), &err) != STATUS_OK)
        return visit_fail(visit, &err);
    struct request request = {.everything = true,
                              .uids_only = true,
                              .facets = fields,
                              .facet_count = 2,
                              .facet_limit = 1000};
    if (!visit_search(&answer, visit, &request))
        return false;
    json_begin_answer(&json, visit);
    json_object(&json);
    json_member_number(&json, STR("documents"), (int64_t)answer.total);
    json_member_number(&json, STR("pending"), (int64_t)answer.pending);
    json_facets(&json, &answer);
    json_key(&json, STR("indexes"));
    json_array(&json);
    for (size_t i = 0; i < search_part_count(visit->search); i++)
        stats_part(&json, search_part(visit->search, i));
    json_array_end(&json);
    json_object_end(&json);
    buf_add_char(visit->out, '\n');
    return true;
}

bool
api_metrics(struct visit *visit)
{
    struct error err = {0};
    uint32_t documents;
    uint64_t pending;
    visit->response->type = STR("text/plain; version=0.0.4; charset=utf-8");
    metrics_write(visit->out, &visit->site->metrics);
    metrics_gauge(visit->out, "liasse_up_seconds", "Seconds since the start.",
                  clock_seconds() - visit->site->started);
    if (pool_take(&visit->search, &visit->site->pool, &err) != STATUS_OK)
        return true;
    if (search_doc_count(&documents, visit->search, &err) == STATUS_OK)
        metrics_gauge(visit->out, "liasse_documents", "Documents indexed.",
                      documents);
    if (search_pending(&pending, visit->search, &err) == STATUS_OK)
        metrics_gauge(visit->out, "liasse_pending",
                      "Documents that wait for liasse-index.", (double)pending);
    return true;
}

bool
api_openapi(struct visit *visit)
{
    const struct asset *asset = asset_find(STR("openapi.json"));
    visit->response->cache = HTTP_CACHE_CHECK;
    visit->response->type = STR("application/vnd.oai.openapi+json;version=3.1");
    visit->response->etag = str_from(asset->etag);
    if (http_etag_matches(visit->request->etags, visit->response->etag))
        visit->response->status = 304;
    else
        buf_add(visit->out, asset->bytes);
    return true;
}
