/* build: from inverter to run, in memory or in a file. */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
by_slot(const void *left, const void *right)
{
    const struct inverted_slot *a = left, *b = right;
    return (a->slot > b->slot) - (a->slot < b->slot);
}

/* ---- file
 * ---------------------------------------------------------------------- */

struct writing {
    int fd;
    uint64_t at;
    struct buf bytes;
};

enum { WRITE_AT_ONCE = 1 << 18 };

static enum status
writing_flush(struct writing *out, struct error *err)
{
    TRY(buf_status(&out->bytes, err));
    TRY(unnamed_write(out->fd, out->bytes.at, out->bytes.len, out->at, err));
    out->at += out->bytes.len;
    buf_clear(&out->bytes);
    return STATUS_OK;
}

static uint64_t
writing_at(const struct writing *out)
{
    return out->at + out->bytes.len;
}

static enum status
writing_check(struct writing *out, struct error *err)
{
    return out->bytes.len >= WRITE_AT_ONCE ? writing_flush(out, err)
                                           : buf_status(&out->bytes, err);
}

static void
write_chain(struct writing *out, const struct chain *chain,
            const struct pool *pool)
{
    for (const struct piece *piece = pool_piece(pool, chain->first); piece;
         piece = pool_piece(pool, piece->next))
        buf_add(&out->bytes,
                (struct str){(const char *)piece->at, piece->used});
}

static uint64_t
chain_len(const struct chain *chain, const struct pool *pool)
{
    uint64_t len = 0;
    for (const struct piece *piece = pool_piece(pool, chain->first); piece;
         piece = pool_piece(pool, piece->next))
        len += piece->used;
    return len;
}

static enum status
mark_add(struct run *run, struct str term, uint64_t at, struct error *err)
{
    size_t count = run->marks.len / sizeof(struct run_mark);
    const struct run_mark *marks = (const void *)run->marks.at;
    if (count && at - marks[count - 1].at < RUN_STEP)
        return STATUS_OK;
    struct run_mark mark = {(uint32_t)run->mark_texts.len, (uint32_t)term.len,
                            at};
    buf_add(&run->mark_texts, term);
    buf_add(&run->marks, (struct str){(const char *)&mark, sizeof mark});
    TRY(buf_status(&run->mark_texts, err));
    return buf_status(&run->marks, err);
}

static enum status
write_terms(struct writing *out, struct run *run, struct error *err)
{
    run->file_terms.at = writing_at(out);
    for (uint32_t i = 0; i < run->term_count; i++) {
        uint8_t head[4 * GLASS_UINT_MAX];
        const struct inverted_term *term = run_term_at(run, i);
        struct str text = run_text(run, term);
        run_terms_ahead(run, i);
        TRY(mark_add(run, text, writing_at(out), err));
        size_t len = glass_uint(head, term->documents);
        len += glass_uint(head + len, inverted_wdf(term));
        glass_add_uint(&out->bytes,
                       term->few ? term->few
                                 : chain_len(&term->postings, &run->pool));
        glass_add_text(&out->bytes, text);
        buf_add(&out->bytes, (struct str){(const char *)head, len});
        if (term->few)
            buf_add(&out->bytes,
                    (struct str){(const char *)term->at, term->few});
        else
            write_chain(out, &term->postings, &run->pool);
        TRY(writing_check(out, err));
    }
    run->file_terms.end = writing_at(out);
    return STATUS_OK;
}

static void
write_document(struct buf *out, const struct run_documents *document)
{
    const struct run_term *terms = (const void *)document->terms.at;
    const uint32_t *slots = (const void *)document->slots.at;
    size_t count = document->terms.len / sizeof *terms;
    size_t slot_count = document->slots.len / sizeof *slots;
    uint32_t before = 0;
    glass_add_uint(out, document->docid);
    glass_add_uint(out, document->length);
    glass_add_uint(out, count);
    for (size_t i = 0; i < count; i++) {
        if (!buf_reserve(out, 2 * GLASS_UINT_MAX))
            return;
        out->len += inverter_list_entry((uint8_t *)out->at + out->len,
                                        terms[i].place - before, terms[i].wdf);
        before = terms[i].place;
    }
    glass_add_uint(out, slot_count);
    for (size_t i = 0; i < slot_count; i++)
        glass_add_uint(out, slots[i]);
}

static enum status
write_documents(struct writing *out, struct run *run, struct error *err)
{
    AUTO(run_documents) struct run_documents walk = {0};
    AUTO(buf) struct buf one = BUF_INIT(SIZE_MAX / 2);
    uint64_t start = writing_at(out);
    TRY(run_documents_open(&walk, run, err));
    for (;;) {
        TRY(run_documents_next(&walk, err));
        if (walk.end)
            break;
        buf_clear(&one);
        write_document(&one, &walk);
        TRY(buf_status(&one, err));
        glass_add_text(&out->bytes, buf_str(&one));
        TRY(writing_check(out, err));
    }
    run->file_documents = (struct run_part){start, writing_at(out)};
    return STATUS_OK;
}

static enum status
write_texts(struct writing *out, struct run *run, struct error *err)
{
    run->file_texts.at = writing_at(out);
    for (uint32_t i = 0; i < run->term_count; i++) {
        glass_add_text(&out->bytes, run_text(run, run_term_at(run, i)));
        TRY(writing_check(out, err));
    }
    run->file_texts.end = writing_at(out);
    return STATUS_OK;
}

static enum status
write_slots(struct writing *out, struct run *run, struct error *err)
{
    struct inverted_slot *slots = (struct inverted_slot *)(void *)run->slots.at;
    size_t count = run->slots.len / sizeof *slots;
    for (size_t i = 0; i < count; i++) {
        struct run_part part = {.at = writing_at(out)};
        write_chain(out, &slots[i].values, &run->pool);
        TRY(writing_check(out, err));
        part.end = writing_at(out);
        slots[i].values = (struct chain){0};
        buf_add(&run->slot_parts,
                (struct str){(const char *)&part, sizeof part});
    }
    return buf_status(&run->slot_parts, err);
}

void
spill_init(struct spill *out, const char *directory)
{
    *out = (struct spill){.directory = directory, .fd = -1};
}

void
spill_release(struct spill *spill)
{
    if (spill->fd >= 0)
        close(spill->fd);
    spill->fd = -1;
}

static enum status
spill_open(struct spill *spill, struct error *err)
{
    struct unnamed file = UNNAMED_NONE;
    if (spill->fd >= 0)
        return STATUS_OK;
    TRY(unnamed_open(&file, spill->directory, err));
    spill->fd = file.fd;
    return STATUS_OK;
}

enum status
spill_write(struct spill *spill, struct buf *bytes, struct error *err)
{
    TRY(spill_open(spill, err));
    struct writing out = {.fd = spill->fd, .at = spill->end, .bytes = *bytes};
    enum status status = writing_flush(&out, err);
    *bytes = out.bytes;
    spill->end = out.at;
    return status;
}

enum status
spill_read(struct buf *out, const struct spill *spill, uint64_t at, size_t len,
           struct error *err)
{
    size_t got;
    if (!buf_reserve(out, len))
        return buf_status(out, err);
    TRY(unnamed_read(out->at + out->len, &got, spill->fd, len, at, err));
    out->len += got;
    return got == len ? STATUS_OK : unnamed_is_cut(err);
}

static enum status
write_lengths(struct writing *out, struct run *run, struct error *err)
{
    run->file_lengths.at = writing_at(out);
    buf_add(&out->bytes, buf_str(&run->lengths));
    run->file_lengths.end = writing_at(out);
    return buf_status(&out->bytes, err);
}

static enum status
write_all(struct writing *out, struct run *run, struct error *err)
{
    TRY(write_terms(out, run, err));
    TRY(write_documents(out, run, err));
    TRY(write_texts(out, run, err));
    TRY(write_slots(out, run, err));
    TRY(write_lengths(out, run, err));
    return writing_flush(out, err);
}

static enum status
run_spill(struct run *run, struct spill *spill, struct error *err)
{
    TRY(spill_open(spill, err));
    struct writing out = {
        .fd = spill->fd, .at = spill->end, .bytes = BUF_INIT(SIZE_MAX / 2)};
    enum status status = write_all(&out, run, err);
    buf_release(&out.bytes);
    run->fd = spill->fd;
    spill->end = out.at;
    return status;
}

/* ---- cut
 * ------------------------------------------------------------------------- */

/* Moves what a run needs out of the inverter, which begins anew. */
static void
inverter_move(struct run *run, struct inverter *inverter)
{
    const struct length *lengths = (const void *)inverter->lengths.at;
    size_t count = inverter->lengths.len / sizeof *lengths;
    *run = (struct run){.first_docid = count ? lengths[0].docid : 0,
                        .last_docid = count ? lengths[count - 1].docid : 0,
                        .term_count = inverter->term_count,
                        .highest_wdf = inverter->highest_wdf,
                        .terms = inverter->terms,
                        .slots = inverter->slots,
                        .lengths = inverter->lengths,
                        .documents = inverter->documents,
                        .pool = inverter->pool,
                        .texts = inverter->texts,
                        .fd = -1,
                        .slot_parts = BUF_INIT(SIZE_MAX / 2),
                        .marks = BUF_INIT(SIZE_MAX / 2),
                        .mark_texts = BUF_INIT(UINT32_MAX)};
    inverter->terms = (struct buf)BUF_INIT(SIZE_MAX / 2);
    inverter->slots = (struct buf)BUF_INIT(SIZE_MAX / 2);
    inverter->lengths = (struct buf)BUF_INIT(SIZE_MAX / 2);
    inverter->pool = inverter->texts = (struct pool){0};
    inverter_clear(inverter);
}

/* What is in the file now is the inverter's room again. */
static void
memory_return(struct inverter *inverter, struct run *run)
{
    inverter->pool = run->pool;
    inverter->texts = run->texts;
    pool_clear(&inverter->pool);
    pool_clear(&inverter->texts);
    inverter->terms = run->terms;
    buf_clear(&inverter->terms);
    inverter->lengths = run->lengths;
    buf_clear(&inverter->lengths);
    run->pool = run->texts = (struct pool){0};
    run->terms = run->lengths = (struct buf)BUF_INIT(0);
    run->documents = (struct chain){0};
    free(run->names);
    run->names = NULL;
}

enum status
inverter_cut(struct run *out, struct inverter *inverter, struct spill *spill,
             struct error *err)
{
    struct run run;
    TRY(inverter_flush(inverter, err));
    inverter_move(&run, inverter);
    enum status status = run_sort(&run, err);
    if (run.slots.len)
        qsort(run.slots.at, run.slots.len / sizeof(struct inverted_slot),
              sizeof(struct inverted_slot), by_slot);
    if (status == STATUS_OK && spill) {
        status = run_spill(&run, spill, err);
        memory_return(inverter, &run);
    } else {
        pool_trim(&run.pool);
        pool_trim(&run.texts);
    }
    if (status == STATUS_OK)
        *out = run;
    else
        run_release(&run);
    return status;
}

size_t
run_bytes_held(const struct run *run)
{
    size_t names = run->names ? run->term_count * sizeof *run->names : 0;
    const struct inverted_slot *slots = (const void *)run->slots.at;
    size_t bytes = sizeof *run + run->pool.len + run->texts.len +
                   run->terms.len + names + run->lengths.len + run->marks.size +
                   run->mark_texts.size + run->slots.size +
                   run->slot_parts.size;
    for (size_t i = 0; i < run->slots.len / sizeof *slots; i++)
        bytes += slots[i].lowest.size + slots[i].highest.size;
    return bytes;
}

void
run_release(struct run *run)
{
    buf_release(&run->terms);
    inverted_slots_release(&run->slots);
    buf_release(&run->lengths);
    buf_release(&run->slot_parts);
    buf_release(&run->marks);
    buf_release(&run->mark_texts);
    free(run->names);
    pool_release(&run->pool);
    pool_release(&run->texts);
    *run = (struct run){.fd = -1};
}
