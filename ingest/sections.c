/* ingest, step 3: the headings of a code and the path they make. */
#include "sections.h"

#include "label.h"
#include "lang.h"

#include <string.h>

enum { HEADING_MAX = 400, NUMBER_MAX = 60 };

/* In the order in which they contain each other. */
static const struct word {
    const char *text; /* folded, with its blank */
    unsigned rank;
} words[] = {
    {"partie ", 1},
    {"annexe", 2},
    {"livre ", 3},
    {"titre ", 4},
    {"sous-titre ", 5},
    {"chapitre ", 6},
    {"sous-chapitre ", 7},
    {"section ", 8},
    {"sous-section ", 9},
    {"paragraphe ", 10},
    {"sous-paragraphe ", 11},
    {"premiere partie", 1},
    {"deuxieme partie", 1},
    {"seconde partie", 1},
    {"troisieme partie", 1},
    {"quatrieme partie", 1},
    {"cinquieme partie", 1},
    {"sixieme partie", 1},
    {"septieme partie", 1},
    {"huitieme partie", 1},
};

static unsigned
rank_of(const struct label *label, size_t *behind)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (label_starts(label, words[i].text)) {
            *behind = strlen(words[i].text);
            return words[i].rank;
        }
    return 0;
}

/* "iii", "ier", "premier", "2", "preliminaire", "legislative", "1er". */
static bool
is_ordinal(const char *text, size_t len)
{
    static const char *const names[] = {
        "premier", "premiere",  "unique",      "preliminaire",
        "second",  "seconde",   "legislative", "reglementaire",
        "finale",  "liminaire", "deux",        "ier"};
    size_t roman = strspn(text, "ivxlcd"), digits = strspn(text, "0123456789");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == len && strncmp(names[i], text, len) == 0)
            return true;
    return len && (roman == len || digits > 0 ||
                   (len == 1 && text[0] >= 'a' && text[0] <= 'z'));
}

bool
section_is_heading(struct str line)
{
    struct label label = label_fold(line);
    size_t behind = 0;
    if (line.len > HEADING_MAX || !rank_of(&label, &behind) ||
        str_ends(line, STR(";")) || str_ends(line, STR(",")))
        return false;
    const char *rest = label.text + behind;
    size_t len = strcspn(rest, " :.-,");
    if (rest == label.text + label.len) /* "Annexe", "Première partie" */
        return true;
    if (label.text[behind - 1] != ' ' && *rest != ' ' && *rest != ':')
        return len == 1 && *rest == 's'; /* "Annexes" */
    if (!is_ordinal(rest, len))
        return *rest == ' ' && strncmp(rest, " : ", 3) == 0;
    rest += len;
    return *rest == '\0' || *rest == ':' || *rest == '.' || *rest == '-' ||
           strncmp(rest, " :", 2) == 0 || strncmp(rest, " -", 2) == 0 ||
           strncmp(rest, " bis", 4) == 0 || strncmp(rest, " ter", 4) == 0 ||
           (line.at[0] >= 'A' && line.at[0] <= 'Z' && line.at[1] >= 'A' &&
            line.at[1] <= 'Z'); /* "CHAPITRE II BUREAU D'AGE" */
}

static bool
is_above(const struct section_level *top, unsigned rank, unsigned marks)
{
    if (top->rank && rank)
        return top->rank < rank;
    if (top->marks && marks)
        return top->marks < marks;
    return top->rank != 0;
}

enum status
sections_enter(struct sections *sections, struct str text, unsigned marks,
               struct error *err)
{
    struct label label = label_fold(text);
    size_t behind;
    unsigned rank = rank_of(&label, &behind);
    while (sections->count &&
           !is_above(&sections->at[sections->count - 1], rank, marks))
        sections->count--;
    if (sections->count == SECTIONS_MAX)
        sections->count--;
    if (!map_at(&sections->names, text))
        return error_no_memory(err);
    sections->at[sections->count++] =
        (struct section_level){map_key(&sections->names, text), rank, marks};
    return STATUS_OK;
}

void
sections_release(struct sections *sections)
{
    map_release(&sections->names);
    *sections = (struct sections){0};
}

/* A word that may stand in the number of an article. */
static bool
is_number_word(struct str word)
{
    static const struct str latin[] = {
        STR_INIT("bis"),          STR_INIT("ter"),       STR_INIT("quater"),
        STR_INIT("Annexe"),       STR_INIT("annexe"),    STR_INIT("unique"),
        STR_INIT("UNIQUE"),       STR_INIT("premier"),   STR_INIT("PREMIER"),
        STR_INIT("préliminaire"), STR_INIT("PREAMBULE"), STR_INIT("PRÉAMBULE"),
        STR_INIT("Préambule"),    STR_INIT("liminaire")};
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] >= '0' && word.at[i] <= '9')
            return !str_ends(word, STR(":")) && !str_ends(word, STR(","));
    for (size_t i = 0; i < sizeof latin / sizeof latin[0]; i++)
        if (str_eq(word, latin[i]))
            return true;
    bool capitals = word.len > 0 && word.len <= 4;
    for (size_t i = 0; i < word.len; i++)
        capitals = capitals && ((word.at[i] >= 'A' && word.at[i] <= 'Z') ||
                                word.at[i] == '.' || word.at[i] == '*' ||
                                word.at[i] == '-');
    return capitals || (word.len > 5 && str_ends(word, STR("ies")));
}

struct str
section_article(struct str line, bool whole)
{
    struct str none = {NULL, 0};
    line = str_trim(line);
    if (str_starts_nocase(line, STR("Article ")))
        line = str_trim(str_from_offset(line, 8));
    else if (str_starts(line, STR("Art. ")))
        line = str_trim(str_from_offset(line, 5));
    else
        return none;
    if (!whole)
        return line.len && line.len < NUMBER_MAX * 2 ? line : none;
    if (line.len == 0 || line.len > NUMBER_MAX)
        return none;
    for (struct str rest = line, word; rest.len;) {
        str_cut(rest, STR(" "), &word, &rest);
        if (word.len && !is_number_word(word))
            return none;
    }
    return line;
}
