/* build: the sentences that cite, kept until all documents are inverted. */
#include "sentences.h"

#include <stdlib.h>

enum { WRITE_AT_ONCE = 1 << 18, PLACES_AT_ONCE = 1 << 14 };
#define FILE_MOST ((UINT64_C(1) << 48) - 1)

enum status
sentences_init(struct sentences *out, const char *directory, unsigned jobs,
               struct error *err)
{
    *out = (struct sentences){.places = UNNAMED_NONE};
    out->spills = calloc(jobs, sizeof *out->spills);
    if (!out->spills)
        return error_no_memory(err);
    out->jobs = jobs;
    for (unsigned i = 0; i < jobs; i++)
        spill_init(&out->spills[i], directory);
    return unnamed_open(&out->places, directory, err);
}

void
sentences_release(struct sentences *sentences)
{
    for (unsigned i = 0; i < sentences->jobs; i++)
        spill_release(&sentences->spills[i]);
    if (sentences->jobs)
        unnamed_close(&sentences->places);
    free(sentences->spills);
    *sentences = (struct sentences){.places = UNNAMED_NONE};
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

static enum status
places_write(struct sentences_part *part, struct error *err)
{
    size_t len = part->places.len;
    size_t count = len / sizeof(struct sentences_place);
    uint64_t first = part->next - count;
    TRY(buf_status(&part->places, err));
    if (len == 0)
        return STATUS_OK;
    TRY(unnamed_write(part->sentences->places.fd, part->places.at, len,
                      first * sizeof(struct sentences_place), err));
    buf_clear(&part->places);
    return STATUS_OK;
}

enum status
sentences_add(struct sentences_part *part, uint32_t docid, struct str data,
              struct error *err)
{
    struct spill *spill = &part->sentences->spills[part->number];
    struct sentences_place place = {.len = (uint32_t)data.len,
                                    .at = (spill->end + part->bytes.len) &
                                          FILE_MOST,
                                    .spill = (uint16_t)part->number};
    if (docid != part->next || part->places.len >= PLACES_AT_ONCE)
        TRY(places_write(part, err));
    part->next = docid + 1;
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
    TRY(places_write(part, err));
    atomic_store(&all->any, true);
    return STATUS_OK;
}

enum status
sentences_read(struct buf *out, const struct sentences *sentences,
               uint32_t docid, struct error *err)
{
    struct sentences_place place;
    size_t got;
    buf_clear(out);
    TRY(unnamed_read(&place, &got, sentences->places.fd, sizeof place,
                     (uint64_t)docid * sizeof place, err));
    if (got < sizeof place || place.len == 0)
        return STATUS_OK;
    return spill_read(out, &sentences->spills[place.spill], place.at, place.len,
                      err);
}
