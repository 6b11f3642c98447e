/* Analysis: the code or text that an article is of. */
#include "cite_scan.h"

#include "code_names.h"
#include "fold.h"

#include <string.h>

/* Short names are capitals in a text ("CSS"), or "C. trav." */
static bool
may_be_code(const struct scan *scan, size_t i)
{
    struct str word = scan_word(scan, i);
    if (scan_cue(scan, i, CUE_CODE_NAME))
        return true;
    bool dotted = str_eq(word, STR("c")) && scan->at[i].end < scan->text.len &&
                  scan->text.at[scan->at[i].end] == '.';
    return dotted || (word.len <= 6 && word.len > 0 && scan_capital(scan, i));
}

/* The code named from token i on; *taken = the tokens of its name. */
static struct str
named_code_in(size_t *taken, const struct scan *scan, size_t i)
{
    char folded[FOLD_MAX];
    struct code_words words;
    struct str best = STR("");
    *taken = 0;
    if (!may_be_code(scan, i))
        return best;
    bool full =
        scan_cue(scan, i, CUE_CODE) || scan_equals(scan, i, STR("nouveau"));
    code_words_start(&words);
    for (size_t k = 0; k < CODE_WORDS_MAX && i + k < scan->count; k++) {
        if (k > 0 && !scan_gap(scan, i + k, "ld'."))
            break;
        struct str word = {folded, fold_word(folded, scan_word(scan, i + k))};
        if (!code_words_add(&words, word))
            break;
        struct str name = code_words_name(&words, full);
        if (!name.len)
            continue;
        best = name;
        *taken = k + 1;
    }
    return best;
}

static struct str
named_code(const struct scan *scan, size_t i)
{
    size_t taken;
    return named_code_in(&taken, scan, i);
}

struct str
cite_code_named(size_t *words, const struct scan *scan, size_t i)
{
    return named_code_in(words, scan, i);
}

/* "annexe II au CGI": its articles are numbered apart. */
static bool
is_annex(const struct scan *scan, size_t code)
{
    return code >= 2 && scan_is(scan, code - 1, "au du") &&
           (scan_is(scan, code - 2, "annexe") ||
            (code >= 3 && scan_is(scan, code - 3, "annexe")));
}

struct str
cite_code_before(const struct scan *scan, size_t i)
{
    if (i == 0 || !scan_gap(scan, i, ",.:(-"))
        return STR("");
    for (size_t back = 1; back <= CODE_WORDS_MAX && back <= i; back++) {
        size_t taken = 0, at = i - back;
        bool whole = scan_cue(scan, at, CUE_CODE_NAME) &&
                     scan_is(scan, at, "code livre constitution");
        if (back > 1 && !scan_gap(scan, at + 1, "ld'."))
            return STR("");
        if (!whole && back > 3)
            continue;
        struct str found = named_code_in(&taken, scan, at);
        if (found.len && taken == back)
            return is_annex(scan, at) ? STR("") : found;
        if (whole)
            return STR("");
    }
    return STR("");
}

/* "loi organique n° 2001-692" */
static struct str
named_text(struct scan *scan, size_t i)
{
    struct key key;
    key.len = 0;
    size_t at = i + 1;
    if (!scan_cue(scan, i, CUE_NATURE) ||
        !scan_is(scan, i, "loi ordonnance décret decret arrêté arrete"))
        return STR("");
    if (scan_is(scan, at, "organique constitutionnelle"))
        at++;
    if (scan_is(scan, at, "n no numéro numero") && scan_gap(scan, at, "") &&
        scan_gap(scan, at + 1, "o.:"))
        at++;
    if (!scan_gap(scan, at, "o.:") || !cite_text_number(scan, at, &key))
        return STR("");
    struct str copy = arena_copy(scan->arena, key_str(&key));
    scan->failed = scan->failed || !copy.at;
    return copy;
}

enum { PINPOINT_MAX = 12 }; /* tokens of where in an article */

static bool
is_roman(const struct scan *scan, size_t i)
{
    return scan_cue(scan, i, CUE_ROMAN) && scan_capital(scan, i);
}

/* "3°": the sign right behind token i. */
static bool
has_degree(const struct scan *scan, size_t i)
{
    struct str rest = str_from_offset(scan->text, scan->at[i].end);
    return str_starts(rest, STR("°")) || str_starts(rest, STR("º"));
}

/* "§ 1" */
static bool
is_section(const struct scan *scan, size_t i)
{
    struct str gap =
        str_range(scan->text, scan->at[i - 1].end, scan->at[i].start);
    return str_contains(gap, STR("§"));
}

/* "5°" */
static bool
is_degree_number(const struct scan *scan, size_t i)
{
    return scan_digits(scan, i, 1, 3) && has_degree(scan, i);
}

/* "1, 5°", "1-5°" */
static bool
comes_before_degree(const struct scan *scan, size_t i)
{
    return i + 1 < scan->count && scan_gap(scan, i + 1, ",-") &&
           is_degree_number(scan, i + 1);
}

/* "deuxième alinéa", "in fine": two words that say it together. */
static bool
is_pinpoint_of_two(const struct scan *scan, size_t i)
{
    bool stretch =
        scan_cue(scan, i + 1, CUE_STRETCH) && scan_cue(scan, i, CUE_ORDINAL);
    bool fine = scan_equals(scan, i, STR("in")) &&
                scan_equals(scan, i + 1, STR("fine"));
    return (stretch || fine) && scan_gap(scan, i + 1, "");
}

/* Token i says where in an article: "alinéa 3", "al. 2", "I", "3°", "a)",
 * "et suivants", "modifié". */
static bool
is_pinpoint(const struct scan *scan, size_t i, bool numbered)
{
    struct str word = scan_word(scan, i);
    if (i >= scan->count)
        return false;
    if (scan_digits(scan, i, 1, 3) || scan_cue(scan, i, CUE_FIRST))
        return numbered || is_section(scan, i) || has_degree(scan, i) ||
               comes_before_degree(scan, i);
    if (word.len == 1 && scan->at[i].end < scan->text.len &&
        scan->text.at[scan->at[i].end] == ')')
        return true;
    if (scan_cue(scan, i, CUE_LATIN) &&
        word_in(word, "bis ter quater quinquies"))
        return i > 0 && is_roman(scan, i - 1);
    return is_roman(scan, i) || scan_cue(scan, i, CUE_PINPOINT) ||
           (str_eq(word, STR("s")) && i > 0 &&
            scan_equals(scan, i - 1, STR("et")));
}

/* Steps over ", alinéa 3,", "(alinéas 5 et 6)", ", I, 2°", "et suivants". */
size_t
cite_skip_paragraph(const struct scan *scan, size_t i)
{
    size_t at = i;
    bool numbered = false; /* behind "alinéa" */
    while (at < i + PINPOINT_MAX &&
           (scan_gap(scan, at, at > i ? ",();.o-" : ",();.o") ||
            (scan_hyphen(scan, at) && is_degree_number(scan, at)))) {
        if (is_pinpoint_of_two(scan, at)) {
            at += 2;
            continue;
        }
        if (scan_cue(scan, at, CUE_AND | CUE_TO) &&
            scan_gap(scan, at + 1, ",(") &&
            (is_pinpoint(scan, at + 1, numbered) ||
             is_pinpoint_of_two(scan, at + 1)))
            at++;
        if (is_pinpoint_of_two(scan, at))
            continue;
        if (!is_pinpoint(scan, at, numbered))
            break;
        numbered = numbered || scan_cue(scan, at, CUE_NUMBERED);
        at++;
    }
    return at > i && scan_gap(scan, at, ",();.old'") ? at : i;
}

struct str
cite_code_at(struct scan *scan, size_t i, size_t behind)
{
    struct str found;
    size_t start = i, at = i = behind;
    if (!scan_gap(scan, i, i > start ? "(),;.old'" : "(),ld'"))
        return STR("");
    if (scan_cue(scan, at, CUE_OF) && !scan_equals(scan, at, STR("des")) &&
        scan_gap(scan, at + 1, "ld'"))
        at++;
    if (at > i && scan_equals(scan, at, STR("la")) &&
        scan_gap(scan, at + 1, ""))
        at++;
    found = named_code(scan, at);
    return found.len || at == i ? found : named_text(scan, at);
}

/* ---- not named ------------------------------------------------------- */

static const char texts[] =
    "loi ordonnance décret arrêté texte règlement convention";

/* Behind "du même", "de ladite". */
static enum cite_of
same_at(const struct scan *scan, size_t i)
{
    if (scan_cue(scan, i, CUE_CODE))
        return CITE_OF_SAME_CODE;
    return scan_is(scan, i, texts) ? CITE_OF_SAME_TEXT : CITE_OF_UNTOLD;
}

enum cite_of
cite_of_at(const struct scan *scan, size_t i, size_t behind)
{
    size_t at = behind;
    if (!scan_gap(scan, at, at > i ? "(),;.old'" : "(),ld'"))
        return CITE_OF_UNTOLD;
    if (scan_equals(scan, at, STR("dudit")))
        return same_at(scan, at + 1);
    if (!scan_cue(scan, at, CUE_OF))
        return CITE_OF_UNTOLD;
    at++;
    if (scan_is(scan, at, "la le les ce cet cette"))
        at++;
    if (!scan_gap(scan, at, "l'"))
        return CITE_OF_UNTOLD;
    if (scan_is(scan, at, "même mêmes ladite susdite"))
        return same_at(scan, at + 1);
    /* "de ce code": the one just named */
    if (at > 0 && scan_is(scan, at - 1, "ce cet cette"))
        return same_at(scan, at);
    if (scan_is(scan, at, "présent présente"))
        return CITE_OF_PRESENT;
    bool other = scan_is(scan, at, texts) ||
                 scan_is(scan, at,
                         "code directive traité accord constitution charte "
                         "pacte protocole statut statuts circulaire "
                         "délibération décision annexe");
    return other ? CITE_OF_OTHER : CITE_OF_UNTOLD;
}

enum status
cite_title(struct str *out, struct str title, const struct token *tokens,
           size_t count, struct arena *arena, struct error *err)
{
    struct scan scan = {
        .text = title, .at = tokens, .count = count, .arena = arena};
    struct str found = named_code(&scan, 0);
    if (!found.len && !scan.failed)
        found = named_text(&scan, 0);
    if (scan.failed)
        return error_set(err, STATUS_NOMEM, "no memory for the references");
    *out = found;
    return STATUS_OK;
}
