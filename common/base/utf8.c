/* Every step: UTF-8. */
#include "utf8.h"

#include <string.h>

static bool
is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t
decode_multi(struct str s, size_t len, uint32_t least, uint32_t *code_point)
{
    if (s.len < len)
        return 0;
    uint32_t value = (unsigned char)s.at[0] & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        if (!is_continuation(s.at[i]))
            return 0;
        value = value << 6 | ((unsigned char)s.at[i] & 0x3F);
    }
    if (value < least || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return 0;
    *code_point = value;
    return len;
}

size_t
utf8_decode(struct str s, uint32_t *code_point)
{
    unsigned char first = (unsigned char)s.at[0];
    if (first < 0x80) {
        *code_point = first;
        return 1;
    }
    if (first >= 0xC2 && first < 0xE0)
        return decode_multi(s, 2, 0x80, code_point);
    if (first >= 0xE0 && first < 0xF0)
        return decode_multi(s, 3, 0x800, code_point);
    if (first >= 0xF0 && first < 0xF5)
        return decode_multi(s, 4, 0x10000, code_point);
    return 0;
}

size_t
utf8_encode(char out[4], uint32_t code_point)
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t len = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (char)((0xF00u >> len & 0xF0) | code_point);
    return len;
}

size_t
utf8_valid_length(struct str s)
{
    size_t at = 0;
    while (at < s.len) {
        /* Most of a French text, passed over quickly. */
        at += str_plain_length(str_from_offset(s, at));
        if (at == s.len)
            break;
        uint32_t code_point;
        size_t len = utf8_decode(str_from_offset(s, at), &code_point);
        if (len == 0)
            return at;
        at += len;
    }
    return at;
}

bool
utf8_is_valid(struct str s)
{
    return utf8_valid_length(s) == s.len;
}

struct str
utf8_cut(struct str s, size_t max)
{
    if (s.len < max)
        max = s.len;
    size_t start = max;
    while (start > 0 && max - start < 4 && is_continuation(s.at[start - 1]))
        start--;
    if (start > 0 && (unsigned char)s.at[start - 1] >= 0xC0) {
        uint32_t code_point;
        struct str last = {s.at + start - 1, max - (start - 1)};
        if (utf8_decode(last, &code_point) != last.len)
            max = start - 1;
    }
    return str_head(s, max);
}

size_t
utf8_count(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += !is_continuation(s.at[i]);
    return count;
}
