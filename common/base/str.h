#ifndef LIASSE_STR_H
#define LIASSE_STR_H

/* A slice of bytes: borrowed, not NUL-terminated, by value.
 *
 * UTF-8 unless a function says bytes.  Lengths and offsets count bytes.  A
 * slice lives as long as what it points into (an arena, a buffer, a literal):
 * never keep one longer.  An empty slice may have at == NULL.
 *
 *     printf(STR_FMT "\n", STR_ARG(name)); */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *at;
    size_t len;
};

/* A literal as an expression, and as a static initialiser. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal)                                                      \
    {                                                                          \
        "" literal, sizeof(literal) - 1                                        \
    }
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).len, (s).len ? (s).at : ""

/* The slice of a C string (NULL gives the empty slice). */
static inline struct str
str_from(const char *c_string)
{
    return (struct str){c_string, c_string ? strlen(c_string) : 0};
}

static inline bool
str_is_empty(struct str s)
{
    return s.len == 0;
}

static inline bool
str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* Equal but for the case of ASCII letters. */
bool str_eq_nocase(struct str a, struct str b);
/* Bytewise order: <0, 0, >0. */
int str_cmp(struct str a, struct str b);
static inline bool
str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len &&
           (prefix.len == 0 || memcmp(s.at, prefix.at, prefix.len) == 0);
}
bool str_starts_nocase(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_ends_nocase(struct str s, struct str suffix);

/* Offset of the first occurrence, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle);
static inline size_t
str_find_char(struct str s, char c)
{
    const char *hit = s.len ? (const char *)memchr(s.at, c, s.len) : NULL;
    return hit ? (size_t)(hit - s.at) : SIZE_MAX;
}
size_t str_rfind(struct str s, struct str needle);
bool str_contains(struct str s, struct str needle);

/* s without its first n bytes; the first n bytes of s; n is clamped. */
static inline struct str
str_from_offset(struct str s, size_t n)
{
    if (n >= s.len)
        return (struct str){s.at ? s.at + s.len : NULL, 0};
    return (struct str){s.at + n, s.len - n};
}

static inline struct str
str_head(struct str s, size_t n)
{
    return (struct str){s.at, n < s.len ? n : s.len};
}

static inline struct str
str_range(struct str s, size_t start, size_t end)
{
    return str_from_offset(str_head(s, end), start);
}

/* ASCII blanks (space, tab, CR, LF, FF, VT) and U+00A0 taken off. */
struct str str_trim(struct str s);

/* Splits at the first separator: *head gets what stands before, *tail what
 * follows.  Without a separator: false, head = s, tail empty. */
bool str_cut(struct str s, struct str separator, struct str *head,
             struct str *tail);

/* The next line of *rest without its end (LF or CR LF); false at the end. */
bool str_line(struct str *rest, struct str *line);

/* Bytes at the start of s that are printable ASCII (0x20 to 0x7E), tabs, line
 * feeds, and whole letters of Latin-1 in UTF-8 (C3 80 to C3 BF): nearly all of
 * a French text, and nothing that a check of characters has to look at. */
size_t str_plain_length(struct str s);

/* For tables whose keys nobody can choose to their harm: eight bytes a step,
 * never 0, the same in one process only. */
uint32_t str_hash(struct str s);

/* Decimal digits only, the whole slice, no overflow; else false. */
bool str_to_u64(struct str s, uint64_t *out);

#endif
