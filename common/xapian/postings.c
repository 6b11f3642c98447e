/* Query: posting lists, read from their table. */
#include "postings.h"

#include "glass_bytes.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS = 4 /* pieces gone over before one is looked for */ };

struct postings {
    struct glass_file *file;
};

enum status
postings_open(struct postings **out, const char *directory, uint64_t revision,
              struct error *err)
{
    AUTO(postings) struct postings *postings = calloc(1, sizeof *postings);
    if (!postings)
        return error_no_memory(err);
    TRY(glass_file_open(&postings->file, directory, "postlist", revision, err));
    *out = postings;
    postings = NULL;
    return STATUS_OK;
}

void
postings_close(struct postings *postings)
{
    if (!postings)
        return;
    glass_file_close(postings->file);
    free(postings);
}

struct glass_file *
postings_file(const struct postings *postings)
{
    return postings->file;
}

static enum status
damaged(const struct posting_walk *walk, struct error *err)
{
    return glass_file_damaged(walk->cursor.file, err);
}

/* ---- pieces ---------------------------------------------------------------
 */

/* The key of the first piece; false for a term that no key can hold. */
static bool
start_key(struct posting_walk *walk, size_t *len, struct str term)
{
    size_t at = 0;
    if (term.len == 0) {
        walk->key[at++] = 0;
        walk->key[at++] = 0xE0;
        *len = walk->term_len = at;
        return true;
    }
    for (size_t i = 0; i < term.len; i++) {
        if (at + 2 >= GLASS_CURSOR_KEY_MAX)
            return false;
        walk->key[at++] = (uint8_t)term.at[i];
        if (term.at[i] == '\0')
            walk->key[at++] = 0xFF;
    }
    *len = at;
    walk->key[at++] = 0;
    walk->term_len = at;
    return true;
}

/* The docid that the key of a later piece of this list names; 0 if the entry
 * is none. */
static uint32_t
docid_here(const struct posting_walk *walk)
{
    struct str key = glass_cursor_key(&walk->cursor);
    if (key.len <= walk->term_len ||
        memcmp(key.at, walk->key, walk->term_len) != 0)
        return 0;
    return glass_get_docid((const uint8_t *)key.at + walk->term_len,
                           key.len - walk->term_len);
}

/* The head of a piece: is it the last one, and which is its last docid? */
static enum status
read_head(struct posting_walk *walk, uint32_t first, struct error *err)
{
    uint32_t span;
    const uint8_t *at = walk->at;
    if (at == walk->end || (*at != '0' && *at != '1'))
        return damaged(walk, err);
    walk->is_last = *at++ == '1';
    at = glass_get_uint(&span, at, walk->end);
    if (!at || at == walk->end || span > UINT32_MAX - first || first == 0)
        return damaged(walk, err);
    walk->at = at;
    walk->next = first;
    walk->last = first + span;
    return STATUS_OK;
}

/* Keeps the piece at hand: the leaf it stands in may go. */
static enum status
take_piece(struct posting_walk *walk, struct error *err)
{
    struct str tag;
    TRY(glass_cursor_tag(&tag, &walk->cursor, err));
    if (tag.len > walk->piece_room) {
        size_t room = tag.len < 2048 ? 2048 : 2 * tag.len;
        uint8_t *bigger = realloc(walk->piece, room);
        if (!bigger)
            return error_no_memory(err);
        walk->piece = bigger;
        walk->piece_room = room;
    }
    if (tag.len)
        memcpy(walk->piece, tag.at, tag.len);
    walk->at = walk->piece;
    walk->end = walk->piece + tag.len;
    return STATUS_OK;
}

static enum status
take_first(struct posting_walk *walk, struct error *err)
{
    uint32_t before;
    uint64_t occurrences;
    TRY(take_piece(walk, err));
    const uint8_t *at = glass_get_uint(&walk->documents, walk->at, walk->end);
    at = at ? glass_get_uint64(&occurrences, at, walk->end) : NULL;
    at = at ? glass_get_uint(&before, at, walk->end) : NULL;
    if (!at || before == UINT32_MAX)
        return damaged(walk, err);
    walk->at = at;
    return read_head(walk, before + 1, err);
}

/* The piece the cursor was moved to, which starts behind a docid. */
static enum status
take_later(struct posting_walk *walk, uint32_t behind, struct error *err)
{
    uint32_t first = docid_here(walk);
    if (first <= behind)
        return damaged(walk, err);
    TRY(take_piece(walk, err));
    return read_head(walk, first, err);
}

static enum status
next_piece(struct posting_walk *walk, struct error *err)
{
    bool found;
    uint32_t behind = walk->last;
    TRY(glass_cursor_next(&found, &walk->cursor, err));
    return found ? take_later(walk, behind, err) : damaged(walk, err);
}

/* ---- walking --------------------------------------------------------------
 */

enum status
posting_walk_start(struct posting_walk *walk, struct postings *postings,
                   struct str term, struct error *err)
{
    struct str key = {(const char *)walk->key, 0};
    bool found;
    glass_cursor_start(&walk->cursor, postings->file);
    walk->documents = 0;
    walk->over = true;
    if (!start_key(walk, &key.len, term))
        return STATUS_OK;
    TRY(glass_cursor_find(&found, &walk->cursor, key, err));
    if (!found || !str_eq(glass_cursor_key(&walk->cursor), key))
        return STATUS_OK;
    TRY(take_first(walk, err));
    walk->over = false;
    return STATUS_OK;
}

void
posting_walk_release(struct posting_walk *walk)
{
    glass_cursor_release(&walk->cursor);
    free(walk->piece);
    *walk = (struct posting_walk){0};
}

/* Numbers are of one byte most often. */
static inline const uint8_t *
get_number(uint32_t *out, const uint8_t *at, const uint8_t *end)
{
    if (at < end && *at < 128) {
        *out = *at;
        return at + 1;
    }
    return glass_get_uint(out, at, end);
}

/* From one posting of a piece to the next; at the end of the piece nothing is
 * left of it.  False: damage. */
static inline bool
step(uint32_t *docid, uint32_t *wdf, const uint8_t **from, const uint8_t *end,
     uint32_t last)
{
    uint32_t gap;
    const uint8_t *at = get_number(wdf, *from, end);
    *from = at;
    if (!at || at == end)
        return at && *docid == last;
    *from = at = get_number(&gap, at, end);
    if (!at || gap >= last - *docid)
        return false;
    *docid += gap + 1;
    return true;
}

/* As many as there is room for of the piece at hand. */
static enum status
read_piece(size_t *count, struct posting_walk *walk, uint32_t *docids,
           uint32_t *wdfs, size_t room, struct error *err)
{
    const uint8_t *at = walk->at, *end = walk->end;
    uint32_t docid = walk->next, last = walk->last;
    size_t n = 0;
    while (n < room && at < end) {
        docids[n] = docid;
        if (!step(&docid, &wdfs[n], &at, end, last))
            return damaged(walk, err);
        n++;
    }
    walk->at = at;
    walk->next = docid;
    *count = n;
    return STATUS_OK;
}

enum status
posting_walk_read(size_t *count, struct posting_walk *walk, uint32_t *docids,
                  uint32_t *wdfs, size_t room, struct error *err)
{
    size_t some = 0;
    *count = 0;
    while (*count < room && !walk->over) {
        if (walk->at == walk->end && walk->is_last) {
            walk->over = true;
            break;
        }
        if (walk->at == walk->end)
            TRY(next_piece(walk, err));
        TRY(read_piece(&some, walk, docids + *count, wdfs + *count,
                       room - *count, err));
        *count += some;
    }
    return STATUS_OK;
}

/* Moves to the last piece that does not start behind a docid, or stays. */
static enum status
find_piece(struct posting_walk *walk, uint32_t docid, struct error *err)
{
    struct str key = {(const char *)walk->key, walk->term_len};
    bool found;
    uint32_t behind = walk->last;
    key.len += glass_put_docid(walk->key + walk->term_len, docid);
    TRY(glass_cursor_find_last(&found, &walk->cursor, key, err));
    if (!found)
        return damaged(walk, err);
    return docid_here(walk) > behind ? take_later(walk, behind, err)
                                     : STATUS_OK;
}

enum status
posting_walk_seek(struct posting_walk *walk, uint32_t docid, struct error *err)
{
    uint32_t wdf;
    for (int steps = 0; !walk->over && walk->last < docid; steps++) {
        if (walk->is_last)
            walk->over = true;
        else if (steps == STEPS)
            TRY(find_piece(walk, docid, err));
        else
            TRY(next_piece(walk, err));
    }
    if (walk->over || walk->at == walk->end)
        return STATUS_OK;
    while (walk->next < docid)
        if (!step(&walk->next, &wdf, &walk->at, walk->end, walk->last))
            return damaged(walk, err);
    return STATUS_OK;
}
