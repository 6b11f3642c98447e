/* Every step: slices of bytes. */
#include "str.h"

#include <string.h>

struct str
str_from(const char *c_string)
{
    return (struct str){c_string, c_string ? strlen(c_string) : 0};
}

bool
str_is_empty(struct str s)
{
    return s.len == 0;
}

bool
str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

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
str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_head(s, prefix.len), prefix);
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
str_find_char(struct str s, char c)
{
    const char *hit = s.len ? memchr(s.at, c, s.len) : NULL;
    return hit ? (size_t)(hit - s.at) : SIZE_MAX;
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

struct str
str_from_offset(struct str s, size_t n)
{
    if (n >= s.len)
        return (struct str){s.at ? s.at + s.len : NULL, 0};
    return (struct str){s.at + n, s.len - n};
}

struct str
str_head(struct str s, size_t n)
{
    return (struct str){s.at, n < s.len ? n : s.len};
}

struct str
str_range(struct str s, size_t start, size_t end)
{
    return str_from_offset(str_head(s, end), start);
}

/* Length of the blank at the start of s, 0 if there is none. */
static size_t
blank_at(struct str s)
{
    if (s.len && memchr(" \t\r\n\f\v", s.at[0], 6))
        return 1;
    return str_starts(s, STR("\xC2\xA0")) ? 2 : 0;
}

static size_t
blank_before(struct str s)
{
    if (s.len && memchr(" \t\r\n\f\v", s.at[s.len - 1], 6))
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
