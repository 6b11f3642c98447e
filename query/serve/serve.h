#ifndef LIASSE_SERVE_H
#define LIASSE_SERVE_H

/* liasse-query --serve: the HTTP server over one or more indexes. */

#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct serve_options {
    const char *address; /* NULL = 127.0.0.1:8017 */
    const char *const *indexes;
    size_t index_count;
    const char *const *hosts;
    size_t host_count;
    const char *cors;
    const char *base_url; /* http(s)://...: what visitors call it, or NULL */
    uint64_t per_address;
    uint64_t threads;    /* 0 = as many as cores, at least 4 */
    uint64_t time_limit; /* ms of processor time a search, 0 = any */
    bool log;            /* accesses on stdout */
};

/* Until SIGTERM or SIGINT.  STATUS_SYNTAX: an address that is none. */
enum status serve(const struct serve_options *options,
                  struct error *err) MUST_USE;

#endif
