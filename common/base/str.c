/* Every step: slices of bytes. */
#include "str.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

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
        /* One letter more, before the call: most hits end there. */
        size_t last = needle.len - 1;
        if (hit[last] == needle.at[last] &&
            memcmp(hit, needle.at, needle.len) == 0)
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
/* Of eight bytes: a bit set if one of them is no printable ASCII. */
static uint64_t
not_printable(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    uint64_t deleted = word ^ (ones * 0x7F);
    return ((word - ones * 0x20) | word | (deleted - ones)) & high;
}

#ifdef __SSE2__
/* Sixteen bytes: a bit for each that str_plain_length has to look at.  A
 * letter of two bytes that begins with the last one is left to the next. */
static unsigned
not_plain(const char *at)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i blank = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')),
                                 _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
    /* As signed bytes those beyond ASCII are below 0x20 as well. */
    __m128i low = _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)),
                               _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7F)));
    unsigned other = (unsigned)_mm_movemask_epi8(_mm_andnot_si128(blank, low));
    if (!_mm_movemask_epi8(bytes))
        return other;
    __m128i lead = _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)0xC3));
    __m128i next = _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)0xC0));
    unsigned letters = (unsigned)_mm_movemask_epi8(lead) &
                       (unsigned)_mm_movemask_epi8(next) >> 1;
    return other & ~(letters | letters << 1);
}
#endif

size_t
str_plain_length(struct str s)
{
    size_t at = 0;
    while (at < s.len) {
#ifdef __SSE2__
        if (s.len - at >= 16) {
            unsigned other = not_plain(s.at + at);
            if (!other) {
                at += 16;
                continue;
            }
            at += (size_t)__builtin_ctz(other);
        }
#endif
        uint64_t word;
        if (s.len - at >= sizeof word) {
            memcpy(&word, s.at + at, sizeof word);
            if (!not_printable(word)) {
                at += sizeof word;
                continue;
            }
        }
        unsigned char c = (unsigned char)s.at[at];
        if ((c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t')
            at++;
        else if (c == 0xC3 && s.len - at > 1 &&
                 ((unsigned char)s.at[at + 1] & 0xC0) == 0x80)
            at += 2;
        else
            break;
    }
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

/* The last eight bytes; of less, all of them: some perhaps twice. */
static uint64_t
last_piece(struct str s)
{
    uint64_t piece = 0;
    uint32_t first, last;
    if (s.len >= sizeof piece) {
        memcpy(&piece, s.at + s.len - sizeof piece, sizeof piece);
    } else if (s.len >= sizeof first) {
        memcpy(&first, s.at, sizeof first);
        memcpy(&last, s.at + s.len - sizeof last, sizeof last);
        piece = (uint64_t)first << 32 | last;
    } else if (s.len) {
        piece = (uint64_t)(unsigned char)s.at[0] << 16 |
                (uint64_t)(unsigned char)s.at[s.len / 2] << 8 |
                (unsigned char)s.at[s.len - 1];
    }
    return piece;
}

uint32_t
str_hash(struct str s)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15); /* 2^64 / golden ratio */
    uint64_t hash = s.len * odd, piece;
    size_t at = 0;
    for (; s.len - at > 8; at += 8) {
        memcpy(&piece, s.at + at, 8);
        hash = (hash ^ piece) * odd;
        hash ^= hash >> 32;
    }
    hash = (hash ^ last_piece(s)) * odd;
    hash ^= hash >> 29;
    return (uint32_t)(hash * odd >> 32) | 1;
}
