/* build: the inverter. */
#include "inverter.h"

#include "pages.h"
#include "posting.h"
#include "terms.h"

#include <stdlib.h>
#include <string.h>

enum {
    TABLE_FIRST = 1 << 12,
    KNOWN_COLUMNS = 16, /* families of words by their number: a cache line */
    AHEAD = 6,          /* entries looked ahead */
    WORDS_AHEAD = 8,
    PIECE_GUESS = 64 /* bytes into a piece */
};

struct pending_value {
    uint32_t slot, at, len;
};

struct inverted_term *
inverter_terms(const struct inverter *inverter)
{
    return (struct inverted_term *)(void *)inverter->terms.at;
}

/* ---- terms -----------------------------------------------------------------
 */

static uint64_t
load(const char *at, size_t bytes)
{
    uint64_t number = 0;
    memcpy(&number, at, bytes);
    return number;
}

/* The first and the last of up to eight bytes: no two texts of one length have
 * the same. */
static uint64_t
load_few(struct str text)
{
    if (text.len >= 4)
        return load(text.at, 4) << 32 | load(text.at + text.len - 4, 4);
    if (text.len == 0)
        return 0;
    return load(text.at, 1) << 16 | load(text.at + text.len / 2, 1) << 8 |
           load(text.at + text.len - 1, 1);
}

/* Eight bytes a step, the last ones perhaps twice; the table is small and no
 * one can choose its words. */
static uint32_t
hash_of(struct str term)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = term.len * odd;
    if (term.len < 8) {
        hash = (hash ^ load_few(term)) * odd;
    } else {
        for (size_t at = 0; at + 8 < term.len; at += 8) {
            hash = (hash ^ load(term.at + at, 8)) * odd;
            hash ^= hash >> 32;
        }
        hash = (hash ^ load(term.at + term.len - 8, 8)) * odd;
    }
    hash ^= hash >> 29;
    return (uint32_t)(hash * odd >> 32);
}

static bool
is_same(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    if (a.len < 8)
        return load_few(a) == load_few(b);
    for (size_t at = 0; at + 8 < a.len; at += 8)
        if (load(a.at + at, 8) != load(b.at + at, 8))
            return false;
    return load(a.at + a.len - 8, 8) == load(b.at + b.len - 8, 8);
}

static struct str
text_of(const struct inverter *inverter, const struct inverted_term *term)
{
    return (struct str){(const char *)pool_at(&inverter->texts, term->text),
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
            is_same(
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
    pages_large(table, size * sizeof *table);
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
    struct buf *terms = &inverter->terms;
    size_t before = terms->size;
    pool_place text = pool_take(&inverter->texts, term.len);
    if (!text || !buf_reserve(terms, sizeof(struct inverted_term)))
        return error_no_memory(err);
    if (terms->size != before)
        pages_large(terms->at, terms->size);
    if (term.len)
        memcpy(pool_at(&inverter->texts, text), term.at, term.len);
    inverter_terms(inverter)[inverter->term_count++] =
        (struct inverted_term){.text = text,
                               .len = (uint16_t)(term.len & 0xFFF),
                               .places = term_has_positions(term)};
    terms->len += sizeof(struct inverted_term);
    return batch_terms(&inverter->batch, inverter->term_count, err);
}

static enum status
term_find(uint32_t *out, struct inverter *inverter, struct str term,
          uint32_t hash, struct error *err)
{
    if (inverter->term_count >= inverter->table_size / 8 * 5)
        TRY(table_grow(inverter, err));
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

/* Where the terms of a word by its number are kept, a column each; NULL: not at
 * all. */
static inline uint32_t *
known_line(struct inverter *inverter, uint32_t known)
{
    if (known == 0)
        return NULL;
    size_t at = (size_t)known * KNOWN_COLUMNS;
    size_t want = (at + KNOWN_COLUMNS) * sizeof(uint32_t);
    struct buf *by_known = &inverter->by_known;
    if (want > by_known->len) {
        want *= 2;
        if (!buf_reserve(by_known, want - by_known->len))
            return NULL;
        pages_large(by_known->at, by_known->size);
        memset(by_known->at + by_known->len, 0, want - by_known->len);
        by_known->len = want;
    }
    return &((uint32_t *)(void *)by_known->at)[at];
}

/* ---- terms of the document to be looked up
 * --------------------------------------------------------------------------
 */

/* To look up a term is to wait for memory three times: the table, the term,
 * its text.  So terms without a number wait until the document ends, and then
 * memory is asked for ahead.  They are hashed then too: what was just written
 * in parts is slow to be read as a whole. */
struct unresolved {
    uint32_t hash, at, len; /* of the text, in waiting_texts */
    uint32_t entry;         /* of the document; NO_ENTRY */
    size_t known; /* where its number is kept then, in by_known; 0: nowhere */
};
enum { HASH_AHEAD = 12, TABLE_AHEAD = 8, TEXT_AHEAD = 4 };
#define NO_ENTRY UINT32_MAX

/* The parts together are the term. */
static enum status
wait_for(struct inverter *inverter, const struct str *parts, size_t count,
         uint32_t entry, const uint32_t *known, struct error *err)
{
    const uint32_t *start = (const void *)inverter->by_known.at;
    struct buf *waiting = &inverter->waiting, *texts = &inverter->waiting_texts;
    size_t at = texts->len;
    if (!buf_reserve(waiting, sizeof(struct unresolved)))
        return buf_status(waiting, err);
    for (size_t i = 0; i < count; i++)
        buf_add(texts, parts[i]);
    struct unresolved *one = (void *)(waiting->at + waiting->len);
    *one = (struct unresolved){.at = (uint32_t)at,
                               .len = (uint32_t)(texts->len - at),
                               .entry = entry,
                               .known = known ? (size_t)(known - start) : 0};
    waiting->len += sizeof *one;
    return buf_status(texts, err);
}

static inline enum status
term_wait(struct inverter *inverter, const struct sunk_term *sunk,
          const uint32_t *known, struct error *err)
{
    const struct str parts[] = {sunk->prefix,
                                term_word(sunk->prefix, sunk->word)};
    return wait_for(inverter, parts, 2, (uint32_t)batch_here(&inverter->batch),
                    known, err);
}

static PREFETCHES void
term_prefetch(const struct inverter *inverter, uint32_t hash, bool text)
{
    const struct hashed *place =
        &inverter->table[hash & (inverter->table_size - 1)];
    if (place->term == 0 || place->hash != hash)
        return;
    const struct inverted_term *term =
        &inverter_terms(inverter)[place->term - 1];
    __builtin_prefetch(text
                           ? (const void *)pool_at(&inverter->texts, term->text)
                           : (const void *)term);
}

static struct str
waiting_text(const struct inverter *inverter, const struct unresolved *one)
{
    return (struct str){inverter->waiting_texts.at + one->at, one->len};
}

static void
waiting_hash(const struct inverter *inverter, struct unresolved *one)
{
    one->hash = hash_of(waiting_text(inverter, one));
    if (inverter->table_size)
        __builtin_prefetch(
            &inverter->table[one->hash & (inverter->table_size - 1)]);
}

/* All terms of the document have their numbers. */
static enum status
terms_resolve(struct inverter *inverter, struct error *err)
{
    struct unresolved *waiting = (void *)inverter->waiting.at;
    size_t count = inverter->waiting.len / sizeof *waiting;
    for (size_t i = 0; i < count && i < HASH_AHEAD; i++)
        waiting_hash(inverter, &waiting[i]);
    for (size_t i = 0; i < count; i++) {
        uint32_t number;
        if (i + HASH_AHEAD < count)
            waiting_hash(inverter, &waiting[i + HASH_AHEAD]);
        if (inverter->table_size && i + TABLE_AHEAD < count)
            term_prefetch(inverter, waiting[i + TABLE_AHEAD].hash, false);
        if (inverter->table_size && i + TEXT_AHEAD < count)
            term_prefetch(inverter, waiting[i + TEXT_AHEAD].hash, true);
        TRY(term_find(&number, inverter, waiting_text(inverter, &waiting[i]),
                      waiting[i].hash, err));
        if (waiting[i].entry != NO_ENTRY)
            batch_resolve(&inverter->batch, waiting[i].entry, number);
        if (waiting[i].known)
            ((uint32_t *)(void *)inverter->by_known.at)[waiting[i].known] =
                number + 1;
    }
    buf_clear(&inverter->waiting);
    buf_clear(&inverter->waiting_texts);
    return STATUS_OK;
}

/* ---- the document at hand
 * ----------------------------------------------------- */

void
inverter_start(struct inverter *inverter)
{
    buf_clear(&inverter->values);
    buf_clear(&inverter->value_texts);
    buf_clear(&inverter->waiting);
    buf_clear(&inverter->waiting_texts);
    batch_start(&inverter->batch);
}

/* The place in the line of a word; NULL: not kept. */
static inline uint32_t *
known_place(struct inverter *inverter, uint32_t *line, enum family family)
{
    if (!line)
        return NULL;
    unsigned column = column_of(inverter, family);
    return column < KNOWN_COLUMNS ? &line[column] : NULL;
}

static enum status
sink_term(struct term_sink *sink, const struct sunk_term *sunk,
          struct error *err)
{
    struct inverter *inverter = (struct inverter *)sink;
    uint32_t *line = known_line(inverter, sunk->known), number = 0;
    uint32_t *known = known_place(inverter, line, sunk->family);
    if (known && *known)
        number = *known - 1;
    else
        TRY(term_wait(inverter, sunk, known, err));
    return batch_add(&inverter->batch, number, sunk->wdf, sunk->positions,
                     sunk->count, err);
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
    struct pending_value fresh = {slot, (uint32_t)inverter->value_texts.len,
                                  (uint32_t)value.len};
    size_t count, i = 0;
    struct pending_value *values = values_of(inverter, &count);
    buf_add(&inverter->value_texts, value);
    while (i < count && values[i].slot != slot)
        i++;
    if (i < count)
        values[i] = fresh;
    else
        buf_add(&inverter->values,
                (struct str){(const char *)&fresh, sizeof fresh});
    TRY(buf_status(&inverter->value_texts, err));
    return buf_status(&inverter->values, err);
}

/* For the map stem -> words; `kept`, which may be NULL, is set when the
 * document ends. */
static enum status
pair_wait(struct inverter *inverter, struct str word, struct str stem,
          const uint32_t *kept, struct error *err)
{
    const struct str parts[] = {STR(INVERTER_WORDS),
                                stem,
                                {"", 1}, /* a zero byte */
                                word};
    size_t head = sizeof INVERTER_WORDS - 1;
    if (head + stem.len + 1 + word.len > INVERTER_TEXT_MAX)
        return STATUS_OK;
    return wait_for(inverter, parts, sizeof parts / sizeof *parts, NO_ENTRY,
                    kept, err);
}

/* A term of a word, which `line` may know. */
static inline enum status
word_term(struct inverter *inverter, uint32_t *line, enum family family,
          const struct sunk_word *word, struct error *err)
{
    uint32_t *known = known_place(inverter, line, family), number = 0;
    if (known && *known) {
        number = *known - 1;
    } else {
        struct sunk_term term = {.prefix = family_prefix(family),
                                 .word = family == FAMILY_STEM ? word->stem
                                                               : word->word};
        TRY(term_wait(inverter, &term, known, err));
    }
    if (family == FAMILY_WORD)
        return batch_add(&inverter->batch, number, 0, word->positions,
                         word->count, err);
    return batch_put(&inverter->batch, number,
                     family == FAMILY_STEM ? word->weight : 0, err);
}

static PREFETCHES void
line_prefetch(const struct inverter *inverter, const struct sunk_word *word)
{
    size_t at = (size_t)word->known * KNOWN_COLUMNS * sizeof(uint32_t);
    if (at < inverter->by_known.len)
        __builtin_prefetch(inverter->by_known.at + at);
}

/* All that a word makes from its one line of by_known, which is asked for some
 * words ahead. */
static enum status
sink_words(struct term_sink *sink, const struct sunk_word *words, size_t count,
           struct error *err)
{
    struct inverter *inverter = (struct inverter *)sink;
    for (size_t i = 0; i < count && i < WORDS_AHEAD; i++)
        line_prefetch(inverter, &words[i]);
    for (size_t i = 0; i < count; i++) {
        const struct sunk_word *word = &words[i];
        if (i + WORDS_AHEAD < count)
            line_prefetch(inverter, word + WORDS_AHEAD);
        uint32_t *line = known_line(inverter, word->known);
        TRY(word_term(inverter, line, FAMILY_STEM, word, err));
        TRY(word_term(inverter, line, FAMILY_WORD, word, err));
        for (uint64_t left = word->families; left; left &= left - 1)
            TRY(word_term(inverter, line, (enum family)__builtin_ctzll(left),
                          word, err));
        if (!line || !line[0])
            TRY(pair_wait(inverter, word->word, word->stem, line, err));
    }
    return STATUS_OK;
}

/* The place of a slot, or the number of slots. */
static size_t
slot_place(const struct inverter *inverter, uint32_t slot)
{
    const struct inverted_slot *slots = (const void *)inverter->slots.at;
    size_t count = inverter->slots.len / sizeof *slots, i = 0;
    if (slot < INVERTER_SLOTS)
        return inverter->slot_places[slot]
                   ? inverter->slot_places[slot] - (size_t)1
                   : count;
    while (i < count && slots[i].slot != slot)
        i++;
    return i;
}

static enum status
slot_of(struct inverted_slot **out, struct inverter *inverter, uint32_t slot,
        struct error *err)
{
    struct inverted_slot *slots =
        (struct inverted_slot *)(void *)inverter->slots.at;
    size_t count = inverter->slots.len / sizeof *slots;
    size_t place = slot_place(inverter, slot);
    if (place < count) {
        *out = &slots[place];
        return STATUS_OK;
    }
    if (!buf_reserve(&inverter->slots, sizeof *slots))
        return error_no_memory(err);
    slots = (struct inverted_slot *)(void *)inverter->slots.at;
    slots[count] = (struct inverted_slot){.slot = slot,
                                          .lowest = BUF_INIT(UINT32_MAX),
                                          .highest = BUF_INIT(UINT32_MAX)};
    inverter->slots.len += sizeof *slots;
    if (slot < INVERTER_SLOTS && count < UINT16_MAX)
        inverter->slot_places[slot] = (uint16_t)(count + 1);
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

/* There are about ten. */
static void
values_sort(struct pending_value *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct pending_value one = values[i];
        size_t to = i;
        for (; to > 0 && values[to - 1].slot > one.slot; to--)
            values[to] = values[to - 1];
        values[to] = one;
    }
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
    values_sort(values, kept);
    for (size_t i = 0; i < kept; i++)
        TRY(value_add(inverter, values[i].slot,
                      (struct str){inverter->value_texts.at + values[i].at,
                                   values[i].len},
                      docid, err));
    *used = kept;
    return STATUS_OK;
}

/* The document's own list, without the terms that stand in chunks; *length =
 * the sum of wdf. */
static enum status
document_add(struct inverter *inverter, struct length *length, size_t slots,
             struct error *err)
{
    const struct batch *batch = &inverter->batch;
    const struct entry *entry = batch->entries + batch->document;
    const struct entry *end = batch->entries + batch->count;
    struct buf *list = &inverter->list;
    uint8_t head[3 * GLASS_UINT_MAX];
    size_t count, most = (size_t)(end - entry), terms = 0, len = 0;
    const struct pending_value *values = values_of(inverter, &count);
    buf_clear(list);
    if (!buf_reserve(list, (1 + 2 * most + slots) * GLASS_UINT_MAX))
        return error_no_memory(err);
    uint8_t *to = (uint8_t *)list->at;
    for (; entry < end; entry++) {
        if (entry->what & ENTRY_PLACES)
            continue;
        length->length += entry->what;
        len += inverter_list_entry(to + len, entry->term, entry->what);
        terms++;
    }
    len += glass_uint(to + len, slots);
    for (size_t i = 0; i < slots; i++)
        len += glass_uint(to + len, values[i].slot);
    size_t head_len = glass_uint(head, length->docid);
    head_len += glass_uint(head + head_len, length->length);
    head_len += glass_uint(head + head_len, terms);
    uint8_t *kept =
        chain_reserve(&inverter->documents, &inverter->pool, head_len + len);
    if (!kept)
        return error_no_memory(err);
    memcpy(kept, head, head_len);
    memcpy(kept + head_len, to, len);
    chain_used(&inverter->documents, &inverter->pool, head_len + len);
    return STATUS_OK;
}

enum status
inverter_end(struct inverter *inverter, uint32_t docid, struct error *err)
{
    struct length length = {.docid = docid};
    size_t slots;
    TRY(terms_resolve(inverter, err));
    TRY(batch_join(&inverter->batch, docid, err));
    TRY(values_add(&slots, inverter, docid, err));
    TRY(document_add(inverter, &length, slots, err));
    buf_add(&inverter->lengths,
            (struct str){(const char *)&length, sizeof length});
    TRY(buf_status(&inverter->lengths, err));
    return batch_is_full(&inverter->batch) ? inverter_flush(inverter, err)
                                           : STATUS_OK;
}

enum status
inverter_init(struct inverter *out, size_t entries, struct error *err)
{
    (void)err;
    *out = (struct inverter){
        .sink = {.term = sink_term, .value = sink_value, .words = sink_words},
        .terms = BUF_INIT(SIZE_MAX / 2),
        .slots = BUF_INIT(SIZE_MAX / 2),
        .lengths = BUF_INIT(SIZE_MAX / 2),
        .by_known = BUF_INIT(SIZE_MAX / 2),
        .values = BUF_INIT(SIZE_MAX / 2),
        .value_texts = BUF_INIT(UINT32_MAX),
        .waiting = BUF_INIT(SIZE_MAX / 2),
        .waiting_texts = BUF_INIT(UINT32_MAX),
        .list = BUF_INIT(SIZE_MAX / 2)};
    batch_init(&out->batch, entries ? entries : BATCH_ENTRIES);
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
    pool_release(&inverter->texts);
    inverted_slots_release(&inverter->slots);
    buf_release(&inverter->terms);
    buf_release(&inverter->lengths);
    buf_release(&inverter->by_known);
    batch_release(&inverter->batch);
    buf_release(&inverter->values);
    buf_release(&inverter->value_texts);
    buf_release(&inverter->waiting);
    buf_release(&inverter->waiting_texts);
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
    pool_clear(&inverter->texts);
    buf_clear(&inverter->terms);
    buf_clear(&inverter->lengths);
    inverter->documents = (struct chain){0};
    inverter->term_count = inverter->highest_wdf = 0;
    batch_forget(&inverter->batch);
    memset(inverter->slot_places, 0, sizeof inverter->slot_places);
    free(inverter->table);
    inverter->table = NULL;
    inverter->table_size = 0;
    if (inverter->by_known.len)
        memset(inverter->by_known.at, 0, inverter->by_known.len);
}

/* While terms are sorted there are a key, a name and two numbers for each; but
 * their table is gone then, and what documents are collected in.  What is
 * collected grows in chains by a few bytes an entry. */
enum { SORTING = 28, APPENDING = 6 };

size_t
inverter_bytes(const struct inverter *inverter)
{
    size_t sorting = inverter->term_count * (size_t)SORTING;
    size_t finding = inverter->table_size * sizeof *inverter->table +
                     batch_bytes(&inverter->batch);
    return inverter->pool.len + inverter->texts.len + inverter->terms.len +
           inverter->lengths.len + inverter->batch.count * APPENDING +
           inverter->by_known.size + inverter->value_texts.size +
           inverter->list.size + (sorting > finding ? sorting : finding);
}
