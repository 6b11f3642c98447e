/* build: posting lists and value lists. */
#include "glass_lists.h"

#include <string.h>

enum {
    HEADS = 40,      /* bytes of a tag before the piece, and of one entry */
    FIT_LEAST = 160, /* of a piece that is cut for what is left of a block */
    CHUNK_HEADS = 12
};

/* Bytes behind which a piece of about `usual` is to end so that it fills its
 * block: those that are left of it, if the piece could be about as long. */
static size_t
piece_most(const struct glass_part *part, size_t key_len, size_t usual,
           size_t heads)
{
    size_t room = glass_part_room(part, key_len);
    if (room < FIT_LEAST + heads || room > usual + usual / 2 + heads)
        return usual;
    return room - heads;
}

static size_t
docid_key_len(const struct posting_list *list)
{
    return list->term.len + 1 + GLASS_SORTABLE_MAX;
}

void
posting_list_start(struct posting_list *list, struct str term,
                   uint32_t documents, uint64_t wdf)
{
    if (term.len)
        memcpy(list->text, term.at, term.len);
    list->term = (struct str){list->text, term.len};
    list->documents = documents;
    list->wdf = wdf;
    list->begun = false;
    list->first = list->last = 0;
    buf_clear(&list->piece);
}

static void
piece_key(struct glass_key *key, const struct posting_list *list)
{
    if (list->term.len == 0)
        glass_key_lengths(key, list->first, !list->begun);
    else if (!list->begun)
        glass_key_term(key, list->term);
    else
        glass_key_term_docid(key, list->term, list->first);
}

static enum status
piece_write(struct posting_list *list, bool is_last, struct error *err)
{
    struct glass_key key;
    struct buf *tag = &list->tag;
    piece_key(&key, list);
    buf_clear(tag);
    if (!list->begun) {
        glass_add_uint(tag, list->term.len ? list->documents : 0);
        glass_add_uint(tag, list->term.len ? list->wdf : 0);
        glass_add_uint(tag, list->first - 1);
    }
    buf_add_char(tag, is_last ? '1' : '0');
    glass_add_uint(tag, list->last - list->first);
    buf_add(tag, buf_str(&list->piece));
    TRY(buf_status(tag, err));
    list->begun = true;
    buf_clear(&list->piece);
    return glass_part_add(list->part, &key, buf_str(tag), err);
}

enum status
posting_list_piece(struct posting_list *list, uint32_t docid, struct error *err)
{
    if (list->piece.len)
        TRY(piece_write(list, false, err));
    list->first = list->last = docid;
    list->most =
        piece_most(list->part, docid_key_len(list), GLASS_PIECE, HEADS);
    if (!buf_reserve(&list->piece, list->most + 2 * GLASS_UINT_MAX))
        return error_no_memory(err);
    return STATUS_OK;
}

/* Where a posting of two or three bytes ends: docids skipped in one or two,
 * wdf in one; NULL: it is longer, or near the end. */
static inline const uint8_t *
short_posting(uint32_t *docid, const uint8_t *at, const uint8_t *end)
{
    enum { MORE = 128, MOST = 3 };
    if (end - at < MOST)
        return NULL;
    uint32_t skipped = *at++;
    if (skipped & MORE) {
        if (*at & MORE)
            return NULL;
        skipped = (skipped & 127) | (uint32_t)*at++ << 7;
    }
    if (*at & MORE)
        return NULL;
    *docid += skipped + 1;
    return at + 1;
}

const uint8_t *
posting_list_copy(struct posting_list *list, uint32_t *docid, const uint8_t *at,
                  const uint8_t *end)
{
    struct buf *piece = &list->piece;
    const uint8_t *start = at, *next;
    if (piece->len == 0 || piece->len >= list->most)
        return at;
    size_t most = list->most - piece->len;
    while ((size_t)(at - start) < most &&
           (next = short_posting(docid, at, end)))
        at = next;
    /* posting_list_piece made room for this. */
    memcpy(piece->at + piece->len, start, (size_t)(at - start));
    piece->len += (size_t)(at - start);
    list->last = *docid;
    return at;
}

enum status
posting_list_end(struct posting_list *list, struct error *err)
{
    return list->piece.len ? piece_write(list, true, err) : STATUS_OK;
}

void
posting_list_release(struct posting_list *list)
{
    buf_release(&list->piece);
    buf_release(&list->tag);
}

static enum status
chunk_write(struct place_list *list, uint32_t upto, struct str chunk,
            struct error *err)
{
    struct glass_key key;
    glass_key_metadata(&key, position_key_upto(&list->key, upto));
    TRY(buf_status(&list->chunk, err));
    TRY(glass_part_add(list->part, &key, chunk, err));
    buf_clear(&list->chunk);
    list->last = 0;
    return STATUS_OK;
}

enum status
place_list_start(struct place_list *list, struct str term, struct error *err)
{
    buf_clear(&list->chunk);
    list->last = list->documents = 0;
    if (position_key_start(&list->key, term))
        return STATUS_OK;
    return error_set(err, STATUS_LIMIT, "a term that cannot have positions");
}

enum status
place_list_add(struct place_list *list, uint32_t docid, struct str places,
               struct error *err)
{
    if (list->chunk.len && list->chunk.len + places.len > list->most)
        TRY(chunk_write(list, list->last, buf_str(&list->chunk), err));
    if (list->chunk.len == 0)
        list->most = piece_most(list->part, list->key.len + POSITION_KEY_END,
                                POSITION_CHUNK, CHUNK_HEADS);
    position_chunk_add(&list->chunk, &list->last, docid, places);
    list->documents++;
    return STATUS_OK;
}

/* Where a document's list of at most seven bytes ends, docids skipped in eleven
 * bits; NULL: it is longer, or near the end. */
static inline const uint8_t *
short_places(uint32_t *docid, const uint8_t *at, const uint8_t *end)
{
    enum { MORE = 128, LEN = 7, MOST = 2 + LEN };
    if (end - at < MOST)
        return NULL;
    uint32_t head = *at++;
    if (head & MORE) {
        if (*at & MORE)
            return NULL;
        head = (head & 127) | (uint32_t)*at++ << 7;
    }
    if ((head & LEN) == LEN)
        return NULL;
    *docid += (head >> 3) + 1;
    return at + (head & LEN) + 1;
}

const uint8_t *
place_list_copy(struct place_list *list, uint32_t *docid, const uint8_t *at,
                const uint8_t *end)
{
    const uint8_t *start = at, *next;
    uint32_t last = *docid;
    if (list->chunk.len == 0 || list->chunk.len >= list->most)
        return at;
    size_t most = list->most - list->chunk.len;
    while ((next = short_places(&last, at, end)) &&
           (size_t)(next - start) <= most) {
        at = next;
        *docid = last;
        list->documents++;
    }
    buf_add(&list->chunk,
            (struct str){(const char *)start, (size_t)(at - start)});
    list->last = *docid;
    return at;
}

enum status
place_list_end(struct place_list *list, struct error *err)
{
    if (list->chunk.len == 0)
        return STATUS_OK;
    buf_clear(&list->tag);
    position_chunk_count(&list->tag, list->documents);
    buf_add(&list->tag, buf_str(&list->chunk));
    TRY(buf_status(&list->tag, err));
    return chunk_write(list, POSITION_LAST, buf_str(&list->tag), err);
}

void
place_list_release(struct place_list *list)
{
    buf_release(&list->chunk);
    buf_release(&list->tag);
}

static enum status
values_write(struct value_list *list, struct error *err)
{
    struct glass_key key;
    glass_key_values(&key, list->slot, list->first);
    TRY(buf_status(&list->piece, err));
    TRY(glass_part_add(list->part, &key, buf_str(&list->piece), err));
    buf_clear(&list->piece);
    return STATUS_OK;
}

enum status
value_list_add(struct value_list *list, uint32_t docid, struct str value,
               struct error *err)
{
    if (list->piece.len == 0) {
        list->first = docid;
        list->most =
            piece_most(list->part, 2 + GLASS_UINT_MAX + GLASS_SORTABLE_MAX,
                       GLASS_PIECE, HEADS);
    } else
        glass_add_uint(&list->piece, docid - list->last - 1);
    glass_add_text(&list->piece, value);
    list->last = docid;
    return list->piece.len >= list->most ? values_write(list, err)
                                         : buf_status(&list->piece, err);
}

enum status
value_list_end(struct value_list *list, struct error *err)
{
    return list->piece.len ? values_write(list, err) : STATUS_OK;
}
