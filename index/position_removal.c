/* index: the lists of positions of documents as they were. */
#include "position_removal.h"

#include "positions.h"
#include "terms.h"
#include "vocabulary.h"

#include <stdlib.h>

static const char *const kinds[] = {TERM_PREFIX_WORD, TERM_PREFIX_CAPITALS,
                                    TERM_PREFIX_INITIAL};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct seeking {
    struct position_writer *writer;
    struct positions *positions;
    struct xap_reader *reader;
    struct position_list lists[KINDS];
    struct position_terms terms;
    struct arena arena;
    struct buf docids; /* of a stem, or all */
    struct error *err;
};

static void
seeking_release(struct seeking *seeking)
{
    for (size_t i = 0; i < KINDS; i++)
        position_list_release(&seeking->lists[i]);
    position_terms_release(&seeking->terms);
    positions_close(seeking->positions);
    arena_release(&seeking->arena);
    buf_release(&seeking->docids);
}

CLEANUP_KIND(seeking, struct seeking, seeking_release)

/* The tables as they were committed are what they are now, if nothing was
 * written since. */
static enum status
seeking_open(struct seeking *seeking)
{
    const struct position_writer *writer = seeking->writer;
    struct error *err = seeking->err;
    uint64_t revision;
    enum status status = STATUS_NOT_FOUND;
    TRY(xap_reader_revision(&revision, seeking->reader, err));
    if (writer->directory && writer->written != revision + 1)
        status = positions_open(&seeking->positions, writer->directory,
                                revision, err);
    return status == STATUS_NOT_FOUND
               ? positions_through(&seeking->positions, seeking->reader, err)
               : status;
}

static void
docids_add(struct seeking *seeking, uint32_t docid)
{
    buf_add(&seeking->docids, (struct str){(const char *)&docid, sizeof docid});
}

/* Notes those documents that have the term, docids ascending. */
static enum status
seek_term(struct seeking *seeking, struct position_list *list, struct str term)
{
    const uint32_t *docids = (const void *)seeking->docids.at;
    size_t count = seeking->docids.len / sizeof *docids;
    uint32_t next = 0;
    position_list_start(list, seeking->positions, term);
    for (size_t i = 0; i < count && next < UINT32_MAX; i++) {
        if (docids[i] < next)
            continue;
        TRY(position_list_find(&next, list, docids[i], seeking->err));
        if (next == docids[i])
            TRY(position_writer_note(seeking->writer, docids[i], term, 0,
                                     seeking->err));
    }
    return STATUS_OK;
}

static int
by_docid(const void *left, const void *right)
{
    const struct removed *a = left, *b = right;
    if (a->docid != b->docid)
        return a->docid < b->docid ? -1 : 1;
    return (a->before > b->before) - (a->before < b->before);
}

static int
by_stem(const void *left, const void *right)
{
    const struct removed_stem *a = left, *b = right;
    if (a->stem != b->stem)
        return a->stem < b->stem ? -1 : 1;
    return (a->docid > b->docid) - (a->docid < b->docid);
}

/* All terms of a family. */
static enum status
seek_family(struct seeking *seeking, struct position_list *list,
            const char *family)
{
    struct position_terms *terms = &seeking->terms;
    TRY(position_terms_start(terms, seeking->positions, str_from(family),
                             seeking->err));
    while (terms->term.len) {
        TRY(seek_term(seeking, list, terms->term));
        TRY(position_terms_next(terms, seeking->err));
    }
    return STATUS_OK;
}

/* Stretches, of few families, in all documents. */
static enum status
seek_stretches(struct seeking *seeking)
{
    const struct removed *removed = (const void *)seeking->writer->removed.at;
    size_t count = seeking->writer->removed.len / sizeof *removed;
    buf_clear(&seeking->docids);
    for (size_t i = 0; i < count; i++)
        docids_add(seeking, removed[i].docid);
    TRY(buf_status(&seeking->docids, seeking->err));
    return seek_family(seeking, &seeking->lists[0], TERM_PREFIX_STRETCHES);
}

/* The words of a stem; where the map has no room for more of them, all. */
static enum status
seek_stem(struct seeking *seeking, struct str stem)
{
    struct term term;
    struct str *forms;
    size_t count, bytes = 0;
    arena_reset(&seeking->arena);
    TRY(vocabulary_forms(&forms, &count, seeking->reader, stem, &seeking->arena,
                         seeking->err));
    for (size_t i = 0; i < count; i++)
        bytes += forms[i].len + 2; /* of the length, at most */
    for (size_t k = 0; k < KINDS; k++)
        if (bytes >= VOCABULARY_FORMS_MAX - XAP_TERM_MAX)
            TRY(seek_family(seeking, &seeking->lists[k], kinds[k]));
        else
            for (size_t i = 0; i < count; i++)
                TRY(seek_term(seeking, &seeking->lists[k],
                              term_make(&term, str_from(kinds[k]), forms[i])));
    return STATUS_OK;
}

static enum status
seek_stems(struct seeking *seeking)
{
    struct position_writer *writer = seeking->writer;
    struct removed_stem *stems = (void *)writer->stems.at;
    size_t count = writer->stems.len / sizeof *stems, next;
    if (count)
        qsort(stems, count, sizeof *stems, by_stem);
    for (size_t i = 0; i < count; i = next) {
        buf_clear(&seeking->docids);
        for (next = i; next < count && stems[next].stem == stems[i].stem;
             next++)
            docids_add(seeking, stems[next].docid);
        TRY(buf_status(&seeking->docids, seeking->err));
        TRY(seek_stem(seeking, ((const struct str *)(const void *)
                                    writer->names.at)[stems[i].stem]));
    }
    return STATUS_OK;
}

enum status
position_removals_note(struct position_writer *writer, struct xap_writer *xap,
                       struct error *err)
{
    AUTO(seeking)
    struct seeking seeking = {.writer = writer,
                              .reader = xap_writer_reader(xap),
                              .docids = BUF_INIT(SIZE_MAX / 2),
                              .err = err};
    size_t count = writer->removed.len / sizeof(struct removed);
    if (count == 0)
        return STATUS_OK;
    qsort(writer->removed.at, count, sizeof(struct removed), by_docid);
    TRY(seeking_open(&seeking));
    TRY(seek_stretches(&seeking));
    return seek_stems(&seeking);
}
