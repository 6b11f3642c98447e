/* build: from inverter to run, in memory or in a file. */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- order
 * -------------------------------------------------------------------- */

/* A term while they are sorted. */
struct ordered {
    uint64_t order;
    const struct inverted_term *term;
};

static int
by_text(const void *left, const void *right)
{
    const struct ordered *a = left, *b = right;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return str_cmp((struct str){a->term->text, a->term->len},
                   (struct str){b->term->text, b->term->len});
}

static int
by_slot(const void *left, const void *right)
{
    const struct inverted_slot *a = left, *b = right;
    return (a->slot > b->slot) - (a->slot < b->slot);
}

/* The terms of the run in order, and where each number went. */
static enum status
terms_place(struct run *run, const struct ordered *ordered, struct error *err)
{
    struct inverted_term *terms =
        malloc((run->term_count + (size_t)1) * sizeof *terms);
    const struct inverted_term *old = (const void *)run->terms.at;
    run->place = malloc((run->term_count + (size_t)1) * sizeof *run->place);
    if (!terms || !run->place) {
        free(terms);
        return error_no_memory(err);
    }
    for (uint32_t i = 0; i < run->term_count; i++) {
        terms[i] = *ordered[i].term;
        run->place[ordered[i].term - old] = i;
    }
    size_t size = run->term_count * sizeof *terms;
    buf_release(&run->terms);
    run->terms = (struct buf)BUF_INIT(SIZE_MAX / 2);
    run->terms.at = (char *)terms;
    run->terms.len = run->terms.size = size;
    return STATUS_OK;
}

static enum status
terms_sort(struct run *run, struct error *err)
{
    const struct inverted_term *terms = (const void *)run->terms.at;
    struct ordered *ordered =
        malloc((run->term_count + (size_t)1) * sizeof *ordered);
    if (!ordered)
        return error_no_memory(err);
    for (uint32_t i = 0; i < run->term_count; i++)
        ordered[i] = (struct ordered){terms[i].order, &terms[i]};
    if (run->term_count)
        qsort(ordered, run->term_count, sizeof *ordered, by_text);
    enum status status = terms_place(run, ordered, err);
    free(ordered);
    return status;
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
    const char *at = out->bytes.at;
    size_t left = out->bytes.len;
    TRY(buf_status(&out->bytes, err));
    while (left > 0) {
        ssize_t done = write(out->fd, at, left);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return error_errno(err, done < 0 ? errno : EIO, "%s",
                               "temporary file of the build");
        at += done;
        left -= (size_t)done;
    }
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
write_chain(struct writing *out, const struct chain *chain)
{
    for (const struct piece *piece = chain->first; piece; piece = piece->next)
        buf_add(&out->bytes,
                (struct str){(const char *)piece->at, piece->used});
}

static uint64_t
chain_len(const struct chain *chain)
{
    uint64_t len = 0;
    for (const struct piece *piece = chain->first; piece; piece = piece->next)
        len += piece->used;
    return len;
}

static enum status
mark_add(struct run *run, struct pool *kept, struct str term, uint64_t at,
         struct error *err)
{
    size_t count = run->marks.len / sizeof(struct run_mark);
    const struct run_mark *marks = (const void *)run->marks.at;
    if (count && at - marks[count - 1].at < RUN_STEP)
        return STATUS_OK;
    char *copy = pool_take(kept, term.len);
    if (!copy)
        return error_no_memory(err);
    if (term.len)
        memcpy(copy, term.at, term.len);
    struct run_mark mark = {{copy, term.len}, at};
    buf_add(&run->marks, (struct str){(const char *)&mark, sizeof mark});
    return buf_status(&run->marks, err);
}

static enum status
write_terms(struct writing *out, struct run *run, struct pool *kept,
            struct error *err)
{
    const struct inverted_term *terms = (const void *)run->terms.at;
    run->file_terms.at = writing_at(out);
    for (uint32_t i = 0; i < run->term_count; i++) {
        uint8_t head[4 * GLASS_UINT_MAX];
        struct str text = {terms[i].text, terms[i].len};
        TRY(mark_add(run, kept, text, writing_at(out), err));
        size_t len = glass_uint(head, terms[i].documents);
        len += glass_uint(head + len, terms[i].wdf);
        glass_add_uint(&out->bytes, chain_len(&terms[i].postings));
        glass_add_text(&out->bytes, text);
        buf_add(&out->bytes, (struct str){(const char *)head, len});
        write_chain(out, &terms[i].postings);
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
        glass_add_uint(out, terms[i].place - before);
        glass_add_uint(out, terms[i].wdf);
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
    const struct inverted_term *terms = (const void *)run->terms.at;
    run->file_texts.at = writing_at(out);
    for (uint32_t i = 0; i < run->term_count; i++) {
        glass_add_text(&out->bytes, (struct str){terms[i].text, terms[i].len});
        TRY(writing_check(out, err));
    }
    run->file_texts.end = writing_at(out);
    return STATUS_OK;
}

static enum status
bound_keep(struct str *bound, struct pool *kept, struct error *err)
{
    char *copy = pool_take(kept, bound->len);
    if (!copy)
        return error_no_memory(err);
    memcpy(copy, bound->at, bound->len);
    bound->at = copy;
    return STATUS_OK;
}

static enum status
write_slots(struct writing *out, struct run *run, struct pool *kept,
            struct error *err)
{
    struct inverted_slot *slots = (struct inverted_slot *)(void *)run->slots.at;
    size_t count = run->slots.len / sizeof *slots;
    for (size_t i = 0; i < count; i++) {
        struct run_part part = {.at = writing_at(out)};
        write_chain(out, &slots[i].values);
        TRY(writing_check(out, err));
        part.end = writing_at(out);
        slots[i].values = (struct chain){0};
        TRY(bound_keep(&slots[i].lowest, kept, err));
        TRY(bound_keep(&slots[i].highest, kept, err));
        buf_add(&run->slot_parts,
                (struct str){(const char *)&part, sizeof part});
    }
    return buf_status(&run->slot_parts, err);
}

/* A file without a name in the directory. */
static enum status
temporary_open(int *fd, const char *directory, struct error *err)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/runXXXXXX", directory) >=
        (int)sizeof path)
        return error_set(err, STATUS_LIMIT, "path too long: '%s'", directory);
    int made = mkstemp(path);
    if (made < 0)
        return error_errno(err, errno, "'%s'", path);
    (void)unlink(path);
    *fd = made;
    return STATUS_OK;
}

static enum status
write_all(struct writing *out, struct run *run, struct pool *kept,
          struct error *err)
{
    TRY(write_terms(out, run, kept, err));
    TRY(write_documents(out, run, err));
    TRY(write_texts(out, run, err));
    TRY(write_slots(out, run, kept, err));
    return writing_flush(out, err);
}

/* The run goes to a file; only what `kept` holds stays in memory. */
static enum status
run_spill(struct run *run, const char *directory, struct error *err)
{
    struct pool kept = {0};
    struct writing out = {.fd = -1, .bytes = BUF_INIT(SIZE_MAX / 2)};
    TRY(temporary_open(&out.fd, directory, err));
    enum status status = write_all(&out, run, &kept, err);
    buf_release(&out.bytes);
    pool_release(&run->pool);
    run->pool = kept;
    run->fd = out.fd;
    run->documents = (struct chain){0};
    buf_release(&run->terms);
    free(run->place);
    run->place = NULL;
    return status;
}

/* ---- cut
 * ------------------------------------------------------------------------- */

/* Moves what a run needs out of the inverter, which begins anew. */
static enum status
inverter_move(struct run *run, struct inverter *inverter, struct error *err)
{
    struct inverter fresh;
    TRY(inverter_init(&fresh, err));
    fresh.sink = inverter->sink;
    const struct length *lengths = (const void *)inverter->lengths.at;
    *run = (struct run){.first_docid =
                            inverter->lengths.len ? lengths[0].docid : 0,
                        .term_count = inverter->term_count,
                        .highest_wdf = inverter->highest_wdf,
                        .terms = inverter->terms,
                        .slots = inverter->slots,
                        .lengths = inverter->lengths,
                        .documents = inverter->documents,
                        .pool = inverter->pool,
                        .fd = -1,
                        .slot_parts = BUF_INIT(SIZE_MAX / 2),
                        .marks = BUF_INIT(SIZE_MAX / 2)};
    inverter->terms = fresh.terms;
    inverter->slots = fresh.slots;
    inverter->lengths = fresh.lengths;
    inverter->pool = (struct pool){0};
    inverter_release(inverter);
    *inverter = fresh;
    return STATUS_OK;
}

enum status
inverter_cut(struct run *out, struct inverter *inverter, const char *directory,
             struct error *err)
{
    struct run run;
    TRY(inverter_move(&run, inverter, err));
    enum status status = terms_sort(&run, err);
    if (run.slots.len)
        qsort(run.slots.at, run.slots.len / sizeof(struct inverted_slot),
              sizeof(struct inverted_slot), by_slot);
    if (status == STATUS_OK && directory)
        status = run_spill(&run, directory, err);
    if (status == STATUS_OK)
        *out = run;
    else
        run_release(&run);
    return status;
}

void
run_release(struct run *run)
{
    buf_release(&run->terms);
    buf_release(&run->slots);
    buf_release(&run->lengths);
    buf_release(&run->slot_parts);
    buf_release(&run->marks);
    free(run->place);
    pool_release(&run->pool);
    if (run->fd > 0)
        close(run->fd);
    *run = (struct run){.fd = -1};
}
