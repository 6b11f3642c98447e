/* build: the sentences that cite, kept until all documents are inverted. */
#include "sentences.h"

#include <stdlib.h>
#include <string.h>

enum { WRITE_AT_ONCE = 1 << 18 };
#define FILE_MOST ((UINT64_C(1) << 48) - 1)

enum status
sentences_init(struct sentences *out, const char *directory, unsigned jobs,
               struct error *err)
{
    *out = (struct sentences){.lock = PTHREAD_MUTEX_INITIALIZER,
                              .places = BUF_INIT(SIZE_MAX / 2)};
    out->spills = calloc(jobs, sizeof *out->spills);
    if (!out->spills)
        return error_no_memory(err);
    out->jobs = jobs;
    for (unsigned i = 0; i < jobs; i++)
        spill_init(&out->spills[i], directory);
    return STATUS_OK;
}

void
sentences_release(struct sentences *sentences)
{
    for (unsigned i = 0; i < sentences->jobs; i++)
        spill_release(&sentences->spills[i]);
    free(sentences->spills);
    buf_release(&sentences->places);
    *sentences = (struct sentences){0};
}

void
sentences_part_init(struct sentences_part *out, struct sentences *sentences,
                    unsigned number)
{
    *out = (struct sentences_part){.sentences = sentences,
                                   .number = number,
                                   .bytes = BUF_INIT(SIZE_MAX / 2),
                                   .places = BUF_INIT(SIZE_MAX / 2)};
}

void
sentences_part_release(struct sentences_part *part)
{
    buf_release(&part->bytes);
    buf_release(&part->places);
}

enum status
sentences_add(struct sentences_part *part, uint32_t docid, struct str data,
              struct error *err)
{
    struct spill *spill = &part->sentences->spills[part->number];
    struct sentences_place place = {.docid = docid,
                                    .len = (uint32_t)data.len,
                                    .at = (spill->end + part->bytes.len) &
                                          FILE_MOST,
                                    .spill = (uint16_t)part->number};
    buf_add(&part->places, (struct str){(const char *)&place, sizeof place});
    buf_add(&part->bytes, data);
    TRY(buf_status(&part->places, err));
    return part->bytes.len >= WRITE_AT_ONCE
               ? spill_write(spill, &part->bytes, err)
               : buf_status(&part->bytes, err);
}

enum status
sentences_end(struct sentences_part *part, struct error *err)
{
    struct sentences *all = part->sentences;
    if (part->places.len == 0)
        return STATUS_OK;
    TRY(spill_write(&all->spills[part->number], &part->bytes, err));
    pthread_mutex_lock(&all->lock);
    buf_add(&all->places, buf_str(&part->places));
    enum status status = buf_status(&all->places, err);
    pthread_mutex_unlock(&all->lock);
    buf_clear(&part->places);
    return status;
}

static int
by_docid(const void *left, const void *right)
{
    const struct sentences_place *a = left, *b = right;
    return (a->docid > b->docid) - (a->docid < b->docid);
}

void
sentences_sort(struct sentences *sentences)
{
    if (sentences->places.len)
        qsort(sentences->places.at,
              sentences->places.len / sizeof(struct sentences_place),
              sizeof(struct sentences_place), by_docid);
}

enum status
sentences_read(struct buf *out, const struct sentences *sentences,
               uint32_t docid, struct error *err)
{
    const struct sentences_place wanted = {.docid = docid};
    const struct sentences_place *place =
        sentences->places.len == 0
            ? NULL
            : bsearch(&wanted, sentences->places.at,
                      sentences->places.len / sizeof wanted, sizeof wanted,
                      by_docid);
    buf_clear(out);
    if (!place)
        return STATUS_OK;
    return spill_read(out, &sentences->spills[place->spill], place->at,
                      place->len, err);
}
