/* index: the words of a document, grouped. */
#include "occurrences.h"

#include <stdlib.h>
#include <string.h>

void
occurrences_start(struct occurrences *all, uint32_t kept)
{
    buf_clear(&all->words);
    buf_clear(&all->places);
    if (all->by_text.count)
        map_clear(&all->by_text);
    all->word_count = 0;
    all->kept_before = kept;
}

void
occurrences_release(struct occurrences *all)
{
    buf_release(&all->words);
    buf_release(&all->places);
    buf_release(&all->positions);
    buf_release(&all->by_known);
    map_release(&all->by_text);
}

struct occurrence_word *
occurrences_words(const struct occurrences *all)
{
    return (struct occurrence_word *)(void *)all->words.at;
}

static struct occurrence_place *
place_at(const struct occurrences *all, uint32_t place)
{
    return &((struct occurrence_place *)(void *)all->places.at)[place];
}

enum { NONE = UINT32_MAX };

/* Room for one object more; its number, NONE without memory. */
static uint32_t
push(struct buf *array, size_t size)
{
    if (!buf_reserve(array, size))
        return NONE;
    uint32_t at = (uint32_t)(array->len / size);
    array->len += size;
    return at;
}

static enum status
word_new(uint32_t *out, struct occurrences *all, struct str word,
         struct str stem, uint32_t known, struct error *err)
{
    uint32_t at = push(&all->words, sizeof(struct occurrence_word));
    if (at == NONE)
        return error_no_memory(err);
    occurrences_words(all)[at] = (struct occurrence_word){
        .word = word, .stem = stem, .known = known, .rising = true};
    all->word_count++;
    *out = at;
    return STATUS_OK;
}

/* Room in by_known for this number; what is new there is 0. */
static enum status
number_room(struct occurrences *all, uint32_t known, struct error *err)
{
    size_t want = ((size_t)known + 1) * sizeof(uint32_t);
    if (want <= all->by_known.len)
        return STATUS_OK;
    want *= 2;
    if (!buf_reserve(&all->by_known, want - all->by_known.len))
        return error_no_memory(err);
    memset(all->by_known.at + all->by_known.len, 0, want - all->by_known.len);
    all->by_known.len = want;
    return STATUS_OK;
}

/* A word without a number; or one numbered since the document began, which
 * may have stood in it before. */
static enum status
word_by_text(uint32_t *out, struct occurrences *all, struct str word,
             struct str stem, uint32_t known, struct error *err)
{
    uint64_t *found = map_at(&all->by_text, word);
    if (!found)
        return error_no_memory(err);
    if (*found == 0) {
        TRY(word_new(out, all, word, stem, known, err));
        *found = (uint64_t)*out + 1;
    }
    *out = (uint32_t)(*found - 1);
    return STATUS_OK;
}

enum status
occurrences_word(uint32_t *out, struct occurrences *all, struct str word,
                 struct str stem, uint32_t known, struct error *err)
{
    if (known == 0 || known > all->kept_before)
        return word_by_text(out, all, word, stem, known, err);
    TRY(number_room(all, known, err));
    uint32_t *by_known = (uint32_t *)(void *)all->by_known.at;
    uint32_t at = by_known[known];
    if (at < all->word_count && occurrences_words(all)[at].known == known) {
        *out = at;
        return STATUS_OK;
    }
    TRY(word_new(out, all, word, stem, known, err));
    by_known[known] = *out;
    return STATUS_OK;
}

enum status
occurrences_place(struct occurrences *all, uint32_t word, uint32_t position,
                  enum family family, struct error *err)
{
    uint32_t place = push(&all->places, sizeof(struct occurrence_place));
    if (place == NONE)
        return error_no_memory(err);
    *place_at(all, place) = (struct occurrence_place){position, 0, family};
    struct occurrence_word *of = &occurrences_words(all)[word];
    of->places++;
    if (of->count++ == 0) {
        of->first = place;
    } else {
        struct occurrence_place *last = place_at(all, of->last);
        of->rising = of->rising && last->position < position;
        last->next = place;
    }
    of->last = place;
    return STATUS_OK;
}

static int
by_number(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static size_t
sort_unique(uint32_t *at, size_t count)
{
    size_t kept = 0;
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
    buf_clear(&all->positions);
    if (!buf_reserve(&all->positions, all->places.len + 1))
        return error_no_memory(err);
    uint32_t *at = (uint32_t *)(void *)all->positions.at;
    *out = at;
    for (uint32_t w = 0; w < all->word_count; w++) {
        struct occurrence_word *word = &occurrences_words(all)[w];
        uint32_t place = word->first;
        for (uint32_t i = 0; i < word->count; i++) {
            const struct occurrence_place *one = place_at(all, place);
            at[i] = one->position;
            place = one->next;
        }
        if (!word->rising)
            word->count = (uint32_t)sort_unique(at, word->count);
        at += word->count;
    }
    return STATUS_OK;
}

enum status
occurrences_capitals(struct buf *out, const struct occurrences *all,
                     const struct occurrence_word *word, enum family family,
                     struct error *err)
{
    uint32_t place = word->first;
    buf_clear(out);
    for (uint32_t i = 0; i < word->places; i++) {
        const struct occurrence_place *one = place_at(all, place);
        if (one->family == family)
            buf_add(out, (struct str){(const char *)&one->position,
                                      sizeof one->position});
        place = one->next;
    }
    TRY(buf_status(out, err));
    size_t count = out->len / sizeof(uint32_t);
    if (!word->rising)
        count = sort_unique((uint32_t *)(void *)out->at, count);
    out->len = count * sizeof(uint32_t);
    return STATUS_OK;
}
