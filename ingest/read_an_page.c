/* ingest, step 3: a question's page on the site of the Assemblée nationale,
 * saved as Markdown or plain text (FORMATS.md 0). */
#include "readers_list.h"

#include "an_page.h"
#include "blocks.h"
#include "label.h"
#include "lang.h"
#include "markdown.h"

int
an_page_likely(struct str text)
{
    struct label label;
    struct str rest = text, line;
    bool question = false, number = false, assembly = false;
    while (str_line(&rest, &line)) {
        label = label_fold(an_page_bare(line));
        question |= label_is(&label, "texte de la question");
        assembly |= label_is(&label, "assemblee nationale");
        number |= an_type_by_label(an_page_bare(line)) &&
                  label_contains(&label, " no");
    }
    return number && question ? 90 : number && assembly ? 85 : 0;
}

int
an_page_bid(const struct input *in)
{
    struct str head = str_trim(in->head);
    if (str_starts(head, STR("<")) || str_starts(head, STR("{")))
        return 0;
    return an_page_likely(head);
}

/* Where the title of the keys is missing, these labels open them. */
static bool
opens_keys(struct str line)
{
    struct str name, value;
    if (!an_page_split(line, &name, &value) || line.len > 200)
        return false;
    struct label label = label_fold(name);
    return label_is(&label, "auteur") || label_is(&label, "type de question") ||
           label_is(&label, "numero de la question");
}

static void
find_sections(struct an_page *page, struct str text)
{
    enum an_section current = AN_HEAD;
    struct str rest = text, line;
    page->section[AN_HEAD] = str_head(text, 0);
    while (str_line(&rest, &line)) {
        enum an_section next = an_page_section(line);
        bool title = next != AN_SECTIONS;
        if (!title && current != AN_KEYS && current != AN_HEAD &&
            opens_keys(line))
            next = AN_KEYS;
        if (next != AN_SECTIONS && next != current) {
            current = next;
            if (!page->section[current].at)
                page->section[current] =
                    (struct str){title ? rest.at : line.at, 0};
            continue;
        }
        struct str *section = &page->section[current];
        section->len = (size_t)(rest.at - section->at);
    }
}

/* "17ème législature", "17e", "17^e", "17^{e}". */
static bool
read_legislature(struct an_page *page, struct str line)
{
    struct label label = label_fold(line);
    size_t digits = 0;
    if (!label_contains(&label, "legislature"))
        return false;
    while (digits < line.len && line.at[digits] >= '0' &&
           line.at[digits] <= '9')
        digits++;
    if (digits)
        page->legislature = str_head(line, digits);
    return digits > 0;
}

static bool
read_type_line(struct an_page *page, struct str line)
{
    const struct an_type *type = an_type_by_label(line);
    struct str number = an_page_digits(line);
    struct label label = label_fold(line);
    if (!type || !label_contains(&label, " no") || label.len > 60)
        return false;
    page->type = type;
    if (number.len)
        page->number = number;
    return true;
}

/* The title is the last paragraph that is nothing else before the line of
 * type and number (after it when there is none before). */
static void
read_head(struct an_page *page)
{
    struct str rest = page->section[AN_HEAD], line;
    bool gap = true;
    while (str_line(&rest, &line)) {
        struct label label = label_fold(an_page_bare(line));
        if (read_type_line(page, an_page_bare(line)) && page->title.len)
            return;
        bool known = label.len == 0 ||
                     label_is(&label, "assemblee nationale") ||
                     read_legislature(page, an_page_bare(line)) ||
                     read_type_line(page, an_page_bare(line));
        if (!known && gap)
            page->title = line;
        else if (!known)
            page->title.len = (size_t)(line.at + line.len - page->title.at);
        gap = known;
    }
}

static enum status
add_section(struct an_page *page, enum an_section section, const char *role)
{
    struct blocks blocks = {0};
    struct str text;
    TRY(markdown_read(&blocks, &page->links, page->section[section],
                      page->err));
    TRY(links_add_urls(&page->links, page->section[section], page->err));
    TRY(blocks_join(&text, &blocks, 0, page->arena, page->err));
    return document_add_text(&page->document, str_from(role), STR(""), text,
                             page->arena, page->err);
}

static enum status
fill_document(struct an_page *page)
{
    struct document *document = &page->document;
    struct arena *arena = page->arena;
    struct error *err = page->err;
    struct str title;
    TRY(an_identify(document, page->type, page->number, page->legislature,
                    arena, err));
    TRY(markdown_line(&title, &page->links, an_page_bare(page->title), err));
    TRY(document_add(document, FIELD_TITLE, title, arena, err));
    TRY(add_section(page, AN_QUESTION, "question"));
    TRY(add_section(page, AN_ANSWER, "answer"));
    if (page->section[AN_ANSWER].len && !page->status) {
        page->status = "REP_PUB";
        page->outcome = "Réponse publiée";
    }
    TRY(document_add(document, FIELD_STATUS, str_from(page->status), arena,
                     err));
    TRY(document_add(document, FIELD_OUTCOME, str_from(page->outcome), arena,
                     err));
    TRY(document_add_date(document, FIELD_DATE,
                          page->asked ? page->asked : page->answered, arena,
                          err));
    TRY(document_add_date(document, FIELD_DATE_ANSWER, page->answered, arena,
                          err));
    return links_give(&page->links, document, err);
}

enum status
an_page_read_text(struct input *in, struct sink *sink, struct str text,
                  struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct an_page page = {
        .arena = &arena, .links = {.arena = &arena}, .sink = sink, .err = err};
    struct str url;
    find_sections(&page, text);
    read_head(&page);
    TRY(an_page_keys(&page));
    if (!page.type)
        return error_set(err, STATUS_FORMAT, "%s",
                         TR("no type of question", "type de question absent"));
    TRY(fill_document(&page));
    if (!document_has(&page.document, FIELD_TEXT))
        return error_set(
            err, STATUS_FORMAT, "%s",
            TR("no text of the question", "texte de la question absent"));
    TRY(an_url(&url, page.type, page.number, page.legislature, &arena, err));
    return sink_put(sink, in, &page.document, url, &arena, err);
}

enum status
an_page_read(struct input *in, struct sink *sink, struct error *err)
{
    struct str text;
    TRY(input_text(&text, in, err));
    return an_page_read_text(in, sink, text, err);
}
