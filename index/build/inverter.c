/* build: the inverter. */
#include "inverter.h"

#include "position_chunk.h"
#include "terms.h"

#include <stdlib.h>
#include <string.h>

enum {
    TABLE_FIRST = 1 << 12,
    KNOWN_COLUMNS = 16, /* families of words by their number: a cache line */
    POSTING_HEAD = 3 * GLASS_UINT_MAX,
    AHEAD = 6,       /* entries looked ahead */
    PIECE_GUESS = 64 /* bytes into a piece */
};

/* A term of the document at hand. */
struct entry {
    uint32_t term, wdf, position_at, position_len;
};

struct pending_value {
    uint32_t slot, at, len;
};

struct inverted_term *
inverter_terms(const struct inverter *inverter)
{
    return (struct inverted_term *)(void *)inverter->terms.at;
}

static struct entry *
entries_of(const struct inverter *inverter)
{
    return (struct entry *)(void *)inverter->entries.at;
}

/* ---- terms -----------------------------------------------------------------
 */

/* Eight bytes a step; the table is small and no one can choose its words. */
static uint32_t
hash_of(struct str term)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = term.len * odd, piece;
    size_t at = 0;
    for (; term.len - at >= 8; at += 8) {
        memcpy(&piece, term.at + at, 8);
        hash = (hash ^ piece) * odd;
        hash ^= hash >> 32;
    }
    piece = 0;
    for (; at < term.len; at++)
        piece = piece << 8 | (unsigned char)term.at[at];
    hash = (hash ^ piece) * odd;
    hash ^= hash >> 29;
    return (uint32_t)(hash * odd >> 32);
}

static struct str
text_of(const struct inverter *inverter, const struct inverted_term *term)
{
    return (struct str){(const char *)pool_at(&inverter->pool, term->text),
                        term->len};
}

/* The place of a term in the table, or the free one where it belongs. */
static struct hashed *
place_of(const struct inverter *inverter, uint32_t hash, struct str term)
{
    uint32_t mask = inverter->table_size - 1;
    for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
        struct hashed *place = &inverter->table[i];
        if (place->term == 0)
            return place;
        if (place->hash == hash &&
            str_eq(
                text_of(inverter, &inverter_terms(inverter)[place->term - 1]),
                term))
            return place;
    }
}

static enum status
table_grow(struct inverter *inverter, struct error *err)
{
    uint32_t old = inverter->table_size;
    uint32_t size = old ? old * 2 : TABLE_FIRST;
    struct hashed *table = calloc(size, sizeof *table);
    if (!table)
        return error_no_memory(err);
    for (uint32_t i = 0; i < old; i++) {
        if (!inverter->table[i].term)
            continue;
        uint32_t at = inverter->table[i].hash & (size - 1);
        while (table[at].term)
            at = (at + 1) & (size - 1);
        table[at] = inverter->table[i];
    }
    free(inverter->table);
    inverter->table = table;
    inverter->table_size = size;
    return STATUS_OK;
}

static enum status
term_new(struct inverter *inverter, struct str term, struct error *err)
{
    pool_place text = pool_take(&inverter->pool, term.len);
    if (!text || !buf_reserve(&inverter->terms, sizeof(struct inverted_term)))
        return error_no_memory(err);
    if (term.len)
        memcpy(pool_at(&inverter->pool, text), term.at, term.len);
    inverter_terms(inverter)[inverter->term_count++] =
        (struct inverted_term){.text = text, .len = (uint16_t)term.len};
    inverter->terms.len += sizeof(struct inverted_term);
    return STATUS_OK;
}

static enum status
term_find(uint32_t *out, struct inverter *inverter, struct str term,
          struct error *err)
{
    if (inverter->term_count >= inverter->table_size / 8 * 5)
        TRY(table_grow(inverter, err));
    uint32_t hash = hash_of(term);
    struct hashed *place = place_of(inverter, hash, term);
    if (place->term == 0) {
        TRY(term_new(inverter, term, err));
        *place = (struct hashed){hash, inverter->term_count};
    }
    *out = place->term - 1;
    return STATUS_OK;
}

/* The column of a family: the first ones that come get one. */
static unsigned
column_of(struct inverter *inverter, enum family family)
{
    uint8_t *column = &inverter->columns[family];
    if (*column == 0 && inverter->column_count < KNOWN_COLUMNS - 1)
        *column = (uint8_t)++inverter->column_count;
    return *column ? *column : KNOWN_COLUMNS;
}

/* Where the term of a word by its number is kept; NULL: not at all. */
static uint32_t *
known_place(struct inverter *inverter, uint32_t known, unsigned column)
{
    if (known == 0 || column >= KNOWN_COLUMNS)
        return NULL;
    size_t at = (size_t)known * KNOWN_COLUMNS + column;
    size_t want = (at + 1) * sizeof(uint32_t);
    struct buf *by_known = &inverter->by_known;
    if (want > by_known->len) {
        want *= 2;
        if (!buf_reserve(by_known, want - by_known->len))
            return NULL;
        memset(by_known->at + by_known->len, 0, want - by_known->len);
        by_known->len = want;
    }
    return &((uint32_t *)(void *)by_known->at)[at];
}

static enum status
term_of(uint32_t *out, struct inverter *inverter, const struct sunk_term *sunk,
        struct error *err)
{
    struct term made;
    uint32_t *known = NULL;
    if (sunk->known)
        known = known_place(inverter, sunk->known,
                            column_of(inverter, sunk->family));
    if (known && *known) {
        *out = *known - 1;
        return STATUS_OK;
    }
    TRY(term_find(out, inverter, term_make(&made, sunk->prefix, sunk->word),
                  err));
    if (known)
        *known = *out + 1;
    return STATUS_OK;
}

/* ---- the document at hand
 * ----------------------------------------------------- */

void
inverter_start(struct inverter *inverter)
{
    buf_clear(&inverter->entries);
    buf_clear(&inverter->positions);
    buf_clear(&inverter->values);
    buf_clear(&inverter->texts);
    inverter->entry_count = 0;
}

static enum status
sink_term(struct term_sink *sink, const struct sunk_term *sunk,
          struct error *err)
{
    struct inverter *inverter = (struct inverter *)sink;
    uint32_t number;
    TRY(term_of(&number, inverter, sunk, err));
    if (!buf_reserve(&inverter->entries, sizeof(struct entry)))
        return error_no_memory(err);
    struct entry *entry = &entries_of(inverter)[inverter->entry_count++];
    inverter->entries.len += sizeof *entry;
    *entry = (struct entry){.term = number, .wdf = sunk->wdf};
    __builtin_prefetch(&inverter_terms(inverter)[number], 1);
    if (sunk->count == 0)
        return STATUS_OK;
    entry->position_at = (uint32_t)inverter->positions.len;
    positions_encode(&inverter->positions, sunk->positions, sunk->count);
    entry->position_len =
        (uint32_t)inverter->positions.len - entry->position_at;
    return buf_status(&inverter->positions, err);
}

static struct pending_value *
values_of(const struct inverter *inverter, size_t *count)
{
    *count = inverter->values.len / sizeof(struct pending_value);
    return (struct pending_value *)(void *)inverter->values.at;
}

/* As in a Xapian document: the last value of a slot holds, an empty one is
 * none. */
static enum status
sink_value(struct term_sink *sink, uint32_t slot, struct str value,
           struct error *err)
{
    struct inverter *inverter = (struct inverter *)sink;
    struct pending_value fresh = {slot, (uint32_t)inverter->texts.len,
                                  (uint32_t)value.len};
    size_t count, i = 0;
    struct pending_value *values = values_of(inverter, &count);
    buf_add(&inverter->texts, value);
    while (i < count && values[i].slot != slot)
        i++;
    if (i < count)
        values[i] = fresh;
    else
        buf_add(&inverter->values,
                (struct str){(const char *)&fresh, sizeof fresh});
    TRY(buf_status(&inverter->texts, err));
    return buf_status(&inverter->values, err);
}

static enum status
sink_word(struct term_sink *sink, struct str word, struct str stem,
          uint32_t known, struct error *err)
{
    struct inverter *inverter = (struct inverter *)sink;
    char text[INVERTER_TEXT_MAX];
    uint32_t *kept = known_place(inverter, known, 0), number;
    size_t head = sizeof INVERTER_WORDS - 1;
    if ((kept && *kept) || head + stem.len + 1 + word.len > sizeof text)
        return STATUS_OK;
    memcpy(text, INVERTER_WORDS, head);
    memcpy(text + head, stem.at, stem.len);
    text[head + stem.len] = '\0';
    memcpy(text + head + stem.len + 1, word.at, word.len);
    TRY(term_find(&number, inverter,
                  (struct str){text, head + stem.len + 1 + word.len}, err));
    if (kept)
        *kept = number + 1;
    return STATUS_OK;
}

static void
wdf_add(struct inverted_term *term, uint32_t wdf)
{
    uint64_t sum = inverted_wdf(term) + wdf;
    term->wdf_low = (uint32_t)sum;
    term->wdf_high = (uint16_t)(sum >> 32);
}

static enum status
posting_add(struct inverter *inverter, const struct entry *entry,
            uint32_t docid, struct error *err)
{
    struct inverted_term *term = &inverter_terms(inverter)[entry->term];
    uint8_t head[POSTING_HEAD];
    size_t len = glass_uint(head, docid - term->last_docid);
    len += glass_uint(head + len, entry->wdf);
    len += glass_uint(head + len, entry->position_len);
    uint8_t *to = chain_reserve(&term->postings, &inverter->pool,
                                len + entry->position_len);
    if (!to)
        return error_no_memory(err);
    memcpy(to, head, len);
    if (entry->position_len)
        memcpy(to + len, inverter->positions.at + entry->position_at,
               entry->position_len);
    chain_used(&term->postings, &inverter->pool, len + entry->position_len);
    term->last_docid = docid;
    term->documents++;
    wdf_add(term, entry->wdf);
    if (entry->wdf > inverter->highest_wdf)
        inverter->highest_wdf = entry->wdf;
    return STATUS_OK;
}

/* Where the posting of a later entry will go: memory is slow to come. */
static void
posting_prefetch(const struct inverter *inverter, uint32_t entry)
{
    if (entry >= inverter->entry_count)
        return;
    const struct piece *last =
        pool_piece(&inverter->pool,
                   inverter_terms(inverter)[entries_of(inverter)[entry].term]
                       .postings.last);
    if (last) {
        __builtin_prefetch(last, 1);
        __builtin_prefetch(last->at + PIECE_GUESS, 1);
    }
}

static enum status
slot_of(struct inverted_slot **out, struct inverter *inverter, uint32_t slot,
        struct error *err)
{
    struct inverted_slot *slots =
        (struct inverted_slot *)(void *)inverter->slots.at;
    size_t count = inverter->slots.len / sizeof *slots;
    for (size_t i = 0; i < count; i++)
        if (slots[i].slot == slot) {
            *out = &slots[i];
            return STATUS_OK;
        }
    if (!buf_reserve(&inverter->slots, sizeof *slots))
        return error_no_memory(err);
    slots = (struct inverted_slot *)(void *)inverter->slots.at;
    slots[count] = (struct inverted_slot){.slot = slot,
                                          .lowest = BUF_INIT(UINT32_MAX),
                                          .highest = BUF_INIT(UINT32_MAX)};
    inverter->slots.len += sizeof *slots;
    *out = &slots[count];
    return STATUS_OK;
}

static enum status
bound_set(struct buf *bound, struct str value, struct error *err)
{
    buf_clear(bound);
    buf_add(bound, value);
    return buf_status(bound, err);
}

static enum status
value_add(struct inverter *inverter, uint32_t slot_number, struct str value,
          uint32_t docid, struct error *err)
{
    struct inverted_slot *slot = NULL;
    TRY(slot_of(&slot, inverter, slot_number, err));
    uint8_t *to = chain_reserve(&slot->values, &inverter->pool,
                                2 * GLASS_UINT_MAX + value.len);
    if (!to)
        return error_no_memory(err);
    size_t len = glass_uint(to, docid - slot->last_docid);
    len += glass_uint(to + len, value.len);
    memcpy(to + len, value.at, value.len);
    chain_used(&slot->values, &inverter->pool, len + value.len);
    slot->last_docid = docid;
    if (slot->count == 0 || str_cmp(value, buf_str(&slot->lowest)) < 0)
        TRY(bound_set(&slot->lowest, value, err));
    if (slot->count == 0 || str_cmp(value, buf_str(&slot->highest)) > 0)
        TRY(bound_set(&slot->highest, value, err));
    slot->count++;
    return STATUS_OK;
}

static int
by_slot(const void *left, const void *right)
{
    const struct pending_value *a = left, *b = right;
    return (a->slot > b->slot) - (a->slot < b->slot);
}

/* The values into their slots; *used = how many, the list sorted. */
static enum status
values_add(size_t *used, struct inverter *inverter, uint32_t docid,
           struct error *err)
{
    size_t count, kept = 0;
    struct pending_value *values = values_of(inverter, &count);
    for (size_t i = 0; i < count; i++)
        if (values[i].len)
            values[kept++] = values[i];
    if (kept)
        qsort(values, kept, sizeof *values, by_slot);
    for (size_t i = 0; i < kept; i++)
        TRY(value_add(
            inverter, values[i].slot,
            (struct str){inverter->texts.at + values[i].at, values[i].len},
            docid, err));
    *used = kept;
    return STATUS_OK;
}

/* The document's own list. */
static enum status
document_add(struct inverter *inverter, uint32_t docid, uint32_t length,
             size_t slots, struct error *err)
{
    const struct entry *entries = entries_of(inverter);
    struct buf *list = &inverter->list;
    size_t count;
    const struct pending_value *values = values_of(inverter, &count);
    buf_clear(list);
    if (!buf_reserve(list, (4 + 2 * (size_t)inverter->entry_count + slots) *
                               GLASS_UINT_MAX))
        return error_no_memory(err);
    uint8_t *to = (uint8_t *)list->at;
    size_t len = glass_uint(to, docid);
    len += glass_uint(to + len, length);
    len += glass_uint(to + len, inverter->entry_count);
    for (uint32_t i = 0; i < inverter->entry_count; i++) {
        len += glass_uint(to + len, entries[i].term);
        len += glass_uint(to + len, entries[i].wdf);
    }
    len += glass_uint(to + len, slots);
    for (size_t i = 0; i < slots; i++)
        len += glass_uint(to + len, values[i].slot);
    uint8_t *kept = chain_reserve(&inverter->documents, &inverter->pool, len);
    if (!kept)
        return error_no_memory(err);
    memcpy(kept, to, len);
    chain_used(&inverter->documents, &inverter->pool, len);
    return STATUS_OK;
}

/* Each term once: what comes again adds to the first. */
static void
entries_join(struct inverter *inverter)
{
    struct entry *entries = entries_of(inverter);
    struct inverted_term *terms = inverter_terms(inverter);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < inverter->entry_count; i++) {
        struct entry one = entries[i];
        struct inverted_term *term = &terms[one.term];
        struct entry *first = &entries[term->entry];
        if (term->entry >= kept || first->term != one.term) {
            term->entry = kept;
            entries[kept++] = one;
            continue;
        }
        first->wdf += one.wdf;
        if (one.position_len) {
            first->position_at = one.position_at;
            first->position_len = one.position_len;
        }
    }
    inverter->entry_count = kept;
}

enum status
inverter_end(struct inverter *inverter, uint32_t docid, struct error *err)
{
    struct length length = {.docid = docid};
    size_t slots;
    entries_join(inverter);
    for (uint32_t i = 0; i < inverter->entry_count; i++) {
        const struct entry *entry = &entries_of(inverter)[i];
        posting_prefetch(inverter, i + AHEAD);
        TRY(posting_add(inverter, entry, docid, err));
        length.length += entry->wdf;
    }
    TRY(values_add(&slots, inverter, docid, err));
    TRY(document_add(inverter, docid, length.length, slots, err));
    buf_add(&inverter->lengths,
            (struct str){(const char *)&length, sizeof length});
    return buf_status(&inverter->lengths, err);
}

enum status
inverter_init(struct inverter *out, struct error *err)
{
    (void)err;
    *out = (struct inverter){
        .sink = {.term = sink_term, .value = sink_value, .word = sink_word},
        .terms = BUF_INIT(SIZE_MAX / 2),
        .slots = BUF_INIT(SIZE_MAX / 2),
        .lengths = BUF_INIT(SIZE_MAX / 2),
        .by_known = BUF_INIT(SIZE_MAX / 2),
        .entries = BUF_INIT(SIZE_MAX / 2),
        .positions = BUF_INIT(UINT32_MAX),
        .values = BUF_INIT(SIZE_MAX / 2),
        .texts = BUF_INIT(UINT32_MAX),
        .list = BUF_INIT(SIZE_MAX / 2)};
    return STATUS_OK;
}

void
inverted_slots_release(struct buf *slots)
{
    struct inverted_slot *at = (struct inverted_slot *)(void *)slots->at;
    for (size_t i = 0; i < slots->len / sizeof *at; i++) {
        buf_release(&at[i].lowest);
        buf_release(&at[i].highest);
    }
    buf_release(slots);
}

void
inverter_release(struct inverter *inverter)
{
    pool_release(&inverter->pool);
    inverted_slots_release(&inverter->slots);
    buf_release(&inverter->terms);
    buf_release(&inverter->lengths);
    buf_release(&inverter->by_known);
    buf_release(&inverter->entries);
    buf_release(&inverter->positions);
    buf_release(&inverter->values);
    buf_release(&inverter->texts);
    buf_release(&inverter->list);
    free(inverter->table);
    *inverter = (struct inverter){0};
}

void
inverter_clear(struct inverter *inverter)
{
    inverted_slots_release(&inverter->slots);
    inverter->slots = (struct buf)BUF_INIT(SIZE_MAX / 2);
    pool_clear(&inverter->pool);
    buf_clear(&inverter->terms);
    buf_clear(&inverter->lengths);
    inverter->documents = (struct chain){0};
    inverter->term_count = inverter->highest_wdf = 0;
    free(inverter->table);
    inverter->table = NULL;
    inverter->table_size = 0;
    if (inverter->by_known.len)
        memset(inverter->by_known.at, 0, inverter->by_known.len);
}

/* While terms are sorted their table is gone, and there are two numbers and
 * a key for each: what it takes more. */
enum { SORTING = 12 };

size_t
inverter_bytes(const struct inverter *inverter)
{
    return inverter->pool.len + inverter->terms.len + inverter->lengths.len +
           inverter->by_known.size + inverter->entries.size +
           inverter->positions.size + inverter->texts.size +
           inverter->list.size + inverter->term_count * (size_t)SORTING +
           inverter->table_size * sizeof *inverter->table;
}
