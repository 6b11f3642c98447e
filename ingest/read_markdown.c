/* ingest, step 3: Markdown with a front matter.  Markdown without one is read
 * by read_text.c, by the same code (prose.h). */
#include "readers_list.h"

#include "front_matter.h"
#include "label.h"
#include "markdown.h"
#include "prose.h"

int
markdown_bid(const struct input *in)
{
    return front_length(in->head) ? 60 : 0;
}

/* Links to the same text in other forms are no part of it (the Markdown of
 * the Constitution by tricoteuses). */
static void
cut_formats(struct blocks *blocks)
{
    for (size_t i = 1; i < blocks->count; i++) {
        struct label label = label_fold(str_head(blocks->at[i].text, 60));
        if (label_is(&label, "autres formats"))
            blocks->count = i;
    }
}

/* Fields of the front matter win over what the text looks like. */
static enum status
merge(struct document *document, const struct document *front)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        if (front->field[f].count && f != FIELD_TEXT)
            document->field[f] = front->field[f];
    return STATUS_OK;
}

static enum status
fill_document(struct document *document, struct named *named, struct str text,
              struct error *err)
{
    struct blocks blocks = {0};
    struct str title = document_first(&named->document, FIELD_TITLE);
    TRY(markdown_read(&blocks, &named->links, text, err));
    cut_formats(&blocks);
    if (blocks.count)
        TRY(prose_fill(document, &blocks, title, &named->links, err));
    else
        TRY(links_give(&named->links, document, err));
    TRY(merge(document, &named->document));
    for (uint32_t i = 0; i < named->document.field[FIELD_TEXT].count; i++)
        TRY(document_add_text(
            document, document_part(&named->document, FIELD_TEXT, i, TEXT_ROLE),
            STR(""), document_part(&named->document, FIELD_TEXT, i, TEXT_TEXT),
            named->arena, err));
    return STATUS_OK;
}

enum status
markdown_read_input(struct input *in, struct sink *sink, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct named named = {.arena = &arena, .links = {.arena = &arena}};
    struct document document = {0};
    struct front front;
    struct str text, unknown;
    TRY(input_text(&text, in, err));
    size_t length = front_length(text);
    TRY(front_read(&front, str_head(text, length), &arena, err));
    TRY(front_give(&front, &named, &unknown, err));
    TRY(named_end(&named, err));
    TRY(fill_document(&document, &named, str_from_offset(text, length), err));
    TRY(sink_put(sink, in, &document, named.url, &arena, err));
    if (unknown.len)
        return sink_tell(sink, CAUSE_UNKNOWN_FIELD, STR(""), unknown, err);
    return STATUS_OK;
}
