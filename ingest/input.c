/* ingest, step 1: the bytes of one input, hashed on the way. */
#include "input.h"

#include "lang.h"
#include "utf8.h"

#include <string.h>

enum { CHUNK = 64 * 1024 };

/* Windows-1252 makes up to three bytes of one. */
static const size_t converted_max = (size_t)INPUT_TEXT_MAX * 3 + CHUNK;
static const uint64_t member_max = (uint64_t)INPUT_MEMBER_MAX_GIB << 30;

/* Reads at most `size` bytes behind in->bytes. */
static enum status
read_some(struct input *in, size_t size, struct error *err)
{
    if (!buf_reserve(&in->bytes, size))
        return buf_status(&in->bytes, err);
    char *to = in->bytes.at + in->bytes.len;
    size_t got;
    TRY(bytes_read(&in->from, to, size, &got, err));
    if (got == 0)
        in->at_end = true;
    in->bytes.len += got;
    in->size += got;
    return STATUS_OK;
}

static void
drop_consumed(struct input *in)
{
    if (in->start == 0)
        return; /* a long line is not moved for each chunk of it */
    buf_consume(&in->bytes, in->start);
    in->start = 0;
}

static enum status
make_head(struct input *in, size_t size, struct error *err)
{
    struct str head = str_head(buf_str(&in->bytes), size);
    buf_clear(&in->head_text);
    in->charset = charset_detect(head, in->at_end);
    if (in->charset.kind == CHARSET_BINARY)
        return STATUS_OK;
    in->start = in->charset.bom;
    head = str_from_offset(head, in->charset.bom);
    TRY(charset_to_utf8(&in->head_text, in->charset, head, NULL, err));
    text_clean_controls(in->head_text.at, &in->head_text.len);
    in->head = buf_str(&in->head_text);
    return STATUS_OK;
}

enum status
input_open(struct input *in, int fd, struct str source, struct str member,
           struct error *err)
{
    return input_open_bytes(in, bytes_of_file(fd), source, member, err);
}

enum status
input_open_bytes(struct input *in, struct bytes from, struct str source,
                 struct str member, struct error *err)
{
    struct str name = member.len ? member : source;
    size_t slash = str_rfind(name, STR("/"));
    *in = (struct input){
        .source = source,
        .member = member,
        .file = slash == SIZE_MAX ? name : str_from_offset(name, slash + 1),
        .is_open = true,
        .from = from,
        .bytes = BUF_INIT((size_t)INPUT_TEXT_MAX + 2 * CHUNK),
        .head_text = BUF_INIT(4 * INPUT_WIDE_HEAD),
        .converted = BUF_INIT(converted_max),
    };
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !in->at_end && in->bytes.len < INPUT_HEAD)
        status = read_some(in, INPUT_HEAD - in->bytes.len, err);
    if (status == STATUS_OK)
        status = in->bytes.len ? make_head(in, INPUT_HEAD, err) : STATUS_DONE;
    if (status != STATUS_OK)
        input_close(in);
    return status;
}

enum status
input_widen(struct input *in, struct error *err)
{
    while (!in->at_end && in->bytes.len < INPUT_WIDE_HEAD)
        TRY(read_some(in, CHUNK, err));
    return make_head(in, INPUT_WIDE_HEAD, err);
}

void
input_close(struct input *in)
{
    if (!in->is_open)
        return;
    bytes_close(&in->from);
    in->is_open = false;
    buf_release(&in->bytes);
    buf_release(&in->head_text);
    buf_release(&in->converted);
    in->head = (struct str){NULL, 0};
}

static enum status
read_all(struct input *in, struct error *err)
{
    while (!in->at_end) {
        if (in->bytes.len > INPUT_TEXT_MAX)
            return error_set(err, STATUS_LIMIT,
                             TR("larger than %d MiB", "plus grand que %d Mio"),
                             INPUT_TEXT_MAX >> 20);
        TRY(read_some(in, CHUNK, err));
    }
    return STATUS_OK;
}

static enum status
convert(struct input *in, struct str bytes, struct error *err)
{
    buf_clear(&in->converted);
    TRY(charset_to_utf8(&in->converted, in->charset, bytes, &in->mended, err));
    if (in->converted.len)
        in->controls +=
            text_clean_controls(in->converted.at, &in->converted.len);
    return STATUS_OK;
}

static bool
has_non_ascii(struct str s)
{
    size_t i = 0;
    for (uint64_t word; s.len - i >= sizeof word; i += sizeof word) {
        memcpy(&word, s.at + i, sizeof word);
        if (word & 0x8080808080808080u)
            return true;
    }
    while (i < s.len && (unsigned char)s.at[i] < 0x80)
        i++;
    return i < s.len;
}

/* The head said little: one bad byte in it, or plain ASCII.  The first bytes
 * that are none decide. */
static void
settle_charset(struct input *in, struct str bytes, bool complete)
{
    if (in->non_ascii || !has_non_ascii(bytes))
        return;
    in->non_ascii = true;
    if (in->charset.bom || (in->charset.kind != CHARSET_UTF8 &&
                            in->charset.kind != CHARSET_WINDOWS_1252))
        return;
    enum charset_kind kind = charset_detect(bytes, complete).kind;
    if (kind == CHARSET_UTF8 || kind == CHARSET_WINDOWS_1252)
        in->charset.kind = kind;
}

enum status
input_text(struct str *out, struct input *in, struct error *err)
{
    if (!in->have_text) {
        TRY(read_all(in, err));
        struct str bytes = str_from_offset(buf_str(&in->bytes), in->start);
        settle_charset(in, bytes, true);
        TRY(convert(in, bytes, err));
        in->start = in->bytes.len;
        in->have_text = true;
    }
    *out = buf_str(&in->converted);
    return STATUS_OK;
}

/* Where the line feed at or after `from` stands in bytes, SIZE_MAX if none;
 * in UTF-16 on a boundary of two bytes. */
static size_t
find_line_feed(const struct input *in, struct str bytes, size_t from)
{
    bool big = in->charset.kind == CHARSET_UTF16BE;
    bool wide = big || in->charset.kind == CHARSET_UTF16LE;
    for (;;) {
        size_t hit = str_find_char(str_from_offset(bytes, from), '\n');
        if (hit == SIZE_MAX)
            return SIZE_MAX;
        hit += from;
        if (!wide)
            return hit;
        size_t unit = hit & ~(size_t)1;
        if (unit + 1 >= bytes.len)
            return SIZE_MAX;
        char first = bytes.at[unit], second = bytes.at[unit + 1];
        if (big ? first == 0 && second == '\n' : first == '\n' && second == 0)
            return unit;
        from = hit + 1;
    }
}

/* Offset (from in->start) of the line feed that ends the next line, the
 * number of bytes left when the input ends without one.  *overlong: the line
 * passed the limit and its beginning was thrown away. */
static enum status
next_line_end(struct input *in, size_t *end, bool *overlong, struct error *err)
{
    for (;;) {
        struct str rest = str_from_offset(buf_str(&in->bytes), in->start);
        *end = find_line_feed(in, rest, in->scanned);
        if (*end != SIZE_MAX)
            return STATUS_OK;
        if (in->at_end) {
            *end = rest.len;
            return STATUS_OK;
        }
        if (rest.len > INPUT_TEXT_MAX) {
            *overlong = true;
            in->start += rest.len & ~(size_t)1;
        } else {
            in->scanned = rest.len & ~(size_t)1;
        }
        if (*overlong)
            in->scanned = 0;
        if (in->size > member_max)
            return error_set(err, STATUS_LIMIT,
                             TR("larger than %d GiB", "plus grand que %d Gio"),
                             INPUT_MEMBER_MAX_GIB);
        drop_consumed(in);
        TRY(read_some(in, CHUNK, err));
    }
}

static enum status
read_to_end(struct input *in, struct error *err)
{
    while (!in->at_end) {
        in->bytes.len = 0;
        TRY(read_some(in, CHUNK, err));
    }
    in->start = in->bytes.len;
    in->scanned = 0;
    return STATUS_OK;
}

enum status
input_line(struct str *out, struct input *in, struct error *err)
{
    if (in->charset.kind == CHARSET_BINARY && in->start < in->bytes.len) {
        TRY(read_to_end(in, err));
        return charset_to_utf8(&in->converted, in->charset, STR(""), NULL, err);
    }
    size_t end;
    bool overlong = false;
    TRY(next_line_end(in, &end, &overlong, err));
    struct str rest = str_from_offset(buf_str(&in->bytes), in->start);
    if (rest.len == 0 && !overlong)
        return STATUS_DONE;
    struct str line = str_head(rest, end);
    bool wide = in->charset.kind == CHARSET_UTF16LE ||
                in->charset.kind == CHARSET_UTF16BE;
    size_t feed = end < rest.len ? wide ? 2 : 1 : 0;
    in->start += end + feed;
    in->scanned = 0;
    in->line++;
    if (overlong)
        return error_set(
            err, STATUS_FORMAT,
            TR("line longer than %d MiB", "ligne de plus de %d Mio"),
            INPUT_TEXT_MAX >> 20);
    if (!in->non_ascii && has_non_ascii(line))
        settle_charset(in, rest, in->at_end);
    TRY(convert(in, line, err));
    *out = buf_str(&in->converted);
    if (str_ends(*out, STR("\n"))) /* the CR of CR LF */
        out->len--;
    return STATUS_OK;
}

/* The first characters of bytes, more of which follow unless at the end. */
static struct str
whole_characters(const struct input *in, struct str bytes)
{
    if (bytes.len <= CHUNK)
        return bytes; /* the rest */
    if (in->charset.kind == CHARSET_UTF8 ||
        in->charset.kind == CHARSET_WINDOWS_1252)
        return utf8_cut(bytes, CHUNK);
    bool big = in->charset.kind == CHARSET_UTF16BE;
    size_t high = CHUNK - (big ? 2 : 1); /* of the last unit in the piece */
    bool pair = (big || in->charset.kind == CHARSET_UTF16LE) &&
                ((unsigned char)bytes.at[high] & 0xFC) == 0xD8;
    return str_head(bytes, pair ? CHUNK - 2 : CHUNK);
}

enum status
input_chunk(struct str *out, struct input *in, struct error *err)
{
    while (!in->at_end && in->bytes.len - in->start <= CHUNK) {
        drop_consumed(in);
        TRY(read_some(in, CHUNK, err));
    }
    if (in->size > member_max)
        return error_set(err, STATUS_LIMIT,
                         TR("larger than %d GiB", "plus grand que %d Gio"),
                         INPUT_MEMBER_MAX_GIB);
    struct str piece = str_from_offset(buf_str(&in->bytes), in->start);
    if (piece.len == 0)
        return STATUS_DONE;
    piece = whole_characters(in, piece);
    settle_charset(in, piece, false);
    in->start += piece.len;
    buf_clear(&in->converted);
    TRY(charset_to_utf8(&in->converted, in->charset, piece, &in->mended, err));
    *out = buf_str(&in->converted);
    return STATUS_OK;
}
