/* ingest, step 1: gzip -> bytes. */
#include "gunzip.h"

#include "lang.h"
#include "limits.h"

#include <string.h>

enum { WINDOW_GZIP = 15 + 16 }; /* zlib.h: inflateInit2, gzip only */

enum status
gunzip_open(struct gunzip *out, struct bytes from, struct error *err)
{
    memset(&out->stream, 0, sizeof out->stream);
    out->from = from;
    out->between = out->ended = out->junk = false;
    out->cause = CAUSE_BAD_ARCHIVE;
    out->in = out->out = 0;
    out->is_open = inflateInit2(&out->stream, WINDOW_GZIP) == Z_OK;
    if (!out->is_open)
        return error_no_memory(err);
    return STATUS_OK;
}

void
gunzip_close(struct gunzip *gunzip)
{
    if (gunzip->is_open)
        inflateEnd(&gunzip->stream);
    gunzip->is_open = false;
}

/* More input if there is none; *left = false at its end. */
static enum status
refill(struct gunzip *gunzip, bool *left, struct error *err)
{
    size_t got = 0;
    if (gunzip->stream.avail_in == 0) {
        TRY(bytes_read(&gunzip->from, gunzip->chunk, sizeof gunzip->chunk, &got,
                       err));
        gunzip->stream.next_in = (Bytef *)gunzip->chunk;
        gunzip->stream.avail_in = (uInt)got;
        gunzip->in += got;
    }
    *left = gunzip->stream.avail_in > 0;
    return STATUS_OK;
}

/* A member is through: what follows is another one, padding or junk. */
static enum status
next_member(struct gunzip *gunzip, struct error *err)
{
    bool left;
    TRY(refill(gunzip, &left, err));
    while (left && *gunzip->stream.next_in == 0) {
        gunzip->stream.next_in++;
        gunzip->stream.avail_in--;
        TRY(refill(gunzip, &left, err));
    }
    gunzip->between = false;
    gunzip->ended = !left;
    if (!left)
        return STATUS_OK;
    if (*gunzip->stream.next_in != 0x1F) {
        gunzip->junk = gunzip->ended = true;
        return STATUS_OK;
    }
    return inflateReset(&gunzip->stream) == Z_OK ? STATUS_OK : STATUS_BUG;
}

static enum status
inflate_failed(struct gunzip *gunzip, int code, struct error *err)
{
    const char *why = gunzip->stream.msg;
    /* Junk that begins like gzip, behind a whole member. */
    if (code == Z_DATA_ERROR && gunzip->stream.total_out == 0 &&
        gunzip->out > 0 && why && strstr(why, "header")) {
        gunzip->junk = gunzip->ended = true;
        return STATUS_OK;
    }
    if (code == Z_MEM_ERROR)
        return error_no_memory(err);
    if (why && (strstr(why, "data check") || strstr(why, "length check"))) {
        gunzip->cause = CAUSE_BAD_CRC;
        return error_set(err, STATUS_FORMAT, "gzip: %s", why);
    }
    return error_set(err, STATUS_FORMAT, "gzip: %s",
                     why ? why : TR("damaged", "endommagé"));
}

static enum status
check_limits(struct gunzip *gunzip, struct error *err)
{
    if (gunzip->out > LIMIT_RATIO_FREE &&
        gunzip->out / LIMIT_RATIO > gunzip->in) {
        gunzip->cause = CAUSE_RATIO;
        return error_set(
            err, STATUS_LIMIT,
            TR("more than %d bytes out of one", "plus de %d octets pour un"),
            LIMIT_RATIO);
    }
    if (gunzip->out <= limit_output)
        return STATUS_OK;
    gunzip->cause = CAUSE_TOO_LARGE;
    return error_set(err, STATUS_LIMIT,
                     TR("larger than %d GiB", "plus grand que %d Gio"),
                     LIMIT_OUTPUT_GIB);
}

/* One call of inflate; *got may stay 0 without the end having come. */
static enum status
inflate_some(struct gunzip *gunzip, char *to, size_t size, size_t *got,
             struct error *err)
{
    bool left;
    z_stream *stream = &gunzip->stream;
    TRY(refill(gunzip, &left, err));
    stream->next_out = (Bytef *)to;
    stream->avail_out = (uInt)(size > 1 << 30 ? 1 << 30 : size);
    int code = inflate(stream, Z_NO_FLUSH);
    *got = (size_t)((char *)stream->next_out - to);
    gunzip->out += *got;
    if (code == Z_STREAM_END)
        gunzip->between = true;
    else if (code == Z_BUF_ERROR && !left)
        return error_set(err, STATUS_FORMAT, "gzip: %s",
                         TR("cut short", "tronqué"));
    else if (code != Z_OK && code != Z_BUF_ERROR && *got == 0)
        /* (With bytes given it fails again at the next call.) */
        return inflate_failed(gunzip, code, err);
    return check_limits(gunzip, err);
}

static enum status
gunzip_read(void *payload, char *to, size_t size, size_t *got,
            struct error *err)
{
    struct gunzip *gunzip = payload;
    *got = 0;
    while (*got == 0 && !gunzip->ended) {
        if (gunzip->between)
            TRY(next_member(gunzip, err));
        else
            TRY(inflate_some(gunzip, to, size, got, err));
    }
    return STATUS_OK;
}

struct bytes
gunzip_bytes(struct gunzip *gunzip)
{
    return (struct bytes){.read = gunzip_read, .payload = gunzip, .fd = -1};
}
