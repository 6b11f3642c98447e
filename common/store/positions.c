/* Query: position lists out of their chunks. */
#include "positions.h"

#include "bits.h"
#include "deadline.h"

#include <stdlib.h>
#include <string.h>

struct positions {
    struct glass_file *file; /* NULL: through the reader */
    struct glass_file *own;  /* the file, where it is to be closed */
    struct xap_reader *reader;
    struct glass_cursor cursor; /* where documents are counted */
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
    glass_cursor_release(&positions->cursor);
    glass_file_close(positions->own);
    free(positions);
}

static enum status
table_damaged(const struct positions *positions, struct error *err)
{
    if (positions->file)
        return glass_file_damaged(positions->file, err);
    return error_set(err, STATUS_IO, "damaged positions");
}

static enum status
damaged(const struct position_list *list, struct error *err)
{
    return table_damaged(list->positions, err);
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
    list->rest = list->lists = (struct str){0};
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

/* The first key of positions from one on, and its value; *found empty: there
 * is none.  Both live until the table is read again. */
static enum status
table_find(struct str *found, struct str *value, struct glass_cursor *cursor,
           struct str key, struct error *err)
{
    static const char kind[2] = {0, (char)0xC0}; /* metadata: glass.h */
    char name[sizeof kind + POSITION_KEY_MAX];
    bool any;
    *found = *value = STR("");
    memcpy(name, kind, sizeof kind);
    memcpy(name + sizeof kind, key.at, key.len);
    TRY(glass_cursor_find(&any, cursor,
                          (struct str){name, sizeof kind + key.len}, err));
    if (!any ||
        !str_starts(glass_cursor_key(cursor), (struct str){kind, sizeof kind}))
        return STATUS_OK;
    *found = str_from_offset(glass_cursor_key(cursor), sizeof kind);
    return glass_cursor_tag(value, cursor, err);
}

/* The first chunk from a key on, if it is of this term: kept, for other lists
 * of the table are read meanwhile.  *upto = 0: there is none. */
static enum status
chunk_from_table(uint32_t *upto, struct position_list *list, struct str key,
                 struct error *err)
{
    struct str tag, found;
    TRY(table_find(&found, &tag, &list->cursor, key, err));
    *upto = position_key_docid(&list->key, found);
    if (*upto == 0)
        return STATUS_OK;
    buf_add(&list->chunk, tag);
    return buf_status(&list->chunk, err);
}

/* The same through Xapian; keys start with prefix. */
static enum status
through_find(struct str *found, struct str *value, struct positions *positions,
             struct str prefix, struct str key, struct arena *arena,
             struct error *err)
{
    *found = *value = STR("");
    enum status status =
        xap_reader_key_from(found, positions->reader, prefix, key, arena, err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    TRY(status);
    return xap_reader_metadata(value, positions->reader, *found, arena, err);
}

static enum status
chunk_through(uint32_t *upto, struct position_list *list, struct str key,
              struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str found, value, prefix = {list->key.at, list->key.len};
    deadline_work(DEADLINE_WORK_KEY);
    TRY(through_find(&found, &value, list->positions, prefix, key, &arena,
                     err));
    *upto = position_key_docid(&list->key, found);
    buf_add(&list->chunk, value);
    return buf_status(&list->chunk, err);
}

/* The chunk of a docid; none: list->upto = 0. */
static enum status
chunk_load(struct position_list *list, uint32_t docid, struct error *err)
{
    struct str key = position_key_upto(&list->key, docid);
    uint32_t upto, documents;
    list->upto = list->docid = 0;
    list->rest = list->lists = (struct str){0};
    buf_clear(&list->chunk);
    if (list->positions->file)
        TRY(chunk_from_table(&upto, list, key, err));
    else
        TRY(chunk_through(&upto, list, key, err));
    if (upto == 0)
        return STATUS_OK;
    struct str lists = buf_str(&list->chunk);
    if (upto < docid || (upto == POSITION_LAST &&
                         !position_chunk_documents(&lists, &documents)))
        return damaged(list, err);
    list->upto = upto;
    list->rest = list->lists = lists;
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
        list->rest = list->lists;
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
    list->rest = list->lists = str_from_offset(
        buf_str(&list->chunk), list->chunk.len - list->lists.len);
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

/* ---- documents alone ----------------------------------------------------- */

enum status
position_list_docids(size_t *count, struct position_list *list,
                     uint32_t *docids, size_t room, struct error *err)
{
    *count = 0;
    if (list->from == 0)
        list->from = 1;
    while (*count == 0 && !list->none && list->from < UINT32_MAX) {
        if (list->rest.len == 0 || list->upto < list->from)
            TRY(chunk_load(list, list->from, err));
        if (list->upto == 0) {
            list->from = UINT32_MAX;
        } else if (!position_chunk_docids(docids, count, room, &list->rest,
                                          &list->docid, list->from)) {
            *count = 0;
            list->rest = (struct str){0};
            list->upto = 0;
            return damaged(list, err);
        } else if (list->rest.len) {
            list->from = list->docid + 1;
        } else {
            list->from =
                list->upto == POSITION_LAST ? UINT32_MAX : list->upto + 1;
        }
    }
    return STATUS_OK;
}

void
position_list_seek(struct position_list *list, uint32_t docid)
{
    if (docid > list->from)
        list->from = docid;
}

/* ---- terms --------------------------------------------------------------- */

enum status
positions_documents(uint32_t *out, struct positions *positions, struct str term,
                    struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct position_key start;
    struct str key, found, value;
    *out = 0;
    if (!position_key_start(&start, term))
        return STATUS_OK;
    key = position_key_upto(&start, POSITION_LAST);
    if (!positions->file) {
        TRY(xap_reader_metadata(&value, positions->reader, key, &arena, err));
        found = value.len ? key : STR("");
    } else {
        if (!positions->cursor.file)
            glass_cursor_start(&positions->cursor, positions->file);
        TRY(table_find(&found, &value, &positions->cursor, key, err));
    }
    if (!str_eq(found, key) || position_chunk_documents(&value, out))
        return STATUS_OK;
    return table_damaged(positions, err);
}

/* The first key from terms->at on, and its value. */
static enum status
terms_find(struct str *found, struct str *value, struct position_terms *terms,
           struct arena *arena, struct error *err)
{
    struct str key = {terms->at, terms->len};
    struct str prefix = {terms->prefix, terms->prefix_len};
    if (!terms->positions->file)
        return through_find(found, value, terms->positions, prefix, key, arena,
                            err);
    TRY(table_find(found, value, &terms->cursor, key, err));
    if (!str_starts(*found, prefix))
        *found = STR("");
    if (found->len && str_cmp(*found, key) < 0) /* or it would never end */
        return table_damaged(terms->positions, err);
    return STATUS_OK;
}

enum status
position_terms_start(struct position_terms *terms, struct positions *positions,
                     struct str prefix, struct error *err)
{
    size_t head = sizeof META_POSITIONS - 1;
    terms->positions = positions;
    if (positions->file)
        glass_cursor_start(&terms->cursor, positions->file);
    terms->term = STR("");
    if (head + prefix.len > sizeof terms->prefix)
        return STATUS_OK;
    memcpy(terms->prefix, META_POSITIONS, head);
    if (prefix.len)
        memcpy(terms->prefix + head, prefix.at, prefix.len);
    terms->len = terms->prefix_len = head + prefix.len;
    memcpy(terms->at, terms->prefix, terms->len);
    return position_terms_next(terms, err);
}

/* At the key of any of its chunks: to the last one, which counts; and behind
 * that the key from which the next term is. */
enum status
position_terms_next(struct position_terms *terms, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct position_key key;
    struct str found, value, term;
    terms->term = STR("");
    TRY(terms_find(&found, &value, terms, &arena, err));
    if (found.len == 0)
        return STATUS_OK;
    if (!position_key_term(&term, found) || !position_key_start(&key, term))
        return table_damaged(terms->positions, err);
    struct str last = position_key_upto(&key, POSITION_LAST);
    memcpy(terms->at, last.at, terms->len = last.len);
    if (!str_eq(found, last))
        TRY(terms_find(&found, &value, terms, &arena, err));
    if (!str_eq(found, last) ||
        !position_chunk_documents(&value, &terms->documents))
        return table_damaged(terms->positions, err);
    terms->len = key.len;
    terms->at[key.len - 1] = 1; /* in place of the zero behind it */
    terms->term = str_range((struct str){terms->at, terms->len},
                            sizeof META_POSITIONS - 1, key.len - 1);
    return STATUS_OK;
}

void
position_terms_release(struct position_terms *terms)
{
    glass_cursor_release(&terms->cursor);
    *terms = (struct position_terms){0};
}

void
position_parts_release(struct position_parts *parts)
{
    free(parts->at);
    *parts = (struct position_parts){0};
}
