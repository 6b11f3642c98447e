/* ingest, step 3: an amendment's page on the site of the Sénat. */
#include "senat_amendment.h"

#include "an_question.h"
#include "date.h"
#include "label.h"
#include "lang.h"

#include <string.h>

enum { LABEL_MAX = 80 };

/* Where the parts begin, as indices of blocks. */
struct parts {
    size_t author, article, object, end;
};

static const char *const outcomes[] = {"adopte",   "rejete",      "retire",
                                       "tombe",    "non soutenu", "irrecevable",
                                       "satisfait"};

static const char *const divisions[] = {
    "article", "art. add", "art add", "intitule", "chapitre",
    "titre ",  "section",  "annexe",  "division", "etat ",
};

static struct label
label_of(const struct html_page *page, size_t i)
{
    struct str text = page->blocks.at[i].text;
    return label_fold(text.len > LABEL_MAX * 2 ? STR("") : text);
}

static bool
starts_with_any(const struct label *label, const char *const *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (label_starts(label, at[i]))
            return true;
    return false;
}

static bool
find_parts(struct parts *parts, const struct html_page *page)
{
    size_t i = 0, count = page->blocks.count;
    bool amendment = false;
    *parts = (struct parts){.end = count};
    for (; i < count && parts->author == 0; i++) {
        struct label label = label_of(page, i);
        amendment |= label_starts(&label, "amendement") ||
                     label_starts(&label, "sous-amendement");
        if (amendment && label_contains(&label, "presente par"))
            parts->author = i + 1;
    }
    for (; i < count && parts->article == 0; i++) {
        struct label label = label_of(page, i);
        if (starts_with_any(&label, divisions,
                            sizeof divisions / sizeof divisions[0]))
            parts->article = i;
    }
    for (; i < count && parts->object == 0; i++) {
        struct label label = label_of(page, i);
        if (label_is(&label, "objet"))
            parts->object = i;
    }
    return parts->author && parts->article && parts->object;
}

bool
senat_amendment_likely(const struct html_page *page)
{
    struct parts parts;
    return find_parts(&parts, page);
}

/* "au nom de la commission de la culture", "au nom du groupe ...". */
static struct str
on_behalf_of(struct str line)
{
    static const struct str starts[] = {
        STR_INIT("au nom de la "), STR_INIT("au nom du "),
        STR_INIT("au nom de l'"), STR_INIT("au nom de ")};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (str_starts(line, starts[i]))
            return str_from_offset(line, starts[i].len);
    return line;
}

/* A line between "présenté par" and the article. */
static enum status
add_line(struct document *document, struct str line, struct arena *arena,
         struct error *err)
{
    struct label label = label_fold(line);
    if (str_starts(line, STR("- ")))
        line = str_from_offset(line, 2);
    if (starts_with_any(&label, outcomes, sizeof outcomes / sizeof outcomes[0]))
        return an_add(document, FIELD_OUTCOME, line, arena, err);
    if (label_starts(&label, "au nom "))
        return an_add(document, FIELD_GROUP, on_behalf_of(line), arena, err);
    while (line.len) {
        struct str name;
        size_t comma = str_find(line, STR(", "));
        size_t and = str_find(line, STR(" et M"));
        size_t end = comma < and? comma : and;
        name = str_head(line, end);
        line = str_trim(str_from_offset(line, end == SIZE_MAX ? end : end + 2));
        if (end == and)
            line = str_trim(str_from_offset(line, 1)); /* the t of "et" */
        if (str_starts(name, STR("et ")))
            name = str_from_offset(name, 3);
        if (str_starts(name, STR("MM. ")))
            name = str_from_offset(name, 4);
        if (str_starts(name, STR("Mmes ")))
            name = str_from_offset(name, 5);
        TRY(an_add(document, FIELD_AUTHOR, an_bare_name(name), arena, err));
    }
    return STATUS_OK;
}

static enum status
add_authors(struct document *document, const struct html_page *page,
            const struct parts *parts, struct error *err)
{
    for (size_t i = parts->author; i < parts->article; i++) {
        struct str rest = page->blocks.at[i].text, line;
        while (str_line(&rest, &line))
            TRY(add_line(document, str_trim(line), page->arena, err));
    }
    return STATUS_OK;
}

/* "... Amendement n°31 rect. ..." in the title, else a block "N° 31". */
static struct str
number_of(const struct html_page *page, const struct parts *parts)
{
    struct str number = {NULL, 0};
    size_t at = str_find(page->title, STR("mendement n°"));
    if (at != SIZE_MAX)
        number = str_trim(str_from_offset(page->title, at + 13));
    for (size_t i = 0; number.len == 0 && i < parts->author; i++) {
        struct str text = page->blocks.at[i].text;
        if (str_starts(text, STR("N°")))
            str_cut(str_trim(str_from_offset(text, 3)), STR("\n"), &number,
                    &text);
    }
    size_t end = str_find(number, STR(" - "));
    return str_trim(str_head(number, end));
}

enum status
senat_amendment_give(const struct html_page *page, struct document *document,
                     struct error *err)
{
    struct arena *arena = page->arena;
    struct parts parts;
    if (!find_parts(&parts, page))
        return error_set(err, STATUS_BUG, "no amendment of the Senate");
    struct str number = number_of(page, &parts);
    struct str article = page->blocks.at[parts.article].text;
    struct str title =
        arena_printf(arena, "Amendement n° " STR_FMT " – " STR_FMT,
                     STR_ARG(number), STR_ARG(article));
    if (!title.at)
        return error_no_memory(err);
    TRY(an_add(document, FIELD_TITLE, title, arena, err));
    TRY(an_add(document, FIELD_NUMBER, number, arena, err));
    TRY(an_add(document, FIELD_PATH, article, arena, err));
    TRY(add_authors(document, page, &parts, err));
    for (size_t i = 0; i < parts.author; i++) {
        uint32_t date = 0; /* a block of its own, before the authors */
        if (date_parse(page->blocks.at[i].text, &date))
            TRY(document_add_date(document, FIELD_DATE, date, arena, err));
    }
    TRY(blocks_give_text(document, &page->blocks, parts.article + 1,
                         parts.object, "dispositif", page->arena, err));
    return blocks_give_text(document, &page->blocks, parts.object + 1,
                            parts.end, "expose", page->arena, err);
}
