/* Every step: texts that grow. */
#include "buf.h"

#include "ending.h"
#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
buf_grow(struct buf *buf, size_t n)
{
    if (buf->failure != STATUS_OK)
        return false;
    if (buf->len > buf->max || n > buf->max - buf->len) {
        buf->failure = STATUS_LIMIT;
        return false;
    }
    size_t need = buf->len + n;
    if (need <= buf->size)
        return true;
    size_t size = buf->size ? buf->size : 64;
    while (size < need)
        size = size > SIZE_MAX / 2 ? need : size * 2;
    char *grown = realloc(buf->at, size);
    if (!grown) {
        ending_now(STATUS_NOMEM);
        buf->failure = STATUS_NOMEM;
        return false;
    }
    buf->at = grown;
    buf->size = size;
    return true;
}

void
buf_add_code_point(struct buf *buf, uint32_t code_point)
{
    char bytes[4];
    buf_add(buf, (struct str){bytes, utf8_encode(bytes, code_point)});
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    /* vsnprintf writes a NUL behind the text: room for it, not counted. */
    if (len >= 0 && buf_reserve(buf, (size_t)len + 1)) {
        vsnprintf(buf->at + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

void
buf_consume(struct buf *buf, size_t n)
{
    if (n >= buf->len) {
        buf->len = 0;
        return;
    }
    memmove(buf->at, buf->at + n, buf->len - n);
    buf->len -= n;
}

const char *
buf_cstr(struct buf *buf)
{
    if (!buf_reserve(buf, 1))
        return NULL;
    buf->at[buf->len] = '\0';
    return buf->at;
}

enum status
buf_failed(const struct buf *buf, struct error *err)
{
    if (buf->failure == STATUS_LIMIT)
        return error_set(err, STATUS_LIMIT, "text over %zu bytes", buf->max);
    if (buf->failure == STATUS_NOMEM)
        return error_set(err, STATUS_NOMEM, "out of memory");
    return STATUS_OK;
}

void
buf_release(struct buf *buf)
{
    free(buf->at);
    *buf = (struct buf){.max = buf->max};
}
