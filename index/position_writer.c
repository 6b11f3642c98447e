/* index: positions into chunks. */
#include "position_writer.h"

#include "position_chunk.h"
#include "terms.h"

#include <stdlib.h>

/* A list that a document has now, or has no longer (no bytes).  The last one
 * for a term and a document holds. */
struct change {
    uint32_t term, docid;
    size_t at, len; /* of lists */
    size_t order;
};

void
position_writer_init(struct position_writer *out)
{
    *out = (struct position_writer){.names = BUF_INIT(SIZE_MAX / 2),
                                    .changes = BUF_INIT(SIZE_MAX / 2),
                                    .lists = BUF_INIT(SIZE_MAX / 2)};
}

void
position_writer_release(struct position_writer *writer)
{
    map_release(&writer->terms);
    buf_release(&writer->names);
    buf_release(&writer->changes);
    buf_release(&writer->lists);
    arena_release(&writer->arena);
}

void
position_writer_forget(struct position_writer *writer)
{
    map_clear(&writer->terms);
    buf_clear(&writer->names);
    buf_clear(&writer->changes);
    buf_clear(&writer->lists);
    arena_reset(&writer->arena);
}

/* ---- collecting -------------------------------------------------------- */

static struct change *
changes_of(const struct position_writer *writer, size_t *count)
{
    *count = writer->changes.len / sizeof(struct change);
    return (struct change *)(void *)writer->changes.at;
}

static enum status
term_number(uint32_t *out, struct position_writer *writer, struct str term,
            struct error *err)
{
    uint64_t *number = map_at(&writer->terms, term);
    if (!number)
        return error_no_memory(err);
    if (*number == 0) {
        struct str name = arena_copy(&writer->arena, term);
        buf_add(&writer->names, (struct str){(const char *)&name, sizeof name});
        if (name.len != term.len)
            return error_no_memory(err);
        TRY(buf_status(&writer->names, err));
        *number = writer->names.len / sizeof name;
    }
    *out = (uint32_t)(*number - 1);
    return STATUS_OK;
}

static enum status
note(struct position_writer *writer, xap_docid docid, struct str term,
     size_t len, struct error *err)
{
    struct change change = {.docid = docid,
                            .at = writer->lists.len - len,
                            .len = len,
                            .order = writer->changes.len};
    TRY(term_number(&change.term, writer, term, err));
    buf_add(&writer->changes,
            (struct str){(const char *)&change, sizeof change});
    return buf_status(&writer->changes, err);
}

struct removal {
    struct position_writer *writer;
    xap_docid docid;
    struct error *err;
};

static enum status
remove_term(void *payload, struct str term, uint32_t wdf)
{
    struct removal *removal = payload;
    (void)wdf;
    if (!term_has_positions(term))
        return STATUS_OK;
    return note(removal->writer, removal->docid, term, 0, removal->err);
}

enum status
position_writer_remove(struct position_writer *writer, struct xap_writer *xap,
                       xap_docid docid, struct error *err)
{
    struct removal removal = {writer, docid, err};
    enum status status = xap_reader_document_terms(
        xap_writer_reader(xap), docid, remove_term, &removal, err);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
position_writer_add(struct position_writer *writer, xap_docid docid,
                    struct str term, const uint32_t *at, size_t count,
                    struct error *err)
{
    size_t before = writer->lists.len;
    positions_encode(&writer->lists, at, count);
    TRY(buf_status(&writer->lists, err));
    return note(writer, docid, term, writer->lists.len - before, err);
}

/* ---- writing ----------------------------------------------------------- */

/* The changes of one term, and the chunk being made anew. */
struct rewriting {
    struct xap_writer *xap;
    struct error *err;
    const char *lists;
    struct position_key key;
    struct arena *arena; /* of one chunk */
    struct buf *chunk;
    size_t full;   /* bytes behind which it ends */
    uint32_t last; /* docid in it */
};

static enum status
damaged(struct error *err)
{
    return error_set(err, STATUS_IO, "damaged positions");
}

static enum status
chunk_write(struct rewriting *it, uint32_t upto)
{
    TRY(buf_status(it->chunk, it->err));
    TRY(xap_writer_metadata_set(it->xap, position_key_upto(&it->key, upto),
                                buf_str(it->chunk), it->err));
    buf_clear(it->chunk);
    it->last = 0;
    return STATUS_OK;
}

/* A list at the end of what is made; a chunk that is full is written. */
static enum status
chunk_put(struct rewriting *it, uint32_t docid, struct str list)
{
    if (it->chunk->len >= it->full)
        TRY(chunk_write(it, it->last));
    position_chunk_add(it->chunk, &it->last, docid, list);
    return STATUS_OK;
}

/* The chunk of a docid: what is in it, and up to where it goes.  None: an
 * empty one behind all. */
static enum status
chunk_find(struct str *out, uint32_t *upto, struct rewriting *it,
           uint32_t docid)
{
    struct xap_reader *reader = xap_writer_reader(it->xap);
    struct str found, prefix = {it->key.at, it->key.len};
    *out = STR("");
    *upto = POSITION_LAST;
    enum status status = xap_reader_key_from(&found, reader, prefix,
                                             position_key_upto(&it->key, docid),
                                             it->arena, it->err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    TRY(status);
    *upto = position_key_docid(&it->key, found);
    if (*upto < docid)
        return damaged(it->err);
    return xap_reader_metadata(out, reader, found, it->arena, it->err);
}

/* The last chunk is filled as the bulk build does; one in the middle may grow
 * to twice the size and is halved then, so that changes leave no crumbs. */
static size_t
full_at(size_t old, uint32_t upto, const struct change *changes, size_t count)
{
    size_t len = old;
    if (upto == POSITION_LAST)
        return POSITION_CHUNK;
    for (size_t i = 0; i < count && changes[i].docid <= upto; i++)
        len += changes[i].len;
    return len > 2 * (size_t)POSITION_CHUNK ? len / (len / POSITION_CHUNK)
                                            : SIZE_MAX;
}

/* The changes that go into one chunk, from the first on; *done of them. */
static enum status
chunk_rewrite(size_t *done, struct rewriting *it, const struct change *changes,
              size_t count)
{
    struct str rest, list;
    uint32_t upto, docid = 0;
    arena_reset(it->arena);
    TRY(chunk_find(&rest, &upto, it, changes[0].docid));
    it->full = full_at(rest.len, upto, changes, count);
    bool more = position_chunk_next(&rest, &docid, &list);
    size_t i = 0;
    while (more || (i < count && changes[i].docid <= upto)) {
        bool changed = i < count && changes[i].docid <= upto &&
                       (!more || changes[i].docid <= docid);
        bool same = changed && more && changes[i].docid == docid;
        if (!changed)
            TRY(chunk_put(it, docid, list));
        else if (changes[i].len)
            TRY(chunk_put(
                it, changes[i].docid,
                (struct str){it->lists + changes[i].at, changes[i].len}));
        i += changed;
        if (!changed || same)
            more = position_chunk_next(&rest, &docid, &list);
    }
    if (rest.len)
        return damaged(it->err);
    *done = i;
    return chunk_write(it, upto);
}

static enum status
term_rewrite(struct rewriting *it, struct str term,
             const struct change *changes, size_t count)
{
    size_t done = 0;
    if (!position_key_start(&it->key, term))
        return error_set(it->err, STATUS_LIMIT,
                         "a term that cannot have positions");
    for (size_t i = 0; i < count; i += done)
        TRY(chunk_rewrite(&done, it, changes + i, count - i));
    return STATUS_OK;
}

static int
by_place(const void *left, const void *right)
{
    const struct change *a = left, *b = right;
    if (a->term != b->term)
        return a->term < b->term ? -1 : 1;
    if (a->docid != b->docid)
        return a->docid < b->docid ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

/* Sorts them and keeps the last of each term and document. */
static size_t
changes_settle(struct change *changes, size_t count)
{
    size_t kept = 0;
    if (count)
        qsort(changes, count, sizeof *changes, by_place);
    for (size_t i = 0; i < count; i++)
        if (i + 1 == count || changes[i + 1].term != changes[i].term ||
            changes[i + 1].docid != changes[i].docid)
            changes[kept++] = changes[i];
    return kept;
}

enum status
position_writer_flush(struct position_writer *writer, struct xap_writer *xap,
                      struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf chunk = BUF_INIT(SIZE_MAX / 2);
    struct rewriting it = {.xap = xap,
                           .err = err,
                           .lists = writer->lists.at,
                           .arena = &arena,
                           .chunk = &chunk};
    const struct str *names = (const void *)writer->names.at;
    size_t count, next;
    struct change *changes = changes_of(writer, &count);
    count = changes_settle(changes, count);
    for (size_t i = 0; i < count; i = next) {
        for (next = i + 1;
             next < count && changes[next].term == changes[i].term;)
            next++;
        TRY(term_rewrite(&it, names[changes[i].term], changes + i, next - i));
    }
    position_writer_forget(writer);
    return STATUS_OK;
}
