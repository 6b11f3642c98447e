/* Serve: routes. */
#include "site.h"

#include "assets.h"
#include "clock.h"
#include "lang.h"

#include <string.h>

enum needs {
    NEEDS_NOTHING = 0,
    NEEDS_INDEX = 1, /* to search in or read documents of, which takes time;
                      * answers carry its state as ETag */
    NEEDS_UID = 2    /* the path goes on with a uid */
};

static const struct route {
    const char *path; /* of a route with a uid: before, and behind it */
    const char *behind;
    const char *name; /* in /metrics */
    unsigned needs;
    bool page; /* always HTML */
    bool (*answer)(struct visit *visit);
} routes[] = {
    {"/", NULL, "page", NEEDS_INDEX, true, page_search},
    {"/search", NULL, "search", NEEDS_INDEX, false, api_search},
    {"/documents/", "/similar", "similar", NEEDS_INDEX | NEEDS_UID, false,
     api_similar},
    {"/documents/", "", "document", NEEDS_INDEX | NEEDS_UID, false,
     api_document},
    {"/suggest", NULL, "suggest", NEEDS_INDEX, false, api_suggest},
    {"/health", NULL, "health", NEEDS_NOTHING, false, api_health},
    {"/version", NULL, "version", NEEDS_NOTHING, false, api_version},
    {"/stats", NULL, "stats", NEEDS_INDEX, false, api_stats},
    {"/metrics", NULL, "metrics", NEEDS_NOTHING, false, api_metrics},
    {"/openapi.json", NULL, "openapi", NEEDS_NOTHING, false, api_openapi},
    {"/aide", NULL, "help", NEEDS_INDEX, true, page_help},
    {"/accessibilite", NULL, "accessibility", NEEDS_INDEX, true,
     page_accessibility},
};

void
site_init(struct site *site, const char *const *indexes, size_t count)
{
    pool_init(&site->pool, indexes, count);
    metrics_init(&site->metrics);
    site->started = clock_seconds();
}

void
site_release(struct site *site)
{
    pool_release(&site->pool);
    metrics_release(&site->metrics);
}

static bool
route_takes(struct visit *visit, const struct route *route, struct str path)
{
    struct str before = str_from(route->path);
    if (!(route->needs & NEEDS_UID))
        return str_eq(path, before);
    struct str behind = str_from(route->behind);
    if (!str_starts(path, before) || !str_ends(path, behind) ||
        path.len <= before.len + behind.len)
        return false;
    visit->uid = str_range(path, before.len, path.len - behind.len);
    return true;
}

static const struct route *
find_route(struct visit *visit)
{
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++)
        if (route_takes(visit, &routes[i], visit->request->url.path))
            return &routes[i];
    return NULL;
}

/* ---- language and form ------------------------------------------------ */

/* fr-FR;q=0.8: the weight of a language in thousandths, -1 = not named. */
static int
language_weight(struct str list, struct str language)
{
    while (list.len) {
        struct str one, name, parameters;
        int weight = 1000;
        str_cut(list, STR(","), &one, &list);
        str_cut(one, STR(";"), &name, &parameters);
        name = str_trim(name);
        if (!str_starts_nocase(name, language) ||
            (name.len > language.len && name.at[language.len] != '-'))
            continue;
        size_t q = str_find(parameters, STR("q=0."));
        if (q != SIZE_MAX && q + 4 < parameters.len)
            weight = (parameters.at[q + 4] - '0') * 100;
        return weight;
    }
    return -1;
}

static enum lang
choose_lang(const struct http_request *request)
{
    struct str given = url_param(&request->url, STR("lang"));
    if (str_eq(given, STR("fr")))
        return LANG_FR;
    if (str_eq(given, STR("en")))
        return LANG_EN;
    return language_weight(request->language, STR("en")) >
                   language_weight(request->language, STR("fr"))
               ? LANG_EN
               : LANG_FR; /* French first */
}

static bool
reads_html(const struct http_request *request, const struct route *route)
{
    struct str format = url_param(&request->url, STR("format"));
    if (route && route->page)
        return true;
    if (route && route->answer != api_document)
        return false;
    if (format.len)
        return str_eq(format, STR("html"));
    return str_contains(request->accept, STR("text/html"));
}

/* ---- the state of the index ------------------------------------------- */

/* The answer to an address changes when an index does, or the program. */
static struct str
make_etag(struct visit *visit)
{
    AUTO(buf) struct buf state = BUF_INIT(64 * 1024);
    struct digest digest;
    uint8_t sum[SHA256_BYTES];
    char hex[2 * SHA256_BYTES + 1];
    for (size_t i = 0; i < search_part_count(visit->search); i++) {
        struct search_part *part = search_part(visit->search, i);
        uint64_t sequence = 0;
        if (store_sequence(&sequence, part->store, NULL) != STATUS_OK)
            return STR("");
        buf_printf(&state, "%u %llu %llu ", part->generation,
                   (unsigned long long)part->sequence,
                   (unsigned long long)sequence);
    }
    buf_printf(&state, "%s %d %d %s", LIASSE_VERSION, (int)visit->lang,
               visit->page, assets_stamp());
    digest_init(&digest);
    digest_add(&digest, buf_str(&state));
    digest_end(&digest, sum);
    hex_encode(hex, sum, 10);
    return arena_printf(visit->arena, "W/\"%s\"", hex);
}

/* True when the visitor has this answer already. */
static bool
is_known(struct visit *visit)
{
    struct http_response *response = visit->response;
    response->etag = make_etag(visit);
    response->cache = HTTP_CACHE_CHECK;
    if (!response->etag.len ||
        !http_etag_matches(visit->request->etags, response->etag))
        return false;
    response->status = 304;
    return true;
}

/* ---- a visit ---------------------------------------------------------- */

bool
visit_fail(struct visit *visit, const struct error *err)
{
    fault_from(&visit->fault, err, 0);
    visit->broken = err->code == STATUS_IO || err->code == STATUS_BUG;
    return false;
}

bool
visit_search(struct answer *out, struct visit *visit,
             const struct request *request)
{
    struct error err = {0};
    struct request timed = *request;
    size_t where = 0;
    timed.cpu_limit = visit->site->search_seconds;
    timed.unbounded = visit->site->search_seconds <= 0;
    if (answer_make(out, &where, visit->search, &timed, visit->arena, &err) !=
        STATUS_OK) {
        visit_fail(visit, &err);
        fault_from(&visit->fault, &err, where);
        return false;
    }
    if (out->timed_out) { /* another try may find more */
        visit->response->etag = STR("");
        visit->response->cache = HTTP_CACHE_NEVER;
    }
    metrics_search(&visit->site->metrics, out->total == 0, out->relaxed,
                   out->timed_out);
    return true;
}

static bool
open_index(struct visit *visit)
{
    struct error err = {0};
    if (pool_take(&visit->search, &visit->site->pool, &err) == STATUS_OK)
        return true;
    return visit_fail(visit, &err);
}

static void
show_fault(struct visit *visit)
{
    struct http_response *response = visit->response;
    buf_clear(visit->out);
    response->status = visit->fault.status;
    response->cache = HTTP_CACHE_NEVER;
    response->etag = response->filename = STR("");
    response->retry_after = visit->fault.status == 503 ? 5 : 0;
    if (visit->page)
        page_fault(visit);
    else
        api_fault(visit);
}

static bool
answer_route(struct visit *visit, const struct route *route)
{
    if (!route) {
        fault_set(&visit->fault, 404, "no_such_page", NULL, "%s",
                  TR("there is nothing at this address",
                     "il n'y a rien à cette adresse"));
        return false;
    }
    if (route->needs & NEEDS_INDEX) {
        if (!open_index(visit))
            return false;
        if (is_known(visit))
            return true;
    }
    visit->response->status = 200;
    return route->answer(visit);
}

static void
visit_start(struct visit *visit, struct site *site,
            const struct http_request *request, struct http_response *response)
{
    *visit = (struct visit){.site = site,
                            .request = request,
                            .response = response,
                            .arena = request->arena,
                            .out = &response->body,
                            .lang = choose_lang(request)};
    lang_use(visit->lang);
}

/* /health and the like, the files of the pages, and what there is not. */
bool
site_cheap(void *payload, const struct http_request *request)
{
    struct visit visit = {.site = payload, .request = request};
    const struct route *route = find_route(&visit);
    return !route || !(route->needs & NEEDS_INDEX);
}

void
site_answer(void *payload, const struct http_request *request,
            struct http_response *response)
{
    struct site *site = payload;
    struct visit visit;
    double started = clock_seconds();
    visit_start(&visit, site, request, response);
    if (asset_answer(&visit)) {
        metrics_request(&site->metrics, "asset", response->status,
                        clock_seconds() - started);
        return;
    }
    const struct route *route = find_route(&visit);
    visit.page = reads_html(request, route);
    if (!answer_route(&visit, route))
        show_fault(&visit);
    pool_give(&site->pool, visit.search, visit.broken);
    metrics_request(&site->metrics, route ? route->name : "none",
                    response->status, clock_seconds() - started);
}

void
site_refuse(void *payload, const struct http_request *request,
            struct http_response *response, unsigned status, const char *code,
            const char *message)
{
    struct site *site = payload;
    struct visit visit;
    visit_start(&visit, site, request, response);
    visit.page = str_contains(request->accept, STR("text/html"));
    fault_set(&visit.fault, status, code, NULL, "%s", message);
    show_fault(&visit);
    metrics_request(&site->metrics, "refused", status, 0);
}
