#ifndef LIASSE_BUF_H
#define LIASSE_BUF_H

/* A growing byte buffer with a hard maximum.
 *
 * Appending never reports an error: the first failure is remembered, later
 * appends do nothing, and buf_status tells at the end.  So building a text is
 * a list of appends and one check.
 *
 *     AUTO(buf) struct buf out = BUF_INIT(1 << 20);
 *     buf_add(&out, STR("x"));
 *     TRY(buf_status(&out, err)); */

#include "attr.h"
#include "cleanup.h"
#include "error.h"
#include "str.h"

struct buf {
    char *at;
    size_t len, size;
    size_t max;          /* bytes; an append that would pass it fails */
    enum status failure; /* STATUS_OK, STATUS_LIMIT or STATUS_NOMEM */
};

#define BUF_INIT(maximum)                                                      \
    {                                                                          \
        .max = (maximum)                                                       \
    }

/* Room for n more bytes at buf->at + buf->len; false on failure. */
bool buf_grow(struct buf *buf, size_t n); /* what buf_reserve calls */

static inline bool
buf_reserve(struct buf *buf, size_t n)
{
    return (buf->failure == STATUS_OK && n <= buf->size - buf->len &&
            buf->size <= buf->max) ||
           buf_grow(buf, n);
}

static inline void
buf_add(struct buf *buf, struct str s)
{
    if (s.len == 0 || !buf_reserve(buf, s.len))
        return;
    memcpy(buf->at + buf->len, s.at, s.len);
    buf->len += s.len;
}

static inline void
buf_add_char(struct buf *buf, char c)
{
    buf_add(buf, (struct str){&c, 1});
}

void buf_add_code_point(struct buf *buf, uint32_t code_point);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
/* Takes n bytes off the front. */
void buf_consume(struct buf *buf, size_t n);

static inline struct str
buf_str(const struct buf *buf)
{
    return (struct str){buf->at, buf->len};
}
/* Appends a NUL that does not count and returns the text, NULL on failure. */
const char *buf_cstr(struct buf *buf);
enum status buf_failed(const struct buf *buf, struct error *err);

static inline enum status MUST_USE
buf_status(const struct buf *buf, struct error *err)
{
    return buf->failure == STATUS_OK ? STATUS_OK : buf_failed(buf, err);
}

/* Empties it for reuse, keeping memory and maximum; clears the failure. */
static inline void
buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->failure = STATUS_OK;
}
void buf_release(struct buf *buf);

CLEANUP_KIND(buf, struct buf, buf_release)

#endif
