/* Analysis: references, what all recognisers share. */
#include "cite_scan.h"

#include "fold.h"
#include "letter.h"

#include <string.h>

const char *
cite_kind_name(enum cite_kind kind)
{
    static const char *const names[] = {
        [CITE_ARTICLE] = "article",   [CITE_TEXT] = "text",
        [CITE_EUROPEAN] = "european", [CITE_NOR] = "nor",
        [CITE_ELI] = "eli",           [CITE_ECLI] = "ecli",
        [CITE_IDCC] = "idcc",         [CITE_QUESTION] = "question",
        [CITE_DATE] = "date",         [CITE_WORD] = "word",
    };
    return names[kind];
}

/* ---- words and gaps -------------------------------------------------- */

void
key_add(struct key *key, struct str s)
{
    s = str_head(s, sizeof key->at - key->len);
    if (s.len)
        memcpy(key->at + key->len, s.at, s.len);
    key->len += s.len;
}

struct str
key_str(const struct key *key)
{
    return (struct str){key->at, key->len};
}

bool
word_in(struct str word, const char *words)
{
    for (const char *at = words; at && word.len; at++) {
        size_t same = 0;
        while (same < word.len && at[same] == word.at[same])
            same++;
        if (same == word.len && (at[same] == ' ' || at[same] == '\0'))
            return true;
        at = strchr(at + same, ' ');
        if (!at)
            break;
    }
    return false;
}

bool
scan_is(const struct scan *scan, size_t i, const char *words)
{
    return word_in(scan_word(scan, i), words);
}

static bool
ascii_allowed(unsigned char c, const char *signs)
{
    if (letter_ascii[c] & (LETTER_BLANK | LETTER_LINE))
        return true;
    while (*signs && (unsigned char)*signs != c)
        signs++;
    return *signs && c != 'o';
}

static bool
sign_allowed(struct letter l, const char *signs)
{
    if (l.kind & (LETTER_BLANK | LETTER_LINE | LETTER_DROP))
        return true;
    if (l.code_point == 0xB0 || l.code_point == 0xBA || l.code_point == 0xA7)
        return strchr(signs, 'o');
    return l.code_point == 0x2019 && strchr(signs, '\'');
}

bool
scan_gap(const struct scan *scan, size_t i, const char *signs)
{
    if (i == 0 || i >= scan->count ||
        scan->at[i].position != scan->at[i - 1].position + 1)
        return false;
    struct str gap =
        str_range(scan->text, scan->at[i - 1].end, scan->at[i].start);
    if (gap.len == 1 && gap.at[0] == ' ') /* nearly always */
        return true;
    if (gap.len > CITE_GAP_MAX)
        return false;
    while (gap.len) {
        unsigned char c = (unsigned char)gap.at[0];
        if (c < 0x80) {
            if (!ascii_allowed(c, signs))
                return false;
            gap = str_from_offset(gap, 1);
            continue;
        }
        struct letter l = letter_at(gap);
        if (!sign_allowed(l, signs))
            return false;
        gap = str_from_offset(gap, l.size);
    }
    return true;
}

bool
scan_joined(const struct scan *scan, size_t i, char sign)
{
    return scan_is_joined(scan, i) &&
           scan->at[i].start == scan->at[i - 1].end + 1 &&
           scan->text.at[scan->at[i - 1].end] == sign;
}

bool
scan_hyphen(const struct scan *scan, size_t i)
{
    if (scan_joined(scan, i, '-'))
        return true;
    return scan_is_joined(scan, i) &&
           scan->at[i].start == scan->at[i - 1].end + 3 &&
           !letter_apostrophe(scan->text, scan->at[i - 1].end) &&
           scan->text.at[scan->at[i - 1].end] == '\xE2';
}

bool
scan_goes_on(const struct scan *scan, size_t i)
{
    return scan_hyphen(scan, i) || scan_joined(scan, i, '/');
}

bool
scan_capital(const struct scan *scan, size_t i)
{
    char c = i < scan->count ? scan->text.at[scan->at[i].start] : 'a';
    return c >= 'A' && c <= 'Z';
}

size_t
scan_number_sign(const struct scan *scan, size_t i)
{
    bool sign = i > 0 && scan_cue(scan, i - 1, CUE_NUMBER_SIGN) &&
                scan_gap(scan, i, "o.:");
    return sign ? i - 1 : i;
}

bool
is_digits(struct str word, size_t least, size_t most)
{
    if (word.len < least || word.len > most)
        return false;
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] < '0' || word.at[i] > '9')
            return false;
    return true;
}

uint32_t
to_number(struct str word)
{
    uint64_t number = 0;
    return str_to_u64(word, &number) && number <= UINT32_MAX ? (uint32_t)number
                                                             : 0;
}

bool
is_year(struct str word)
{
    uint32_t year = is_digits(word, 4, 4) ? to_number(word) : 0;
    return year >= 1800 && year < 2100;
}

/* ---- found ----------------------------------------------------------- */

static bool
make_room(struct scan *scan)
{
    if (scan->found < scan->room)
        return true;
    size_t room = scan->room ? 2 * scan->room : 16;
    struct cite *bigger = arena_array(scan->arena, room, sizeof *bigger);
    if (!bigger)
        return false;
    if (scan->found)
        memcpy(bigger, scan->cites, scan->found * sizeof *bigger);
    scan->cites = bigger;
    scan->room = room;
    return true;
}

/* NOR and IDCC are searched by their words. */
static bool
is_word(enum cite_kind kind)
{
    return kind != CITE_NOR && kind != CITE_IDCC;
}

struct cite *
scan_push(struct scan *scan, const struct cite *cite, const struct key *normal)
{
    char *copy = arena_alloc(scan->arena, 2 + normal->len);
    if (!copy || !make_room(scan)) {
        scan->failed = true;
        return NULL;
    }
    memcpy(copy, "\xC2\xA7", 2);
    memcpy(copy + 2, normal->at, normal->len);
    struct cite *added = &scan->cites[scan->found++];
    bool plain = cite->kind == CITE_DATE || cite->kind == CITE_WORD;
    *added = *cite;
    added->normal = (struct str){copy + 2, normal->len};
    if (is_word(cite->kind))
        added->word =
            plain ? added->normal : (struct str){copy, 2 + normal->len};
    added->stem = added->word;
    return added;
}

static size_t
recognise(struct scan *scan, size_t i)
{
    size_t end = cite_date_at(scan, i);
    if (!end)
        end = cite_identifier_at(scan, i);
    if (!end)
        end = cite_european_at(scan, i);
    if (!end)
        end = cite_text_at(scan, i);
    return end ? end : cite_article_at(scan, i);
}

enum status
cite_find(struct cites *out, struct str text, const struct token *tokens,
          size_t count, struct arena *arena, struct error *err)
{
    struct scan scan = {
        .text = text, .at = tokens, .count = count, .arena = arena};
    for (size_t i = 0; i < count && !scan.failed; i++) {
        if (!(tokens[i].flags & TOKEN_DIGIT))
            continue;
        size_t end = recognise(&scan, i);
        if (end > i)
            i = end - 1;
    }
    if (scan.failed)
        return error_set(err, STATUS_NOMEM, "no memory for the references");
    *out = (struct cites){scan.cites, scan.found};
    return STATUS_OK;
}

enum status
cite_key(struct str *out, const struct cite *cite, struct arena *arena,
         struct error *err)
{
    const struct str parts[] = {cite->normal, STR(" "), cite->of};
    *out = cite->of.len ? arena_join(arena, parts, 3) : cite->normal;
    if (!out->at)
        return error_set(err, STATUS_NOMEM, "no memory for the references");
    return STATUS_OK;
}

bool
cite_is_key(struct str text)
{
    static const struct str kinds[] = {
        STR_INIT("art:"),  STR_INIT("no:"),       STR_INIT("ue:"),
        STR_INIT("dir:"),  STR_INIT("reg:"),      STR_INIT("dec:"),
        STR_INIT("nor:"),  STR_INIT("eli:"),      STR_INIT("ecli:"),
        STR_INIT("idcc:"), STR_INIT("question:"),
    };
    struct str number, code;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        if (!str_starts(text, kinds[k]))
            continue;
        str_cut(str_from_offset(text, kinds[k].len), STR(" "), &number, &code);
        bool digit = false;
        for (size_t i = 0; i < number.len; i++) {
            char c = number.at[i];
            if (c >= 'A' && c <= 'Z')
                return false;
            digit = digit || (c >= '0' && c <= '9');
        }
        return digit;
    }
    return false;
}
