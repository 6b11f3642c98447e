/* ingest, step 3: HTML pages.  html_page.h finds the main text, html_fields.h
 * the fields; here they become a document.
 *
 * No page of the Assembly or the Sénat shows the uid of the open data but
 * that of a question (the body an amendment was laid before is not on its
 * page), so pages have the uid of their file, except questions (an_page.h)
 * and texts of Légifrance with their address (LEGIARTI...). */
#include "readers_list.h"

#include "an_page.h"
#include "an_question.h"
#include "boilerplate.h"
#include "html_bill.h"
#include "html_debate.h"
#include "html_fields.h"
#include "label.h"
#include "senat_amendment.h"

static const struct str endings[] = {STR_INIT(".html"),  STR_INIT(".htm"),
                                     STR_INIT(".asp"),   STR_INIT(".aspx"),
                                     STR_INIT(".xhtml"), STR_INIT(".php")};

/* The head behind blanks, comments and an XML declaration. */
static struct str
skip_prologue(struct str head)
{
    for (;;) {
        bool comment = str_starts(head = str_trim(head), STR("<!--"));
        if (!comment && !str_starts(head, STR("<?")))
            return head;
        struct str end = comment ? STR("-->") : STR("?>");
        size_t at = str_find(head, end);
        if (at == SIZE_MAX)
            return STR("");
        head = str_from_offset(head, at + end.len);
    }
}

int
html_bid(const struct input *in)
{
    struct str head = skip_prologue(in->head);
    bool named = false;
    if (in->charset.kind == CHARSET_BINARY)
        return 0;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        named |= str_ends_nocase(in->file, endings[i]);
    if (str_starts_nocase(head, STR("<!doctype html")) ||
        str_starts_nocase(head, STR("<html")) ||
        str_starts_nocase(head, STR("<head")) ||
        str_starts_nocase(head, STR("<body")))
        return 70;
    return named && !str_starts(head, STR("{")) ? 30 : 0;
}

/* The blocks of a mark as one text. */
static enum status
add_marked(struct document *document, const struct html_page *page,
           const char *mark, const char *role, struct error *err)
{
    struct blocks blocks = {0};
    struct str text;
    for (size_t i = 0; i < page->blocks.count; i++)
        if (str_eq(page->marks[i], str_from(mark)))
            TRY(blocks_add(&blocks, page->blocks.at[i], page->arena, err));
    TRY(blocks_join(&text, &blocks, 0, page->arena, err));
    return document_add_text(document, str_from(role), STR(""), text,
                             page->arena, err);
}

/* Index of the block that is one of two labels, count if there is none. */
static size_t
find_label(const struct blocks *blocks, size_t from, const char *a,
           const char *b)
{
    for (; from < blocks->count; from++) {
        struct label label = label_fold(str_head(blocks->at[from].text, 60));
        if (label_is(&label, a) || label_is(&label, b))
            break;
    }
    return from;
}

/* The two texts of an amendment: as its page marks them, else what stands
 * before and behind "Exposé sommaire" ("Objet" in the Sénat). */
static enum status
add_amendment(struct document *document, const struct html_page *page,
              struct error *err)
{
    const struct blocks *blocks = &page->blocks;
    TRY(add_marked(document, page, "amddispotexte", "dispositif", err));
    TRY(add_marked(document, page, "amdexpotexte", "expose", err));
    if (document_has(document, FIELD_TEXT))
        return STATUS_OK;
    size_t expose = find_label(blocks, 0, "expose sommaire", "objet");
    TRY(blocks_give_text(document, &page->blocks, 0, expose, "dispositif",
                         page->arena, err));
    return blocks_give_text(document, &page->blocks, expose + 1, blocks->count,
                            "expose", page->arena, err);
}

static bool
contains_folded(struct str text, struct str part)
{
    struct label a = label_fold(text), b = label_fold(part);
    return b.len == 0 || label_contains(&a, b.text);
}

/* The description, unless it is that of the whole site or says what the
 * title or the text says. */
static enum status
add_summary(struct document *document, const struct html_page *page,
            enum page_sort sort, struct error *err)
{
    struct str summary = html_page_meta(page, "description");
    if (summary.len == 0)
        summary = html_page_meta(page, "og:description");
    if (sort >= PAGE_AMENDMENT && sort <= PAGE_AN_VOTE)
        return STATUS_OK;
    if (contains_folded(document_first(document, FIELD_TITLE), summary))
        return STATUS_OK;
    for (size_t i = 0; i < page->blocks.count; i++)
        if (contains_folded(str_head(page->blocks.at[i].text, 1000), summary))
            return STATUS_OK;
    return document_add_text(document, STR("summary"), STR(""), summary,
                             page->arena, err);
}

/* A title that stands above the text once more. */
static void
drop_title(struct blocks *blocks, struct str title)
{
    if (blocks->count < 2 || !str_eq(blocks->at[0].text, title))
        return;
    for (size_t i = 1; i < blocks->count; i++)
        blocks->at[i - 1] = blocks->at[i];
    blocks->count--;
}

static enum status
add_body(struct input *in, struct sink *sink, struct document *document,
         struct html_page *page, enum page_sort sort, struct str url,
         struct error *err)
{
    if (sort == PAGE_AMENDMENT)
        return add_amendment(document, page, err);
    if (sort == PAGE_SENAT_AMENDMENT)
        return senat_amendment_give(page, document, err);
    TRY(boilerplate_cut(&page->blocks, 0, &page->links, err));
    drop_title(&page->blocks, document_first(document, FIELD_TITLE));
    TRY(add_summary(document, page, sort, err));
    if (html_is_bill(page, document, sort))
        return html_bill_give(in, sink, page, document, url, err);
    return blocks_give(&page->blocks, 0, document, page->arena, err);
}

enum status
html_read(struct input *in, struct sink *sink, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct html_page page;
    struct document document = {0};
    struct str html, url, text;
    TRY(input_text(&html, in, err));
    TRY(html_page_read(&page, html, &arena, err));
    TRY(blocks_join(&text, &page.blocks, 0, &arena, err));
    if (an_page_likely(str_head(text, INPUT_HEAD)))
        return an_page_read_text(in, sink, text, err);
    enum page_sort sort = html_page_sort(&page);
    TRY(html_fields(&document, &url, &page, sort, err));
    if (sort == PAGE_AN_RECORD && html_is_debate(&page))
        return html_debate_give(in, sink, &page, &document, url, err);
    TRY(add_body(in, sink, &document, &page, sort, url, err));
    if (!document_has(&document, FIELD_TEXT) &&
        !document_has(&document, FIELD_TITLE))
        return STATUS_OK; /* nothing given, nothing told: empty */
    TRY(links_give(&page.links, &document, err));
    return sink_put(sink, in, &document, url, &arena, err);
}
