/* Query, third step: the words of the index, for what looks through them. */
#include "lexicon.h"

#include "deadline.h"
#include "lang.h"
#include "map.h"
#include "starts.h"
#include "terms.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_MAX = 256 }; /* answers kept between requests */

struct family_words {
    struct lexicon_word *at;
    size_t count, room;
    bool read;
};

struct kept {
    struct str *words;
    size_t count;
    bool cut;
};

struct lexicon {
    struct map families; /* prefix -> struct family_words, in words */
    struct arena words;
    struct map answers; /* prefix, maximum, pattern -> struct kept */
    struct arena kept;
};

enum status
lexicon_new(struct lexicon **out, struct error *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? STATUS_OK : error_no_memory(err);
}

void
lexicon_free(struct lexicon *lexicon)
{
    if (!lexicon)
        return;
    map_release(&lexicon->families);
    map_release(&lexicon->answers);
    arena_release(&lexicon->words);
    arena_release(&lexicon->kept);
    free(lexicon);
}

void
lexicon_forget(struct lexicon *lexicon)
{
    map_clear(&lexicon->families);
    map_clear(&lexicon->answers);
    arena_reset(&lexicon->words);
    arena_reset(&lexicon->kept);
}

void
lexicon_tidy(struct lexicon *lexicon)
{
    if (lexicon->answers.count < KEPT_MAX)
        return;
    map_clear(&lexicon->answers);
    arena_reset(&lexicon->kept);
}

/* ---- reading --------------------------------------------------------- */

struct reading_words {
    struct lexicon *lexicon;
    struct family_words *family;
    size_t prefix_len;
    struct error *err;
};

static enum status
grow(struct reading_words *reading)
{
    struct family_words *family = reading->family;
    size_t room = family->room ? 2 * family->room : 4096;
    struct lexicon_word *bigger =
        arena_array(&reading->lexicon->words, room, sizeof *bigger);
    if (!bigger)
        return error_no_memory(reading->err);
    if (family->count)
        memcpy(bigger, family->at, family->count * sizeof *bigger);
    family->at = bigger;
    family->room = room;
    return STATUS_OK;
}

static enum status
visit_word(void *payload, struct str term, uint32_t documents)
{
    struct reading_words *reading = payload;
    struct family_words *family = reading->family;
    struct str word = str_from_offset(term, reading->prefix_len);
    if (str_starts(word, STR("\xC2\xA7"))) /* a reference (cite.h) */
        return STATUS_OK;
    if (family->count == family->room)
        TRY(grow(reading));
    deadline_work(4 * DEADLINE_WORK_WORD);
    struct str copy = arena_copy(&reading->lexicon->words, word);
    if (copy.len != word.len)
        return error_no_memory(reading->err);
    family->at[family->count++] =
        (struct lexicon_word){copy, documents, pattern_letters(copy)};
    return STATUS_OK;
}

static enum status
family_read(struct family_words **out, struct lexicon *lexicon,
            const struct term_lists *lists, struct str prefix,
            struct error *err)
{
    uint64_t *known = map_at(&lexicon->families, prefix);
    if (!known)
        return error_no_memory(err);
    if (!*known) {
        struct family_words *fresh =
            arena_alloc(&lexicon->words, sizeof *fresh);
        if (!fresh)
            return error_no_memory(err);
        *known = (uint64_t)(uintptr_t)fresh;
    }
    struct family_words *family = (struct family_words *)(uintptr_t)*known;
    struct reading_words reading = {lexicon, family, prefix.len, err};
    if (!family->read) {
        family->count = 0; /* an earlier reading may have been broken off */
        TRY(term_lists_each(lists, prefix, visit_word, &reading, err));
        family->read = true;
    }
    *out = family;
    return STATUS_OK;
}

enum status
lexicon_words(const struct lexicon_word **out, size_t *count,
              struct lexicon *lexicon, const struct term_lists *lists,
              struct str prefix, struct error *err)
{
    struct family_words *family = NULL;
    TRY(family_read(&family, lexicon, lists, prefix, err));
    *out = family->at;
    *count = family->count;
    return STATUS_OK;
}

/* ---- looking --------------------------------------------------------- */

static int
compare(const void *left, const void *right)
{
    const struct lexicon_word *a = left, *b = right;
    if (a->documents != b->documents)
        return a->documents < b->documents ? 1 : -1;
    return str_cmp(a->word, b->word);
}

/* The matching words of a family, the most frequent first. */
static enum status
matching(struct kept *out, struct lexicon *lexicon,
         const struct term_lists *lists, struct str prefix,
         const struct pattern *pattern, size_t max, struct error *err)
{
    AUTO(arena) struct arena scratch = {0};
    struct family_words *family = NULL;
    size_t count = 0;
    TRY(family_read(&family, lexicon, lists, prefix, err));
    struct lexicon_word *found =
        arena_array(&scratch, family->count + 1, sizeof *found);
    if (!found)
        return error_no_memory(err);
    for (size_t i = 0; i < family->count; i++) {
        if (i % 1024 == 1023) {
            deadline_work(1024 * DEADLINE_WORK_WORD);
            TRY(deadline_check(err));
        }
        if (!pattern_may_match(pattern, family->at[i].letters))
            continue;
        deadline_work(DEADLINE_WORK_WORD * (pattern->steps ? 6 : 1));
        if (pattern_matches(pattern, family->at[i].word))
            found[count++] = family->at[i];
    }
    qsort(found, count, sizeof *found, compare);
    out->cut = count > max;
    out->count = out->cut ? max : count;
    out->words =
        arena_array(&lexicon->kept, out->count + 1, sizeof *out->words);
    if (!out->words)
        return error_no_memory(err);
    for (size_t i = 0; i < out->count; i++)
        out->words[i] = found[i].word;
    return STATUS_OK;
}

/* A word whose start is known is found in the index itself. */
static enum status
look(struct kept *out, struct lexicon *lexicon, const struct term_lists *lists,
     struct str prefix, const struct pattern *pattern, size_t max,
     struct error *err)
{
    if (pattern->impossible) {
        *out = (struct kept){0};
        return STATUS_OK;
    }
    if (pattern->trailing)
        return starts_find(&out->words, &out->count, &out->cut, lists, prefix,
                           pattern->stem, max, &lexicon->kept, err);
    return matching(out, lexicon, lists, prefix, pattern, max, err);
}

enum status
lexicon_find(struct str **out, size_t *count, bool *cut,
             struct lexicon *lexicon, const struct term_lists *lists,
             struct str prefix, const struct pattern *pattern, size_t max,
             struct error *err)
{
    AUTO(buf) struct buf name = BUF_INIT(1 << 20);
    buf_add(&name, prefix);
    buf_printf(&name, " %zu ", max);
    buf_add(&name, pattern->text);
    TRY(buf_status(&name, err));
    uint64_t *known = map_at(&lexicon->answers, buf_str(&name));
    if (!known)
        return error_no_memory(err);
    if (!*known) {
        struct kept *fresh = arena_alloc(&lexicon->kept, sizeof *fresh);
        if (!fresh)
            return error_no_memory(err);
        TRY(look(fresh, lexicon, lists, prefix, pattern, max, err));
        *known = (uint64_t)(uintptr_t)fresh;
    }
    const struct kept *kept = (const struct kept *)(uintptr_t)*known;
    *out = kept->words;
    *count = kept->count;
    *cut = kept->cut;
    return STATUS_OK;
}
