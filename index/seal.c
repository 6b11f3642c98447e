/* index: when columns are sealed. */
#include "seal.h"

#include "commit.h"
#include "document.h"
#include "lang.h"
#include "log.h"

#include <stdlib.h>

enum {
    LIST_MAX = 1 << 16, /* docids; more are not listed: all is sealed anew */
    CHANGED_FEW = 1000, /* so many changed documents are left to the slots, */
    CHANGED_PART = 50   /* or one of so many */
};

static enum status
add(struct seal *seal, xap_docid docid, struct error *err)
{
    if (seal->count == seal->room) {
        size_t room = seal->room ? 2 * seal->room : 1024;
        xap_docid *bigger = realloc(seal->docids, room * sizeof *bigger);
        if (!bigger)
            return error_no_memory(err);
        seal->docids = bigger;
        seal->room = room;
    }
    seal->docids[seal->count++] = docid;
    return STATUS_OK;
}

static enum status
read_list(struct seal *seal, struct str text, struct error *err)
{
    uint64_t docid = 0, step;
    struct str number;
    seal->known = str_cut(text, STR(" "), &number, &text) &&
                  str_to_u64(number, &seal->base);
    while (seal->known && text.len && decode_number(&text, &step)) {
        docid += step;
        TRY(add(seal, (xap_docid)docid, err));
    }
    return STATUS_OK;
}

enum status
seal_start(struct seal *out, const char *path, struct xap_writer *writer,
           struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct xap_reader *reader = xap_writer_reader(writer);
    struct str text;
    bool sealed;
    uint32_t changed;
    *out = (struct seal){0};
    TRY(columns_state(&sealed, &changed, path, reader, err));
    if (!sealed)
        return STATUS_OK;
    TRY(xap_reader_metadata(&text, reader, STR(META_UNSEALED), &arena, err));
    if (text.len)
        return read_list(out, text, err);
    TRY(xap_reader_metadata(&text, reader, STR(META_SEQUENCE), &arena, err));
    out->known = str_to_u64(text, &out->base);
    return STATUS_OK;
}

void
seal_release(struct seal *seal)
{
    free(seal->docids);
}

enum status
seal_note(struct seal *seal, xap_docid docid, struct error *err)
{
    return seal->known ? add(seal, docid, err) : STATUS_OK;
}

static int
by_docid(const void *left, const void *right)
{
    xap_docid a = *(const xap_docid *)left, b = *(const xap_docid *)right;
    return (a > b) - (a < b);
}

static void
sort_list(struct seal *seal)
{
    size_t kept = 0;
    if (seal->count)
        qsort(seal->docids, seal->count, sizeof *seal->docids, by_docid);
    for (size_t i = 0; i < seal->count; i++)
        if (kept == 0 || seal->docids[kept - 1] != seal->docids[i])
            seal->docids[kept++] = seal->docids[i];
    seal->count = kept;
}

enum status
seal_flush(struct seal *seal, struct xap_writer *writer, struct error *err)
{
    AUTO(buf) struct buf text = BUF_INIT(1 << 20);
    sort_list(seal);
    seal->known = seal->known && seal->count <= LIST_MAX;
    if (seal->known)
        buf_printf(&text, "%llu ", (unsigned long long)seal->base);
    for (size_t i = 0; seal->known && i < seal->count; i++)
        encode_number(&text, seal->docids[i] - (i ? seal->docids[i - 1] : 0));
    TRY(buf_status(&text, err));
    return xap_writer_metadata_set(writer, STR(META_UNSEALED), buf_str(&text),
                                   err);
}

/* All is sealed: nothing is listed any more. */
static enum status
forget_list(const char *path, struct xap_writer *writer, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str text;
    TRY(xap_reader_metadata(&text, xap_writer_reader(writer),
                            STR(META_UNSEALED), &arena, err));
    if (text.len == 0)
        return STATUS_OK;
    TRY(commit_begin(writer, path, err));
    TRY(xap_writer_metadata_set(writer, STR(META_UNSEALED), STR(""), err));
    return commit_database(writer, path, err);
}

enum status
seal_finish(struct seal *seal, const char *path, struct xap_writer *writer,
            struct error *err)
{
    struct error own = {0};
    struct xap_reader *reader = xap_writer_reader(writer);
    uint32_t documents;
    TRY(xap_reader_doc_count(&documents, reader, err));
    uint32_t part = documents / CHANGED_PART;
    if (seal->known && seal->count <= (part > CHANGED_FEW ? part : CHANGED_FEW))
        return STATUS_OK;
    if (columns_seal(path, reader, &own) != STATUS_OK) {
        log_error(TR("columns not sealed, facets will be slower: %s",
                     "colonnes non scellées, facettes plus lentes : %s"),
                  own.text);
        return STATUS_OK;
    }
    return forget_list(path, writer, err);
}
