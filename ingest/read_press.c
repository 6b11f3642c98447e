/* ingest, step 3: press releases in Markdown. */
#include "readers_list.h"

#include "blocks.h"
#include "dates.h"
#include "label.h"
#include "links.h"
#include "markdown.h"

enum { HEAD_BLOCKS = 6, HEAD_LINES = 6, DATELINE_MAX = 120 };

static bool
is_release_line(struct str line)
{
    while (line.len &&
           (line.at[0] == '#' || line.at[0] == '*' || line.at[0] == ' '))
        line = str_from_offset(line, 1);
    struct label label = label_fold(line);
    return label_starts(&label, "communique de presse") && label.len < 60;
}

/* Bids on the line "COMMUNIQUÉ DE PRESSE" among the first ones. */
int
press_bid(const struct input *in)
{
    struct str rest = in->head, line;
    for (int lines = 0; lines < HEAD_LINES && str_line(&rest, &line);) {
        if (str_trim(line).len == 0)
            continue;
        if (is_release_line(str_trim(line)))
            return 80;
        lines++;
    }
    return 0;
}

static void
remove_block(struct blocks *blocks, size_t at)
{
    for (size_t i = at + 1; i < blocks->count; i++)
        blocks->at[i - 1] = blocks->at[i];
    blocks->count--;
}

/* "Wambrechies, le 16 janvier 2024": among the first blocks, and short.  It
 * stays in the text, for the sake of the place. */
static uint32_t
date_of(const struct blocks *blocks)
{
    for (size_t i = 0; i < blocks->count && i < HEAD_BLOCKS; i++) {
        struct str text = blocks->at[i].text;
        uint32_t date = text.len <= DATELINE_MAX ? dates_find(text) : 0;
        if (date)
            return date;
    }
    return 0;
}

/* Index of the block that is the title: the first heading, else the first
 * paragraph in bold, else the first one. */
static size_t
find_title(const struct blocks *blocks)
{
    for (size_t i = 0; i < blocks->count && i < HEAD_BLOCKS; i++)
        if (blocks->at[i].kind == BLOCK_HEADING)
            return i;
    for (size_t i = 0; i < blocks->count && i < HEAD_BLOCKS; i++)
        if (blocks->at[i].strong)
            return i;
    return 0;
}

/* "Les points clés du rapport :" as a heading needs no colon. */
static void
trim_headings(struct blocks *blocks)
{
    for (size_t i = 0; i < blocks->count; i++) {
        struct block *block = &blocks->at[i];
        if (block->kind == BLOCK_HEADING && str_ends(block->text, STR(":")))
            block->text = str_trim(str_head(block->text, block->text.len - 1));
    }
}

static enum status
fill_document(struct document *document, struct blocks *blocks,
              struct arena *arena, struct error *err)
{
    for (size_t i = 0; i < blocks->count && i < HEAD_BLOCKS; i++)
        if (is_release_line(blocks->at[i].text)) {
            remove_block(blocks, i);
            break;
        }
    uint32_t date = date_of(blocks);
    TRY(document_add(document, FIELD_KIND, STR("communique"), arena, err));
    TRY(document_add_date(document, FIELD_DATE, date, arena, err));
    if (blocks->count == 0)
        return STATUS_OK;
    size_t at = find_title(blocks);
    struct str title = blocks->at[at].text;
    if (blocks->at[at].kind == BLOCK_HEADING || blocks->at[at].strong)
        remove_block(blocks, at);
    else
        TRY(title_from_text(&title, title, arena, err));
    TRY(document_add(document, FIELD_TITLE, title, arena, err));
    trim_headings(blocks);
    return blocks_give(blocks, 0, document, arena, err);
}

enum status
press_read(struct input *in, struct sink *sink, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct links links = {.arena = &arena};
    struct blocks blocks = {0};
    struct document document = {0};
    struct str text;
    TRY(input_text(&text, in, err));
    TRY(markdown_read(&blocks, &links, text, err));
    for (size_t i = 0; i < blocks.count; i++)
        TRY(links_add_urls(&links, blocks.at[i].text, err));
    TRY(fill_document(&document, &blocks, &arena, err));
    TRY(links_give(&links, &document, err));
    return sink_put(sink, in, &document, STR(""), &arena, err);
}
