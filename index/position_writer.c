/* index: positions into chunks. */
#include "position_removal.h"
#include "position_writer.h"

#include "position_chunk.h"
#include "terms.h"

#include <stdlib.h>
#include <string.h>

/* A list that a document has now, or has no longer (no bytes).  The last one
 * for a term and a document holds. */
struct change {
    uint32_t term, docid;
    size_t at, len; /* of lists */
    size_t order;   /* 0: as it was before the batch */
};

void
position_writer_init(struct position_writer *out, const char *directory)
{
    *out = (struct position_writer){.names = BUF_INIT(SIZE_MAX / 2),
                                    .changes = BUF_INIT(SIZE_MAX / 2),
                                    .lists = BUF_INIT(SIZE_MAX / 2),
                                    .removed = BUF_INIT(SIZE_MAX / 2),
                                    .stems = BUF_INIT(SIZE_MAX / 2),
                                    .directory = directory};
}

void
position_writer_release(struct position_writer *writer)
{
    map_release(&writer->terms);
    buf_release(&writer->names);
    buf_release(&writer->changes);
    buf_release(&writer->lists);
    buf_release(&writer->removed);
    buf_release(&writer->stems);
    arena_release(&writer->arena);
}

static void
clear(struct position_writer *writer)
{
    map_clear(&writer->terms);
    buf_clear(&writer->names);
    buf_clear(&writer->changes);
    buf_clear(&writer->lists);
    buf_clear(&writer->removed);
    buf_clear(&writer->stems);
    arena_reset(&writer->arena);
}

void
position_writer_forget(struct position_writer *writer)
{
    clear(writer);
    writer->written = 0;
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

enum status
position_writer_note(struct position_writer *writer, xap_docid docid,
                     struct str term, size_t len, struct error *err)
{
    struct change change = {
        .docid = docid, .at = writer->lists.len - len, .len = len};
    if (len)
        change.order = 1 + writer->changes.len;
    TRY(term_number(&change.term, writer, term, err));
    buf_add(&writer->changes,
            (struct str){(const char *)&change, sizeof change});
    return buf_status(&writer->changes, err);
}

enum status
position_writer_add(struct position_writer *writer, xap_docid docid,
                    struct str term, const uint32_t *at, size_t count,
                    struct error *err)
{
    size_t before = writer->lists.len;
    positions_encode(&writer->lists, at, count);
    TRY(buf_status(&writer->lists, err));
    return position_writer_note(writer, docid, term, writer->lists.len - before,
                                err);
}

struct removal {
    struct position_writer *writer;
    xap_docid docid;
    struct error *err;
};

/* Prefixes are capital letters, and no stem has any. */
static enum status
remove_stem(void *payload, struct str term, uint32_t wdf)
{
    struct removal *removal = payload;
    struct buf *stems = &removal->writer->stems;
    struct removed_stem stem = {.docid = removal->docid};
    (void)wdf;
    if (term.len == 0 || (term.at[0] >= 'A' && term.at[0] <= 'Z'))
        return STATUS_OK;
    TRY(term_number(&stem.stem, removal->writer, term, removal->err));
    buf_add(stems, (struct str){(const char *)&stem, sizeof stem});
    return buf_status(stems, removal->err);
}

enum status
position_writer_remove(struct position_writer *writer, struct xap_writer *xap,
                       xap_docid docid, struct error *err)
{
    struct removal removal = {writer, docid, err};
    struct removed removed = {docid, writer->changes.len};
    enum status status = xap_reader_document_terms(
        xap_writer_reader(xap), docid, remove_stem, &removal, err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    TRY(status);
    buf_add(&writer->removed,
            (struct str){(const char *)&removed, sizeof removed});
    return buf_status(&writer->removed, err);
}

/* ---- writing ----------------------------------------------------------- */

/* The changes of one term, and the chunk being made anew. */
struct rewriting {
    struct xap_writer *xap;
    struct error *err;
    const char *lists;
    struct position_key key;
    struct arena *arena; /* of one chunk */
    struct buf *chunk, *value;
    size_t full;      /* bytes behind which it ends */
    uint32_t last;    /* docid in it */
    uint32_t counted; /* documents of the term, as its last chunk says, */
    int64_t more;     /* and what is to be added to that */
};

static enum status
damaged(struct error *err)
{
    return error_set(err, STATUS_IO, "damaged positions");
}

/* The last chunk of a term goes with its last document. */
static enum status
last_write(struct rewriting *it, struct str lists)
{
    int64_t documents = it->counted + it->more;
    buf_clear(it->value);
    if (documents < 0 || documents > UINT32_MAX ||
        (documents == 0 && lists.len))
        return damaged(it->err);
    if (documents)
        position_chunk_count(it->value, (uint32_t)documents);
    buf_add(it->value, lists);
    TRY(buf_status(it->value, it->err));
    return xap_writer_metadata_set(it->xap,
                                   position_key_upto(&it->key, POSITION_LAST),
                                   buf_str(it->value), it->err);
}

static enum status
chunk_write(struct rewriting *it, uint32_t upto)
{
    TRY(buf_status(it->chunk, it->err));
    if (upto == POSITION_LAST)
        TRY(last_write(it, buf_str(it->chunk)));
    else
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
    TRY(xap_reader_metadata(out, reader, found, it->arena, it->err));
    return *upto < docid || (*upto == POSITION_LAST &&
                             !position_chunk_documents(out, &it->counted))
               ? damaged(it->err)
               : STATUS_OK;
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

static struct str
list_of(const struct rewriting *it, const struct change *change)
{
    return (struct str){it->lists + change->at, change->len};
}

/* Do the changes that go into a chunk, *done of them, leave it as it is?  A
 * document that is written anew has most of its words where it had them. */
static enum status
chunk_is_same(bool *same, size_t *done, const struct rewriting *it,
              struct str rest, uint32_t upto, const struct change *changes,
              size_t count)
{
    struct str list = STR("");
    uint32_t docid = 0;
    bool more = true;
    *same = true;
    for (*done = 0; *done < count && changes[*done].docid <= upto; ++*done) {
        const struct change *change = &changes[*done];
        if (more && docid < change->docid)
            more = position_chunk_find(&rest, &docid, &list, change->docid);
        if (!more && rest.len)
            return damaged(it->err);
        bool has = more && docid == change->docid;
        *same = *same &&
                (has ? str_eq(list, list_of(it, change)) : change->len == 0);
    }
    return STATUS_OK;
}

/* The changes that go into one chunk, from the first on; *done of them. */
static enum status
chunk_rewrite(size_t *done, struct rewriting *it, const struct change *changes,
              size_t count)
{
    struct str rest, list;
    uint32_t upto, docid = 0;
    bool unchanged;
    arena_reset(it->arena);
    TRY(chunk_find(&rest, &upto, it, changes[0].docid));
    TRY(chunk_is_same(&unchanged, done, it, rest, upto, changes, count));
    if (unchanged && (upto < POSITION_LAST || it->more == 0))
        return STATUS_OK;
    count = *done;
    it->full = full_at(rest.len, upto, changes, count);
    bool more = position_chunk_next(&rest, &docid, &list);
    for (size_t i = 0; more || i < count;) {
        bool changed = i < count && (!more || changes[i].docid <= docid);
        bool same = changed && more && changes[i].docid == docid;
        bool stays = changed && changes[i].len;
        it->more += changed * (stays - same);
        if (!changed)
            TRY(chunk_put(it, docid, list));
        else if (stays)
            TRY(chunk_put(it, changes[i].docid, list_of(it, &changes[i])));
        i += changed;
        if (!changed || same)
            more = position_chunk_next(&rest, &docid, &list);
    }
    if (rest.len)
        return damaged(it->err);
    TRY(chunk_write(it, upto));
    if (upto == POSITION_LAST)
        it->more = 0;
    return STATUS_OK;
}

/* Another number of documents, where the last chunk was not written. */
static enum status
count_rewrite(struct rewriting *it)
{
    struct str lists;
    uint32_t upto;
    if (it->more == 0)
        return STATUS_OK;
    arena_reset(it->arena);
    TRY(chunk_find(&lists, &upto, it, POSITION_LAST));
    return last_write(it, lists);
}

static enum status
term_rewrite(struct rewriting *it, struct str term,
             const struct change *changes, size_t count)
{
    size_t done = 0;
    if (!position_key_start(&it->key, term))
        return error_set(it->err, STATUS_LIMIT,
                         "a term that cannot have positions");
    it->more = it->counted = 0;
    for (size_t i = 0; i < count; i += done)
        TRY(chunk_rewrite(&done, it, changes + i, count - i));
    return count_rewrite(it);
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

/* The number of changes before a document was removed last; removals are by
 * docid. */
static size_t
removed_before(const struct position_writer *writer, uint32_t docid)
{
    const struct removed *removed = (const void *)writer->removed.at;
    size_t low = 0, high = writer->removed.len / sizeof *removed;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (removed[middle].docid <= docid)
            low = middle + 1;
        else
            high = middle;
    }
    return low && removed[low - 1].docid == docid ? removed[low - 1].before : 0;
}

/* Sorts them and keeps the last of each term and document, if it is not one of
 * before the document was removed. */
static size_t
changes_settle(struct position_writer *writer)
{
    size_t count, kept = 0, before = 0;
    uint32_t docid = 0;
    struct change *changes = changes_of(writer, &count);
    for (size_t i = 0; i < count; i++) {
        if (changes[i].docid != docid)
            before = removed_before(writer, docid = changes[i].docid);
        if (changes[i].order == 0 || changes[i].order > before)
            changes[kept++] = changes[i];
    }
    count = kept;
    if (count)
        qsort(changes, count, sizeof *changes, by_place);
    kept = 0;
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
    AUTO(buf) struct buf value = BUF_INIT(SIZE_MAX / 2);
    size_t count, next;
    TRY(position_removals_note(writer, xap, err));
    count = changes_settle(writer);
    struct rewriting it = {.xap = xap,
                           .err = err,
                           .lists = writer->lists.at,
                           .arena = &arena,
                           .chunk = &chunk,
                           .value = &value};
    const struct str *names = (const void *)writer->names.at;
    const struct change *changes = changes_of(writer, &next);
    for (size_t i = 0; i < count; i = next) {
        for (next = i + 1;
             next < count && changes[next].term == changes[i].term;)
            next++;
        TRY(term_rewrite(&it, names[changes[i].term], changes + i, next - i));
    }
    TRY(xap_reader_revision(&writer->written, xap_writer_reader(xap), err));
    writer->written++;
    clear(writer);
    return STATUS_OK;
}
