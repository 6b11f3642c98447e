/* index: the words of a document, grouped. */
#include "occurrences.h"

#include <stdlib.h>
#include <string.h>

enum {
    TEXT_FIRST = 256,    /* slots of words without a number */
    AHEAD = 8,           /* tokens */
    AT_ONCE = 128,       /* tokens that room is made for */
    BYTES_KEPT = 4 << 20 /* of one array, between two documents */
};

/* In the order in which they are met. */
struct place {
    uint32_t word, position;
};

/* A place in capitals, and the one before it of the same word. */
struct capitals_place {
    uint32_t position, before; /* + 1, 0 = none */
    enum family family;
};

/* Of another document: free. */
struct known_slot {
    uint32_t document, word;
};
struct text_slot {
    uint32_t document, hash, word;
};

void
occurrences_release(struct occurrences *all)
{
    buf_release(&all->counts);
    buf_release(&all->words);
    buf_release(&all->places);
    buf_release(&all->capitals);
    buf_release(&all->positions);
    buf_release(&all->by_known);
    buf_release(&all->by_text);
}

/* `want` bytes, the new ones 0. */
static enum status
bytes_room(struct buf *array, size_t want, struct error *err)
{
    if (want <= array->len)
        return STATUS_OK;
    if (!buf_reserve(array, want - array->len))
        return error_no_memory(err);
    memset(array->at + array->len, 0, want - array->len);
    array->len = want;
    return STATUS_OK;
}

/* Empty, and of no great size if it was of one huge document. */
static void
array_clear(struct buf *array)
{
    if (array->size > BYTES_KEPT)
        buf_release(array);
    buf_clear(array);
}

enum status
occurrences_start(struct occurrences *all, uint32_t kept, struct error *err)
{
    size_t want = ((size_t)kept + 1) * sizeof(struct known_slot);
    array_clear(&all->counts);
    array_clear(&all->words);
    array_clear(&all->places);
    array_clear(&all->capitals);
    array_clear(&all->positions);
    if (all->by_text.size > BYTES_KEPT)
        buf_release(&all->by_text);
    all->word_count = all->by_text_count = 0;
    all->kept_before = kept;
    all->document++;
    return bytes_room(&all->by_known, want > all->by_known.len ? 2 * want : 0,
                      err);
}

/* ---- words --------------------------------------------------------------- */

/* Room for so many more words. */
static enum status
words_room(struct occurrences *all, size_t count, struct error *err)
{
    return buf_reserve(&all->counts, count * sizeof(struct occurrence)) &&
                   buf_reserve(&all->words,
                               count * sizeof(struct occurrence_word))
               ? STATUS_OK
               : error_no_memory(err);
}

/* There is room. */
static inline uint32_t
word_new(struct occurrences *all, struct str word, struct str stem,
         uint32_t known)
{
    uint32_t at = all->word_count++;
    all->counts.len += sizeof(struct occurrence);
    all->words.len += sizeof(struct occurrence_word);
    occurrences_counts(all)[at] = (struct occurrence){.known = known};
    occurrences_words(all)[at] =
        (struct occurrence_word){.word = word, .stem = stem};
    return at;
}

/* The slot of the word or the free one where it belongs. */
static struct text_slot *
text_slot_of(const struct occurrences *all, uint32_t hash, struct str word)
{
    struct text_slot *slots = (struct text_slot *)(void *)all->by_text.at;
    size_t mask = all->by_text.len / sizeof *slots - 1;
    for (size_t i = hash >> 1 & mask;; i = (i + 1) & mask) {
        struct text_slot *slot = &slots[i];
        if (slot->document != all->document ||
            (slot->hash == hash &&
             str_eq(occurrences_words(all)[slot->word].word, word)))
            return slot;
    }
}

static bool
text_grow(struct occurrences *all)
{
    struct buf old = all->by_text, grown = BUF_INIT(SIZE_MAX / 2);
    size_t count = old.len / sizeof(struct text_slot);
    if (count && all->by_text_count < count / 2)
        return true;
    size_t size = (count ? 2 * count : TEXT_FIRST) * sizeof(struct text_slot);
    if (!buf_reserve(&grown, size))
        return false;
    grown.len = size;
    memset(grown.at, 0, size);
    all->by_text = grown;
    const struct text_slot *slots = (struct text_slot *)(void *)old.at;
    for (size_t i = 0; i < count; i++)
        if (slots[i].document == all->document)
            *text_slot_of(all, slots[i].hash,
                          occurrences_words(all)[slots[i].word].word) =
                slots[i];
    buf_release(&old);
    return true;
}

/* A word without a number; or one numbered since the document began, which
 * may have stood in it before.  There is room for it. */
SELDOM static enum status
word_by_text(uint32_t *out, struct occurrences *all, struct str word,
             struct str stem, uint32_t known, struct error *err)
{
    uint32_t hash = str_hash(word);
    if (!text_grow(all))
        return error_no_memory(err);
    struct text_slot *slot = text_slot_of(all, hash, word);
    if (slot->document != all->document) {
        uint32_t fresh = word_new(all, word, stem, known);
        *slot = (struct text_slot){all->document, hash, fresh};
        all->by_text_count++;
    }
    *out = slot->word;
    return STATUS_OK;
}

static inline enum status
word_find(uint32_t *out, struct occurrences *all, struct str word,
          struct str stem, uint32_t known, struct error *err)
{
    if (known == 0 || known > all->kept_before)
        return word_by_text(out, all, word, stem, known, err);
    struct known_slot *slot =
        &((struct known_slot *)(void *)all->by_known.at)[known];
    if (slot->document != all->document)
        *slot = (struct known_slot){all->document,
                                    word_new(all, word, stem, known)};
    *out = slot->word;
    return STATUS_OK;
}

static PREFETCHES void
word_prefetch(const struct occurrences *all, uint32_t known)
{
    if (known <= all->kept_before)
        __builtin_prefetch(
            (const struct known_slot *)(const void *)all->by_known.at + known);
}

/* ---- places -------------------------------------------------------------- */

static enum status
capitals_add(struct occurrences *all, uint32_t word, uint32_t position,
             enum capitals capitals, struct error *err)
{
    struct occurrence_word *of = &occurrences_words(all)[word];
    struct capitals_place place = {position, of->capitals,
                                   capitals == CAPITALS_ALL ? FAMILY_CAPITALS
                                                            : FAMILY_INITIAL};
    buf_add(&all->capitals, (struct str){(const char *)&place, sizeof place});
    of->capitals = (uint32_t)(all->capitals.len / sizeof place);
    of->families |= family_bit(place.family);
    return buf_status(&all->capitals, err);
}

/* How the token is written; most of them begin with a small letter. */
static inline enum capitals
capitals_at(struct str text, const struct token *token)
{
    unsigned char first = (unsigned char)text.at[token->start];
    if (first >= 'a' && first <= 'z')
        return CAPITALS_NONE;
    return capitals_of(token->word, str_range(text, token->start, token->end));
}

/* Some of the tokens, from `first` on. */
static enum status
tokens_take(struct occurrences *all, const struct occurrence_block *block,
            const struct tokens *tokens, size_t first, size_t end,
            struct str text, const uint8_t *capitals, struct error *err)
{
    struct place *places =
        (struct place *)(void *)(all->places.at + all->places.len);
    TRY(words_room(all, end - first, err));
    for (size_t i = first; i < end; i++) {
        const struct token *token = &tokens->at[i];
        uint32_t word = 0, position = block->before + token->position;
        if (i + AHEAD < tokens->count)
            word_prefetch(all, token[AHEAD].known);
        TRY(word_find(&word, all, token->word, token->stem, token->known, err));
        struct occurrence *count = &occurrences_counts(all)[word];
        count->weight += block->weight;
        count->where |= block->where;
        count->count++;
        *places++ = (struct place){word, position};
        if (block->families)
            occurrences_words(all)[word].families |= block->families;
        enum capitals written =
            capitals ? (enum capitals)capitals[i] : capitals_at(text, token);
        if (written != CAPITALS_NONE)
            TRY(capitals_add(all, word, position, written, err));
    }
    all->places.len += (end - first) * sizeof *places;
    return STATUS_OK;
}

enum status
occurrences_tokens(struct occurrences *all,
                   const struct occurrence_block *block,
                   const struct tokens *tokens, struct str text,
                   const uint8_t *capitals, struct error *err)
{
    if (!buf_reserve(&all->places, tokens->count * sizeof(struct place) + 1))
        return error_no_memory(err);
    for (size_t first = 0, end; first < tokens->count; first = end) {
        end = first + AT_ONCE < tokens->count ? first + AT_ONCE : tokens->count;
        TRY(tokens_take(all, block, tokens, first, end, text, capitals, err));
    }
    return STATUS_OK;
}

enum status
occurrences_word(uint32_t *out, struct occurrences *all,
                 const struct occurrence_block *block, struct str word,
                 struct str stem, uint32_t known, struct error *err)
{
    TRY(words_room(all, 1, err));
    TRY(word_find(out, all, word, stem, known, err));
    occurrences_counts(all)[*out].weight += block->weight;
    occurrences_counts(all)[*out].where |= block->where;
    return STATUS_OK;
}

enum status
occurrences_place(struct occurrences *all, const struct occurrence_block *block,
                  uint32_t word, uint32_t position, struct error *err)
{
    struct place place = {word, block->before + position};
    buf_add(&all->places, (struct str){(const char *)&place, sizeof place});
    occurrences_counts(all)[word].count++;
    occurrences_words(all)[word].families |= block->families;
    occurrences_words(all)[word].unordered = true;
    return buf_status(&all->places, err);
}

/* ---- positions ----------------------------------------------------------- */

static int
by_number(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static size_t
sort_unique(uint32_t *at, size_t count)
{
    size_t kept = 0, rising = 1;
    while (rising < count && at[rising - 1] < at[rising])
        rising++;
    if (rising >= count)
        return count;
    qsort(at, count, sizeof *at, by_number);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || at[kept - 1] != at[i])
            at[kept++] = at[i];
    return kept;
}

enum status
occurrences_positions(const uint32_t **out, struct occurrences *all,
                      struct error *err)
{
    struct occurrence *counts = occurrences_counts(all);
    const struct place *places = (struct place *)(void *)all->places.at;
    size_t place_count = all->places.len / sizeof *places;
    uint32_t start = 0;
    buf_clear(&all->positions);
    if (!buf_reserve(&all->positions, place_count * sizeof(uint32_t) + 1))
        return error_no_memory(err);
    uint32_t *at = (uint32_t *)(void *)all->positions.at;
    for (uint32_t w = 0; w < all->word_count; w++) {
        counts[w].start = start;
        start += counts[w].count;
    }
    for (size_t i = 0; i < place_count; i++)
        at[counts[places[i].word].start++] = places[i].position;
    for (uint32_t w = 0; w < all->word_count; w++) {
        counts[w].start -= counts[w].count;
        if (occurrences_words(all)[w].unordered)
            counts[w].count =
                (uint32_t)sort_unique(at + counts[w].start, counts[w].count);
    }
    *out = at;
    return STATUS_OK;
}

enum status
occurrences_capitals(struct buf *out, const struct occurrences *all,
                     const struct occurrence_word *word, enum family family,
                     struct error *err)
{
    const struct capitals_place *places =
        (struct capitals_place *)(void *)all->capitals.at;
    size_t count = 0;
    buf_clear(out);
    for (uint32_t at = word->capitals; at; at = places[at - 1].before)
        count += places[at - 1].family == family;
    if (!buf_reserve(out, count * sizeof(uint32_t) + 1))
        return error_no_memory(err);
    uint32_t *to = (uint32_t *)(void *)out->at;
    out->len = count * sizeof *to;
    for (uint32_t at = word->capitals; at; at = places[at - 1].before)
        if (places[at - 1].family == family)
            to[--count] = places[at - 1].position;
    return STATUS_OK;
}
