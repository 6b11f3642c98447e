/* index: words in capitals. */
#include "capitals.h"

#include "letter.h"

enum { LONG_NUMBER = 5 /* digits: no accent is missing there */ };

static bool
is_capital(uint32_t code_point)
{
    return code_point < 0x180 && letter_lower(code_point) != code_point;
}

/* Each letter is looked at until nothing can change any more. */
enum capitals
capitals_of_any(struct str word, struct str source)
{
    size_t capitals = 0, digits = 0;
    bool small = false, initial = false;
    for (size_t at = 0; at < source.len;) {
        unsigned char byte = (unsigned char)source.at[at];
        struct letter letter = {byte, letter_ascii[byte], 1};
        if (byte >= 0x80)
            letter = letter_at(str_from_offset(source, at));
        bool capital = is_capital(letter.code_point);
        if (at == 0)
            initial = capital && capitals_may_lack_accent(word);
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
