#ifndef LIASSE_HTTP_H
#define LIASSE_HTTP_H

/* HTTP/1.1 over libmicrohttpd: bytes, limits and headers, and nothing of what
 * is served.  A service gives functions; each request calls one of them, with
 * an arena of its own, and gets back a whole body or one made piece by piece.
 * What is cheap is answered by the thread that holds the connections, all else
 * by threads of its own (lane.h): so it waits for nothing that is computed.
 *
 * Done here (RELIABILITY.md, HTTP): GET and HEAD only; the Host must be in
 * the list (DNS rebinding); the raw address is checked (url.h); connections
 * in all and per address; a request has HTTP_REQUEST_SECONDS to arrive
 * whatever its pace (less where there are too many), and its answer
 * HTTP_ANSWER_SECONDS to leave; gzip, HEAD, If-None-Match, security headers,
 * CORS when asked, request ids, access log; on SIGTERM or SIGINT what was begun
 * is finished first. */

#include "url.h"

#include <stdio.h>

enum {
    HTTP_REQUEST_SECONDS = 10,
    HTTP_ANSWER_SECONDS = 60,
    HTTP_STOP_SECONDS = 10,  /* for answers under way when stopping */
    HTTP_CONNECTIONS = 1024, /* less where fewer files may be open */
    HTTP_SEARCHES = 256,     /* that compute or wait for it */
    HTTP_PER_ADDRESS = 32,
    HTTP_HOSTS_MAX = 64,
    HTTP_BODY_MAX = 256 * 1024 * 1024
};

struct http_request {
    struct url url;
    struct str host;     /* of the Host header, with its port */
    struct str accept;   /* header values, empty if none */
    struct str language; /* Accept-Language */
    struct str etags;    /* If-None-Match */
    struct str id;
    struct arena *arena;
};

enum http_cache {
    HTTP_CACHE_NEVER,  /* no-store */
    HTTP_CACHE_CHECK,  /* keep, but ask again each time: ETag */
    HTTP_CACHE_FOREVER /* the address names the content */
};

/* Appends the next piece of a body to out (at least a byte); *end when
 * nothing follows.  Another status breaks the connection off, so that nobody
 * takes half an answer for a whole one. */
typedef enum status http_more(void *payload, struct buf *out, bool *end);

/* Slices in the request's arena. */
struct http_response {
    unsigned status;
    struct str type; /* Content-Type */
    struct buf body;
    struct str etag; /* with quotes; empty = none */
    enum http_cache cache;
    struct str location;
    struct str filename; /* offered for saving; empty = shown */
    struct str allow;
    unsigned retry_after; /* seconds; 0 = none */
    bool close;           /* the connection, so that another has its place */
    http_more *more;      /* instead of body */
    void *payload;
    void (*end)(void *payload); /* after the last piece, or when broken off */
};

struct http_service {
    void *payload;
    /* Is it answered in no time, whatever the index is? */
    bool (*cheap)(void *payload, const struct http_request *request);
    void (*answer)(void *payload, const struct http_request *request,
                   struct http_response *response);
    /* A request that may not be answered: code is a stable word. */
    void (*refuse)(void *payload, const struct http_request *request,
                   struct http_response *response, unsigned status,
                   const char *code, const char *message);
};

struct http_options {
    const char *address;      /* HOST:PORT, [HOST]:PORT, HOST, :PORT or PORT */
    const char *const *hosts; /* further names accepted as Host */
    size_t host_count;
    const char *cors;     /* an origin or *; NULL = no header */
    unsigned threads;     /* of the lane */
    unsigned per_address; /* of its jobs; a quarter more connections; 0 = any */
    FILE *log; /* combined log format, then request id and ms; NULL = none */
    /* Called once it listens, with "http://127.0.0.1:8017/". */
    void (*listening)(void *payload, const char *url);
};

/* Serves until SIGTERM or SIGINT.  STATUS_SYNTAX: the address; STATUS_IO: it
 * cannot be listened on. */
enum status http_serve(const struct http_options *options,
                       const struct http_service *service,
                       struct error *err) MUST_USE;

/* True when one of the tags of an If-None-Match is this one (weakly). */
bool http_etag_matches(struct str tags, struct str etag);
/* Is a content coding or media type accepted (q not 0)?  For codings. */
bool http_accepts(struct str header, struct str coding);

#endif
