/* ingest, step 3: the "Données clés" of a saved question page. */
#include "an_page.h"

#include "date.h"
#include "label.h"
#include "markdown.h"

static const struct section_title {
    const char *folded;
    enum an_section section;
} section_titles[] = {
    {"texte de la question", AN_QUESTION},
    {"texte de la reponse", AN_ANSWER},
    {"donnees cles", AN_KEYS},
    {"date(s) cle(s)", AN_KEYS},
    {"dates cles", AN_KEYS},
};

/* A line without the marks of a Markdown heading around it. */
struct str
an_page_bare(struct str line)
{
    line = str_trim(line);
    while (str_starts(line, STR("#")))
        line = str_from_offset(line, 1);
    line = str_trim(line);
    while (str_starts(line, STR("**")) && str_ends(line, STR("**")) &&
           line.len > 4)
        line = str_trim(str_range(line, 2, line.len - 2));
    return line;
}

/* "Auteur : [M. Daniel Grenon](#)" gives label and value. */
bool
an_page_split(struct str line, struct str *name, struct str *value)
{
    line = an_page_bare(line);
    if (!str_cut(line, STR(":"), name, value) || name->len > 80)
        return false;
    /* "**Auteur** : x", "**Auteur :** x" */
    *name = an_page_bare(str_trim(*name));
    while (str_ends(*name, STR("*")))
        name->len--;
    while (str_starts(*name, STR("*")))
        *name = str_from_offset(*name, 1);
    *name = str_trim(*name);
    while (str_starts(*value, STR("*")))
        *value = str_from_offset(*value, 1);
    *value = str_trim(*value);
    return name->len > 0;
}

/* The section that a line opens, AN_SECTIONS if it opens none. */
enum an_section
an_page_section(struct str line)
{
    struct label label = label_fold(an_page_bare(line));
    for (size_t i = 0; i < sizeof section_titles / sizeof section_titles[0];
         i++)
        if (label_is(&label, section_titles[i].folded))
            return section_titles[i].section;
    return AN_SECTIONS;
}

struct str
an_page_digits(struct str line)
{
    size_t end = line.len;
    while (end && !(line.at[end - 1] >= '0' && line.at[end - 1] <= '9'))
        end--;
    size_t start = end;
    while (start && line.at[start - 1] >= '0' && line.at[start - 1] <= '9')
        start--;
    return str_range(line, start, end);
}

static enum status
add_value(struct an_page *page, enum field field, struct str value)
{
    struct str line;
    TRY(markdown_line(&line, &page->links, value, page->err));
    return an_add(&page->document, field, line, page->arena, page->err);
}

static enum status
add_author(struct an_page *page, struct str value)
{
    struct str name;
    TRY(markdown_line(&name, &page->links, value, page->err));
    return an_add(&page->document, FIELD_AUTHOR, an_bare_name(name),
                  page->arena, page->err);
}

/* Offset of the " - " between constituency and group: behind the bracket
 * when there is one, since names of groups hold dashes too ("La France
 * insoumise - Nouveau Front Populaire"); else the last one. */
static size_t
find_dash(struct str value, size_t *length)
{
    static const struct str dashes[] = {STR_INIT(" - "), STR_INIT(" – "),
                                        STR_INIT(" — ")};
    for (size_t i = 0; i < 3; i++) {
        size_t bracket = str_find(value, STR(") "));
        size_t at = str_rfind(value, dashes[i]);
        if (bracket != SIZE_MAX &&
            str_starts(str_from_offset(value, bracket + 1), dashes[i]))
            at = bracket + 1;
        *length = dashes[i].len;
        if (at != SIZE_MAX)
            return at;
    }
    return SIZE_MAX;
}

static enum status
add_constituency(struct an_page *page, struct str value)
{
    size_t length;
    TRY(add_value(page, FIELD_CONSTITUENCY, value));
    value = document_first(&page->document, FIELD_CONSTITUENCY);
    size_t dash = find_dash(value, &length);
    if (dash == SIZE_MAX)
        return STATUS_OK;
    TRY(an_add(&page->document, FIELD_CONSTITUENCY, str_head(value, dash),
               page->arena, page->err));
    return an_add(&page->document, FIELD_GROUP,
                  str_from_offset(value, dash + length), page->arena,
                  page->err);
}

/* A date at the start of a value, 0 if there is none; *rest = what follows
 * ("page : 1958"). */
static uint32_t
take_date(struct str value, struct str *rest)
{
    uint32_t date = 0;
    size_t length = 10;
    struct str head = str_head(value, 10);
    if (!date_from_slashes(head, &date) && !date_from_iso(head, &date) &&
        !date_from_french(value, &date, &length))
        return 0;
    *rest = str_trim(str_from_offset(value, length));
    return date;
}

/* A dated step of the question, with its page in the Journal officiel. */
static enum status
add_step(struct an_page *page, struct str type, struct str value, bool always)
{
    struct str rest = value;
    uint32_t date = take_date(value, &rest);
    struct label label = label_fold(rest);
    char iso[DATE_ISO_BYTES] = "";
    struct str number = an_page_digits(rest);
    bool has_page = label_contains(&label, "page") && number.len;
    if (!date || (!always && !has_page))
        return STATUS_OK;
    date_to_iso(iso, date);
    struct str text = has_page ? arena_printf(page->arena, "JO %s, p. " STR_FMT,
                                              iso, STR_ARG(number))
                               : arena_printf(page->arena, "JO %s", iso);
    return links_add_typed(&page->links, type, STR(""), text, page->err);
}

static enum status
on_asked(struct an_page *page, struct str value)
{
    struct str rest;
    page->asked = take_date(value, &rest);
    return add_step(page, STR("jo-question"), value, false);
}

static enum status
on_answered(struct an_page *page, struct str value)
{
    struct str rest;
    uint32_t date = take_date(value, &rest);
    if (page->answered == 0)
        page->answered = date;
    page->status = "REP_PUB";
    page->outcome = "Réponse publiée";
    return add_step(page, STR("jo-answer"), value, false);
}

/* "Question retirée le : 11 juin 2024 (fin de mandat)" */
static enum status
on_closed(struct an_page *page, struct str value)
{
    struct label label = label_fold(value);
    if (page->status)
        return STATUS_OK;
    bool mandate = label_contains(&label, "fin de mandat");
    bool lapsed = label_contains(&label, "caducite");
    page->status = mandate ? "FIN_MANDAT" : lapsed ? "CADUCITE" : "RETRAIT";
    page->outcome = mandate  ? "Fin de mandat"
                    : lapsed ? "Caducité"
                             : "Question retirée";
    return add_step(page, STR("jo-closing"), value, true);
}

static enum status
on_type(struct an_page *page, struct str value)
{
    const struct an_type *type = an_type_by_label(value);
    if (type)
        page->type = type;
    return STATUS_OK;
}

static enum status
on_number(struct an_page *page, struct str value)
{
    struct str number = an_page_digits(value);
    if (number.len)
        page->number = number;
    return STATUS_OK;
}

static enum status
on_rubric(struct an_page *page, struct str value)
{
    return add_value(page, FIELD_RUBRIC, value);
}

static enum status
on_asked_ministry(struct an_page *page, struct str value)
{
    return add_value(page, FIELD_MINISTRY_ASKED, value);
}

static enum status
on_answering_ministry(struct an_page *page, struct str value)
{
    return add_value(page, FIELD_MINISTRY_ANSWERING, value);
}

static enum status
on_group(struct an_page *page, struct str value)
{
    return add_value(page, FIELD_GROUP, value);
}

static enum status
on_title(struct an_page *page, struct str value)
{
    if (page->title.len == 0)
        page->title = value;
    return STATUS_OK;
}

static enum status
on_signalled(struct an_page *page, struct str value)
{
    return add_step(page, STR("signalement"), value, true);
}

static enum status
on_renewed(struct an_page *page, struct str value)
{
    return add_step(page, STR("renouvellement"), value, true);
}

static enum status
on_moved(struct an_page *page, struct str value)
{
    return add_step(page, STR("attribution"), value, true);
}

static enum status
on_erratum(struct an_page *page, struct str value)
{
    return add_step(page, STR("erratum"), value, true);
}

/* Labels of the keys, folded; a label may go on ("publiee au jo le"). */
static const struct key {
    const char *label;
    enum status (*read)(struct an_page *page, struct str value);
} keys[] = {
    {"auteur", add_author},
    {"circonscription", add_constituency},
    {"groupe", on_group},
    {"type de question", on_type},
    {"numero de la question", on_number},
    {"rubrique", on_rubric},
    {"titre", on_title},
    {"tete d'analyse", on_title},
    {"ministere interroge", on_asked_ministry},
    {"ministere attributaire", on_answering_ministry},
    {"question publiee", on_asked},
    {"reponse publiee", on_answered},
    {"date de changement d'attribution", on_moved},
    {"date de signalement", on_signalled},
    {"question signalee", on_signalled},
    {"signalement", on_signalled},
    {"date de renouvellement", on_renewed},
    {"renouvellement", on_renewed},
    {"question renouvelee", on_renewed},
    {"erratum", on_erratum},
    {"question retiree", on_closed},
    {"question caduque", on_closed},
    {"date de cloture", on_closed},
};

static const struct key *
key_of(struct str name)
{
    struct label label = label_fold(name);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (label_starts(&label, keys[i].label))
            return &keys[i];
    return NULL;
}

enum status
an_page_keys(struct an_page *page)
{
    struct str rest = page->section[AN_KEYS], line, name, value;
    const struct key *waiting = NULL; /* its value stands on the next line */
    while (str_line(&rest, &line)) {
        if (an_page_bare(line).len == 0 || an_page_section(line) != AN_SECTIONS)
            continue;
        bool labelled = an_page_split(line, &name, &value);
        const struct key *key = labelled ? key_of(name) : NULL;
        if (!key && waiting) {
            TRY(waiting->read(page, an_page_bare(line)));
            waiting = NULL;
            continue;
        }
        waiting = NULL;
        if (key && value.len)
            TRY(key->read(page, value));
        else if (key)
            waiting = key;
        else if (labelled && value.len)
            TRY(sink_tell(page->sink, CAUSE_UNKNOWN_FIELD, STR(""), name,
                          page->err));
    }
    return STATUS_OK;
}
