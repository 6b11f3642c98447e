/* Analysis: the code or text that an article is of. */
#include "cite_scan.h"

#include "fold.h"

#include <string.h>

struct code {
    struct str cited, name;
};

static const struct code codes[] = {
#define CODE(cited, name) {STR_INIT(cited), STR_INIT(name)},
#define SHORT(cited, name)
#include "codes.def"
#undef CODE
#undef SHORT
};

static const struct code others[] = {
#define CODE(cited, name)
#define SHORT(cited, name) {STR_INIT(cited), STR_INIT(name)},
#include "codes.def"
#undef CODE
#undef SHORT
};

enum { CODE_WORDS_MAX = 16, CODE_BYTES_MAX = 160 };

/* The words from token i on, folded, with single blanks between. */
static struct str
words_at(char out[CODE_BYTES_MAX], const struct scan *scan, size_t i)
{
    char folded[FOLD_MAX];
    size_t len = 0;
    for (size_t k = 0; k < CODE_WORDS_MAX && i + k < scan->count; k++) {
        if (k > 0 && !scan_gap(scan, i + k, "ld'."))
            break;
        struct str word = {folded, fold_word(folded, scan_word(scan, i + k))};
        if (len + 1 + word.len > CODE_BYTES_MAX)
            break;
        if (k > 0)
            out[len++] = ' ';
        memcpy(out + len, word.at, word.len);
        len += word.len;
    }
    return (struct str){out, len};
}

/* Bytes of words that are this name, which has its elided articles; 0 when
 * they are not. */
static size_t
name_in(struct str words, struct str name)
{
    size_t at = 0;
    for (size_t k = 0; k < name.len; k++, at++) {
        bool starts = k == 0 || name.at[k - 1] == ' ';
        if (starts && k + 1 < name.len && name.at[k + 1] == '\'')
            k += 2;
        if (at >= words.len || words.at[at] != name.at[k])
            return 0;
    }
    return at == words.len || words.at[at] == ' ' ? at : 0;
}

/* Short names are capitals in a text ("CSS"), or "C. trav." */
static bool
may_be_code(const struct scan *scan, size_t i)
{
    struct str word = scan_word(scan, i);
    bool dotted = str_eq(word, STR("c")) && scan->at[i].end < scan->text.len &&
                  scan->text.at[scan->at[i].end] == '.';
    return word_in(word, "code nouveau livre constitution traité traite "
                         "convention déclaration declaration charte") ||
           dotted || (word.len <= 6 && word.len > 0 && scan_capital(scan, i));
}

/* The code named from token i on; *bytes = how much of its words_at that is. */
static struct str
named_code_in(size_t *bytes_taken, const struct scan *scan, size_t i)
{
    struct str best = STR("");
    char bytes[CODE_BYTES_MAX];
    size_t most = 0;
    if (!may_be_code(scan, i))
        return best;
    struct str words = words_at(bytes, scan, i);
    bool full = scan_is(scan, i, "code nouveau");
    const struct code *of = full ? codes : others;
    size_t count =
        full ? sizeof codes / sizeof *codes : sizeof others / sizeof *others;
    for (size_t k = 0; k < count; k++) {
        size_t len = name_in(words, of[k].cited);
        if (len > most) {
            most = len;
            best = of[k].name;
        }
    }
    *bytes_taken = most;
    return best;
}

static struct str
named_code(const struct scan *scan, size_t i)
{
    size_t bytes = 0;
    return named_code_in(&bytes, scan, i);
}

/* Bytes that words_at has of tokens i to end. */
static size_t
bytes_of(const struct scan *scan, size_t i, size_t end)
{
    char folded[FOLD_MAX];
    size_t len = 0;
    for (size_t k = i; k < end; k++)
        len += (k > i) + fold_word(folded, scan_word(scan, k));
    return len;
}

struct str
cite_code_named(size_t *words, const struct scan *scan, size_t i)
{
    size_t bytes = 0;
    struct str found = named_code_in(&bytes, scan, i);
    *words = 0;
    while (found.len && i + *words < scan->count &&
           bytes_of(scan, i, i + *words) < bytes)
        ++*words;
    return found;
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
        bool whole = scan_is(scan, at, "code livre constitution");
        if (back > 1 && !scan_gap(scan, at + 1, "ld'."))
            return STR("");
        if (!whole && back > 3)
            continue;
        struct str found = named_code_in(&taken, scan, at);
        if (found.len && taken == bytes_of(scan, at, i))
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
    if (!scan_is(scan, i, "loi ordonnance décret decret arrêté arrete"))
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
    struct str word = scan_word(scan, i);
    for (size_t k = 0; k < word.len; k++)
        if (!memchr("ivx", word.at[k], 3))
            return false;
    return word.len > 0 && word.len <= 5 && scan_capital(scan, i);
}

/* "3°", "a)": the sign right behind token i. */
static bool
has_sign(const struct scan *scan, size_t i, const char *sign)
{
    return str_starts(str_from_offset(scan->text, scan->at[i].end),
                      str_from(sign));
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
    return is_digits(scan_word(scan, i), 1, 3) &&
           (has_sign(scan, i, "°") || has_sign(scan, i, "º"));
}

/* "1, 5°", "1-5°" */
static bool
comes_before_degree(const struct scan *scan, size_t i)
{
    return i + 1 < scan->count && scan_gap(scan, i + 1, ",-") &&
           is_degree_number(scan, i + 1);
}

static const char ordinals[] =
    "1er 1re 1ère 2e 2ème 3e 3ème 4e 4ème 5e 5ème 6e 6ème 7e 8e 9e 10e "
    "premier première deuxième second seconde troisième quatrième cinquième "
    "sixième septième huitième neuvième dixième dernier dernière";

static const char stretches[] =
    "alinéa alinéas alinea alineas phrase phrases tiret tirets paragraphe";

/* "deuxième alinéa", "in fine": two words that say it together. */
static bool
is_pinpoint_of_two(const struct scan *scan, size_t i)
{
    if (i + 1 >= scan->count || !scan_gap(scan, i + 1, ""))
        return false;
    return (scan_is(scan, i + 1, stretches) && scan_is(scan, i, ordinals)) ||
           (scan_is(scan, i, "in") && scan_is(scan, i + 1, "fine"));
}

/* Token i says where in an article: "alinéa 3", "al. 2", "I", "3°", "a)",
 * "et suivants", "modifié". */
static bool
is_pinpoint(const struct scan *scan, size_t i, bool numbered)
{
    struct str word = scan_word(scan, i);
    if (i >= scan->count)
        return false;
    if (is_digits(word, 1, 3) || scan_is(scan, i, "1er premier"))
        return numbered || is_section(scan, i) || has_sign(scan, i, "°") ||
               has_sign(scan, i, "º") || comes_before_degree(scan, i);
    if (word.len == 1 && has_sign(scan, i, ")"))
        return true;
    if (word_in(word, "bis ter quater quinquies"))
        return i > 0 && is_roman(scan, i - 1);
    return is_roman(scan, i) ||
           scan_is(scan, i,
                   "alinéa alinéas alinea alineas al paragraphe paragraphes "
                   "point suivant suivants suivante suivantes suiv ss "
                   "modifié modifiée modifiés modifiées précité précités "
                   "susvisé") ||
           (scan_is(scan, i, "s") && i > 0 && scan_is(scan, i - 1, "et"));
}

/* Steps over ", alinéa 3,", "(alinéas 5 et 6)", ", I, 2°", "et suivants". */
static size_t
skip_paragraph(const struct scan *scan, size_t i)
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
        bool joins = numbered || scan_is(scan, at, "et à ou");
        if (scan_is(scan, at, "et à ou") && joins &&
            scan_gap(scan, at + 1, ",(") &&
            (is_pinpoint(scan, at + 1, numbered) ||
             is_pinpoint_of_two(scan, at + 1)))
            at++;
        if (is_pinpoint_of_two(scan, at))
            continue;
        if (!is_pinpoint(scan, at, numbered))
            break;
        numbered = numbered || scan_is(scan, at,
                                       "alinéa alinéas alinea alineas al "
                                       "paragraphe paragraphes point");
        at++;
    }
    return at > i && scan_gap(scan, at, ",();.old'") ? at : i;
}

struct str
cite_code_at(struct scan *scan, size_t i)
{
    struct str found;
    size_t start = i, at = i = skip_paragraph(scan, i);
    if (!scan_gap(scan, i, i > start ? "(),;.old'" : "(),ld'"))
        return STR("");
    if (scan_is(scan, at, "du de") && scan_gap(scan, at + 1, "ld'"))
        at++;
    if (at > i && scan_is(scan, at, "la") && scan_gap(scan, at + 1, ""))
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
    if (scan_is(scan, i, "code"))
        return CITE_OF_SAME_CODE;
    return scan_is(scan, i, texts) ? CITE_OF_SAME_TEXT : CITE_OF_UNTOLD;
}

enum cite_of
cite_of_at(const struct scan *scan, size_t i)
{
    size_t at = skip_paragraph(scan, i);
    if (!scan_gap(scan, at, at > i ? "(),;.old'" : "(),ld'"))
        return CITE_OF_UNTOLD;
    if (scan_is(scan, at, "dudit"))
        return same_at(scan, at + 1);
    if (!scan_is(scan, at, "du de des"))
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
