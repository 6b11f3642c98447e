/* build: reading runs. */
#include "run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEAD_MAX = 4 * GLASS_UINT_MAX + INVERTER_TEXT_MAX };

/* ---- bytes of a file
 * -------------------------------------------------------------- */

static enum status
bytes_fill(struct run_bytes *bytes, struct error *err)
{
    while (bytes->to < bytes->room && bytes->at < bytes->end) {
        size_t want = bytes->room - bytes->to;
        if (want > bytes->end - bytes->at)
            want = (size_t)(bytes->end - bytes->at);
        ssize_t done =
            pread(bytes->fd, bytes->buffer + bytes->to, want, (off_t)bytes->at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return error_errno(err, done < 0 ? errno : EIO, "%s",
                               "temporary file of the build");
        bytes->to += (size_t)done;
        bytes->at += (uint64_t)done;
    }
    return STATUS_OK;
}

enum status
run_bytes_need(const uint8_t **out, size_t *len, struct run_bytes *bytes,
               size_t want, struct error *err)
{
    if (bytes->to - bytes->from < want && bytes->at < bytes->end) {
        if (bytes->buffer)
            memmove(bytes->buffer, bytes->buffer + bytes->from,
                    bytes->to - bytes->from);
        bytes->to -= bytes->from;
        bytes->from = 0;
        if (want > bytes->room || !bytes->buffer) {
            size_t room = bytes->least ? bytes->least : RUN_BUFFER;
            if (want > room)
                room = want * 2;
            uint8_t *buffer = realloc(bytes->buffer, room);
            if (!buffer)
                return error_no_memory(err);
            bytes->buffer = buffer;
            bytes->room = room;
        }
        TRY(bytes_fill(bytes, err));
    }
    *out = bytes->buffer + bytes->from;
    *len = bytes->to - bytes->from;
    return STATUS_OK;
}

void
run_bytes_release(struct run_bytes *bytes)
{
    free(bytes->buffer);
    *bytes = (struct run_bytes){0};
}

static void
bytes_skip(struct run_bytes *bytes, uint64_t count)
{
    uint64_t held = bytes->to - bytes->from;
    if (count <= held) {
        bytes->from += (size_t)count;
        return;
    }
    bytes->from = bytes->to = 0;
    bytes->at += count - held;
}

static uint32_t
read32(const uint8_t **from)
{
    uint64_t number;
    *from = glass_uint_read(*from, &number);
    return (uint32_t)number;
}

/* ---- terms
 * -------------------------------------------------------------------------- */

static enum status
memory_next(struct run_cursor *cursor)
{
    if (cursor->next >= cursor->run->term_count) {
        cursor->end = true;
        cursor->term = STR("");
        return STATUS_OK;
    }
    const struct run *run = cursor->run;
    const struct inverted_term *term = run_term_at(run, cursor->next);
    run_terms_ahead(run, cursor->next++);
    cursor->term = run_text(run, term);
    cursor->documents = term->documents;
    cursor->wdf = inverted_wdf(term);
    cursor->few = term->few ? term : NULL;
    cursor->piece =
        term->few ? NULL : pool_piece(&run->pool, term->postings.first);
    cursor->piece_at = 0;
    return STATUS_OK;
}

static enum status
file_next(struct run_cursor *cursor, struct error *err)
{
    const uint8_t *at, *start;
    size_t len;
    bytes_skip(&cursor->bytes, cursor->left);
    TRY(run_bytes_need(&start, &len, &cursor->bytes, HEAD_MAX, err));
    if (len == 0) {
        cursor->end = true;
        cursor->term = STR("");
        cursor->left = 0;
        return STATUS_OK;
    }
    at = glass_uint_read(start, &cursor->left);
    uint32_t term_len = read32(&at);
    memcpy(cursor->text, at, term_len);
    at += term_len;
    cursor->term = (struct str){cursor->text, term_len};
    cursor->documents = read32(&at);
    at = glass_uint_read(at, &cursor->wdf);
    cursor->want = POSTING_HEAD;
    bytes_skip(&cursor->bytes, (uint64_t)(at - start));
    return STATUS_OK;
}

enum status
run_cursor_next(struct run_cursor *cursor, struct error *err)
{
    if (cursor->end)
        return STATUS_OK;
    TRY(cursor->run->fd < 0 ? memory_next(cursor) : file_next(cursor, err));
    cursor->order = order_of(cursor->term);
    return STATUS_OK;
}

/* The place of the first term >= from. */
static uint32_t
memory_find(const struct run *run, struct str from)
{
    uint32_t low = 0, high = run->term_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (str_cmp(run_text(run, run_term_at(run, middle)), from) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where to begin in the file: the last mark that is not above. */
static uint64_t
file_find(const struct run *run, struct str from)
{
    const struct run_mark *marks = (const void *)run->marks.at;
    size_t low = 0, high = run->marks.len / sizeof *marks;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct str term = {run->mark_texts.at + marks[middle].text,
                           marks[middle].len};
        if (str_cmp(term, from) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? marks[low - 1].at : run->file_terms.at;
}

enum status
run_cursor_open(struct run_cursor *out, const struct run *run, struct str from,
                size_t buffer, struct error *err)
{
    *out = (struct run_cursor){.run = run};
    if (run->fd < 0) {
        out->next = memory_find(run, from);
        return run_cursor_next(out, err);
    }
    out->bytes = (struct run_bytes){.fd = run->fd,
                                    .at = file_find(run, from),
                                    .end = run->file_terms.end,
                                    .least = buffer};
    do
        TRY(run_cursor_next(out, err));
    while (!out->end && str_cmp(out->term, from) < 0);
    return STATUS_OK;
}

void
run_cursor_release(struct run_cursor *cursor)
{
    run_bytes_release(&cursor->bytes);
}

static enum status
memory_postings(const uint8_t **at, const uint8_t **end,
                struct run_cursor *cursor)
{
    const struct piece *piece = cursor->piece;
    if (cursor->few) {
        *at = cursor->few->at + cursor->piece_at;
        *end = cursor->few->at + cursor->few->few;
        return STATUS_OK;
    }
    while (piece && cursor->piece_at == piece->used) {
        piece = pool_piece(&cursor->run->pool, piece->next);
        cursor->piece_at = 0;
    }
    cursor->piece = piece;
    *at = piece ? piece->at + cursor->piece_at : NULL;
    *end = piece ? piece->at + piece->used : NULL;
    return STATUS_OK;
}

enum status
run_cursor_postings(const uint8_t **at, const uint8_t **end,
                    struct run_cursor *cursor, struct error *err)
{
    size_t len, want = cursor->want;
    if (cursor->run->fd < 0)
        return memory_postings(at, end, cursor);
    if (want > cursor->left)
        want = (size_t)cursor->left;
    *at = *end = NULL;
    if (want == 0)
        return STATUS_OK;
    TRY(run_bytes_need(at, &len, &cursor->bytes, want, err));
    *end = *at + (len < cursor->left ? len : (size_t)cursor->left);
    return STATUS_OK;
}

void
run_cursor_read(struct run_cursor *cursor, const uint8_t *at, const uint8_t *to)
{
    size_t bytes = (size_t)(to - at);
    if (cursor->run->fd < 0) {
        cursor->piece_at += (uint32_t)bytes;
        return;
    }
    cursor->left -= bytes;
    bytes_skip(&cursor->bytes, bytes);
    cursor->want = bytes ? POSTING_HEAD : cursor->want * 2;
}

/* ---- documents
 * ---------------------------------------------------------------------- */

static enum status
texts_file(struct run_documents *out, struct error *err)
{
    const struct run *run = out->run;
    size_t len = (size_t)(run->file_texts.end - run->file_texts.at);
    struct run_bytes bytes = {
        .fd = run->fd, .at = run->file_texts.at, .end = run->file_texts.end};
    const uint8_t *at = NULL;
    size_t got;
    out->texts = malloc((run->term_count + (size_t)1) * sizeof *out->texts);
    if (!out->texts)
        return error_no_memory(err);
    TRY(run_bytes_need(&at, &got, &bytes, len + GLASS_BEHIND, err));
    out->text_bytes = (char *)bytes.buffer;
    if (bytes.buffer)
        memset(bytes.buffer + len, 0, GLASS_BEHIND);
    for (uint32_t i = 0; i < run->term_count; i++) {
        uint32_t text_len = read32(&at);
        out->texts[i] = (struct str){(const char *)at, text_len};
        at += text_len;
    }
    return STATUS_OK;
}

enum status
run_documents_open(struct run_documents *out, const struct run *run,
                   struct error *err)
{
    *out = (struct run_documents){.run = run,
                                  .terms = BUF_INIT(SIZE_MAX / 2),
                                  .read = BUF_INIT(SIZE_MAX / 2),
                                  .keys = BUF_INIT(SIZE_MAX / 2),
                                  .slots = BUF_INIT(SIZE_MAX / 2)};
    if (run->fd < 0) {
        out->piece = pool_piece(&run->pool, run->documents.first);
        return STATUS_OK;
    }
    out->bytes = (struct run_bytes){.fd = run->fd,
                                    .at = run->file_documents.at,
                                    .end = run->file_documents.end};
    return texts_file(out, err);
}

void
run_documents_release(struct run_documents *documents)
{
    run_bytes_release(&documents->bytes);
    free(documents->texts);
    free(documents->text_bytes);
    buf_release(&documents->terms);
    buf_release(&documents->read);
    buf_release(&documents->keys);
    buf_release(&documents->slots);
}

/* The terms of a document by place: a radix sort, for these lists are some
 * hundred long and there is one for every document.  Places are cut into
 * STEPS digits of as few bits as will do, so that counting does not take
 * longer than sorting; what is sorted is a place and where its term was read
 * to. */
enum { STEPS = 3, DIGIT_MOST = (32 + STEPS - 1) / STEPS };

struct digits {
    unsigned bits;
    uint32_t mask;
    uint32_t starts[STEPS][1 << DIGIT_MOST];
};

static void
digits_start(struct digits *digits, uint32_t places)
{
    digits->bits = 1;
    while (digits->bits < DIGIT_MOST && places >> STEPS * digits->bits)
        digits->bits++;
    digits->mask = (1u << digits->bits) - 1;
    for (int step = 0; step < STEPS; step++)
        memset(digits->starts[step], 0, sizeof(uint32_t) << digits->bits);
}

static inline uint32_t *
digit_of(struct digits *digits, int step, uint32_t place)
{
    unsigned shift = (unsigned)step * digits->bits;
    return &digits->starts[step][place >> shift & digits->mask];
}

static void
digits_sum(struct digits *digits)
{
    uint32_t sums[STEPS] = {0};
    for (uint32_t i = 0; i <= digits->mask; i++)
        for (int step = 0; step < STEPS; step++) {
            uint32_t here = digits->starts[step][i];
            digits->starts[step][i] = sums[step];
            sums[step] += here;
        }
}

/* Places of the terms, by their numbers, and the terms in their order. */
static enum status
terms_order(struct run_documents *documents, size_t count, struct error *err)
{
    struct digits digits;
    const struct run_name *names = documents->run->names;
    struct run_term *read = (struct run_term *)(void *)documents->read.at;
    struct run_term *terms = (struct run_term *)(void *)documents->terms.at;
    buf_clear(&documents->keys);
    if (!buf_reserve(&documents->keys, 2 * count * sizeof(uint64_t)))
        return error_no_memory(err);
    uint64_t *keys = (uint64_t *)(void *)documents->keys.at;
    uint64_t *other = keys + count;
    digits_start(&digits, documents->run->term_count);
    for (size_t i = 0; i < count; i++) {
        uint32_t place = read[i].place = names[read[i].number].place;
        keys[i] = (uint64_t)place << 32 | i;
        for (int step = 0; step < STEPS; step++)
            ++*digit_of(&digits, step, place);
    }
    digits_sum(&digits);
    for (size_t i = 0; i < count; i++)
        other[(*digit_of(&digits, 0, (uint32_t)(keys[i] >> 32)))++] = keys[i];
    for (size_t i = 0; i < count; i++)
        keys[(*digit_of(&digits, 1, (uint32_t)(other[i] >> 32)))++] = other[i];
    for (size_t i = 0; i < count; i++)
        terms[(*digit_of(&digits, 2, (uint32_t)(keys[i] >> 32)))++] =
            read[(uint32_t)keys[i]];
    return STATUS_OK;
}

/* The terms of one document: places, or in memory numbers. */
static const uint8_t *
terms_read(struct run_term *terms, uint32_t count, const struct run_name *names,
           const uint8_t *at)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t number;
        at = glass_uint_read(at, &number);
        terms[i].wdf = number & INVERTER_WDF_LONG;
        number >>= INVERTER_WDF_BITS;
        if (terms[i].wdf == INVERTER_WDF_LONG)
            terms[i].wdf += read32(&at);
        terms[i].number = (uint32_t)number;
        if (names)
            __builtin_prefetch(&names[number]);
        else
            terms[i].place = before += (uint32_t)number;
    }
    return at;
}

/* The list of one document. */
static const uint8_t *
document_read(struct run_documents *out, const uint8_t *at, struct error *err)
{
    const struct run_name *names = out->run->names;
    struct buf *read = names ? &out->read : &out->terms;
    out->docid = read32(&at);
    out->length = read32(&at);
    uint32_t count = read32(&at);
    buf_clear(&out->terms);
    buf_clear(read);
    buf_clear(&out->slots);
    size_t size = count * sizeof(struct run_term);
    if (!buf_reserve(&out->terms, size) || !buf_reserve(read, size))
        return error_no_memory(err), NULL;
    at = terms_read((struct run_term *)(void *)read->at, count, names, at);
    if (names && terms_order(out, count, err) != STATUS_OK)
        return NULL;
    out->terms.len = size;
    count = read32(&at);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t slot = read32(&at);
        buf_add(&out->slots, (struct str){(const char *)&slot, sizeof slot});
    }
    return at;
}

static enum status
file_document(struct run_documents *out, struct error *err)
{
    const uint8_t *start;
    uint64_t size;
    size_t len;
    TRY(run_bytes_need(&start, &len, &out->bytes, GLASS_UINT_MAX, err));
    if (len == 0) {
        out->end = true;
        return STATUS_OK;
    }
    size_t head = (size_t)(glass_uint_read(start, &size) - start);
    TRY(run_bytes_need(&start, &len, &out->bytes, head + (size_t)size, err));
    if (!document_read(out, start + head, err))
        return STATUS_NOMEM;
    bytes_skip(&out->bytes, head + size);
    return STATUS_OK;
}

enum status
run_documents_next(struct run_documents *documents, struct error *err)
{
    if (documents->run->fd >= 0)
        return file_document(documents, err);
    while (documents->piece && documents->piece_at == documents->piece->used) {
        documents->piece =
            pool_piece(&documents->run->pool, documents->piece->next);
        documents->piece_at = 0;
    }
    if (!documents->piece) {
        documents->end = true;
        return STATUS_OK;
    }
    const uint8_t *at = document_read(
        documents, documents->piece->at + documents->piece_at, err);
    if (!at)
        return STATUS_NOMEM;
    documents->piece_at = (uint32_t)(at - documents->piece->at);
    return buf_status(&documents->slots, err);
}

/* ---- lengths ------------------------------------------------------------ */

void
run_lengths_open(struct run_lengths *out, const struct run *run)
{
    *out = (struct run_lengths){.run = run};
    if (run->fd >= 0)
        out->bytes = (struct run_bytes){.fd = run->fd,
                                        .at = run->file_lengths.at,
                                        .end = run->file_lengths.end,
                                        .least = RUN_BUFFER_LEAST};
}

void
run_lengths_release(struct run_lengths *lengths)
{
    run_bytes_release(&lengths->bytes);
}

enum status
run_lengths_next(struct length *out, bool *found, struct run_lengths *lengths,
                 struct error *err)
{
    const struct buf *memory = &lengths->run->lengths;
    const uint8_t *at = (const uint8_t *)memory->at + lengths->at;
    size_t len = memory->len - lengths->at;
    if (lengths->run->fd >= 0)
        TRY(run_bytes_need(&at, &len, &lengths->bytes, sizeof *out, err));
    *found = len >= sizeof *out;
    if (!*found)
        return STATUS_OK;
    memcpy(out, at, sizeof *out);
    if (lengths->run->fd >= 0)
        bytes_skip(&lengths->bytes, sizeof *out);
    else
        lengths->at += sizeof *out;
    return STATUS_OK;
}

/* ---- values
 * ---------------------------------------------------------------------------
 */

static enum status
values_memory(const struct run *run, const struct chain *chain,
              run_value_visit *visit, void *payload, struct error *err)
{
    uint32_t docid = 0;
    for (const struct piece *piece = pool_piece(&run->pool, chain->first);
         piece; piece = pool_piece(&run->pool, piece->next))
        for (const uint8_t *at = piece->at; at < piece->at + piece->used;) {
            docid += read32(&at);
            struct str value = {.len = read32(&at)};
            value.at = (const char *)at;
            at += value.len;
            TRY(visit(payload, docid, value, err));
        }
    return STATUS_OK;
}

static enum status
values_file(const struct run *run, const struct run_part *part,
            run_value_visit *visit, void *payload, struct error *err)
{
    struct run_bytes bytes = {.fd = run->fd, .at = part->at, .end = part->end};
    enum status status = STATUS_OK;
    uint32_t docid = 0;
    for (;;) {
        const uint8_t *start, *at;
        size_t len;
        status = run_bytes_need(&start, &len, &bytes, 2 * GLASS_UINT_MAX, err);
        if (status != STATUS_OK || len == 0)
            break;
        at = start;
        docid += read32(&at);
        size_t value_len = read32(&at), head = (size_t)(at - start);
        status = run_bytes_need(&start, &len, &bytes, head + value_len, err);
        if (status != STATUS_OK)
            break;
        status =
            visit(payload, docid,
                  (struct str){(const char *)start + head, value_len}, err);
        if (status != STATUS_OK)
            break;
        bytes_skip(&bytes, head + value_len);
    }
    run_bytes_release(&bytes);
    return status;
}

enum status
run_values(const struct run *run, size_t i, run_value_visit *visit,
           void *payload, struct error *err)
{
    const struct inverted_slot *slots = (const void *)run->slots.at;
    const struct run_part *parts = (const void *)run->slot_parts.at;
    return run->fd < 0
               ? values_memory(run, &slots[i].values, visit, payload, err)
               : values_file(run, &parts[i], visit, payload, err);
}
