/* Query: position lists out of their chunks. */
#include "positions.h"

#include "bits.h"

#include <stdlib.h>
#include <string.h>

struct positions {
    struct glass_file *file; /* NULL: through the reader */
    struct glass_file *own;  /* the file, where it is to be closed */
    struct xap_reader *reader;
};

enum status
positions_open(struct positions **out, const char *directory, uint64_t revision,
               struct error *err)
{
    AUTO(positions) struct positions *positions = calloc(1, sizeof *positions);
    if (!positions)
        return error_no_memory(err);
    TRY(glass_file_open(&positions->own, directory, "postlist", revision, err));
    positions->file = positions->own;
    *out = positions;
    positions = NULL;
    return STATUS_OK;
}

enum status
positions_on(struct positions **out, struct glass_file *file, struct error *err)
{
    struct positions *positions = calloc(1, sizeof *positions);
    if (!positions)
        return error_no_memory(err);
    positions->file = file;
    *out = positions;
    return STATUS_OK;
}

enum status
positions_through(struct positions **out, struct xap_reader *reader,
                  struct error *err)
{
    struct positions *positions = calloc(1, sizeof *positions);
    if (!positions)
        return error_no_memory(err);
    positions->reader = reader;
    *out = positions;
    return STATUS_OK;
}

void
positions_close(struct positions *positions)
{
    if (!positions)
        return;
    glass_file_close(positions->own);
    free(positions);
}

static enum status
damaged(const struct position_list *list, struct error *err)
{
    if (list->positions->file)
        return glass_file_damaged(list->positions->file, err);
    return error_set(err, STATUS_IO, "damaged positions");
}

void
position_list_start(struct position_list *list, struct positions *positions,
                    struct str term)
{
    list->positions = positions;
    if (positions->file)
        glass_cursor_start(&list->cursor, positions->file);
    list->none = !position_key_start(&list->key, term);
    list->upto = list->docid = list->from = 0;
    list->rest = (struct str){0};
    list->count = 0;
    list->chunk.max = SIZE_MAX / 2;
}

void
position_list_release(struct position_list *list)
{
    free(list->at);
    buf_release(&list->chunk);
    glass_cursor_release(&list->cursor);
    *list = (struct position_list){0};
}

/* ---- chunks -------------------------------------------------------------- */

/* The first chunk from a key on, if it is of this term: kept, for other lists
 * of the table are read meanwhile.  *upto = 0: there is none. */
static enum status
chunk_from_table(uint32_t *upto, struct position_list *list, struct str key,
                 struct error *err)
{
    static const char kind[2] = {0, (char)0xC0}; /* metadata: glass.h */
    char name[sizeof kind + POSITION_KEY_MAX];
    struct str tag, found;
    bool any;
    *upto = 0;
    memcpy(name, kind, sizeof kind);
    memcpy(name + sizeof kind, key.at, key.len);
    TRY(glass_cursor_find(&any, &list->cursor,
                          (struct str){name, sizeof kind + key.len}, err));
    if (!any)
        return STATUS_OK;
    found = glass_cursor_key(&list->cursor);
    if (!str_starts(found, (struct str){kind, sizeof kind}))
        return STATUS_OK;
    *upto = position_key_docid(&list->key, str_from_offset(found, sizeof kind));
    if (*upto == 0)
        return STATUS_OK;
    TRY(glass_cursor_tag(&tag, &list->cursor, err));
    buf_add(&list->chunk, tag);
    return buf_status(&list->chunk, err);
}

static enum status
chunk_through(uint32_t *upto, struct position_list *list, struct str key,
              struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct xap_reader *reader = list->positions->reader;
    struct str found, value, prefix = {list->key.at, list->key.len};
    *upto = 0;
    enum status status =
        xap_reader_key_from(&found, reader, prefix, key, &arena, err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    TRY(status);
    *upto = position_key_docid(&list->key, found);
    TRY(xap_reader_metadata(&value, reader, found, &arena, err));
    buf_add(&list->chunk, value);
    return buf_status(&list->chunk, err);
}

/* The chunk of a docid; none: list->upto = 0. */
static enum status
chunk_load(struct position_list *list, uint32_t docid, struct error *err)
{
    struct str key = position_key_upto(&list->key, docid);
    uint32_t upto;
    list->upto = list->docid = 0;
    list->rest = (struct str){0};
    buf_clear(&list->chunk);
    if (list->positions->file)
        TRY(chunk_from_table(&upto, list, key, err));
    else
        TRY(chunk_through(&upto, list, key, err));
    if (upto == 0)
        return STATUS_OK;
    if (upto < docid)
        return damaged(list, err);
    list->upto = upto;
    list->rest = buf_str(&list->chunk);
    return STATUS_OK;
}

/* To the next list of the chunk at hand that is not before a docid. */
static enum status
list_next(struct position_list *list, uint32_t docid, struct error *err)
{
    if (position_chunk_find(&list->rest, &list->docid, &list->list, docid))
        return STATUS_OK;
    list->docid = 0;
    if (list->rest.len == 0)
        return STATUS_OK;
    list->upto = 0;
    return damaged(list, err);
}

static enum status
chunk_find(struct position_list *list, uint32_t docid, struct error *err)
{
    TRY(chunk_load(list, docid, err));
    if (list->upto == 0)
        return STATUS_OK;
    list->low = list->from = docid;
    return list_next(list, docid, err);
}

/* ---- lists --------------------------------------------------------------- */

enum status
position_list_find(uint32_t *next, struct position_list *list, uint32_t docid,
                   struct error *err)
{
    *next = UINT32_MAX;
    if (list->none)
        return STATUS_OK;
    if (list->upto < docid || docid < list->low)
        TRY(chunk_find(list, docid, err));
    if (list->upto == 0)
        return STATUS_OK;
    if (docid < list->from) {
        list->rest = buf_str(&list->chunk);
        list->docid = 0;
        TRY(list_next(list, docid, err));
    }
    if (list->docid && list->docid < docid)
        TRY(list_next(list, docid, err));
    list->from = docid;
    if (list->docid)
        *next = list->docid;
    else if (list->upto != POSITION_LAST)
        *next = list->upto + 1;
    return STATUS_OK;
}

/* For so many more numbers. */
static enum status
numbers_room(uint32_t **at, size_t *room, size_t count, struct error *err)
{
    if (count <= *room)
        return STATUS_OK;
    size_t more = count < 256 ? 256 : count + count / 2;
    uint32_t *bigger = realloc(*at, more * sizeof *bigger);
    if (!bigger)
        return error_no_memory(err);
    *at = bigger;
    *room = more;
    return STATUS_OK;
}

enum status
position_list_read(struct position_list *list, struct error *err)
{
    TRY(numbers_room(&list->at, &list->room, list->list.len, err));
    list->count = 0;
    if (positions_decode(list->at, &list->count, list->list))
        return STATUS_OK;
    list->count = 0;
    return damaged(list, err);
}

/* ---- many lists ---------------------------------------------------------- */

/* The first document of a window from a docid on that is wanted; false when
 * there is none. */
static bool
next_wanted(uint32_t *docid, const struct position_window *window,
            uint32_t from)
{
    uint32_t i = from > window->start ? from - window->start : 0;
    bool any = bits_next(window->bits, window->width, &i);
    *docid = window->start + i;
    return any;
}

/* A chunk, and behind it what else is read of it. */
static enum status
chunk_start(struct position_list *list, uint32_t docid, struct error *err)
{
    TRY(chunk_load(list, docid, err));
    if (list->upto == 0)
        return STATUS_OK;
    if (!buf_reserve(&list->chunk, POSITION_SLACK))
        return error_no_memory(err);
    memset(list->chunk.at + list->chunk.len, 0, POSITION_SLACK);
    list->rest = buf_str(&list->chunk);
    return STATUS_OK;
}

/* What the chunk at hand has of the window. */
static enum status
chunk_take(struct position_parts *out, struct position_list *list,
           const struct position_window *window, struct error *err)
{
    struct str chunk = buf_str(&list->chunk);
    uint32_t next;
    TRY(numbers_room(&out->at, &out->room, list->rest.len + POSITION_SLACK,
                     err));
    if (!position_chunk_take(out->part, &out->count, POSITION_PARTS, chunk,
                             &list->rest, &list->docid, &next, window) ||
        !position_parts_decode(out->at, out->part, out->count, chunk.at)) {
        list->rest = (struct str){0};
        list->upto = 0;
        out->count = 0;
        return damaged(list, err);
    }
    if (next)
        list->from = next;
    else if (list->rest.len)
        list->from = list->docid + 1;
    else
        list->from = list->upto == POSITION_LAST ? UINT32_MAX : list->upto + 1;
    return STATUS_OK;
}

enum status
position_list_take(struct position_parts *out, struct position_list *list,
                   const struct position_window *window, struct error *err)
{
    uint32_t docid;
    out->count = 0;
    while (out->count == 0 && !list->none && list->from < UINT32_MAX &&
           next_wanted(&docid, window, list->from)) {
        if (list->rest.len == 0 || list->upto < docid)
            TRY(chunk_start(list, docid, err));
        if (list->upto == 0)
            list->from = UINT32_MAX;
        else
            TRY(chunk_take(out, list, window, err));
    }
    return STATUS_OK;
}

void
position_parts_release(struct position_parts *parts)
{
    free(parts->at);
    *parts = (struct position_parts){0};
}
