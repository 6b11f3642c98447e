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
struct str str_from(const char *c_string);

bool str_is_empty(struct str s);
bool str_eq(struct str a, struct str b);
/* Equal but for the case of ASCII letters. */
bool str_eq_nocase(struct str a, struct str b);
/* Bytewise order: <0, 0, >0. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_starts_nocase(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_ends_nocase(struct str s, struct str suffix);

/* Offset of the first occurrence, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle);
size_t str_find_char(struct str s, char c);
size_t str_rfind(struct str s, struct str needle);
bool str_contains(struct str s, struct str needle);

/* s without its first n bytes; the first n bytes of s; n is clamped. */
struct str str_from_offset(struct str s, size_t n);
struct str str_head(struct str s, size_t n);
struct str str_range(struct str s, size_t start, size_t end);

/* ASCII blanks (space, tab, CR, LF, FF, VT) and U+00A0 taken off. */
struct str str_trim(struct str s);

/* Splits at the first separator: *head gets what stands before, *tail what
 * follows.  Without a separator: false, head = s, tail empty. */
bool str_cut(struct str s, struct str separator, struct str *head,
             struct str *tail);

/* The next line of *rest without its end (LF or CR LF); false at the end. */
bool str_line(struct str *rest, struct str *line);

/* Decimal digits only, the whole slice, no overflow; else false. */
bool str_to_u64(struct str s, uint64_t *out);

#endif
