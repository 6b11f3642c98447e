#ifndef LIASSE_SITE_H
#define LIASSE_SITE_H

/* What is served: routes, and what each visit has at hand.
 *
 * A route fills visit->response, or visit->fault and returns false; the fault
 * then becomes a page or the one JSON error object, whichever the visitor
 * reads. */

#include "ask.h"
#include "http.h"
#include "json_out.h"
#include "metrics.h"
#include "pool.h"

struct site {
    struct pool pool;
    struct metrics metrics;
    double started;  /* clock_seconds */
    struct str base; /* visitors' address of it, without the last /, or empty */
    double search_seconds; /* of processor time a search may take, 0 = any */
};

struct visit {
    struct site *site;
    const struct http_request *request;
    struct http_response *response;
    struct arena *arena;
    struct buf *out;       /* the response's body */
    struct search *search; /* NULL where a route needs none */
    struct ask ask;
    struct fault fault;
    enum lang lang;
    bool page;      /* the visitor reads HTML */
    bool broken;    /* the search handle is not to be kept */
    struct str uid; /* of /documents/UID */
};

void site_init(struct site *site, const char *const *indexes, size_t count);
void site_release(struct site *site);
/* For http_serve. */
bool site_cheap(void *site, const struct http_request *request);
void site_answer(void *site, const struct http_request *request,
                 struct http_response *response);
void site_refuse(void *site, const struct http_request *request,
                 struct http_response *response, unsigned status,
                 const char *code, const char *message);

/* Searches; a failure is in visit->fault. */
bool visit_search(struct answer *out, struct visit *visit,
                  const struct request *request);
/* False with a fault from err. */
bool visit_fail(struct visit *visit, const struct error *err);

/* ---- routes: api.c, page_*.c, assets.c -------------------------------- */

bool api_search(struct visit *visit);
bool api_similar(struct visit *visit);
bool api_suggest(struct visit *visit);
bool api_document(struct visit *visit);
bool api_health(struct visit *visit);
bool api_version(struct visit *visit);
bool api_stats(struct visit *visit);
bool api_metrics(struct visit *visit);
bool api_openapi(struct visit *visit);
void api_fault(struct visit *visit);

bool page_search(struct visit *visit); /* home, results, nothing found */
bool page_document(struct visit *visit);
bool page_help(struct visit *visit);
bool page_accessibility(struct visit *visit);
void page_fault(struct visit *visit);

/* 404 for visit->uid. */
bool no_document(struct visit *visit);

bool asset_answer(struct visit *visit);

#endif
