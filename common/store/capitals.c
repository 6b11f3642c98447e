/* index: words in capitals. */
#include "capitals.h"

#include "letter.h"

enum { LONG_NUMBER = 5 /* digits: no accent is missing there */ };

static bool
is_capital(uint32_t code_point)
{
    return code_point < 0x180 && letter_lower(code_point) != code_point;
}

static bool
is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool
may_lack_accent(struct str word)
{
    switch (word.len ? word.at[0] : '\0') {
    case 'a':
    case 'c':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
        return true;
    default:
        return false;
    }
}

/* A small letter of Latin-1 with an accent: E0 to FE. */
static bool
is_small_accented(struct str source)
{
    return source.len > 1 && (unsigned char)source.at[0] == 0xC3 &&
           (unsigned char)source.at[1] >= 0xA0 &&
           (unsigned char)source.at[1] <= 0xBE;
}

/* Small letters, a capital before a small one that needs no accent, digits:
 * most words. */
static bool
is_plain(struct str word, struct str source)
{
    size_t at = 0;
    if (!source.len || is_small(source.at[0]) || is_small_accented(source))
        return true;
    if (source.at[0] >= 'A' && source.at[0] <= 'Z')
        return source.len > 1 && is_small(source.at[1]) &&
               !may_lack_accent(word);
    while (at < source.len && source.at[at] >= '0' && source.at[at] <= '9')
        at++;
    return at == source.len;
}

/* Each letter is looked at until nothing can change any more. */
enum capitals
capitals_of(struct str word, struct str source)
{
    size_t capitals = 0, digits = 0;
    bool small = false, initial = false;
    if (is_plain(word, source))
        return CAPITALS_NONE;
    for (size_t at = 0; at < source.len;) {
        unsigned char byte = (unsigned char)source.at[at];
        struct letter letter = {byte, letter_ascii[byte], 1};
        if (byte >= 0x80)
            letter = letter_at(str_from_offset(source, at));
        bool capital = is_capital(letter.code_point);
        if (at == 0)
            initial = capital && may_lack_accent(word);
        capitals += capital;
        digits += letter.kind == LETTER_DIGIT;
        small = small || (!capital && (letter.kind & LETTER_WORD));
        at += letter.size;
        if (small && (!initial || source.len - at + digits < LONG_NUMBER))
            break;
    }
    if (digits >= LONG_NUMBER || (small && !initial))
        return CAPITALS_NONE;
    if (capitals && !small)
        return CAPITALS_ALL;
    return initial ? CAPITALS_INITIAL : CAPITALS_NONE;
}
