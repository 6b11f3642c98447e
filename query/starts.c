/* Query, third step: the words a wildcard stands for.
 *
 * The spellings of the start (with every accent its plain letters may bear)
 * are tried letter by letter, and one is followed only as long as a term
 * starts so. */
#include "starts.h"

#include "deadline.h"
#include "fold.h"
#include "lang.h"
#include "letter.h"
#include "terms.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

enum { LATIN_FIRST = 0xC0, LATIN_END = 0x180, NODES_MAX = 4096 };

struct found {
    struct str word;
    uint32_t frequency;
};

struct starting {
    const struct term_lists *lists;
    struct str start;
    char term[XAP_TERM_MAX]; /* the prefix and the spelling so far */
    size_t prefix_len;
    size_t nodes; /* spellings tried */
    struct found *found;
    size_t count, room;
    struct arena scratch;
    struct error *err;
};

static void
starting_release(struct starting *starting)
{
    arena_release(&starting->scratch);
}

CLEANUP_KIND(starting, struct starting, starting_release)

static enum status
visit_any(void *payload, struct str term, uint32_t count)
{
    bool *any = payload;
    (void)term;
    (void)count;
    *any = true;
    return STATUS_DONE;
}

static enum status
visit_word(void *payload, struct str term, uint32_t count)
{
    struct starting *starting = payload;
    if (starting->count == starting->room) {
        size_t room = starting->room ? 2 * starting->room : 256;
        struct found *bigger =
            arena_array(&starting->scratch, room, sizeof *bigger);
        if (!bigger)
            return error_no_memory(starting->err);
        if (starting->count)
            memcpy(bigger, starting->found, starting->count * sizeof *bigger);
        starting->found = bigger;
        starting->room = room;
    }
    deadline_work(8 * DEADLINE_WORK_WORD);
    if (starting->count % 1024 == 1023)
        TRY(deadline_check(starting->err));
    struct str word = arena_copy(&starting->scratch,
                                 str_from_offset(term, starting->prefix_len));
    if (!word.at && term.len > starting->prefix_len)
        return error_no_memory(starting->err);
    starting->found[starting->count++] = (struct found){word, count};
    return STATUS_OK;
}

static enum status try_spelling(struct starting *starting, size_t len,
                                struct str letter, size_t at);

/* Every spelling of what stands from byte `at` of the start on, behind `len`
 * bytes of term. */
static enum status
spell(struct starting *starting, size_t len, size_t at)
{
    struct str rest = str_from_offset(starting->start, at);
    struct str term = {starting->term, len};
    uint32_t c = 0;
    if (rest.len == 0)
        return term_lists_each(starting->lists, term, visit_word, starting,
                               starting->err);
    size_t size = utf8_decode(rest, &c);
    size = size ? size : 1;
    TRY(try_spelling(starting, len, str_head(rest, size), at + size));
    if (c < 'a' || c > 'z')
        return STATUS_OK;
    for (uint32_t other = LATIN_FIRST; other < LATIN_END; other++) {
        char bytes[4];
        struct str plain = str_from(fold_latin(other));
        if (plain.len && letter_lower(other) == other &&
            str_starts(rest, plain))
            TRY(try_spelling(starting, len,
                             (struct str){bytes, utf8_encode(bytes, other)},
                             at + plain.len));
    }
    return STATUS_OK;
}

static enum status
try_spelling(struct starting *starting, size_t len, struct str letter,
             size_t at)
{
    bool any = false;
    if (len + letter.len > sizeof starting->term ||
        starting->nodes++ == NODES_MAX)
        return STATUS_OK;
    memcpy(starting->term + len, letter.at, letter.len);
    len += letter.len;
    TRY(term_lists_each(starting->lists, (struct str){starting->term, len},
                        visit_any, &any, starting->err));
    return any ? spell(starting, len, at) : STATUS_OK;
}

static int
compare(const void *left, const void *right)
{
    const struct found *a = left, *b = right;
    if (a->frequency != b->frequency)
        return a->frequency < b->frequency ? 1 : -1;
    return str_cmp(a->word, b->word);
}

static enum status
most_frequent(struct str **out, size_t *count, struct starting *starting,
              size_t max, struct arena *arena)
{
    size_t kept = starting->count < max ? starting->count : max;
    struct str *words = arena_array(arena, kept + 1, sizeof *words);
    if (!words)
        return error_no_memory(starting->err);
    if (starting->count)
        qsort(starting->found, starting->count, sizeof *starting->found,
              compare);
    for (size_t i = 0; i < kept; i++) {
        words[i] = arena_copy(arena, starting->found[i].word);
        if (!words[i].at && starting->found[i].word.len)
            return error_no_memory(starting->err);
    }
    *out = words;
    *count = kept;
    return STATUS_OK;
}

enum status
starts_find(struct str **out, size_t *count, bool *cut,
            const struct term_lists *lists, struct str prefix, struct str start,
            size_t max, struct arena *arena, struct error *err)
{
    AUTO(starting)
    struct starting starting = {.lists = lists, .start = start, .err = err};
    struct term term;
    struct str first = term_make(&term, prefix, STR(""));
    memcpy(starting.term, first.at, first.len);
    starting.prefix_len = first.len;
    TRY(spell(&starting, first.len, 0));
    TRY(most_frequent(out, count, &starting, max, arena));
    *cut = starting.count > max;
    return STATUS_OK;
}
