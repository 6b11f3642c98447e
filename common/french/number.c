/* Analysis: numbers and ordinals in one normal form. */
#include "number.h"

#include "fold.h"
#include "letter.h"

#include <string.h>

static bool
is_digit(struct str text, size_t at)
{
    return at < text.len && text.at[at] >= '0' && text.at[at] <= '9';
}

static size_t
digits_at(struct str text, size_t at)
{
    size_t count = 0;
    while (is_digit(text, at + count))
        count++;
    return count;
}

/* Bytes of a blank and exactly three digits at `at`, else 0. */
static size_t
group_at(struct str text, size_t at)
{
    if (at >= text.len ||
        ((unsigned char)text.at[at] < 0x80 && text.at[at] != ' '))
        return 0;
    struct letter blank = letter_at(str_from_offset(text, at));
    size_t first = at + blank.size;
    if (blank.kind != LETTER_BLANK || !is_digit(text, first) ||
        !is_digit(text, first + 1) || !is_digit(text, first + 2) ||
        letter_starts_word(text, first + 3))
        return 0;
    return blank.size + 3;
}

static bool
is_point(struct str text, size_t at)
{
    return at < text.len && (text.at[at] == ',' || text.at[at] == '.');
}

/* Bytes of a decimal part at `at`, else 0.  "1.2.3" and "1,2,3" have none:
 * they number a section or list three numbers. */
static size_t
decimals_at(struct str text, size_t start, size_t at)
{
    bool in_chain =
        start >= 2 && is_point(text, start - 1) && is_digit(text, start - 2);
    if (in_chain || !is_point(text, at))
        return 0;
    size_t digits = digits_at(text, at + 1);
    size_t end = at + 1 + digits;
    if (digits == 0 || letter_starts_word(text, end) ||
        (is_point(text, end) && is_digit(text, end + 1)))
        return 0;
    return 1 + digits;
}

/* Bytes of the groups of "1.234.567" at `at`, else 0: points group thousands
 * in French (the Journal officiel did until the nineties), decimals follow a
 * comma.  So "15.000" is 15000 and "0.125" is not. */
static size_t
dotted_groups_at(struct str text, size_t start, size_t at)
{
    size_t end = at;
    if (start >= 2 && is_point(text, start - 1) && is_digit(text, start - 2))
        return 0;
    while (end < text.len && text.at[end] == '.' &&
           digits_at(text, end + 1) == 3)
        end += 4;
    bool goes_on =
        letter_starts_word(text, end) ||
        (end < text.len && text.at[end] == '.' && is_digit(text, end + 1));
    return goes_on ? 0 : end - at;
}

size_t
number_extend(struct number_word *word, struct str text, size_t start,
              size_t at)
{
    size_t size = 0;
    bool head = word->len <= 3 && word->at[0] != '0';
    size_t dotted = head ? dotted_groups_at(text, start, at) : 0;
    if (word->len + dotted > WORD_MAX)
        dotted = 0;
    for (size_t end = at + dotted; at < end; at += 4) {
        memcpy(word->at + word->len, text.at + at + 1, 3);
        word->len += 3;
    }
    head = head && dotted == 0;
    while (head && word->len + 3 <= WORD_MAX &&
           (size = group_at(text, at)) > 0) {
        memcpy(word->at + word->len, text.at + at + size - 3, 3);
        word->len += 3;
        at += size;
    }
    size = decimals_at(text, start, at);
    if (size == 0 || word->len + size > WORD_MAX)
        return at;
    word->at[word->len] = '.';
    memcpy(word->at + word->len + 1, text.at + at + 1, size - 1);
    word->len += size;
    return at + size;
}

static bool
is_one_of(struct str s, const struct str *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(s, list[i]))
            return true;
    return false;
}

/* Lexique des règles typographiques (Imprimerie nationale): 1er, 1re, 2e,
 * 2d, 2de; the others are what people write. */
static bool
ends_first(struct str ending)
{
    static const struct str endings[] = {
        STR_INIT("er"),         STR_INIT("re"),          STR_INIT("ers"),
        STR_INIT("res"),        STR_INIT("ere"),         STR_INIT("eres"),
        STR_INIT("\xC3\xA8re"), STR_INIT("\xC3\xA8res"), STR_INIT("ier"),
        STR_INIT("iere"),       STR_INIT("i\xC3\xA8re"),
    };
    return is_one_of(ending, endings, sizeof endings / sizeof *endings);
}

static bool
ends_second(struct str ending)
{
    static const struct str endings[] = {
        STR_INIT("nd"), STR_INIT("nde"), STR_INIT("nds"), STR_INIT("ndes"),
        STR_INIT("de"), STR_INIT("ds"),  STR_INIT("des"),
    };
    return is_one_of(ending, endings, sizeof endings / sizeof *endings);
}

static bool
ends_ordinal(struct str ending)
{
    static const struct str endings[] = {
        STR_INIT("e"),           STR_INIT("es"),
        STR_INIT("eme"),         STR_INIT("emes"),
        STR_INIT("\xC3\xA8me"),  STR_INIT("\xC3\xA8mes"),
        STR_INIT("ieme"),        STR_INIT("iemes"),
        STR_INIT("i\xC3\xA8me"), STR_INIT("i\xC3\xA8mes"),
    };
    return is_one_of(ending, endings, sizeof endings / sizeof *endings);
}

static bool
ordinal_fits(uint64_t value, struct str ending)
{
    return ends_ordinal(ending) || (value == 1 && ends_first(ending)) ||
           (value == 2 && ends_second(ending));
}

static void
put_ordinal(struct number_word *word, uint64_t value)
{
    char digits[8];
    size_t count = 0;
    uint64_t rest = value;
    do
        digits[count++] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    word->len = 0;
    while (count > 0)
        word->at[word->len++] = digits[--count];
    memcpy(word->at + word->len, "er", 2);
    word->len += value == 1 ? 2 : 1;
}

/* Length of the Roman numeral (i, v, x: 1 to 39) at the start of s and its
 * value; 0 for none. */
static size_t
roman(struct str s, uint64_t *value)
{
    static const struct str units[] = {
        STR_INIT("viii"), STR_INIT("vii"), STR_INIT("vi"),
        STR_INIT("iv"),   STR_INIT("ix"),  STR_INIT("iii"),
        STR_INIT("ii"),   STR_INIT("v"),   STR_INIT("i")};
    static const unsigned values[] = {8, 7, 6, 4, 9, 3, 2, 5, 1};
    size_t tens = 0;
    while (tens < s.len && tens < 3 && s.at[tens] == 'x')
        tens++;
    *value = 10 * tens;
    struct str rest = str_from_offset(s, tens);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!str_starts(rest, units[i]))
            continue;
        *value += values[i];
        return tens + units[i].len;
    }
    return tens;
}

static bool
is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Capitals and then a small ending, "Ve".  A longer numeral is told from
 * words in any case ("XVIIE", "xviie"), but these look like words: "vie",
 * "ives", "ire", and every numeral of one letter ("Ve", "Xe"). */
static bool
roman_is_written(struct str word, struct str written, size_t size)
{
    struct str ending = str_from_offset(word, size);
    bool any_case =
        size >= 2 && !str_eq(word, STR("vie")) && !str_eq(ending, STR("es"));
    if (any_case || str_eq(word, STR("ier")))
        return true;
    if (written.len <= size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (!is_capital(written.at[i]))
            return false;
    return !is_capital(written.at[size]);
}

void
number_ordinal(struct number_word *word, struct str written)
{
    struct str s = {word->at, word->len};
    if (s.len < 2 || s.len > 16)
        return;
    uint64_t value = 0;
    size_t size = digits_at(s, 0);
    bool is_roman = size == 0;
    if (is_roman)
        size = roman(s, &value);
    else if (size > 4 || !str_to_u64(str_head(s, size), &value))
        return;
    struct str ending = str_from_offset(s, size);
    if (size == 0 || !ordinal_fits(value, ending))
        return;
    if (!is_roman || roman_is_written(s, written, size))
        put_ordinal(word, value);
}

/* Appends a letter, in lower case and without its accent. */
static void
put_plain(struct number_word *ending, uint32_t c)
{
    if (c < 0xC0) {
        ending->at[ending->len++] = (char)letter_lower(c);
        return;
    }
    for (const char *base = fold_latin(c); *base; base++)
        ending->at[ending->len++] = *base;
}

static bool
is_mark(struct str text, size_t at)
{
    return at < text.len &&
           (letter_at(str_from_offset(text, at)).kind & LETTER_MARK);
}

/* The ending behind "^" or "^{", folded, and the bytes it all takes; 0 when
 * there is none. */
static size_t
superscript(struct number_word *ending, struct str text, size_t at)
{
    if (at >= text.len || text.at[at] != '^')
        return 0;
    bool braced = at + 1 < text.len && text.at[at + 1] == '{';
    size_t end = at + 1 + braced;
    while (ending->len < 8 &&
           (letter_starts_word(text, end) || is_mark(text, end))) {
        struct letter l = letter_at(str_from_offset(text, end));
        if (l.kind == LETTER_WORD && l.code_point != 0xB5)
            put_plain(ending, l.code_point);
        else if (!(l.kind & LETTER_MARK))
            return 0;
        end += l.size;
    }
    char close = braced ? '}' : '^';
    bool closed = end < text.len && text.at[end] == close;
    return braced && !closed ? 0 : end + closed - at;
}

size_t
number_superscript(struct number_word *word, struct str written,
                   struct str text, size_t at)
{
    char letters[12];
    struct number_word ending = {letters, 0};
    struct str s = {word->at, word->len};
    size_t size = superscript(&ending, text, at);
    uint64_t value = 0;
    if (size == 0 || s.len > 9)
        return at;
    if (!str_to_u64(s, &value)) {
        if (roman(s, &value) != s.len || !is_capital(written.at[0]))
            return at;
    }
    if (value == 0 || value > 9999 ||
        !ordinal_fits(value, (struct str){letters, ending.len}))
        return at;
    put_ordinal(word, value);
    return at + size;
}
