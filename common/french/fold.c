/* Analysis: accents, ligatures, case. */
#include "fold.h"

#include "letter.h"
#include "utf8.h"

#include <string.h>
#include <utf8proc.h>

/* A word of WORD_MAX bytes in code points, each at its longest decomposition
 * (18, U+FDFA). */
enum { POINTS_MAX = 18 * WORD_MAX };

enum { LATIN_FIRST = 0xC0, LATIN_END = 0x180 };

/* The base letters of the Unicode decompositions; for letters that have none
 * (œ, ø, ß, ł ...) what a French keyboard types instead. */
static const char latin_base[LATIN_END - LATIN_FIRST][3] = {
    /* clang-format off */
    "a", "a", "a", "a", "a", "a", "ae", "c", /* 00C0 */
    "e", "e", "e", "e", "i", "i", "i", "i", /* 00C8 */
    "d", "n", "o", "o", "o", "o", "o", "", /* 00D0 */
    "o", "u", "u", "u", "u", "y", "th", "ss", /* 00D8 */
    "a", "a", "a", "a", "a", "a", "ae", "c", /* 00E0 */
    "e", "e", "e", "e", "i", "i", "i", "i", /* 00E8 */
    "d", "n", "o", "o", "o", "o", "o", "", /* 00F0 */
    "o", "u", "u", "u", "u", "y", "th", "y", /* 00F8 */
    "a", "a", "a", "a", "a", "a", "c", "c", /* 0100 */
    "c", "c", "c", "c", "c", "c", "d", "d", /* 0108 */
    "d", "d", "e", "e", "e", "e", "e", "e", /* 0110 */
    "e", "e", "e", "e", "g", "g", "g", "g", /* 0118 */
    "g", "g", "g", "g", "h", "h", "h", "h", /* 0120 */
    "i", "i", "i", "i", "i", "i", "i", "i", /* 0128 */
    "i", "i", "ij", "ij", "j", "j", "k", "k", /* 0130 */
    "k", "l", "l", "l", "l", "l", "l", "l", /* 0138 */
    "l", "l", "l", "n", "n", "n", "n", "n", /* 0140 */
    "n", "n", "n", "n", "o", "o", "o", "o", /* 0148 */
    "o", "o", "oe", "oe", "r", "r", "r", "r", /* 0150 */
    "r", "r", "s", "s", "s", "s", "s", "s", /* 0158 */
    "s", "s", "t", "t", "t", "t", "t", "t", /* 0160 */
    "u", "u", "u", "u", "u", "u", "u", "u", /* 0168 */
    "u", "u", "u", "u", "w", "w", "y", "y", /* 0170 */
    "y", "z", "z", "z", "z", "z", "z", "s", /* 0178 */
    /* clang-format on */
};

const char *
fold_latin(uint32_t c)
{
    return latin_base[c - LATIN_FIRST];
}

static size_t
encode(char out[FOLD_MAX], const utf8proc_int32_t *points, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count && len + 4 <= FOLD_MAX; i++)
        len += utf8_encode(out + len, (uint32_t)points[i]);
    return utf8_cut((struct str){out, len}, WORD_MAX).len;
}

static size_t
copy(char out[FOLD_MAX], struct str word)
{
    word = utf8_cut(word, WORD_MAX);
    if (word.len)
        memcpy(out, word.at, word.len);
    return word.len;
}

/* Decomposed code points of the word, 0 when it is beyond all measure. */
static size_t
decompose(utf8proc_int32_t points[POINTS_MAX], struct str word, int options)
{
    utf8proc_ssize_t count = utf8proc_decompose(
        (const utf8proc_uint8_t *)word.at, (utf8proc_ssize_t)word.len, points,
        POINTS_MAX, (utf8proc_option_t)options);
    return count > 0 && count <= POINTS_MAX ? (size_t)count : 0;
}

/* Lower case first: capitals compose to letters that small ones lack and the
 * other way round, so composing comes last.  İ is i with a dot above, as in
 * Unicode's SpecialCasing, so that it equals its decomposed spelling. */
static size_t
lower(char *out, struct str word)
{
    size_t len = 0;
    for (size_t at = 0, size; at < word.len; at += size) {
        uint32_t c = 0;
        size = utf8_decode(str_from_offset(word, at), &c);
        if (size == 0)
            break;
        if (c == 0x130) {
            memcpy(out + len, "i\xCC\x87", 3);
            len += 3;
        } else {
            utf8proc_int32_t small = utf8proc_tolower((utf8proc_int32_t)c);
            len += utf8_encode(out + len, (uint32_t)small);
        }
    }
    return len;
}

size_t
fold_normalise(char out[FOLD_MAX], struct str word)
{
    utf8proc_int32_t points[POINTS_MAX];
    char small[2 * WORD_MAX];
    word = utf8_cut(word, WORD_MAX);
    struct str lowered = {small, lower(small, word)};
    size_t count =
        decompose(points, lowered, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
    if (count == 0)
        return copy(out, lowered);
    utf8proc_ssize_t composed = utf8proc_normalize_utf32(
        points, (utf8proc_ssize_t)count, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    return encode(out, points, composed > 0 ? (size_t)composed : 0);
}

static bool
is_ascii(struct str word)
{
    unsigned char all = 0;
    for (size_t i = 0; i < word.len; i++)
        all |= (unsigned char)word.at[i];
    return all < 0x80;
}

/* Folds what the table knows; false at the first character beyond it. */
static bool
fold_by_table(char out[FOLD_MAX], size_t *length, struct str word)
{
    size_t len = 0;
    for (size_t at = 0, size; at < word.len; at += size) {
        uint32_t c = 0;
        size = utf8_decode(str_from_offset(word, at), &c);
        if (size == 0 || c >= LATIN_END)
            return false;
        if (c < LATIN_FIRST) {
            len += utf8_encode(out + len, c);
            continue;
        }
        const char *base = fold_latin(c);
        while (*base)
            out[len++] = *base++;
    }
    *length = len;
    return true;
}

/* Compatibility forms too ("ﬁ" of a PDF is "fi"); then letters that have a
 * row in the table but no decomposition. */
static size_t
fold_wide(char out[FOLD_MAX], struct str word)
{
    utf8proc_int32_t points[POINTS_MAX];
    size_t count = decompose(points, word,
                             UTF8PROC_STABLE | UTF8PROC_COMPAT |
                                 UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK);
    size_t len = 0;
    for (size_t i = 0; i < count && len + 4 <= FOLD_MAX; i++) {
        uint32_t c = (uint32_t)utf8proc_tolower(points[i]);
        if (c >= LATIN_FIRST && c < LATIN_END)
            for (const char *base = fold_latin(c); *base; base++)
                out[len++] = *base;
        else
            len += utf8_encode(out + len, c);
    }
    len = utf8_cut((struct str){out, len}, WORD_MAX).len;
    return len ? len : copy(out, word); /* nothing but marks */
}

size_t
fold_word(char out[FOLD_MAX], struct str word)
{
    size_t len;
    word = utf8_cut(word, WORD_MAX);
    if (is_ascii(word))
        return copy(out, word);
    if (!fold_by_table(out, &len, word))
        return fold_wide(out, word);
    len = utf8_cut((struct str){out, len}, WORD_MAX).len;
    return len;
}

/* Letters of U+00C0-017F that stand alone: no accent on another letter. */
static bool
is_own_letter(uint32_t c)
{
    switch (c) {
    case 0xC6: /* ae */
    case 0xE6:
    case 0xDE: /* thorn */
    case 0xFE:
    case 0xDF: /* sharp s */
    case 0x131:
    case 0x132: /* ij */
    case 0x133:
    case 0x138:
    case 0x14A: /* eng */
    case 0x14B:
    case 0x152: /* oe */
    case 0x153:
    case 0x17F:
        return true;
    default:
        return false;
    }
}

static bool
decomposes(uint32_t c)
{
    utf8proc_int32_t points[18];
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)c, points, 18,
                                UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, NULL);
    return count > 1;
}

bool
fold_has_accent(struct str word)
{
    for (size_t at = 0, size; at < word.len; at += size) {
        uint32_t c = (unsigned char)word.at[at];
        size = 1;
        if (c < 0x80)
            continue;
        size = utf8_decode(str_from_offset(word, at), &c);
        if (size == 0)
            return false;
        if (c >= LATIN_FIRST && c < LATIN_END && !is_own_letter(c))
            return true;
        if (c >= LATIN_END && decomposes(c))
            return true;
    }
    return false;
}
