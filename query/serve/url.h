#ifndef LIASSE_URL_H
#define LIASSE_URL_H

/* The address of a request, taken apart from its raw bytes: a library that
 * hands out decoded C strings cuts a value at %00 and lets broken escapes
 * through (RELIABILITY.md, 1.8).
 *
 *     TRY(url_read(&url, raw, &arena, err));
 *     for (size_t i = 0; i < url.count; i++) ... url.params[i].name
 *
 * Parameters keep their order and repetitions; one with an empty value is
 * kept too: what it means is the caller's business. */

#include "arena.h"
#include "buf.h"
#include "error.h"

enum { URL_BYTES_MAX = 16 * 1024, URL_PARAMS_MAX = 256 };

struct param {
    struct str name, value;
};

struct url {
    struct str path; /* decoded, starts with '/' */
    struct str raw;  /* as it came */
    struct param *params;
    size_t count;
};

/* STATUS_FORMAT: a bad escape, %00, a control character, no UTF-8;
 * STATUS_LIMIT: too long, too many parameters.  Decoded into arena. */
enum status url_read(struct url *out, struct str raw, struct arena *arena,
                     struct error *err) MUST_USE;

/* The last value of a parameter; empty if none. */
struct str url_param(const struct url *url, struct str name);

/* Appends a value as it stands in a query string: blank as +. */
void url_add(struct buf *out, struct str value);

#endif
