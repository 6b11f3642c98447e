/* Query, fourth step: the places of words, window by window. */
#include "sweep_words.h"

#include "buf.h"
#include "deadline.h"
#include "term_places.h"
#include "terms.h"

#include <string.h>

enum {
    KEPT_MAX = 128,  /* lists kept open, */
    KEEP_LEAST = 64, /* and documents of a word whose list is */
    STRIDE = 16      /* chunks between two looks at the deadline */
};

struct sweep_list {
    struct position_list list;
    struct sweep_list *next;
};

/* The stretches of a family in one window. */
struct sweep_family {
    struct term name;
    struct position_list list;
    struct sweep_family *next;
    uint32_t start;             /* of the window; 0: none yet */
    uint64_t known[AREA_WORDS]; /* documents looked at, */
    uint64_t has[AREA_WORDS];   /* and those with stretches: */
    struct position_part of[AREA_DOCS];
    struct buf numbers;
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
    for (struct sweep_list *kept = words->kept; kept; kept = kept->next)
        position_list_release(&kept->list);
    for (struct sweep_family *family = words->families; family;
         family = family->next) {
        position_list_release(&family->list);
        buf_release(&family->numbers);
    }
    position_list_release(&words->shared);
    position_parts_release(&words->parts);
}

/* The next lists of the window at hand, their cost counted. */
static enum status
take(struct sweep_words *words, struct position_list *list,
     const struct position_window *window, struct error *err)
{
    const struct position_parts *parts = &words->parts;
    if (++words->looks % STRIDE == 0)
        TRY(deadline_check(err));
    TRY(position_list_take(&words->parts, list, window, err));
    if (parts->count == 0)
        return STATUS_OK;
    const struct position_part *last = &parts->part[parts->count - 1];
    deadline_work(DEADLINE_WORK_CHUNK + parts->count * DEADLINE_WORK_PART +
                  (last->first + last->count) * DEADLINE_WORK_POSITION);
    return STATUS_OK;
}

/* ---- families ------------------------------------------------------------ */

/* Is all that is wanted known of this window? */
static bool
family_is_ready(const struct sweep_family *family,
                const struct position_window *window)
{
    uint64_t unknown = 0;
    for (size_t i = 0; i < AREA_WORDS; i++)
        unknown |= window->bits[i] & ~family->known[i];
    return family->start == window->start && !unknown;
}

static enum status
keep_stretches(struct sweep_family *family, const struct position_parts *parts,
               struct error *err)
{
    uint32_t before = (uint32_t)(family->numbers.len / sizeof *parts->at);
    const struct position_part *last = &parts->part[parts->count - 1];
    buf_add(&family->numbers,
            (struct str){(const char *)parts->at,
                         (last->first + last->count) * sizeof *parts->at});
    for (size_t i = 0; i < parts->count; i++) {
        struct position_part part = parts->part[i];
        part.first += before;
        family->of[part.document] = part;
        bits_add(family->has, part.document);
    }
    return buf_status(&family->numbers, err);
}

static enum status
read_family(struct sweep_words *words, struct sweep_family *family,
            const struct position_window *window, struct error *err)
{
    if (family_is_ready(family, window))
        return STATUS_OK;
    if (family->start >= window->start || family->start == 0)
        position_list_start(&family->list, words->positions,
                            (struct str){family->name.at, family->name.len});
    family->start = window->start;
    memcpy(family->known, window->bits, sizeof family->known);
    memset(family->has, 0, sizeof family->has);
    buf_clear(&family->numbers);
    for (;;) {
        TRY(take(words, &family->list, window, err));
        if (words->parts.count == 0)
            return STATUS_OK;
        TRY(keep_stretches(family, &words->parts, err));
    }
}

/* The family that bounds a word; NULL: it may stand anywhere. */
static enum status
find_family(struct sweep_family **out, struct sweep_words *words,
            const struct sweep_word *word, struct error *err)
{
    struct term name;
    *out = NULL;
    if (!term_stretches(&name, word->term))
        return STATUS_OK;
    for (*out = words->families; *out; *out = (*out)->next)
        if ((*out)->name.len == name.len &&
            memcmp((*out)->name.at, name.at, name.len) == 0)
            return STATUS_OK;
    *out = arena_alloc(words->arena, sizeof **out);
    if (!*out)
        return error_no_memory(err);
    (*out)->name = name;
    (*out)->numbers = (struct buf)BUF_INIT(UINT32_MAX);
    (*out)->next = words->families;
    words->families = *out;
    return STATUS_OK;
}

/* Cuts a list to the stretches of its document. */
static void
cut_part(struct position_part *part, struct sweep_words *words)
{
    const struct sweep_family *family = words->family;
    const struct position_part *of = &family->of[part->document];
    const uint32_t *bounds = (const uint32_t *)(void *)family->numbers.at;
    part->count =
        (uint32_t)term_places_within(words->parts.at + part->first, part->count,
                                     bounds + of->first, of->count);
}

/* ---- words --------------------------------------------------------------- */

static enum status
keep_list(struct sweep_words *words, struct sweep_word *word, struct error *err)
{
    struct sweep_list *kept = arena_alloc(words->arena, sizeof *kept);
    if (!kept)
        return error_no_memory(err);
    kept->next = words->kept;
    words->kept = kept;
    words->kept_count++;
    word->kept = &kept->list;
    return STATUS_OK;
}

/* Only where the family has stretches. */
static enum status
start_window(struct sweep_words *words, const struct sweep_word *word,
             const struct position_window *window, struct error *err)
{
    words->window = *window;
    TRY(find_family(&words->family, words, word, err));
    if (!words->family)
        return STATUS_OK;
    TRY(read_family(words, words->family, window, err));
    words->window.bits = words->wanted;
    for (size_t i = 0; i < AREA_WORDS; i++)
        words->wanted[i] = window->bits[i] & words->family->has[i];
    return STATUS_OK;
}

enum status
sweep_word_start(struct sweep_words *words, struct sweep_word *word,
                 const struct position_window *window, struct error *err)
{
    struct term name;
    bool again = word->kept;
    TRY(start_window(words, word, window, err));
    if (!again && word->documents >= KEEP_LEAST && words->kept_count < KEPT_MAX)
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

enum status
sweep_word_read(struct sweep_words *words, struct sweep_word *word,
                struct error *err)
{
    struct position_parts *parts = &words->parts;
    TRY(take(words, words->list, &words->window, err));
    word->next = words->list->from;
    for (size_t i = 0; words->family && i < parts->count; i++)
        cut_part(&parts->part[i], words);
    return STATUS_OK;
}
