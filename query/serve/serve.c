/* Serve: from options to a running server. */
#include "serve.h"

#include "http.h"
#include "lang.h"
#include "log.h"
#include "site.h"

#include <malloc.h>
#include <string.h>
#include <unistd.h>

enum { THREADS_MIN = 4, THREADS_MAX = 64 };

/* Bytes from which a piece of memory is given back as soon as it is free; left
 * to itself glibc raises it to 32 MB, and each thread keeps what its largest
 * answers took. */
enum { GIVEN_BACK = 128 * 1024 };

static unsigned
thread_count(uint64_t wanted)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t count = wanted ? wanted : cores > 0 ? (uint64_t)cores : 1;
    if (!wanted && count < THREADS_MIN)
        count = THREADS_MIN; /* a slow search must not hold up the others */
    return (unsigned)(count > THREADS_MAX ? THREADS_MAX : count);
}

static void
tell_listening(void *payload, const char *url)
{
    (void)payload;
    log_note(TR("listening on %s", "à l'écoute sur %s"), url);
}

/* Without an index the server runs and answers 503: it may come yet. */
static void
tell_missing(struct site *site)
{
    struct search *search;
    struct error err = {0};
    if (pool_take(&search, &site->pool, &err) != STATUS_OK)
        log_error("%s", err.text);
    else
        pool_give(&site->pool, search, false);
}

/* Absolute addresses are made of it: nothing but what an address may be. */
static enum status
read_base(struct str *out, const char *text, struct error *err)
{
    struct str url = str_from(text);
    bool good =
        str_starts(url, STR("http://")) || str_starts(url, STR("https://"));
    for (size_t i = 0; i < url.len; i++)
        good = good && url.at[i] > ' ' && url.at[i] < 0x7F &&
               !strchr("\"<>?#", url.at[i]);
    if (text && !good)
        return error_set(err, STATUS_SYNTAX,
                         TR("--base-url: '%s' is not http://... or https://...",
                            "--base-url : « %s » n'est pas http://... ou "
                            "https://..."),
                         text);
    *out = str_ends(url, STR("/")) ? str_head(url, url.len - 1) : url;
    return STATUS_OK;
}

enum status
serve(const struct serve_options *options, struct error *err)
{
    struct site site = {0};
    struct str base;
    TRY(read_base(&base, options->base_url, err));
    mallopt(M_MMAP_THRESHOLD, GIVEN_BACK);
    site_init(&site, options->indexes, options->index_count);
    site.base = base;
    site.search_seconds = (double)options->time_limit / 1e3;
    struct http_options http = {
        .address = options->address ? options->address : "",
        .hosts = options->hosts,
        .host_count = options->host_count,
        .cors = options->cors,
        .threads = thread_count(options->threads),
        .per_address = options->per_address > UINT32_MAX
                           ? 0
                           : (unsigned)options->per_address,
        .log = options->log ? stdout : NULL,
        .listening = tell_listening,
    };
    struct http_service service = {&site, site_cheap, site_answer, site_refuse};
    tell_missing(&site);
    enum status status = http_serve(&http, &service, err);
    site_release(&site);
    return status;
}
