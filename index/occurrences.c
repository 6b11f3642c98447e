/* index: the words of a document, grouped. */
#include "occurrences.h"

#include <stdlib.h>
#include <string.h>

void
occurrences_start(struct occurrences *all, uint32_t kept)
{
    buf_clear(&all->words);
    buf_clear(&all->lists);
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
    buf_release(&all->lists);
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

static struct occurrence_list *
list_at(const struct occurrences *all, uint32_t list)
{
    return &((struct occurrence_list *)(void *)all->lists.at)[list];
}

const struct occurrence_list *
occurrences_list(const struct occurrences *all, uint32_t list)
{
    return list_at(all, list);
}

static struct occurrence_place *
place_at(const struct occurrences *all, uint32_t place)
{
    return &((struct occurrence_place *)(void *)all->places.at)[place];
}

/* Room for one object more; its number, OCCURRENCE_NONE without memory. */
static uint32_t
push(struct buf *array, size_t size)
{
    if (!buf_reserve(array, size))
        return OCCURRENCE_NONE;
    uint32_t at = (uint32_t)(array->len / size);
    array->len += size;
    return at;
}

static enum status
word_new(uint32_t *out, struct occurrences *all, struct str word,
         struct str stem, uint32_t known, struct error *err)
{
    uint32_t at = push(&all->words, sizeof(struct occurrence_word));
    if (at == OCCURRENCE_NONE)
        return error_no_memory(err);
    occurrences_words(all)[at] = (struct occurrence_word){
        .word = word, .stem = stem, .known = known, .lists = OCCURRENCE_NONE};
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

static enum status
list_new(uint32_t *out, struct occurrences *all, uint32_t word,
         enum family family, struct error *err)
{
    uint32_t at = push(&all->lists, sizeof(struct occurrence_list));
    if (at == OCCURRENCE_NONE)
        return error_no_memory(err);
    struct occurrence_word *of = &occurrences_words(all)[word];
    *list_at(all, at) = (struct occurrence_list){
        .family = family, .next = of->lists, .rising = true};
    of->lists = at;
    *out = at;
    return STATUS_OK;
}

enum status
occurrences_place(struct occurrences *all, uint32_t word, enum family family,
                  uint32_t position, struct error *err)
{
    uint32_t at = occurrences_words(all)[word].lists;
    while (at != OCCURRENCE_NONE && list_at(all, at)->family != family)
        at = list_at(all, at)->next;
    if (at == OCCURRENCE_NONE)
        TRY(list_new(&at, all, word, family, err));
    uint32_t place = push(&all->places, sizeof(struct occurrence_place));
    if (place == OCCURRENCE_NONE)
        return error_no_memory(err);
    *place_at(all, place) = (struct occurrence_place){position, 0};
    struct occurrence_list *list = list_at(all, at);
    if (list->count++ == 0) {
        list->first = place;
    } else {
        struct occurrence_place *last = place_at(all, list->last);
        list->rising = list->rising && last->position < position;
        last->next = place;
    }
    list->last = place;
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
occurrences_positions(const uint32_t **out, size_t *count,
                      struct occurrences *all,
                      const struct occurrence_list *list, struct error *err)
{
    buf_clear(&all->positions);
    if (!buf_reserve(&all->positions, list->count * sizeof(uint32_t)))
        return error_no_memory(err);
    uint32_t *at = (uint32_t *)(void *)all->positions.at;
    uint32_t place = list->first;
    for (uint32_t i = 0; i < list->count; i++) {
        const struct occurrence_place *one = place_at(all, place);
        at[i] = one->position;
        place = one->next;
    }
    *count = list->rising ? list->count : sort_unique(at, list->count);
    *out = at;
    return STATUS_OK;
}
