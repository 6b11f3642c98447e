/* Every step: slices of bytes. */
#include "str.h"

#include <string.h>

static unsigned char
ascii_lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool
str_eq_nocase(struct str a, struct str b)
{
    return a.len == b.len && str_starts_nocase(a, b);
}

int
str_cmp(struct str a, struct str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.at, b.at, shared) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool
str_starts_nocase(struct str s, struct str prefix)
{
    if (s.len < prefix.len)
        return false;
    for (size_t i = 0; i < prefix.len; i++)
        if (ascii_lower(s.at[i]) != ascii_lower(prefix.at[i]))
            return false;
    return true;
}

bool
str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len &&
           str_eq(str_from_offset(s, s.len - suffix.len), suffix);
}

bool
str_ends_nocase(struct str s, struct str suffix)
{
    return s.len >= suffix.len &&
           str_eq_nocase(str_from_offset(s, s.len - suffix.len), suffix);
}

size_t
str_find(struct str s, struct str needle)
{
    if (needle.len == 0)
        return 0;
    size_t from = 0;
    while (s.len - from >= needle.len) {
        const char *hit =
            memchr(s.at + from, needle.at[0], s.len - from - needle.len + 1);
        if (!hit)
            return SIZE_MAX;
        if (memcmp(hit, needle.at, needle.len) == 0)
            return (size_t)(hit - s.at);
        from = (size_t)(hit - s.at) + 1;
    }
    return SIZE_MAX;
}

size_t
str_rfind(struct str s, struct str needle)
{
    if (needle.len > s.len)
        return SIZE_MAX;
    for (size_t i = s.len - needle.len + 1; i-- > 0;)
        if (str_eq(str_range(s, i, i + needle.len), needle))
            return i;
    return SIZE_MAX;
}

bool
str_contains(struct str s, struct str needle)
{
    return str_find(s, needle) != SIZE_MAX;
}

/* Eight bytes at a time: a byte below 0x20, 0x7F or above leaves its high bit
 * in `other` (as may one behind it, but none before it). */
size_t
str_plain_length(struct str s)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    size_t at = 0;
    for (; s.len - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, s.at + at, sizeof word);
        uint64_t deleted = word ^ (ones * 0x7F);
        uint64_t other =
            ((word - ones * 0x20) | word | (deleted - ones)) & high;
        if (!other)
            continue;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        return at + (size_t)__builtin_ctzll(other) / 8;
#else
        break;
#endif
    }
    while (at < s.len && s.at[at] >= 0x20 && s.at[at] < 0x7F)
        at++;
    return at;
}

static bool
is_ascii_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Length of the blank at the start of s, 0 if there is none. */
static size_t
blank_at(struct str s)
{
    if (s.len && is_ascii_blank(s.at[0]))
        return 1;
    return str_starts(s, STR("\xC2\xA0")) ? 2 : 0;
}

static size_t
blank_before(struct str s)
{
    if (s.len && is_ascii_blank(s.at[s.len - 1]))
        return 1;
    return str_ends(s, STR("\xC2\xA0")) ? 2 : 0;
}

struct str
str_trim(struct str s)
{
    size_t n;
    while ((n = blank_at(s)) > 0)
        s = str_from_offset(s, n);
    while ((n = blank_before(s)) > 0)
        s.len -= n;
    return s;
}

bool
str_cut(struct str s, struct str separator, struct str *head, struct str *tail)
{
    size_t at = str_find(s, separator);
    if (at == SIZE_MAX) {
        *head = s;
        *tail = str_from_offset(s, s.len);
        return false;
    }
    *head = str_head(s, at);
    *tail = str_from_offset(s, at + separator.len);
    return true;
}

bool
str_line(struct str *rest, struct str *line)
{
    if (rest->len == 0)
        return false;
    struct str tail;
    str_cut(*rest, STR("\n"), line, &tail);
    if (str_ends(*line, STR("\r")))
        line->len--;
    *rest = tail;
    return true;
}

bool
str_to_u64(struct str s, uint64_t *out)
{
    uint64_t value = 0;
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned digit = (unsigned)(unsigned char)s.at[i] - '0';
        if (digit > 9 || value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}
