/* Query: one document, with the words of a query marked. */
#include "show.h"

static size_t
text_total(const struct document *document)
{
    size_t total = 0;
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++)
        total += document_part(document, FIELD_TEXT, i, TEXT_TEXT).len;
    return total;
}

/* The start of the character that byte `at` belongs to. */
static size_t
character_start(struct str text, size_t at)
{
    while (at > 0 && at < text.len &&
           ((unsigned char)text.at[at] & 0xC0) == 0x80)
        at--;
    return at < text.len ? at : text.len;
}

/* Takes the slice's part of every block; its bounds become those of
 * characters. */
static enum status
cut(struct shown *shown, struct arena *arena, struct error *err)
{
    struct document *document = &shown->document;
    struct values whole = document->field[FIELD_TEXT];
    struct document texts = {0};
    size_t base = 0, from = shown->start, to = shown->end;
    shown->blocks = arena_array(arena, whole.count + 1, sizeof *shown->blocks);
    if (!shown->blocks)
        return error_no_memory(err);
    for (uint32_t i = 0; i < whole.count; i++) {
        struct str text = document_part(document, FIELD_TEXT, i, TEXT_TEXT);
        size_t start = from > base ? character_start(text, from - base) : 0;
        size_t end = to > base ? character_start(text, to - base) : 0;
        if (from > base && from - base < text.len)
            shown->start = base + start;
        if (to > base && to - base < text.len)
            shown->end = base + end;
        base += text.len;
        if (start >= end)
            continue;
        shown->blocks[texts.field[FIELD_TEXT].count] =
            (struct shown_block){.block = i, .start = start};
        TRY(document_add_text(
            &texts, document_part(document, FIELD_TEXT, i, TEXT_ROLE),
            document_part(document, FIELD_TEXT, i, TEXT_HEADING),
            str_range(text, start, end), arena, err));
    }
    document->field[FIELD_TEXT] = texts.field[FIELD_TEXT];
    return STATUS_OK;
}

/* The slice as asked for, within what there is. */
static void
bound(struct shown *shown, const struct show *show)
{
    size_t left;
    shown->total = text_total(&shown->document);
    shown->start = show->start < shown->total ? show->start : shown->total;
    left = shown->total - shown->start;
    shown->end = shown->start +
                 (show->length && show->length < left ? show->length : left);
}

static enum status
mark(struct shown *shown, size_t *where, struct search *search,
     const struct show *show, struct arena *arena, struct error *err)
{
    AUTO(snipper) struct snipper snipper = {0};
    struct marks marks = {0};
    struct request request = {.query = show->query, .match = show->match};
    struct document *document = &shown->document;
    TRY(answer_marks(&marks, where, search, &request, arena, err));
    TRY(snipper_init(&snipper, &marks, search_analyser(search), arena, err));
    TRY(snippet_spans(&shown->title_marks, &shown->title_count, &snipper,
                      document_first(document, FIELD_TITLE), MARK_TITLE, err));
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++)
        TRY(snippet_spans(
            &shown->blocks[i].marks, &shown->blocks[i].count, &snipper,
            document_part(document, FIELD_TEXT, i, TEXT_TEXT), MARK_TEXT, err));
    return STATUS_OK;
}

enum status
show_document(bool *found, struct shown *out, size_t *where,
              struct search *search, const struct show *show,
              struct arena *arena, struct error *err)
{
    struct shown shown = {0};
    *where = 0;
    TRY(answer_show(found, &shown.document, search, show->uid, arena, err));
    if (!*found)
        return STATUS_OK;
    bound(&shown, show);
    TRY(cut(&shown, arena, err));
    if (!str_is_empty(str_trim(show->query)))
        TRY(mark(&shown, where, search, show, arena, err));
    *out = shown;
    return STATUS_OK;
}
