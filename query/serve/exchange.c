/* Serve: one request and its answer. */
#include "exchange.h"

#include "clock.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <zlib.h>

enum { GZIP_MIN = 1024, GZIP_LEVEL = 5, ID_MAX = 64 };

/* Everything the pages need, and nothing from elsewhere. */
#define POLICY                                                                 \
    "default-src 'none'; script-src 'self'; style-src 'self'; "                \
    "img-src 'self'; connect-src 'self'; form-action 'self'; "                 \
    "base-uri 'none'; frame-ancestors 'none'"

struct exchange *
exchange_new(const char *raw)
{
    struct exchange *exchange = calloc(1, sizeof *exchange);
    if (!exchange)
        return NULL;
    exchange->lang = lang_current();
    exchange->started = clock_seconds();
    exchange->piece.max = HTTP_BODY_MAX;
    exchange->response.body.max = HTTP_BODY_MAX;
    exchange->request.arena = &exchange->arena;
    exchange->raw = arena_copy(&exchange->arena, str_from(raw));
    return exchange;
}

struct exchange *
exchange_of(struct job *job)
{
    char *start = (char *)job - offsetof(struct exchange, job);
    return (struct exchange *)(void *)start;
}

void
exchange_free(struct exchange *exchange)
{
    if (!exchange)
        return;
    if (exchange->response.end)
        exchange->response.end(exchange->response.payload);
    buf_release(&exchange->response.body);
    buf_release(&exchange->piece);
    arena_release(&exchange->arena);
    free(exchange);
}

/* ---- headers ---------------------------------------------------------- */

/* A copy: the library reuses its memory before the request is logged. */
static struct str
header(struct exchange *exchange, const char *name)
{
    return arena_copy(&exchange->arena,
                      str_from(MHD_lookup_connection_value(
                          exchange->mhd, MHD_HEADER_KIND, name)));
}

static enum MHD_Result
count_host(void *payload, enum MHD_ValueKind kind, const char *key,
           const char *value)
{
    struct exchange *exchange = payload;
    (void)kind;
    (void)value;
    if (str_eq_nocase(str_from(key), STR("host")))
        exchange->hosts++;
    return MHD_YES;
}

static void
read_address(struct exchange *exchange)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        exchange->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *from = info ? info->client_addr : NULL;
    const void *bytes = NULL;
    if (from && from->sa_family == AF_INET)
        bytes = &((const struct sockaddr_in *)(const void *)from)->sin_addr;
    else if (from && from->sa_family == AF_INET6)
        bytes = &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr;
    if (!bytes || !inet_ntop(from->sa_family, bytes, exchange->address,
                             sizeof exchange->address))
        strcpy(exchange->address, "-");
}

static bool
is_id(struct str id)
{
    if (id.len == 0 || id.len > ID_MAX)
        return false;
    for (size_t i = 0; i < id.len; i++) {
        char c = id.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'))
            return false;
    }
    return true;
}

/* The caller's own id is kept, so that logs can be joined. */
static void
set_id(struct exchange *exchange, struct str given)
{
    uint64_t mixed = (exchange->salt + exchange->number) * 0x9E3779B97F4A7C15u;
    exchange->request.id =
        is_id(given)
            ? given
            : arena_printf(&exchange->arena, "%08x%08x",
                           (unsigned)(mixed >> 32), (unsigned)exchange->number);
}

void
exchange_headers(struct exchange *exchange, struct MHD_Connection *mhd,
                 const char *method, const char *version)
{
    struct http_request *request = &exchange->request;
    exchange->mhd = mhd;
    struct str length = header(exchange, "Content-Length");
    snprintf(exchange->method, sizeof exchange->method, "%s", method);
    snprintf(exchange->version, sizeof exchange->version, "%s", version);
    MHD_get_connection_values(mhd, MHD_HEADER_KIND, count_host, exchange);
    request->host = header(exchange, "Host");
    request->accept = header(exchange, "Accept");
    request->language = header(exchange, "Accept-Language");
    request->etags = header(exchange, "If-None-Match");
    exchange->encodings = header(exchange, "Accept-Encoding");
    exchange->referer = header(exchange, "Referer");
    exchange->agent = header(exchange, "User-Agent");
    exchange->origin = header(exchange, "Origin");
    exchange->body = (length.len && !str_eq(length, STR("0"))) ||
                     header(exchange, "Transfer-Encoding").len;
    read_address(exchange);
    set_id(exchange, header(exchange, "X-Request-Id"));
}

enum status
exchange_read_url(struct exchange *exchange, struct error *err)
{
    return url_read(&exchange->request.url, exchange->raw, &exchange->arena,
                    err);
}

/* q=0, q=0.0: refused. */
static bool
is_refused(struct str parameters)
{
    size_t at = str_find(parameters, STR("q="));
    if (at == SIZE_MAX)
        return false;
    struct str q = str_trim(str_from_offset(parameters, at + 2));
    if (!str_starts(q, STR("0")))
        return false;
    for (size_t i = 0; i < q.len; i++)
        if (q.at[i] >= '1' && q.at[i] <= '9')
            return false;
    return true;
}

bool
http_accepts(struct str list, struct str coding)
{
    bool any = false;
    while (list.len) {
        struct str one, name, parameters;
        str_cut(list, STR(","), &one, &list);
        str_cut(one, STR(";"), &name, &parameters);
        name = str_trim(name);
        if (str_eq_nocase(name, coding))
            return !is_refused(parameters);
        if (str_eq(name, STR("*")))
            any = !is_refused(parameters);
    }
    return any;
}

bool
http_etag_matches(struct str tags, struct str etag)
{
    struct str bare = etag;
    if (str_starts(bare, STR("W/")))
        bare = str_from_offset(bare, 2);
    while (tags.len && bare.len) {
        struct str one;
        str_cut(tags, STR(","), &one, &tags);
        one = str_trim(one);
        if (str_starts(one, STR("W/")))
            one = str_from_offset(one, 2);
        if (str_eq(one, bare) || str_eq(one, STR("*")))
            return true;
    }
    return false;
}

/* ---- the body --------------------------------------------------------- */

/* Replaces a body by its gzip; false leaves it as it is. */
static bool
compress_body(struct buf *body)
{
    AUTO(buf) struct buf packed = BUF_INIT(HTTP_BODY_MAX);
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (body->len > UINT32_MAX / 2 ||
        deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t room = deflateBound(&stream, (uLong)body->len);
    bool done = false;
    if (buf_reserve(&packed, room)) {
        stream.next_in = (Bytef *)body->at;
        stream.avail_in = (uInt)body->len;
        stream.next_out = (Bytef *)packed.at;
        stream.avail_out = (uInt)room;
        done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
        packed.len = stream.total_out;
    }
    deflateEnd(&stream);
    if (!done)
        return false;
    struct buf plain = *body;
    *body = packed;
    packed = plain;
    return true;
}

static bool
is_text(struct str type)
{
    return str_starts(type, STR("text/")) || str_contains(type, STR("json")) ||
           str_contains(type, STR("xml")) ||
           str_contains(type, STR("javascript"));
}

void
exchange_piece(struct exchange *exchange, bool wanted)
{
    struct http_response *response = &exchange->response;
    buf_clear(&exchange->piece);
    exchange->piece_at = 0;
    if (!wanted ||
        response->more(response->payload, &exchange->piece,
                       &exchange->last_piece) != STATUS_OK ||
        exchange->piece.failure != STATUS_OK ||
        (exchange->piece.len == 0 && !exchange->last_piece))
        exchange->broken = true;
}

/* Called again when the piece that it wanted is made. */
static ssize_t
next_bytes(void *payload, uint64_t position, char *out, size_t room)
{
    struct exchange *exchange = payload;
    (void)position;
    exchange_moved(exchange);
    if (exchange->broken)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (exchange->piece_at == exchange->piece.len) {
        if (exchange->last_piece)
            return MHD_CONTENT_READER_END_OF_STREAM;
        exchange_want_piece(exchange);
        return 0;
    }
    size_t count = exchange->piece.len - exchange->piece_at;
    if (count > room)
        count = room;
    memcpy(out, exchange->piece.at + exchange->piece_at, count);
    exchange->piece_at += count;
    exchange->sent += count;
    return (ssize_t)count;
}

void
exchange_pack(struct exchange *exchange)
{
    struct http_response *response = &exchange->response;
    exchange->packed = response->body.failure == STATUS_OK &&
                       response->status && !response->more &&
                       response->body.len >= GZIP_MIN &&
                       is_text(response->type) &&
                       http_accepts(exchange->encodings, STR("gzip")) &&
                       compress_body(&response->body);
}

static struct MHD_Response *
make_response(struct exchange *exchange)
{
    struct http_response *response = &exchange->response;
    if (response->more)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 64 * 1024,
                                                 next_bytes, exchange, NULL);
    exchange->sent = response->body.len;
    return MHD_create_response_from_buffer(
        response->body.len, response->body.at ? response->body.at : "",
        MHD_RESPMEM_PERSISTENT); /* the exchange outlives it */
}

/* ---- the response ----------------------------------------------------- */

static void
set(struct exchange *exchange, struct MHD_Response *response, const char *name,
    struct str value)
{
    const char *text = value.len ? arena_cstr(&exchange->arena, value) : NULL;
    if (text)
        (void)MHD_add_response_header(response, name, text);
}

static void
set_cors(struct exchange *exchange, struct MHD_Response *response,
         const char *cors)
{
    struct str allowed = str_from(cors);
    if (allowed.len == 0)
        return;
    if (!str_eq(allowed, STR("*"))) {
        set(exchange, response, "Vary", STR("Origin"));
        if (!str_eq(exchange->origin, allowed))
            return;
    }
    set(exchange, response, "Access-Control-Allow-Origin", allowed);
    set(exchange, response, "Access-Control-Expose-Headers",
        STR("ETag, X-Request-Id"));
}

static struct str
cache_control(enum http_cache cache)
{
    return cache == HTTP_CACHE_FOREVER
               ? STR("public, max-age=31536000, immutable")
           : cache == HTTP_CACHE_CHECK ? STR("no-cache")
                                       : STR("no-store");
}

static void
set_headers(struct exchange *exchange, struct MHD_Response *out,
            const char *cors)
{
    struct http_response *response = &exchange->response;
    set(exchange, out, "Content-Type", response->type);
    set(exchange, out, "X-Content-Type-Options", STR("nosniff"));
    set(exchange, out, "Referrer-Policy", STR("no-referrer"));
    set(exchange, out, "Content-Security-Policy", STR(POLICY));
    set(exchange, out, "Cross-Origin-Resource-Policy",
        cors ? STR("cross-origin") : STR("same-origin"));
    set(exchange, out, "Cache-Control", cache_control(response->cache));
    set(exchange, out, "Vary", STR("Accept, Accept-Encoding, Accept-Language"));
    set(exchange, out, "ETag", response->etag);
    set(exchange, out, "Location", response->location);
    set(exchange, out, "Allow", response->allow);
    set(exchange, out, "X-Request-Id", exchange->request.id);
    if (exchange->packed)
        set(exchange, out, "Content-Encoding", STR("gzip"));
    if (response->filename.len)
        set(exchange, out, "Content-Disposition",
            arena_printf(&exchange->arena,
                         "attachment; filename=\"" STR_FMT "\"",
                         STR_ARG(response->filename)));
    if (response->retry_after)
        set(exchange, out, "Retry-After",
            arena_printf(&exchange->arena, "%u", response->retry_after));
    if (response->close)
        set(exchange, out, "Connection", STR("close"));
    set_cors(exchange, out, cors);
}

enum MHD_Result
exchange_queue(struct exchange *exchange, struct MHD_Connection *mhd,
               const char *cors)
{
    struct http_response *response = &exchange->response;
    if (response->body.failure != STATUS_OK || !response->status) {
        buf_clear(&response->body);
        response->status = MHD_HTTP_INTERNAL_SERVER_ERROR;
        response->type = STR("text/plain");
    }
    struct MHD_Response *out = make_response(exchange);
    if (!out)
        return MHD_NO;
    set_headers(exchange, out, cors);
    enum MHD_Result result = MHD_queue_response(mhd, response->status, out);
    MHD_destroy_response(out);
    return result;
}

/* ---- the log ---------------------------------------------------------- */

/* Printable ASCII; the rest as \xHH, so that a line stays a line. */
static void
log_text(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len && i < 4096; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c < 0x20 || c >= 0x7F)
            buf_printf(out, "\\x%02x", c);
        else
            buf_add_char(out, (char)c);
    }
}

static void
log_quoted(struct buf *out, struct str text)
{
    buf_add(out, STR(" \""));
    log_text(out, text.len ? text : STR("-"));
    buf_add_char(out, '"');
}

static void
log_time(struct buf *out)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr",
                                         "May", "Jun", "Jul", "Aug",
                                         "Sep", "Oct", "Nov", "Dec"};
    time_t now = time(NULL);
    struct tm day;
    gmtime_r(&now, &day);
    buf_printf(out, "[%02d/%s/%d:%02d:%02d:%02d +0000]", day.tm_mday,
               months[day.tm_mon], day.tm_year + 1900, day.tm_hour, day.tm_min,
               day.tm_sec);
}

void
exchange_log(const struct exchange *exchange, FILE *log)
{
    AUTO(buf) struct buf line = BUF_INIT(64 * 1024);
    buf_printf(&line, "%s - - ", exchange->address);
    log_time(&line);
    buf_printf(&line, " \"%s ", exchange->method);
    log_text(&line, exchange->raw);
    buf_printf(
        &line, " %s\" %u %llu", exchange->version, exchange->response.status,
        strcmp(exchange->method, "HEAD") ? (unsigned long long)exchange->sent
                                         : 0ull);
    log_quoted(&line, exchange->referer);
    log_quoted(&line, exchange->agent);
    buf_printf(&line, " " STR_FMT " %.1f\n", STR_ARG(exchange->request.id),
               (clock_seconds() - exchange->started) * 1e3);
    fwrite(line.at, 1, line.len, log); /* whole lines: stdio locks */
    fflush(log);
}
