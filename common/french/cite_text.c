/* Analysis: references to whole texts: laws, acts of the Union, and what has
 * an identifier. */
#include "cite_scan.h"

#include "buf.h"

/* ---- texts numbered by year ------------------------------------------ */

/* The "22" of "2010-14/22 QPC": two questions decided at once. */
static bool
joined_decision(const struct scan *scan, size_t i)
{
    return scan_joined(scan, i, '/') && is_digits(scan_word(scan, i), 1, 5) &&
           !scan_goes_on(scan, i + 1) && scan_is(scan, i + 1, "qpc dc") &&
           scan_gap(scan, i + 1, "");
}

/* It has the year of the first. */
static size_t
push_joined(struct scan *scan, size_t i)
{
    struct key key;
    key.len = 0;
    struct str first = scan->cites[scan->found - 1].normal;
    key_add(&key, str_head(first, sizeof "no:2010-" - 1));
    key_add(&key, scan_word(scan, i));
    struct cite cite = {.kind = CITE_TEXT,
                        .start = scan->at[i].start,
                        .end = scan->at[i].end,
                        .first = (uint32_t)i,
                        .count = 1};
    return scan_push(scan, &cite, &key) ? i + 1 : 0;
}

size_t
cite_text_number(const struct scan *scan, size_t i, struct key *normal)
{
    if (!scan_is_joined(scan, i + 1))
        return 0;
    struct str year = scan_word(scan, i), rank = scan_word(scan, i + 1);
    if (!is_year(year) && !is_digits(year, 2, 2))
        return 0;
    if (!scan_hyphen(scan, i + 1) || !is_digits(rank, 1, 5) ||
        scan_goes_on(scan, i) ||
        (scan_goes_on(scan, i + 2) && !joined_decision(scan, i + 2)))
        return 0;
    *normal = (struct key){.len = 0};
    key_add(normal, STR("no:"));
    key_add(normal, year);
    key_add(normal, STR("-"));
    key_add(normal, rank);
    return 2;
}

/* 1 + the token of "loi" before token i ("loi organique n° ..."), or 0. */
static size_t
nature_before(const struct scan *scan, size_t i)
{
    for (size_t back = 1; back <= 3 && back <= i; back++) {
        if (!scan_gap(scan, i - back + 1, "("))
            return 0;
        if (scan_cue(scan, i - back, CUE_NATURE))
            return i - back + 1;
        if (!scan_is(scan, i - back,
                     "organique organiques constitutionnelle ministériel "
                     "ministerial interministériel préfectoral royal "
                     "rectificative législatif"))
            return 0;
    }
    return 0;
}

/* Behind another number of the same kind: "nos 2017-1 et 2017-2". */
static bool
continues(const struct scan *scan, size_t i)
{
    if (scan->found == 0 || i == 0)
        return false;
    const struct cite *last = &scan->cites[scan->found - 1];
    size_t end = last->first + last->count;
    if (last->kind != CITE_TEXT || last->loose)
        return false;
    return (end == i && scan_gap(scan, i, ",;")) ||
           (end + 1 == i && scan_cue(scan, end, CUE_AND) &&
            scan_gap(scan, i, "") && scan_gap(scan, end, ","));
}

/* Two years ("la période 2017-2022") or a number too short to tell. */
static bool
is_period(struct str year, struct str rank)
{
    uint32_t from = to_number(year), to = to_number(rank);
    return rank.len < 3 || (rank.len == 4 && to > from && to < from + 100);
}

size_t
cite_text_at(struct scan *scan, size_t i)
{
    struct key key;
    if (!cite_text_number(scan, i, &key))
        return 0;
    struct str year = scan_word(scan, i), rank = scan_word(scan, i + 1);
    size_t first = scan_number_sign(scan, i);
    size_t nature = nature_before(scan, first);
    bool told = nature || continues(scan, i) ||
                (scan_is(scan, i + 2, "dc qpc") && scan_gap(scan, i + 2, "")) ||
                joined_decision(scan, i + 2);
    if (!told && first == i && (year.len == 2 || is_period(year, rank)))
        return 0;
    if (year.len == 2 && !told)
        return 0;
    struct cite cite = {.kind = CITE_TEXT,
                        .loose = !told,
                        .start = scan->at[nature ? nature - 1 : first].start,
                        .end = scan->at[i + 1].end,
                        .first = (uint32_t)first,
                        .count = (uint32_t)(i + 2 - first)};
    if (!scan_push(scan, &cite, &key))
        return 0;
    if (year.len == 4 && joined_decision(scan, i + 2))
        return push_joined(scan, i + 2);
    return i + 2;
}

/* ---- acts of the European Union -------------------------------------- */

struct act {
    const char *series;       /* "dir", "reg", "dec", or NULL: not named */
    size_t start, first, end; /* tokens */
    bool number_sign, marked; /* "n°"; "UE", "CE" before or behind */
};

static const char communities[] = "ue ce cee eu ec eec euratom jai pesc";

static const char *
series_of(struct str word)
{
    if (word_in(word, "directive directives dir"))
        return "dir";
    if (word_in(word, "règlement règlements reglement reglements règl "
                      "regl"))
        return "reg";
    return word_in(word, "décision décisions decision decisions") ? "dec"
                                                                  : NULL;
}

/* "directives 2006/123/CE et 2011/83/UE": the series of the one before. */
static void
read_series_of_list(struct act *act, const struct scan *scan)
{
    size_t at = act->first;
    if (scan->found == 0 || at == 0)
        return;
    const struct cite *last = &scan->cites[scan->found - 1];
    size_t end = last->first + last->count;
    bool next = (end == at && scan_gap(scan, at, ",;")) ||
                (end + 1 == at && scan_cue(scan, end, CUE_AND) &&
                 scan_gap(scan, at, "") && scan_gap(scan, end, ","));
    if (last->kind != CITE_EUROPEAN || !next)
        return;
    bool directive = str_starts(last->normal, STR("dir:"));
    bool decision = str_starts(last->normal, STR("dec:"));
    act->series = directive ? "dir" : decision ? "dec" : "reg";
    act->marked = true;
}

/* What stands before "2016/679", from right to left: n°, (UE), the kind. */
static void
read_before(struct act *act, const struct scan *scan, size_t i)
{
    size_t at = scan_number_sign(scan, i);
    act->number_sign = at < i;
    for (int k = 0; k < 2 && at > 0 && scan_gap(scan, at, "(),") &&
                    scan_is(scan, at - 1, communities);
         k++, at--)
        act->marked = true;
    act->first = act->start = at;
    for (size_t back = 1; back <= 3 && back <= at; back++) {
        if (!scan_gap(scan, at - back + 1, "(,-.ld'"))
            return;
        act->series = series_of(scan_word(scan, at - back));
        act->start = act->series ? at - back : act->start;
        if (act->series ||
            !scan_is(scan, at - back,
                     "délégué déléguée cadre exécution européen européenne"))
            return;
    }
}

static uint32_t
full_year(struct str digits)
{
    uint32_t year = to_number(digits);
    return digits.len == 2 && year > 50 ? 1900 + year : year;
}

/* The Community is of 1952; "1907/2006" has but one year. */
static bool
is_union_year(struct str word)
{
    return is_year(word) && to_number(word) >= 1952;
}

/* The year of a/b: first in directives, decisions and all since 2015; last
 * in "règlement (UE) n° 1169/2011". */
static bool
year_is_first(const struct act *act, struct str a, struct str b)
{
    if (is_union_year(a) != is_union_year(b))
        return is_union_year(a);
    if (is_union_year(a))
        return !act->number_sign;
    return !str_eq(str_from(act->series), STR("reg"));
}

static bool
act_number(struct key *key, const struct act *act, struct str a, struct str b)
{
    bool first = year_is_first(act, a, b);
    char text[64];
    uint32_t year = full_year(first ? a : b), rank = to_number(first ? b : a);
    bool common = year >= 2015;
    if (year < 1950 || year > 2099 || (!act->series && !common))
        return false;
    struct buf out = {.at = text, .size = sizeof text, .max = sizeof text};
    buf_printf(&out, "%s:%u/%u", common ? "ue" : act->series, year, rank);
    key_add(key, buf_str(&out));
    return true;
}

/* "article 6 du règlement (UE) 2016/679": the articles right before are of
 * it. */
static void
name_articles_before(struct scan *scan, size_t act)
{
    const struct cite *named = &scan->cites[act];
    struct str text = scan->text;
    for (size_t i = act; i-- > 0;) {
        struct cite *cite = &scan->cites[i];
        if (cite->kind != CITE_ARTICLE || cite->of.len)
            return;
        struct str between = str_range(text, cite->end, named->start);
        bool own = str_eq(between, STR(" du ")) ||
                   str_eq(between, STR(" de la ")) ||
                   str_eq(between, STR(" de l'")) ||
                   str_eq(between, STR(" de l\xE2\x80\x99"));
        bool same =
            i + 1 < act && cite->head && cite->head == scan->cites[i + 1].head;
        if (!own && !same)
            return;
        cite->of = named->normal;
        cite->relation = CITE_OF_NAMED;
    }
}

/* "directive 95/46", "règlement n° 1408/71": the year has two digits. */
static bool
is_old(const struct act *act, struct str a, struct str b)
{
    bool directive = act->series[0] == 'd';
    struct str year = directive ? a : b;
    return is_digits(year, 2, 2) && to_number(year) >= 52 &&
           (directive || (act->number_sign && a.len >= 2));
}

size_t
cite_european_at(struct scan *scan, size_t i)
{
    struct act act = {.end = i + 2};
    struct key key;
    key.len = 0;
    if (!scan_joined(scan, i + 1, '/'))
        return 0;
    struct str a = scan_word(scan, i), b = scan_word(scan, i + 1);
    if (!is_digits(a, 1, 4) || !is_digits(b, 1, 4) || scan_goes_on(scan, i))
        return 0;
    read_before(&act, scan, i);
    if (!act.series)
        read_series_of_list(&act, scan);
    if (scan_joined(scan, i + 2, '/') && scan_is(scan, i + 2, communities)) {
        act.marked = true;
        act.end++;
    }
    if (!act.marked && act.end < scan->count && scan_gap(scan, act.end, "") &&
        scan_is(scan, act.end, communities) && scan_capital(scan, act.end)) {
        act.marked = true; /* "directive 95/46 CE" */
        act.end++;
    }
    bool told =
        act.marked || (act.series && act.series[2] != 'c' &&
                       (is_year(a) || is_year(b) || is_old(&act, a, b)));
    if (!told || scan_goes_on(scan, act.end) || !act_number(&key, &act, a, b))
        return 0;
    struct cite cite = {.kind = CITE_EUROPEAN,
                        .start = scan->at[act.start].start,
                        .end = scan->at[act.end - 1].end,
                        .first = (uint32_t)act.first,
                        .count = (uint32_t)(act.end - act.first)};
    if (!scan_push(scan, &cite, &key))
        return 0;
    name_articles_before(scan, scan->found - 1);
    return act.end;
}

/* ---- identifiers ----------------------------------------------------- */

static size_t
push_tokens(struct scan *scan, enum cite_kind kind, size_t first, size_t end,
            const struct key *key)
{
    struct cite cite = {.kind = kind,
                        .start = scan->at[first].start,
                        .end = scan->at[end - 1].end,
                        .first = (uint32_t)first,
                        .count = (uint32_t)(end - first)};
    return scan_push(scan, &cite, key) ? end : 0;
}

/* Four letters (the fourth may be a digit), year, rank, the kind of text. */
static bool
is_nor(struct str word)
{
    if (word.len != 12)
        return false;
    for (size_t i = 0; i < 12; i++) {
        char c = word.at[i];
        bool digit = c >= '0' && c <= '9', letter = c >= 'a' && c <= 'z';
        if (!(i < 3 || i == 11 ? letter : i == 3 ? letter || digit : digit))
            return false;
    }
    return true;
}

static size_t
nor_at(struct scan *scan, size_t i)
{
    struct key key;
    key.len = 0;
    if (!is_nor(scan_word(scan, i)))
        return 0;
    key_add(&key, STR("nor:"));
    key_add(&key, scan_word(scan, i));
    return push_tokens(scan, CITE_NOR, i, i + 1, &key);
}

static size_t
idcc_at(struct scan *scan, size_t i)
{
    struct key key;
    key.len = 0;
    struct str number = scan_word(scan, i);
    size_t sign = scan_number_sign(scan, i);
    bool glued = str_starts(number, STR("idcc"));
    if (glued) {
        number = str_from_offset(number, 4);
        sign = i + 1;
    }
    if (!is_digits(number, 1, 5) || sign == 0 ||
        (!glued && (!scan_equals(scan, sign - 1, STR("idcc")) ||
                    !scan_gap(scan, sign, ":-("))))
        return 0;
    while (number.len > 1 && number.at[0] == '0')
        number = str_from_offset(number, 1);
    key_add(&key, STR("idcc:"));
    key_add(&key, number);
    return push_tokens(scan, CITE_IDCC, sign - 1, i + 1, &key);
}

/* "question écrite n° 15483", "question n° 12 de M. Untel" */
static size_t
question_at(struct scan *scan, size_t i)
{
    struct key key;
    key.len = 0;
    size_t sign = scan_number_sign(scan, i);
    if (!scan_digits(scan, i, 1, 6) || scan_goes_on(scan, i + 1))
        return 0;
    size_t at = sign;
    while (at > 0 && sign - at < 4 && scan_gap(scan, at, "d'") &&
           scan_cue(scan, at - 1, CUE_QUESTION_KIND))
        at--;
    if (at == 0 || !scan_gap(scan, at, ".d'") ||
        !scan_cue(scan, at - 1, CUE_QUESTION))
        return 0;
    /* "question 12" numbers within a list, "question écrite 12" does not. */
    if (sign == i && at == sign && scan_is(scan, at - 1, "question questions"))
        return 0;
    key_add(&key, STR("question:"));
    key_add(&key, scan_word(scan, i));
    return push_tokens(scan, CITE_QUESTION, at - 1, i + 1, &key);
}

/* CELEX of an act: sector 3, year, R L or D, rank: 32016R0679. */
static size_t
celex_at(struct scan *scan, size_t i)
{
    struct str word = scan_word(scan, i);
    struct act act = {0};
    struct key key;
    key.len = 0;
    if (word.len != 10 || word.at[0] != '3')
        return 0;
    switch (word.at[5]) {
    case 'r':
        act.series = "reg";
        break;
    case 'l':
        act.series = "dir";
        break;
    case 'd':
        act.series = "dec";
        break;
    default:
        return 0;
    }
    struct str year = str_range(word, 1, 5), rank = str_from_offset(word, 6);
    if (!is_union_year(year) || !is_digits(rank, 4, 4) ||
        !act_number(&key, &act, year, rank))
        return 0;
    return push_tokens(scan, CITE_EUROPEAN, i, i + 1, &key);
}

/* ECLI:country:court:year:rank (European Council, 2011/C 127/01). */
static size_t
ecli_at(struct scan *scan, size_t i)
{
    struct key key;
    key.len = 0;
    if (i < 3 || !scan_equals(scan, i - 3, STR("ecli")) ||
        !is_year(scan_word(scan, i)))
        return 0;
    for (size_t k = i - 2; k <= i + 1; k++)
        if (!scan_gap(scan, k, ":"))
            return 0;
    size_t end = i + 1;
    while (end < scan->count && end < i + 6 &&
           (end == i + 1 || scan_joined(scan, end, '.') ||
            scan->at[end].start == scan->at[end - 1].end))
        end++;
    struct str all =
        str_range(scan->text, scan->at[i - 3].start, scan->at[end - 1].end);
    for (size_t k = 0; k < all.len; k++) {
        if (all.at[k] == ' ')
            continue;
        char small = all.at[k];
        if (small >= 'A' && small <= 'Z')
            small = (char)(small + 32);
        key_add(&key, (struct str){&small, 1});
    }
    return push_tokens(scan, CITE_ECLI, i - 3, end, &key);
}

/* ELI of the Union: eli/reg/2016/679. */
static bool
union_eli(struct key *key, const struct scan *scan, size_t i)
{
    struct act act = {.series = "dir"};
    if (scan_is(scan, i - 1, "reg reg_impl reg_del"))
        act.series = "reg";
    else if (scan_is(scan, i - 1, "dec"))
        act.series = "dec";
    else if (!scan_is(scan, i - 1, "dir"))
        return false;
    return is_year(scan_word(scan, i)) &&
           is_digits(scan_word(scan, i + 1), 1, 4) &&
           act_number(key, &act, scan_word(scan, i), scan_word(scan, i + 1));
}

/* French ELI: eli/loi/2017/12/30/2017-1836 or .../CPAX1725580L (the pattern
 * of https://www.legifrance.gouv.fr/contenu/menu/.../eli). */
static size_t
french_eli(struct key *key, const struct scan *scan, size_t i)
{
    key_add(key, STR("eli:"));
    key_add(key, scan_word(scan, i - 1));
    for (size_t k = i; k < i + 4; k++) {
        struct str part = scan_word(scan, k);
        if (k > i && (!scan_joined(scan, k, '/') || !part.len))
            return 0;
        while (part.len > 1 && part.at[0] == '0')
            part = str_from_offset(part, 1);
        key_add(key, STR("/"));
        key_add(key, part);
    }
    if (!scan_hyphen(scan, i + 4))
        return i + 4;
    key_add(key, STR("-"));
    key_add(key, scan_word(scan, i + 4));
    return i + 5;
}

static size_t
eli_at(struct scan *scan, size_t i)
{
    struct key key;
    key.len = 0;
    if (i < 2 || !scan_equals(scan, i - 2, STR("eli")) ||
        !is_year(scan_word(scan, i)) || !scan_joined(scan, i - 1, '/') ||
        !scan_joined(scan, i, '/'))
        return 0;
    if (union_eli(&key, scan, i))
        return push_tokens(scan, CITE_EUROPEAN, i - 2, i + 2, &key);
    size_t end = french_eli(&key, scan, i);
    return end ? push_tokens(scan, CITE_ELI, i - 2, end, &key) : 0;
}

/* Most numbers have none: they are no NOR or CELEX, nor is what tells the
 * others before them. */
static bool
may_be_identifier(const struct scan *scan, size_t i)
{
    struct str word = scan->at[i].word;
    uint32_t before = 0;
    for (size_t back = 1; back <= 3 && back <= i; back++)
        before |= scan->at[i - back].cues;
    return word.len == 10 || word.len == 12 || word.at[0] == 'i' ||
           (before & (CUE_IDENTIFIER | CUE_QUESTION | CUE_QUESTION_KIND));
}

size_t
cite_identifier_at(struct scan *scan, size_t i)
{
    if (!may_be_identifier(scan, i))
        return 0;
    size_t end = nor_at(scan, i);
    if (!end)
        end = idcc_at(scan, i);
    if (!end)
        end = celex_at(scan, i);
    if (!end)
        end = eli_at(scan, i);
    if (!end)
        end = ecli_at(scan, i);
    return end ? end : question_at(scan, i);
}
