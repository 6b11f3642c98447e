/* The C library: one document. */
#include "liasse_internal.h"

#include "show.h"

#include <stdlib.h>

struct liasse_document {
    struct arena arena;
    struct api_fields fields;
    liasse_block *blocks;
    size_t count;
    size_t start, end, total;
};

static bool
make_marks(liasse_block *out, const struct shown_block *block,
           struct arena *arena)
{
    liasse_mark *marks = arena_array(arena, block->count + 1, sizeof *marks);
    if (!marks)
        return false;
    for (size_t i = 0; i < block->count; i++) {
        struct span span = block->marks[i];
        size_t length = span.end - span.start;
        marks[i] = (liasse_mark){span.start, length, block->start + span.start,
                                 length};
    }
    out->marks = marks;
    out->mark_count = block->count;
    return true;
}

static bool
make_block(liasse_block *out, const struct shown *shown, uint32_t i,
           struct arena *arena)
{
    const struct document *document = &shown->document;
    struct str text = document_part(document, FIELD_TEXT, i, TEXT_TEXT);
    out->role =
        arena_cstr(arena, document_part(document, FIELD_TEXT, i, TEXT_ROLE));
    out->heading =
        arena_cstr(arena, document_part(document, FIELD_TEXT, i, TEXT_HEADING));
    out->text = arena_cstr(arena, text);
    out->length = text.len;
    out->block = shown->blocks[i].block;
    out->start = shown->blocks[i].start;
    return out->role && out->heading && out->text &&
           make_marks(out, &shown->blocks[i], arena);
}

static bool
make_document(liasse_document *out, const struct shown *shown)
{
    uint32_t count = shown->document.field[FIELD_TEXT].count;
    out->start = shown->start;
    out->end = shown->end;
    out->total = shown->total;
    out->blocks =
        arena_array(&out->arena, (size_t)count + 1, sizeof *out->blocks);
    if (!out->blocks ||
        !api_fields_make(&out->fields, &shown->document, &out->arena))
        return false;
    for (uint32_t i = 0; i < count; i++, out->count++)
        if (!make_block(&out->blocks[i], shown, i, &out->arena))
            return false;
    return true;
}

static enum status
find(struct shown *out, size_t *where, liasse *index, const struct show *show,
     struct arena *arena, struct error *err)
{
    bool found = false;
    TRY(show_document(&found, out, where, index->search, show, arena, err));
    if (found)
        return STATUS_OK;
    return error_set(err, STATUS_NOT_FOUND, "no document '" STR_FMT "'",
                     STR_ARG(str_head(show->uid, DOCUMENT_UID_MAX)));
}

liasse_status
liasse_get(liasse_document **out, liasse *index, const char *uid,
           const char *query, size_t start, size_t length, liasse_error *error)
{
    AUTO(arena) struct arena scratch = {0};
    struct error err = {0};
    struct shown shown;
    size_t where = 0;
    struct show show = {.uid = str_from(uid),
                        .query = str_from(query),
                        .start = start,
                        .length = length};
    liasse_status status = LIASSE_OK;
    *out = NULL;
    liasse_document *made = calloc(1, sizeof *made);
    if (!made)
        return api_no_memory(error);
    if (find(&shown, &where, index, &show, &scratch, &err) != STATUS_OK)
        status = api_fail(error, &err, where);
    else if (!make_document(made, &shown))
        status = api_no_memory(error);
    if (status == LIASSE_OK)
        *out = made;
    else
        liasse_document_free(made);
    return status;
}

void
liasse_document_free(liasse_document *document)
{
    if (!document)
        return;
    arena_release(&document->arena);
    free(document);
}

const char *
liasse_document_field(const liasse_document *document, const char *field,
                      size_t i)
{
    return api_field(&document->fields, field, i);
}

const char *
liasse_document_part(const liasse_document *document, const char *field,
                     size_t i, const char *part)
{
    return api_part(&document->fields, field, i, part);
}

size_t
liasse_document_blocks(const liasse_document *document)
{
    return document->count;
}

const liasse_block *
liasse_document_block(const liasse_document *document, size_t i)
{
    return i < document->count ? &document->blocks[i] : NULL;
}

void
liasse_document_slice(const liasse_document *document, size_t *start,
                      size_t *end, size_t *total)
{
    *start = document->start;
    *end = document->end;
    *total = document->total;
}
