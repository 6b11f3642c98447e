#ifndef LIASSE_GLASS_LISTS_H
#define LIASSE_GLASS_LISTS_H

/* Lists that a table keeps in pieces: postings and document lengths, and the
 * values of a slot (glass.h has the form); positions (position_chunk.h).
 *
 * Where a piece ends is for the writer to say: about behind so many bytes, and
 * sooner or later if it then just fills its block. */

#include "glass_table.h"
#include "position_chunk.h"

struct posting_list {
    struct glass_part *part;
    struct buf piece, tag;
    char text[256];
    struct str term; /* empty: the document lengths */
    uint64_t wdf;
    uint32_t documents, first, last;
    bool begun;  /* the first piece is written */
    size_t most; /* bytes behind which the piece at hand ends */
};

#define POSTING_LIST_INIT(to)                                                  \
    {                                                                          \
        .part = (to), .piece = BUF_INIT(SIZE_MAX / 2),                         \
        .tag = BUF_INIT(SIZE_MAX / 2)                                          \
    }

/* A term's list of so many documents and so high a sum of wdf. */
void posting_list_start(struct posting_list *list, struct str term,
                        uint32_t documents, uint64_t wdf);
/* Begins a piece at a docid, with room for all that it will hold. */
enum status posting_list_piece(struct posting_list *list, uint32_t docid,
                               struct error *err) MUST_USE;
static inline enum status
posting_list_add(struct posting_list *list, uint32_t docid, uint32_t wdf,
                 struct error *err)
{
    struct buf *piece = &list->piece;
    if (piece->len == 0 || piece->len >= list->most)
        TRY(posting_list_piece(list, docid, err));
    uint8_t *start = (uint8_t *)piece->at + piece->len, *to = start;
    if (piece->len)
        to += glass_uint(to, docid - list->last - 1);
    to += glass_uint(to, wdf);
    piece->len += (size_t)(to - start);
    list->last = docid;
    return STATUS_OK;
}
/* Postings of a run, encoded as here (posting.h): those from `at` on that
 * follow the last one added, until the piece is full or a number is long.
 * Says where it stopped, perhaps at once, and moves *docid on. */
const uint8_t *posting_list_copy(struct posting_list *list, uint32_t *docid,
                                 const uint8_t *at, const uint8_t *end);
enum status posting_list_end(struct posting_list *list,
                             struct error *err) MUST_USE;
void posting_list_release(struct posting_list *list);

/* The chunks of positions of a term. */
struct place_list {
    struct glass_part *part;
    struct position_key key;
    struct buf chunk, tag;
    uint32_t documents, last;
    size_t most; /* as above */
};

#define PLACE_LIST_INIT                                                        \
    {                                                                          \
        .chunk = BUF_INIT(SIZE_MAX / 2), .tag = BUF_INIT(SIZE_MAX / 2)         \
    }

/* STATUS_LIMIT: no term that can have positions. */
enum status place_list_start(struct place_list *list, struct str term,
                             struct error *err) MUST_USE;
enum status place_list_add(struct place_list *list, uint32_t docid,
                           struct str places, struct error *err) MUST_USE;
/* Postings of a run, encoded as in a chunk (posting.h): as
 * posting_list_copy. */
const uint8_t *place_list_copy(struct place_list *list, uint32_t *docid,
                               const uint8_t *at, const uint8_t *end);
enum status place_list_end(struct place_list *list, struct error *err) MUST_USE;
void place_list_release(struct place_list *list);

struct value_list {
    struct glass_part *part;
    struct buf piece;
    uint32_t slot, first, last;
    size_t most;
};

enum status value_list_add(struct value_list *list, uint32_t docid,
                           struct str value, struct error *err) MUST_USE;
enum status value_list_end(struct value_list *list, struct error *err) MUST_USE;

static inline void
cleanup_value_list(struct value_list *list)
{
    buf_release(&list->piece);
}
CLEANUP_KIND(posting_list, struct posting_list, posting_list_release)

#endif
