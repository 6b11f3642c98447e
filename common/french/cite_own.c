/* Analysis: which code or text an article is of that names none.
 *
 * An article that is numbered L, R, D... is one of a code: of the code that
 * the text is part of, else of the only one that its paragraph names, or its
 * sentence where the paragraph names several; else of the code that an
 * amending text is at ("Le code du travail est ainsi modifié :"), else of the
 * only one in the whole text.  Two that come into question are none. */
#include "cite_scan.h"

#include <string.h>

enum { SENTENCE_MAX = 300 }; /* tokens looked at to either side */

/* The codes of a stretch of text: none, one, or several. */
struct codes {
    struct str one;
    bool many;
};

struct owning {
    struct scan scan;
    struct cite *cites;
    size_t count;
    struct str own;
    struct str code, text; /* the last ones an article named */
    struct str amended;    /* "Le code du travail est ainsi modifié" */
    struct codes all;      /* of the whole text, when known */
    bool all_known;
};

static bool
is_code(struct str of)
{
    return of.len && str_find_char(of, ':') == SIZE_MAX;
}

static void
add_code(struct codes *codes, struct str code)
{
    if (!is_code(code))
        return;
    if (codes->one.len && !str_eq(codes->one, code))
        codes->many = true;
    codes->one = code;
}

static struct str
only(const struct codes *codes)
{
    return codes->many ? STR("") : codes->one;
}

/* The codes that tokens from..end name; *cite = the first reference that does
 * not stand before `from`, then before `end`.  The one whose amendment is
 * announced goes to *amended. */
static struct codes
codes_in(const struct owning *owning, size_t from, size_t end, size_t *cite,
         struct str *amended)
{
    struct codes codes = {0};
    for (size_t i = from; i < end; i++) {
        size_t words;
        struct str code = scan_cue(&owning->scan, i, CUE_CODE)
                              ? cite_code_named(&words, &owning->scan, i)
                              : STR("");
        add_code(&codes, code);
        if (code.len && scan_is(&owning->scan, i + words, "est") &&
            scan_is(&owning->scan, i + words + 1, "ainsi modifié complété"))
            *amended = code;
    }
    for (; *cite < owning->count && owning->cites[*cite].first < end; ++*cite)
        if (owning->cites[*cite].kind == CITE_ARTICLE &&
            owning->cites[*cite].relation == CITE_OF_NAMED)
            add_code(&codes, owning->cites[*cite].of);
    return codes;
}

/* A line ends between token i-1 and token i: a paragraph. */
static bool
starts_line(const struct scan *scan, size_t i)
{
    size_t at = scan->at[i - 1].end, len = scan->at[i].start - at;
    if (len <= 1)
        return len && scan->text.at[at] == '\n';
    return memchr(scan->text.at + at, '\n', len) != NULL;
}

/* A full stop between token i-1 and token i that ends a sentence. */
static bool
is_sentence_end(const struct scan *scan, size_t i)
{
    size_t at = scan->at[i - 1].end;
    if (starts_line(scan, i))
        return true;
    if (at + 1 >= scan->at[i].start || scan->text.at[at + 1] != ' ' ||
        !scan_capital(scan, i))
        return false;
    char c = scan->text.at[at];
    return c == '?' || c == '!' ||
           (c == '.' && !scan_is(scan, i - 1,
                                 "art arts al cf c l lo r d a o "
                                 "n p m mm"));
}

static struct codes
codes_of_sentence(const struct owning *owning, size_t cite)
{
    const struct scan *scan = &owning->scan;
    size_t low = owning->cites[cite].first, high = low + 1, first = cite;
    struct str amended;
    for (size_t k = 0; low > 0 && k < SENTENCE_MAX; k++, low--)
        if (is_sentence_end(scan, low))
            break;
    for (size_t k = 0; high < scan->count && k < SENTENCE_MAX; k++, high++)
        if (is_sentence_end(scan, high))
            break;
    while (first > 0 && owning->cites[first - 1].first >= low)
        first--;
    return codes_in(owning, low, high, &first, &amended);
}

static struct str
of_whole_text(struct owning *owning)
{
    size_t cite = 0;
    struct str amended;
    if (!owning->all_known)
        owning->all = codes_in(owning, 0, owning->scan.count, &cite, &amended);
    owning->all_known = true;
    return only(&owning->all);
}

/* "art:l1234-5", not "art:12" */
static bool
has_letter(const struct cite *cite)
{
    struct str number = str_from_offset(cite->normal, sizeof "art:" - 1);
    return number.len && (number.at[0] < '0' || number.at[0] > '9');
}

static struct str
of_untold(struct owning *owning, size_t cite, const struct codes *paragraph)
{
    if (!has_letter(&owning->cites[cite]) || is_code(owning->own))
        return owning->own;
    if (paragraph->many) {
        struct codes sentence = codes_of_sentence(owning, cite);
        return only(&sentence);
    }
    if (paragraph->one.len)
        return paragraph->one;
    return owning->amended.len ? owning->amended : of_whole_text(owning);
}

static struct str
meant(struct owning *owning, size_t cite, const struct codes *paragraph)
{
    switch (owning->cites[cite].relation) {
    case CITE_OF_SAME_CODE:
        return owning->code.len ? owning->code : owning->own;
    case CITE_OF_SAME_TEXT:
        return owning->text.len ? owning->text : owning->own;
    case CITE_OF_UNTOLD:
        return of_untold(owning, cite, paragraph);
    case CITE_OF_PRESENT:
        return owning->own;
    default:
        return owning->cites[cite].of;
    }
}

static void
note(struct owning *owning, const struct cite *cite)
{
    if (cite->kind == CITE_TEXT && !cite->loose)
        owning->text = cite->normal;
    if (cite->kind != CITE_ARTICLE || !cite->of.len)
        return;
    if (is_code(cite->of))
        owning->code = cite->of;
    else if (str_starts(cite->of, STR("no:")))
        owning->text = cite->of;
}

/* The token behind the paragraph of token i. */
static size_t
paragraph_end(const struct scan *scan, size_t i)
{
    while (++i < scan->count && !starts_line(scan, i)) {
    }
    return i;
}

/* "II. - ", "Article 5": what was amended before is done with. */
static bool
starts_division(const struct scan *scan, size_t i)
{
    struct str word = scan_word(scan, i);
    size_t roman = 0;
    if (str_eq(word, STR("article")))
        return scan_digits(scan, i + 1, 1, 4);
    while (roman < word.len && memchr("ivx", word.at[roman], 3))
        roman++;
    return roman && roman == word.len && scan_capital(scan, i);
}

/* Must the codes be looked for that no article names? */
static bool
has_untold(const struct owning *owning)
{
    for (size_t i = 0; i < owning->count && !is_code(owning->own); i++)
        if (owning->cites[i].kind == CITE_ARTICLE &&
            owning->cites[i].relation == CITE_OF_UNTOLD &&
            has_letter(&owning->cites[i]))
            return true;
    return false;
}

void
cites_own(struct tokens *tokens, struct str text, struct str own)
{
    struct owning owning = {
        .scan = {.text = text, .at = tokens->at, .count = tokens->count},
        .cites = tokens->cites,
        .count = tokens->cite_count,
        .own = own};
    bool looked_for = has_untold(&owning);
    size_t next = 0, end = 0;
    struct codes paragraph = {0};
    struct str amended = STR("");
    for (size_t i = 0; i < tokens->cite_count; i++) {
        struct cite *cite = &tokens->cites[i];
        while (looked_for && cite->first >= end) {
            size_t from = end;
            if (starts_division(&owning.scan, from))
                amended = STR("");
            end = paragraph_end(&owning.scan, from);
            paragraph = codes_in(&owning, from, end, &next, &amended);
            owning.amended = amended;
        }
        if (cite->kind == CITE_ARTICLE)
            cite->of = meant(&owning, i, &paragraph);
        note(&owning, cite);
    }
}
