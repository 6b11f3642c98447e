/* Query, third step: wildcards and near spellings, compared with a word. */
#include "pattern.h"

#include "fold.h"
#include "utf8.h"

#include <string.h>

/* ---- letters --------------------------------------------------------- */

/* A letter of a word: what it is without accent, and as it stands. */
struct unit {
    uint32_t plain, letter;
    uint8_t part;
};

/* The letters that one character counts for: 1, or 2 for a ligature. */
static size_t
units_of(struct unit out[2], uint32_t c)
{
    const char *plain = c >= 0xC0 && c < 0x180 ? fold_latin(c) : "";
    if (plain[0] == '\0') {
        out[0] = (struct unit){c, c, 0};
        return 1;
    }
    out[0] = (struct unit){(unsigned char)plain[0], c, 0};
    if (plain[1] == '\0')
        return 1;
    out[1] = (struct unit){(unsigned char)plain[1], c, 1};
    return 2;
}

static size_t
word_units(struct unit out[PATTERN_LETTERS_MAX], struct str word)
{
    size_t count = 0;
    while (word.len && count + 2 <= PATTERN_LETTERS_MAX) {
        uint32_t c = (unsigned char)word.at[0];
        size_t size = c < 0x80 ? 1 : utf8_decode(word, &c);
        if (size == 0)
            break;
        count += units_of(out + count, c);
        word = str_from_offset(word, size);
    }
    return count;
}

static uint64_t
bit_of(uint32_t letter)
{
    return UINT64_C(1) << (letter % 64);
}

/* ---- making ---------------------------------------------------------- */

static void
add_character(struct pattern *pattern, uint32_t c)
{
    struct unit units[2];
    size_t count = c == '*' ? 0 : units_of(units, c);
    bool stars =
        pattern->count && pattern->letters[pattern->count - 1].letter == 0;
    if (c == '*' && !stars)
        pattern->letters[pattern->count++] = (struct pattern_letter){0};
    for (size_t i = 0; i < count; i++) {
        bool itself = c >= 0x80 && !pattern->fuzzy;
        pattern->letters[pattern->count++] = (struct pattern_letter){
            .letter = itself ? units[i].letter : units[i].plain,
            .part = units[i].part,
            .itself = itself};
        pattern->mask |= bit_of(units[i].plain);
        pattern->least++;
    }
}

static unsigned
usual_steps(size_t letters)
{
    return letters <= 2 ? 0 : letters <= 7 ? 1 : PATTERN_STEPS_MAX;
}

/* mot~ or mot~2: what stands before the sign; *steps if a number does. */
static bool
read_fuzzy(struct str *word, unsigned *steps, struct str text)
{
    size_t sign = str_find_char(text, '~');
    if (sign == SIZE_MAX || str_find_char(text, '*') != SIZE_MAX)
        return false;
    struct str number = str_from_offset(text, sign + 1);
    *word = str_head(text, sign);
    *steps = UINT32_MAX;
    if (number.len == 1 && number.at[0] >= '0' &&
        number.at[0] <= '0' + PATTERN_STEPS_MAX)
        *steps = (unsigned)(number.at[0] - '0');
    return number.len == 0 || *steps != UINT32_MAX;
}

enum status
pattern_make(struct pattern *out, struct str text, struct arena *arena,
             struct error *err)
{
    struct pattern pattern = {.text = text};
    struct str word = text;
    unsigned steps = 0;
    size_t star = str_find_char(text, '*');
    pattern.fuzzy = read_fuzzy(&word, &steps, text);
    pattern.stem = str_head(text, star == SIZE_MAX ? text.len : star);
    pattern.trailing = text.len && star == text.len - 1;
    pattern.letters =
        arena_array(arena, 2 * word.len + 2, sizeof *pattern.letters);
    if (!pattern.letters)
        return error_no_memory(err);
    while (word.len) {
        uint32_t c = 0;
        size_t size = utf8_decode(word, &c);
        add_character(&pattern, c);
        word = str_from_offset(word, size ? size : 1);
    }
    pattern.impossible = pattern.least > PATTERN_LETTERS_MAX;
    pattern.steps = steps == UINT32_MAX ? usual_steps(pattern.least) : steps;
    *out = pattern;
    return STATUS_OK;
}

/* ---- stars ----------------------------------------------------------- */

static bool
same(const struct pattern_letter *want, const struct unit *have)
{
    return want->itself
               ? want->letter == have->letter && want->part == have->part
               : want->letter == have->plain;
}

/* Goes back to the last star only: no earlier one could do better. */
static bool
stars_match(const struct pattern *pattern, const struct unit *units,
            size_t count)
{
    size_t p = 0, u = 0, star = SIZE_MAX, from = 0;
    while (u < count) {
        bool any = p < pattern->count && pattern->letters[p].letter == 0;
        if (any) {
            star = p++;
            from = u;
        } else if (p < pattern->count &&
                   same(&pattern->letters[p], &units[u])) {
            p++;
            u++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            u = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern->count && pattern->letters[p].letter == 0)
        p++;
    return p == pattern->count;
}

/* ---- steps ----------------------------------------------------------- */

static unsigned
least_of(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Rows of the table of steps, the current one and the two before; only the
 * cells within `most` of the diagonal are looked at. */
static unsigned
steps_between(const struct pattern *pattern, const struct unit *units,
              size_t count, unsigned most)
{
    unsigned rows[3][PATTERN_LETTERS_MAX + 2];
    unsigned far = most + 1;
    for (size_t u = 0; u <= count; u++)
        rows[0][u] = (unsigned)u;
    for (size_t p = 1; p <= pattern->count; p++) {
        unsigned *row = rows[p % 3], *before = rows[(p + 2) % 3];
        unsigned *earlier = rows[(p + 1) % 3], best = far;
        size_t first = p > most ? p - most : 1;
        size_t last = p + most < count ? p + most : count;
        row[first - 1] = first == 1 ? (unsigned)p : far;
        for (size_t u = first; u <= last; u++) {
            uint32_t want = pattern->letters[p - 1].letter;
            unsigned cell = before[u - 1] + (want != units[u - 1].plain);
            cell = least_of(cell, row[u - 1] + 1);
            if (u < p + most)
                cell = least_of(cell, before[u] + 1);
            if (p > 1 && u > 1 && want == units[u - 2].plain &&
                pattern->letters[p - 2].letter == units[u - 1].plain)
                cell = least_of(cell, earlier[u - 2] + 1);
            row[u] = cell;
            best = least_of(best, cell);
        }
        if (best > most && row[first - 1] > most)
            return far;
    }
    return least_of(rows[pattern->count % 3][count], far);
}

static int
bits(uint64_t mask)
{
    int count = 0;
    for (; mask; mask &= mask - 1)
        count++;
    return count;
}

unsigned
pattern_steps(const struct pattern *fuzzy, struct str word, unsigned most)
{
    struct unit units[PATTERN_LETTERS_MAX];
    uint64_t mask = 0;
    size_t room = fuzzy->count + most;
    if (fuzzy->impossible || word.len + most < fuzzy->count ||
        word.len > 4 * room)
        return most + 1;
    size_t count = word_units(units, word);
    if (count + most < fuzzy->count || count > room)
        return most + 1;
    for (size_t i = 0; i < count; i++)
        mask |= bit_of(units[i].plain);
    if (bits(mask & ~fuzzy->mask) > (int)most ||
        bits(fuzzy->mask & ~mask) > (int)most)
        return most + 1;
    return steps_between(fuzzy, units, count, most);
}

bool
pattern_same_start(const struct pattern *fuzzy, struct str word)
{
    struct unit units[PATTERN_LETTERS_MAX];
    size_t count = word_units(units, str_head(word, 4));
    return count && fuzzy->count && fuzzy->letters[0].letter == units[0].plain;
}

uint64_t
pattern_letters(struct str word)
{
    struct unit units[PATTERN_LETTERS_MAX];
    size_t count = word_units(units, word);
    uint64_t mask = 0;
    for (size_t i = 0; i < count; i++)
        mask |= bit_of(units[i].plain);
    return mask;
}

bool
pattern_may_match(const struct pattern *pattern, uint64_t letters)
{
    uint64_t missing = pattern->mask & ~letters;
    return pattern->fuzzy ? bits(missing) <= (int)pattern->steps : missing == 0;
}

bool
pattern_matches(const struct pattern *pattern, struct str word)
{
    struct unit units[PATTERN_LETTERS_MAX];
    if (pattern->fuzzy)
        return pattern_steps(pattern, word, pattern->steps) <= pattern->steps;
    if (pattern->impossible || word.len < pattern->least)
        return false;
    return stars_match(pattern, units, word_units(units, word));
}
