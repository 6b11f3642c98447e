/* Analysis, first step: what a character is. */
#include "letter.h"

#include "utf8.h"

#include <utf8proc.h>

#define W LETTER_WORD
#define D LETTER_DIGIT
#define B LETTER_BLANK

/* clang-format off */
const uint8_t letter_ascii[256] = {
    ['\t'] = B, ['\n'] = LETTER_LINE, ['\r'] = B, [' '] = B,
    ['0'] = D, D, D, D, D, D, D, D, D, D,
    ['A'] = W, W, W, W, W, W, W, W, W, W, W, W, W,
            W, W, W, W, W, W, W, W, W, W, W, W, W,
    ['a'] = W, W, W, W, W, W, W, W, W, W, W, W, W,
            W, W, W, W, W, W, W, W, W, W, W, W, W,
};
/* clang-format on */

#undef W
#undef D
#undef B

/* U+0080-017F.  The ordinal signs U+00AA and U+00BA are letters to Unicode;
 * in French texts they stand for a degree sign ("nº 12"), so they separate. */
static unsigned
latin_kind(uint32_t c)
{
    if (c == 0x130)
        return LETTER_WORD | LETTER_WIDE;
    if (c >= 0xC0)
        return c == 0xD7 || c == 0xF7 ? 0 : LETTER_WORD;
    if (c == 0xA0)
        return LETTER_BLANK;
    if (c == 0xAD)
        return LETTER_DROP;
    return c == 0xB5 ? LETTER_WORD : 0;
}

/* General punctuation, where typographic French lives. */
static unsigned
punctuation_kind(uint32_t c)
{
    if (c <= 0x200A || c == 0x202F || c == 0x205F)
        return LETTER_BLANK;
    if (c <= 0x200F || (c >= 0x2060 && c <= 0x2064))
        return LETTER_DROP;
    return 0;
}

static unsigned
wide_kind(uint32_t c)
{
    if (c >= 0x2000 && c < 0x2070)
        return punctuation_kind(c);
    if (c == 0xFEFF || c == 0x34F)
        return LETTER_DROP;
    if (c == 0x2BC)
        return 0;
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
        return LETTER_WORD | LETTER_WIDE;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return LETTER_WIDE | LETTER_MARK;
    default:
        return 0;
    }
}

struct letter
letter_at(struct str s)
{
    struct letter letter = {0};
    letter.size = utf8_decode(s, &letter.code_point);
    if (letter.size == 0) /* not promised by callers: a separator */
        letter.size = 1;
    else if (letter.size == 1)
        letter.kind = letter_ascii[letter.code_point];
    else if (letter.code_point < 0x180)
        letter.kind = latin_kind(letter.code_point);
    else
        letter.kind = wide_kind(letter.code_point);
    return letter;
}

bool
letter_starts_word(struct str text, size_t at)
{
    if (at >= text.len)
        return false;
    unsigned kind = letter_ascii[(unsigned char)text.at[at]];
    if ((unsigned char)text.at[at] >= 0x80)
        kind = letter_at(str_from_offset(text, at)).kind;
    return kind & (LETTER_WORD | LETTER_DIGIT);
}

uint32_t
letter_lower(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    if (c < 0x100)
        return c >= 0xC0 && c <= 0xDE && c != 0xD7 ? c + 32 : c;
    if (c == 0x178)
        return 0xFF;
    /* Pairs of capital and small letter: even and odd code point, but odd
     * and even in two stretches; four characters stand outside of them. */
    if (c == 0x130 || c == 0x138 || c == 0x149 || c == 0x17F)
        return c;
    bool odd_capital = (c >= 0x139 && c <= 0x148) || c >= 0x179;
    return (c & 1) == odd_capital ? c + 1 : c;
}

size_t
letter_apostrophe(struct str text, size_t at)
{
    if (at >= text.len)
        return 0;
    if (text.at[at] == '\'' || text.at[at] == '`')
        return 1;
    if ((unsigned char)text.at[at] < 0x80)
        return 0;
    struct str rest = str_from_offset(text, at);
    uint32_t c = 0;
    size_t size = utf8_decode(rest, &c);
    return c == 0x2019 || c == 0x2018 || c == 0xB4 || c == 0x2BC || c == 0x2032 ||
                   c == 0xFF07
               ? size
               : 0;
}

size_t
letter_joiner(struct str text, size_t at)
{
    if (at >= text.len)
        return 0;
    struct str rest = str_from_offset(text, at);
    switch (rest.at[0]) {
    case '-':
    case '\'':
    case '.':
    case '/':
    case '@':
    case '_':
    case '&':
        return 1;
    case ':':
        return str_starts(rest, STR("://")) ? 3 : 0;
    default:
        break;
    }
    /* U+2010-2013 are E2 80 90-93. */
    if (rest.len >= 3 && str_starts(rest, STR("\xE2\x80")) &&
        (unsigned char)rest.at[2] >= 0x90 && (unsigned char)rest.at[2] <= 0x93)
        return 3;
    return letter_apostrophe(text, at);
}
