/* Analysis: text -> words. */
#include "token.h"

#include "attr.h"
#include "elide.h"
#include "letter.h"
#include "number.h"
#include "plain_run.h"
#include "utf8.h"

#include <string.h>

enum {
    IN_WORD = LETTER_WORD | LETTER_DIGIT,
    NOT_EUROPEAN = 0x2000 /* Asian letters make no dotted acronyms */
};

void
tokeniser_init(struct tokeniser *t, struct str text)
{
    t->text = text;
    t->at = t->end = t->len = 0;
    t->kind = 0;
    t->joined = t->paragraph = t->begun = false;
}

/* What a character of ASCII is to the plain word that stands before it. */
enum {
    ENDS = 1,       /* the word is whole, and nothing joins the next one */
    ENDS_JOINS = 2, /* it is whole, the next one may be joined */
    DOTS = 3,       /* the same, but behind a single letter */
    ELIDES = 4,     /* an apostrophe */
    GOES_ON = 0     /* it takes a closer look, as beyond ASCII */
};

/* clang-format off */
static const uint8_t after_word[256] = {
    ['\t'] = ENDS, ['\n'] = ENDS, ['\r'] = ENDS, [' '] = ENDS,
    ['!'] = ENDS, ['"'] = ENDS, ['#'] = ENDS, ['$'] = ENDS, ['%'] = ENDS,
    ['&'] = ENDS_JOINS, ['\''] = ELIDES, ['('] = ENDS, [')'] = ENDS,
    ['*'] = ENDS, ['+'] = ENDS, [','] = ENDS, ['-'] = ENDS_JOINS,
    ['.'] = DOTS, ['/'] = ENDS_JOINS, [':'] = ENDS_JOINS, [';'] = ENDS,
    ['<'] = ENDS, ['='] = ENDS, ['>'] = ENDS, ['?'] = ENDS,
    ['@'] = ENDS_JOINS, ['['] = ENDS, ['\\'] = ENDS, [']'] = ENDS,
    ['_'] = ENDS_JOINS, ['`'] = ELIDES, ['{'] = ENDS, ['|'] = ENDS,
    ['}'] = ENDS, ['~'] = ENDS,
};
/* clang-format on */

static bool
starts_word(const struct tokeniser *t, size_t at)
{
    return letter_starts_word(t->text, at);
}

/* At a space or a comma, which most words end before: nothing that they could
 * go on with. */
static bool
at_end(const struct tokeniser *t)
{
    return t->at < t->text.len &&
           after_word[(unsigned char)t->text.at[t->at]] == ENDS;
}

/* No word starts behind the sign at t->at, and no "://" is there. */
static bool
is_lone_sign(const struct tokeniser *t)
{
    unsigned char c = (unsigned char)t->text.at[t->at];
    if (after_word[c] == GOES_ON || c == ':' || t->at + 1 == t->text.len)
        return false;
    c = (unsigned char)t->text.at[t->at + 1];
    return c < 0x80 && !(letter_ascii[c] & IN_WORD);
}

/* At least two bytes: one of C3 80-BF. */
static bool
is_french_letter(const char *at)
{
    unsigned char tail = (unsigned char)at[1];
    return (unsigned char)at[0] == 0xC3 && (tail & 0xC0) == 0x80 &&
           tail != 0x97 && tail != 0xB7;
}

/* To the next word, directly or over a joiner or over separators; false at
 * the end of the text. */
static bool
skip(struct tokeniser *t)
{
    unsigned lines = 0;
    while (t->at < t->text.len) {
        unsigned char c = (unsigned char)t->text.at[t->at];
        unsigned kind = letter_ascii[c];
        size_t size = 1;
        if (c >= 0x80) {
            if (t->text.len - t->at >= 2 &&
                is_french_letter(t->text.at + t->at))
                return true;
            struct letter l = letter_at(str_from_offset(t->text, t->at));
            kind = l.kind;
            size = l.size;
        }
        if (kind & IN_WORD)
            return true;
        if (kind == LETTER_LINE)
            lines++;
        else if (kind != LETTER_BLANK)
            lines = 0;
        if (lines >= 2)
            t->paragraph = true;
        t->joined = false;
        t->at += size;
    }
    return false;
}

/* Steps over what joins the last word and the next one, if anything does. */
static void
join(struct tokeniser *t)
{
    size_t size = 0;
    t->joined = false;
    if (!t->begun || t->at == t->text.len || at_end(t) || is_lone_sign(t))
        return;
    if (!starts_word(t, t->at)) {
        size = letter_joiner(t->text, t->at);
        if (size == 0 || !starts_word(t, t->at + size))
            return;
    }
    t->at += size;
    t->joined = true;
}

/* "m²" and "cm³" are read as m2 and cm3; elsewhere a raised digit calls a
 * note and ends the word. */
static bool
is_unit_power(const struct tokeniser *t, uint32_t c)
{
    if (c != 0xB2 && c != 0xB3)
        return false;
    struct str word = {t->word, t->len};
    return str_eq(word, STR("m")) || str_eq(word, STR("cm")) ||
           str_eq(word, STR("dm")) || str_eq(word, STR("mm")) ||
           str_eq(word, STR("km"));
}

/* The letter that a raised one stands for, as in "Vᵉ" and "1ᵉʳ"; else 0. */
static uint32_t
raised_letter(uint32_t c)
{
    switch (c) {
    case 0x1D48:
        return 'd';
    case 0x1D49:
        return 'e';
    case 0x1D50:
        return 'm';
    case 0x207F:
        return 'n';
    case 0x2B3:
        return 'r';
    case 0x2E2:
        return 's';
    default:
        return 0;
    }
}

static void
put(struct tokeniser *t, uint32_t c, size_t size)
{
    t->len += utf8_encode(t->word + t->len, c);
    t->at += size;
    t->end = t->at;
}

/* One character beyond ASCII; false when the word ends before it. */
static bool
read_high(struct tokeniser *t)
{
    struct str rest = str_from_offset(t->text, t->at);
    unsigned char lead = (unsigned char)rest.at[0];
    if (lead == 0xC3 && rest.len >= 2) { /* nearly all of French */
        unsigned char tail = (unsigned char)rest.at[1];
        if (tail == 0x97 || tail == 0xB7)
            return false;
        put(t, letter_lower(0xC0u + (tail & 0x3F)), 2);
        t->kind |= LETTER_WORD;
        return true;
    }
    struct letter l = letter_at(rest);
    if (is_unit_power(t, l.code_point)) {
        put(t, l.code_point == 0xB2 ? '2' : '3', l.size);
        t->kind |= LETTER_DIGIT;
        return true;
    }
    if (raised_letter(l.code_point)) {
        put(t, raised_letter(l.code_point), l.size);
        t->kind |= LETTER_WORD;
        return true;
    }
    if (l.kind == LETTER_DROP) {
        t->at += l.size;
        return true;
    }
    if (!(l.kind & (IN_WORD | LETTER_MARK)))
        return false;
    put(t, l.code_point < 0x180 ? letter_lower(l.code_point) : l.code_point,
        l.size);
    t->kind |= l.kind;
    return true;
}

/* Letters and digits from t->at on, in lower case, at most WORD_MAX bytes;
 * the rest of a longer run is read as the next word. */
static void
read_run(struct tokeniser *t)
{
    t->len = 0;
    t->kind = 0;
    while (t->at < t->text.len) {
        unsigned char c = (unsigned char)t->text.at[t->at];
        unsigned kind = letter_ascii[c];
        if (t->len + (c < 0x80 ? 1 : 4) > WORD_MAX)
            break;
        if (kind & IN_WORD) {
            /* Bit 5 makes a capital small and is set in every digit. */
            t->word[t->len++] = (char)(c | 0x20);
            t->kind |= kind;
            t->end = ++t->at;
        } else if (c < 0x80 || !read_high(t)) {
            break;
        }
    }
}

static void
normalise(struct tokeniser *t)
{
    char normal[FOLD_MAX];
    t->len = fold_normalise(normal, (struct str){t->word, t->len});
    memcpy(t->word, normal, t->len);
    t->kind &= ~(unsigned)(LETTER_WIDE | LETTER_MARK);
}

/* A run in normal form.  A decomposed word is composed here, before anything
 * looks at it: both spellings of it must take the same way. */
static void
read_word(struct tokeniser *t)
{
    read_run(t);
    if (t->kind & LETTER_WIDE)
        normalise(t);
}

/* Reads on behind the apostrophe of "aujourd'hui"; true when the whole is a
 * word, else the tokeniser stands where it stood. */
static bool
hold_together(struct tokeniser *t, size_t apostrophe)
{
    struct tokeniser tail = {.text = t->text, .at = t->at + apostrophe};
    read_word(&tail);
    struct str head = {t->word, t->len}, rest = {tail.word, tail.len};
    if (t->len + 1 + rest.len > WORD_MAX || !elide_holds(head, rest))
        return false;
    t->word[t->len++] = '\'';
    memcpy(t->word + t->len, rest.at, rest.len);
    t->len += rest.len;
    t->at = tail.at;
    t->end = tail.end;
    return true;
}

static bool
apostrophe_before(const struct tokeniser *t, size_t start)
{
    for (size_t size = 1; size <= 3 && size <= start; size++)
        if (letter_apostrophe(t->text, start - size) == size)
            return true;
    return false;
}

/* True when the word just read is an elided article or conjunction and is
 * passed over.  A letter between two apostrophes ('c') is a quoted letter. */
static bool
elide(struct tokeniser *t, size_t start)
{
    size_t size = at_end(t) ? 0 : letter_apostrophe(t->text, t->at);
    struct str head = {t->word, t->len};
    if (size == 0 || (elide_may_hold(head) && hold_together(t, size)) ||
        !elide_drops(head))
        return false;
    if (!starts_word(t, t->at + size) && apostrophe_before(t, start))
        return false;
    t->at += size;
    return true;
}

/* The combining accents of a decomposed letter. */
static void
read_marks(struct tokeniser *t)
{
    while (t->at < t->text.len && t->len + 4 <= WORD_MAX) {
        struct letter l = letter_at(str_from_offset(t->text, t->at));
        if (!(l.kind & LETTER_MARK))
            break;
        put(t, l.code_point, l.size);
        t->kind |= l.kind;
    }
}

/* Reads the rest of "D.G.O.S." behind its first letter: single letters with
 * dots between, at least two.  "v.i.dupont@x.fr" is no acronym. */
static void
read_acronym(struct tokeniser *t)
{
    struct str text = t->text;
    if (t->at == text.len || text.at[t->at] != '.')
        return;
    struct tokeniser ahead = *t;
    size_t letters = 1;
    while (ahead.at + 1 < text.len && text.at[ahead.at] == '.' &&
           ahead.len + 4 <= WORD_MAX) {
        struct letter l = letter_at(str_from_offset(text, ahead.at + 1));
        if (!(l.kind & LETTER_WORD) || l.code_point >= NOT_EUROPEAN)
            break;
        ahead.at++;
        put(&ahead,
            l.kind & LETTER_WIDE ? l.code_point : letter_lower(l.code_point),
            l.size);
        ahead.kind |= l.kind;
        read_marks(&ahead);
        if (starts_word(t, ahead.at))
            return;
        letters++;
    }
    if (letters < 2)
        return;
    *t = ahead;
    if (t->kind & LETTER_WIDE)
        normalise(t);
}

/* The offset behind the first `count` characters from `at` on, invisible ones
 * aside. */
static size_t
behind(struct str text, size_t at, size_t count)
{
    while (count > 0 && at < text.len) {
        struct letter l = letter_at(str_from_offset(text, at));
        count -= l.kind != LETTER_DROP;
        at += l.size;
    }
    return at;
}

/* "L162-31-1" is "L. 162-31-1": the letter of a reference to a code stands
 * apart from its number, so that both spellings give the same words. */
static void
split_reference(struct tokeniser *t, size_t start)
{
    size_t letters = str_starts((struct str){t->word, t->len}, STR("lo")) ? 2
                     : strchr("lrd", t->word[0])                          ? 1
                                                                          : 0;
    if (letters == 0 || letters >= t->len ||
        !(letter_ascii[(unsigned char)t->word[letters]] & LETTER_DIGIT))
        return;
    t->len = letters;
    t->at = t->end = behind(t->text, start, letters);
    t->kind = LETTER_WORD;
}

static void
number(struct tokeniser *t, size_t start)
{
    struct number_word word = {t->word, t->len};
    struct str written = str_range(t->text, start, t->end);
    size_t end = t->at;
    if (t->kind == LETTER_DIGIT)
        end = number_extend(&word, t->text, start, t->at);
    else
        number_ordinal(&word, written);
    if (end == t->at)
        end = number_superscript(&word, written, t->text, t->at);
    t->len = word.len;
    if (end > t->at)
        t->at = t->end = end;
}

/* What only some words need, told by their kinds and first letter. */
static void
finish(struct tokeniser *t, size_t start)
{
    char first = t->word[0];
    if ((t->kind & LETTER_DIGIT) || first == 'i' || first == 'v' ||
        first == 'x')
        number(t, start);
    if (t->kind == IN_WORD)
        split_reference(t, start);
    bool one_letter = t->len == 1 || (t->len == 2 && (first & 0x80));
    if (one_letter && t->kind == LETTER_WORD && !t->joined)
        read_acronym(t);
}

/* ---- plain words ------------------------------------------------------ */

enum plain { PLAIN_NONE, PLAIN_WORD, PLAIN_ELIDED };

/* A word of letters that may be the numeral of an ordinal and its ending
 * ("xxie", "vième"): see number_ordinal. */
static bool
may_be_ordinal(const char *word, size_t len)
{
    enum { ENDING = sizeof "\xC3\xA8mes" - 1 };
    size_t run = 0;
    while (run < len &&
           (word[run] == 'i' || word[run] == 'v' || word[run] == 'x'))
        run++;
    return run > 0 && run < len && len - run <= ENDING &&
           memchr("ernd\xC3", word[run], 5);
}

/* A letter or a digit, or the beginning of an accented letter. */
static bool
may_start_word(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte >= 0x80 || (letter_ascii[byte] & IN_WORD);
}

static bool
is_elided_letter(char c)
{
    switch (c) {
    case 'c':
    case 'd':
    case 'j':
    case 'l':
    case 'm':
    case 'n':
    case 's':
    case 't':
        return true;
    default:
        return false;
    }
}

/* "l'" and "qu'" right before a letter; what else may be elided is left to
 * elide(). */
static bool
is_plainly_elided(const char *word, size_t len, const char *next)
{
    bool dropped = len == 1 ? is_elided_letter(word[0])
                            : len == 2 && word[0] == 'q' && word[1] == 'u';
    return dropped && ((letter_ascii[(unsigned char)*next] & IN_WORD) ||
                       is_french_letter(next));
}

/* Digits behind which no group of thousands, no decimals and no superscript
 * are: number_extend. */
static bool
is_plain_number(const char *sign)
{
    bool more = sign[1] >= '0' && sign[1] <= '9';
    switch (after_word[(unsigned char)*sign]) {
    case ENDS:
        return !more || (*sign != ' ' && *sign != ',');
    case ENDS_JOINS:
        return true;
    case DOTS:
        return !more;
    default:
        return false;
    }
}

static enum plain
plain_word(struct tokeniser *t, size_t len)
{
    t->len = len;
    t->at += len;
    t->end = t->at;
    return PLAIN_WORD;
}

/* Reads the word at t->at, of which `at` is at least PLAIN_RUN bytes, if it is
 * one of the many that are but letters, or but digits, and end plainly;
 * PLAIN_NONE, and nothing read, for all others. */
static inline enum plain
read_plain_at(struct tokeniser *t, const char *at)
{
    if (letter_ascii[(unsigned char)at[0]] & LETTER_DIGIT) {
        size_t digits = plain_digits(t->word, at);
        return digits < PLAIN_RUN - 1 && is_plain_number(at + digits)
                   ? plain_word(t, digits)
                   : PLAIN_NONE;
    }
    size_t len = plain_run(t->word, at);
    if (len == 0 || len == PLAIN_RUN)
        return PLAIN_NONE;
    switch (after_word[(unsigned char)at[len]]) {
    case GOES_ON:
        return PLAIN_NONE;
    case ELIDES:
        if (!is_plainly_elided(t->word, len, &at[len + 1]))
            return PLAIN_NONE;
        t->at += len + 1;
        return PLAIN_ELIDED;
    case DOTS: /* "D.G.O.S." */
        if (len <= 2 && may_start_word(at[len + 1]))
            return PLAIN_NONE;
        break;
    default:
        break;
    }
    return may_be_ordinal(t->word, len) ? PLAIN_NONE : plain_word(t, len);
}

/* The end of a text as if a line ended behind it. */
SELDOM static enum plain
read_last(struct tokeniser *t)
{
    char last[PLAIN_RUN + 1];
    memset(last, '\n', sizeof last);
    memcpy(last, t->text.at + t->at, t->text.len - t->at);
    return read_plain_at(t, last);
}

static inline enum plain
read_plain(struct tokeniser *t)
{
    return t->text.len - t->at > PLAIN_RUN
               ? read_plain_at(t, t->text.at + t->at)
               : read_last(t);
}

/* The word at t->at looked at closely: as read_plain. */
SELDOM static enum plain
read_any(struct tokeniser *t)
{
    size_t start = t->at;
    read_word(t);
    if (elide(t, start))
        return PLAIN_ELIDED;
    finish(t, start);
    memset(t->word + t->len, 0, TOKEN_PAD);
    return PLAIN_WORD;
}

/* Reads the word at t->at, over elided articles; false at the end of the
 * text. */
static inline bool
read_next(struct tokeniser *t, size_t *start)
{
    while (skip(t)) {
        *start = t->at;
        enum plain plain = read_plain(t);
        if (plain == PLAIN_NONE)
            plain = read_any(t);
        if (plain == PLAIN_WORD)
            return true;
    }
    return false;
}

bool
tokeniser_next(struct tokeniser *t, struct raw_token *out)
{
    size_t start;
    join(t);
    if (!read_next(t, &start))
        return false;
    *out = (struct raw_token){.start = start,
                              .end = t->end,
                              .word = {t->word, t->len},
                              .joined = t->joined,
                              .paragraph = t->paragraph && t->begun};
    t->paragraph = false;
    t->begun = true;
    return true;
}
