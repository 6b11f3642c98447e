/* Analysis: the code or text that an article is of. */
#include "cite_scan.h"

#include "fold.h"

static const struct code {
    struct str cited, name;
} codes[] = {
#define CODE(cited, name) {STR_INIT(cited), STR_INIT(name)},
#include "codes.def"
#undef CODE
};

enum { CODE_WORDS_MAX = 16 };

/* The next word of a name, without an elided article. */
static bool
next_word(struct str *rest, struct str *word)
{
    if (str_is_empty(*rest))
        return false;
    str_cut(*rest, STR(" "), word, rest);
    if (str_starts(*word, STR("l'")) || str_starts(*word, STR("d'")))
        *word = str_from_offset(*word, 2);
    return true;
}

/* Number of tokens from i on that are this name, 0 when they are not. */
static size_t
name_at(const struct scan *scan, size_t i, struct str name)
{
    char folded[FOLD_MAX];
    struct str word;
    size_t count = 0;
    while (next_word(&name, &word)) {
        struct str has = scan_word(scan, i + count);
        if (has.len == 0 || (count > 0 && !scan_gap(scan, i + count, "ld'.")))
            return 0;
        has = (struct str){folded, fold_word(folded, has)};
        if (!str_eq(has, word))
            return 0;
        count++;
    }
    return count;
}

/* Short names are capitals in a text ("CSS"), or "C. trav." */
static bool
may_be_code(const struct scan *scan, size_t i)
{
    struct str word = scan_word(scan, i);
    return word_in(word, "code nouveau livre constitution traité traite") ||
           (word.len <= 6 && word.len > 0 && scan_capital(scan, i));
}

static struct str
named_code(const struct scan *scan, size_t i)
{
    struct str best = STR("");
    size_t most = 0;
    if (!may_be_code(scan, i))
        return best;
    for (size_t k = 0; k < sizeof codes / sizeof *codes; k++) {
        size_t count = name_at(scan, i, codes[k].cited);
        if (count > most) {
            most = count;
            best = codes[k].name;
        }
    }
    return best;
}

/* "loi organique n° 2001-692" */
static struct str
named_text(struct scan *scan, size_t i)
{
    struct key key = {.len = 0};
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

/* Steps over ", alinéa 3," and "(alinéas 5 et 6)". */
static size_t
skip_paragraph(const struct scan *scan, size_t i)
{
    size_t at = i + 1;
    if (!scan_gap(scan, i, ",(") || !scan_is(scan, i,
                                             "alinéa alinéas alinea "
                                             "alineas paragraphe"))
        return i;
    while (at < i + 6 && scan_gap(scan, at, ",") &&
           (is_digits(scan_word(scan, at), 1, 2) ||
            scan_is(scan, at, "1er premier et à")))
        at++;
    return at > i + 1 && scan_gap(scan, at, ",)ld'") ? at : i;
}

struct str
cite_code_at(struct scan *scan, size_t i)
{
    struct str found;
    size_t at = i = skip_paragraph(scan, i);
    if (!scan_gap(scan, i, "(),ld'"))
        return STR("");
    if (scan_is(scan, at, "du de") && scan_gap(scan, at + 1, "ld'"))
        at++;
    if (at > i && scan_is(scan, at, "la") && scan_gap(scan, at + 1, ""))
        at++;
    found = named_code(scan, at);
    return found.len || at == i ? found : named_text(scan, at);
}
