/* Query, fourth step: the places of words, window by window. */
#include "sweep_words.h"

#include "deadline.h"
#include "term_places.h"

#include <string.h>

enum {
    KEEP_LEAST = 64, /* documents of a word whose list is kept open */
    STRIDE = 16      /* chunks between two looks at the deadline */
};

enum status
sweep_words_make(struct sweep_words **out, struct positions *positions,
                 struct arena *arena, struct error *err)
{
    struct sweep_words *words = arena_alloc(arena, sizeof *words);
    if (!words)
        return error_no_memory(err);
    words->positions = positions;
    words->arena = arena;
    *out = words;
    return STATUS_OK;
}

void
sweep_words_release(struct sweep_words *words)
{
    if (!words)
        return;
    for (size_t i = 0; i < words->kept_count; i++)
        position_list_release(words->kept[i]);
    position_list_release(&words->shared);
    position_list_release(&words->stretches);
    position_parts_release(&words->parts);
}

/* The stretches that bound a word: most often the same as before. */
static void
start_stretches(struct sweep_words *words, const struct sweep_word *word)
{
    struct term name;
    bool same = words->family;
    words->family = term_stretches(&name, word->term);
    if (!words->family)
        return;
    same = same && name.len == words->name.len &&
           memcmp(name.at, words->name.at, name.len) == 0;
    words->name = name;
    if (!same)
        position_list_start(&words->stretches, words->positions,
                            (struct str){words->name.at, words->name.len});
}

static enum status
keep_list(struct sweep_words *words, struct sweep_word *word, struct error *err)
{
    word->kept = arena_alloc(words->arena, sizeof *word->kept);
    if (!word->kept)
        return error_no_memory(err);
    words->kept[words->kept_count++] = word->kept;
    return STATUS_OK;
}

enum status
sweep_word_start(struct sweep_words *words, struct sweep_word *word,
                 struct error *err)
{
    struct term name;
    bool again = word->kept;
    start_stretches(words, word);
    if (!again && word->documents >= KEEP_LEAST &&
        words->kept_count < SWEEP_WORDS_KEPT)
        TRY(keep_list(words, word, err));
    words->list = word->kept ? word->kept : &words->shared;
    if (again)
        return STATUS_OK;
    deadline_work(DEADLINE_WORK_TERM);
    position_list_start(words->list, words->positions,
                        term_place_list(&name, word->term));
    words->list->from = word->next;
    return STATUS_OK;
}

/* Cuts one list to the stretches of its document. */
static enum status
cut_part(struct position_part *part, struct sweep_words *words, uint32_t docid,
         struct error *err)
{
    struct position_list *stretches = &words->stretches;
    uint32_t next, *at = words->parts.at + part->first;
    deadline_work(DEADLINE_WORK_LIST);
    TRY(position_list_find(&next, stretches, docid, err));
    if (next != docid) {
        part->count = 0;
        return STATUS_OK;
    }
    TRY(position_list_read(stretches, err));
    part->count = (uint32_t)term_places_within(at, part->count, stretches->at,
                                               stretches->count);
    return STATUS_OK;
}

enum status
sweep_word_read(struct sweep_words *words, struct sweep_word *word,
                const struct position_window *window, struct error *err)
{
    struct position_parts *parts = &words->parts;
    if (++words->looks % STRIDE == 0)
        TRY(deadline_check(err));
    TRY(position_list_take(parts, words->list, window, err));
    word->next = words->list->from;
    if (parts->count == 0)
        return STATUS_OK;
    const struct position_part *last = &parts->part[parts->count - 1];
    deadline_work(DEADLINE_WORK_CHUNK + parts->count * DEADLINE_WORK_PART +
                  (last->first + last->count) * DEADLINE_WORK_POSITION);
    for (size_t i = 0; words->family && i < parts->count; i++)
        TRY(cut_part(&parts->part[i], words,
                     window->start + parts->part[i].document, err));
    return STATUS_OK;
}
