/* Every output: JSON. */
#include "json_out.h"

#include "safe_text.h"
#include "utf8.h"

#include <math.h>

void
json_start(struct json_out *out, struct buf *buf, enum json_style style)
{
    *out = (struct json_out){.buf = buf, .style = style};
}

static void
json_line(struct json_out *out)
{
    if (out->style != JSON_INDENTED)
        return;
    buf_add_char(out->buf, '\n');
    for (unsigned i = 0; i < out->depth; i++)
        buf_add(out->buf, STR("  "));
}

/* What stands before any item: nothing behind a key, else comma and line. */
static void
json_item(struct json_out *out)
{
    if (out->after_key) {
        out->after_key = false;
        return;
    }
    if (out->has_item)
        buf_add_char(out->buf, ',');
    if (out->depth)
        json_line(out);
    out->has_item = true;
}

static void
json_open(struct json_out *out, char bracket)
{
    json_item(out);
    buf_add_char(out->buf, bracket);
    out->depth++;
    out->has_item = false;
}

static void
json_close(struct json_out *out, char bracket)
{
    out->depth--;
    if (out->has_item)
        json_line(out);
    buf_add_char(out->buf, bracket);
    out->has_item = true;
}

void
json_object(struct json_out *out)
{
    json_open(out, '{');
}

void
json_object_end(struct json_out *out)
{
    json_close(out, '}');
}

void
json_array(struct json_out *out)
{
    json_open(out, '[');
}

void
json_array_end(struct json_out *out)
{
    json_close(out, ']');
}

/* Control, direction and invisible characters, and the two that end a line
 * in JavaScript: escaped, so that nothing acts on a terminal or in a page. */
static bool
is_escaped(uint32_t c)
{
    if (c < 0xA0)
        return c < 0x20 || c >= 0x7F || c == '<' || c == '>' || c == '&';
    return c == 0x2028 || c == 0x2029 || safe_text_is_hidden(c);
}

static void
json_char(struct buf *buf, struct str bytes, uint32_t c)
{
    if (c == '"' || c == '\\') {
        buf_add_char(buf, '\\');
        buf_add_char(buf, (char)c);
    } else if (c == '\n') {
        buf_add(buf, STR("\\n"));
    } else if (c == '\t') {
        buf_add(buf, STR("\\t"));
    } else if (c == '\r') {
        buf_add(buf, STR("\\r"));
    } else if (is_escaped(c) && c > 0xFFFF) {
        unsigned rest = (unsigned)c - 0x10000;
        buf_printf(buf, "\\u%04x\\u%04x", 0xD800 + (rest >> 10),
                   0xDC00 + (rest & 0x3FF));
    } else if (is_escaped(c)) {
        buf_printf(buf, "\\u%04x", (unsigned)c);
    } else {
        buf_add(buf, bytes);
    }
}

/* Bytes that need no look: ASCII but the few that are escaped, and the French
 * letters of Latin-1 (C3 80 to C3 BF). */
static size_t
plain_length(struct str s)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    /* A bit for each of the first 64 characters that is escaped. */
    const uint64_t escaped =
        0xFFFFFFFFu | 1ull << '"' | 1ull << '&' | 1ull << '<' | 1ull << '>';
    size_t len = 0;
    for (; len < s.len; len++) {
        /* Eight at a time while none is a control, escaped or beyond ASCII;
         * bits told apart by an OR: 0x26 stands for '"' too, 0x3E for '<'. */
        for (uint64_t word; s.len - len >= sizeof word; len += sizeof word) {
            memcpy(&word, s.at + len, sizeof word);
            uint64_t amp = (word | ones * 4) ^ (ones * '&'),
                     more = (word | ones * 2) ^ (ones * '>'),
                     back = word ^ (ones * '\\'),
                     deleted = word ^ (ones * 0x7F);
            uint64_t found = (word - ones * 0x20) | word | (amp - ones) |
                             (more - ones) | (back - ones) | (deleted - ones);
            if (!(found & high))
                continue;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            len += (size_t)__builtin_ctzll(found & high) / 8;
#endif
            break;
        }
        if (len == s.len)
            break;
        unsigned char c = (unsigned char)s.at[len];
        if (c == 0xC3 && len + 1 < s.len &&
            ((unsigned char)s.at[len + 1] & 0xC0) == 0x80)
            len++;
        else if (c < 64 ? escaped >> c & 1 : c >= 0x7F || c == '\\')
            break;
    }
    return len;
}

static void
json_quoted(struct buf *buf, struct str s)
{
    buf_add_char(buf, '"');
    while (s.len) {
        size_t plain = plain_length(s);
        buf_add(buf, str_head(s, plain));
        s = str_from_offset(s, plain);
        if (s.len == 0)
            break;
        uint32_t c;
        size_t len = utf8_decode(s, &c);
        if (len)
            json_char(buf, str_head(s, len), c);
        else
            buf_add(buf, STR("\xEF\xBF\xBD")); /* U+FFFD */
        s = str_from_offset(s, len ? len : 1);
    }
    buf_add_char(buf, '"');
}

void
json_key(struct json_out *out, struct str key)
{
    json_item(out);
    json_quoted(out->buf, key);
    buf_add_char(out->buf, ':');
    if (out->style == JSON_INDENTED)
        buf_add_char(out->buf, ' ');
    out->after_key = true;
}

void
json_string(struct json_out *out, struct str value)
{
    json_item(out);
    json_quoted(out->buf, value);
}

void
json_number(struct json_out *out, int64_t value)
{
    json_item(out);
    buf_printf(out->buf, "%lld", (long long)value);
}

/* By integers: printf would follow the locale's decimal comma. */
static void
decimal_text(struct buf *buf, double value, int digits)
{
    uint64_t scale = 1;
    for (int i = 0; i < digits; i++)
        scale *= 10;
    uint64_t scaled = (uint64_t)(fabs(value) * (double)scale + 0.5);
    uint64_t rest = scaled % scale;
    if (value < 0 && scaled)
        buf_add_char(buf, '-');
    buf_printf(buf, "%llu", (unsigned long long)(scaled / scale));
    if (rest == 0)
        return;
    while (rest % 10 == 0) {
        rest /= 10;
        digits--;
    }
    buf_printf(buf, ".%0*llu", digits, (unsigned long long)rest);
}

void
json_decimal(struct json_out *out, double value, int digits)
{
    json_item(out);
    if (!isfinite(value))
        buf_add(out->buf, STR("null")); /* JSON has no other word for it */
    else if (fabs(value) >= 1e12 || digits < 1)
        buf_printf(out->buf, "%.0f", value);
    else
        decimal_text(out->buf, value, digits > 6 ? 6 : digits);
}

void
json_bool(struct json_out *out, bool value)
{
    json_item(out);
    buf_add(out->buf, value ? STR("true") : STR("false"));
}

void
json_null(struct json_out *out)
{
    json_item(out);
    buf_add(out->buf, STR("null"));
}

void
json_member_string(struct json_out *out, struct str key, struct str value)
{
    json_key(out, key);
    json_string(out, value);
}

void
json_member_number(struct json_out *out, struct str key, int64_t value)
{
    json_key(out, key);
    json_number(out, value);
}

void
json_member_bool(struct json_out *out, struct str key, bool value)
{
    json_key(out, key);
    json_bool(out, value);
}
