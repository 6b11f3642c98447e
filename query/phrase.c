/* Query, fourth step: where words stand. */
#include "phrase.h"

#include "term_places.h"
#include "terms.h"

#include <stdlib.h>
#include <string.h>

/* A word's documents, walked along with those that are asked for. */
struct word {
    struct str term;
    struct xap_postings *postings;
    xap_docid at; /* UINT32_MAX: no more */
};

struct place {
    struct word *words;
    size_t count;
};

struct phrase {
    struct place *places;
    size_t count;
    uint32_t window;
    bool ordered;
    struct xap_reader *reader;
    struct buf here; /* places of the words at hand */
    struct buf bounds;
    struct buf runs; /* struct run */
};

/* A start of the phrase, and how far it was followed. */
struct run {
    uint32_t start, reached;
};

static void
phrase_end(void *state)
{
    struct phrase *phrase = state;
    if (!phrase)
        return;
    for (size_t i = 0; phrase->places && i < phrase->count; i++) {
        for (size_t k = 0; k < phrase->places[i].count; k++)
            xap_postings_close(phrase->places[i].words[k].postings);
        free(phrase->places[i].words);
    }
    free(phrase->places);
    buf_release(&phrase->here);
    buf_release(&phrase->bounds);
    buf_release(&phrase->runs);
    free(phrase);
}

CLEANUP_HANDLE(phrase, struct phrase, phrase_end)

static enum status
place_start(struct place *place, const struct xap_words *from,
            struct xap_reader *reader, struct error *err)
{
    place->words = calloc(from->count + 1, sizeof *place->words);
    if (!place->words)
        return error_no_memory(err);
    for (size_t i = 0; i < from->count; i++) {
        struct word *word = &place->words[place->count];
        word->term = from->at[i];
        TRY(xap_postings_open(&word->postings, reader,
                              term_place_documents(word->term), err));
        place->count++;
    }
    return STATUS_OK;
}

static enum status
phrase_start(void **state, const struct xap_places *of,
             struct xap_reader *reader, struct error *err)
{
    AUTO(phrase) struct phrase *phrase = calloc(1, sizeof *phrase);
    if (!phrase)
        return error_no_memory(err);
    *phrase = (struct phrase){.count = of->count,
                              .window = of->window,
                              .ordered = of->ordered,
                              .reader = reader,
                              .here = BUF_INIT(SIZE_MAX / 2),
                              .bounds = BUF_INIT(SIZE_MAX / 2),
                              .runs = BUF_INIT(SIZE_MAX / 2)};
    phrase->places = calloc(of->count + 1, sizeof *phrase->places);
    if (!phrase->places)
        return error_no_memory(err);
    for (size_t i = 0; i < of->count; i++)
        TRY(place_start(&phrase->places[i], &of->places[i], reader, err));
    *state = phrase;
    phrase = NULL;
    return STATUS_OK;
}

/* Is the word in the document? */
static enum status
word_is_in(bool *out, struct word *word, xap_docid docid, struct error *err)
{
    if (word->at < docid) {
        size_t count;
        TRY(xap_postings_seek(word->postings, docid, err));
        TRY(xap_postings_read(&count, word->postings, &word->at, NULL, 1, err));
        if (count == 0)
            word->at = UINT32_MAX;
    }
    *out = word->at == docid;
    return STATUS_OK;
}

static enum status
add_position(void *payload, uint32_t position)
{
    struct buf *to = payload;
    buf_add(to, (struct str){(const char *)&position, sizeof position});
    return to->failure;
}

/* Appends where a term stands in a document that has it. */
static enum status
add_places(struct buf *out, struct buf *bounds, struct xap_reader *reader,
           struct str term, xap_docid docid, struct error *err)
{
    struct term stretches, word;
    size_t before = out->len;
    bool family = term_stretches(&stretches, term);
    TRY(xap_reader_positions(reader, docid, term_place_list(&word, term),
                             add_position, out, err));
    if (!family)
        return STATUS_OK;
    buf_clear(bounds);
    TRY(xap_reader_positions(reader, docid,
                             (struct str){stretches.at, stretches.len},
                             add_position, bounds, err));
    uint32_t *at = (uint32_t *)(void *)(out->at + before);
    size_t count = (out->len - before) / sizeof *at;
    if (count)
        count = term_places_within(at, count,
                                   (const uint32_t *)(const void *)bounds->at,
                                   bounds->len / sizeof *at);
    out->len = before + count * sizeof *at;
    return STATUS_OK;
}

static int
by_number(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Where the words of one place stand, rising. */
static enum status
read_place(const uint32_t **at, size_t *count, struct phrase *phrase, size_t i,
           xap_docid docid, struct error *err)
{
    struct place *place = &phrase->places[i];
    size_t lists = 0;
    buf_clear(&phrase->here);
    for (size_t k = 0; k < place->count; k++) {
        bool has;
        size_t before = phrase->here.len;
        TRY(word_is_in(&has, &place->words[k], docid, err));
        if (has)
            TRY(add_places(&phrase->here, &phrase->bounds, phrase->reader,
                           place->words[k].term, docid, err));
        lists += phrase->here.len > before;
    }
    TRY(buf_status(&phrase->here, err));
    *at = (const uint32_t *)(const void *)phrase->here.at;
    *count = phrase->here.len / sizeof **at;
    if (lists > 1)
        qsort(phrase->here.at, *count, sizeof **at, by_number);
    return STATUS_OK;
}

static enum status
runs_start(struct phrase *phrase, const uint32_t *at, size_t count,
           struct error *err)
{
    buf_clear(&phrase->runs);
    if (!buf_reserve(&phrase->runs, count * sizeof(struct run) + 1))
        return error_no_memory(err);
    struct run *runs = (struct run *)(void *)phrase->runs.at;
    for (size_t i = 0; i < count; i++)
        runs[i] = (struct run){at[i], at[i]};
    phrase->runs.len = count * sizeof *runs;
    return STATUS_OK;
}

/* Keeps the runs that go on with one of these places, the nearest behind. */
static void
runs_go_on(struct phrase *phrase, const uint32_t *at, size_t count)
{
    struct run *runs = (struct run *)(void *)phrase->runs.at;
    size_t have = phrase->runs.len / sizeof *runs, kept = 0, k = 0;
    for (size_t i = 0; i < have; i++) {
        while (k < count && at[k] <= runs[i].reached)
            k++;
        if (k < count && at[k] - runs[i].start < phrase->window)
            runs[kept++] = (struct run){runs[i].start, at[k]};
    }
    phrase->runs.len = kept * sizeof *runs;
}

/* Is one of these places near a start, before or behind it? */
static bool
runs_are_near(const struct phrase *phrase, const uint32_t *at, size_t count)
{
    const struct run *runs = (const struct run *)(const void *)phrase->runs.at;
    size_t have = phrase->runs.len / sizeof *runs, k = 0;
    for (size_t i = 0; i < have; i++) {
        while (k < count && at[k] + phrase->window <= runs[i].start)
            k++;
        for (size_t n = k; n < count && at[n] < runs[i].start + phrase->window;
             n++)
            if (at[n] != runs[i].start)
                return true;
    }
    return false;
}

static enum status
phrase_holds(bool *out, void *state, xap_docid docid, struct error *err)
{
    struct phrase *phrase = state;
    const uint32_t *at;
    size_t count;
    *out = false;
    for (size_t i = 0; i < phrase->count; i++) {
        TRY(read_place(&at, &count, phrase, i, docid, err));
        if (i == 0)
            TRY(runs_start(phrase, at, count, err));
        else if (!phrase->ordered)
            *out = runs_are_near(phrase, at, count);
        else
            runs_go_on(phrase, at, count);
        if (phrase->runs.len == 0)
            return STATUS_OK;
    }
    *out = phrase->ordered || *out;
    return STATUS_OK;
}

const struct xap_checker phrase_checker = {.documents = term_place_documents,
                                           .start = phrase_start,
                                           .holds = phrase_holds,
                                           .end = phrase_end};

/* ---- a word in many documents ------------------------------------------ */

struct walk {
    struct word word;
    struct buf here, bounds;
};

static void
walk_release(struct walk *walk)
{
    xap_postings_close(walk->word.postings);
    buf_release(&walk->here);
    buf_release(&walk->bounds);
}

CLEANUP_KIND(walk, struct walk, walk_release)

static enum status
walk_document(struct walk *walk, struct xap_reader *reader, xap_docid docid,
              struct error *err)
{
    bool has;
    buf_clear(&walk->here);
    TRY(word_is_in(&has, &walk->word, docid, err));
    if (has)
        TRY(add_places(&walk->here, &walk->bounds, reader, walk->word.term,
                       docid, err));
    return buf_status(&walk->here, err);
}

enum status
phrase_positions(struct xap_reader *reader, struct str term,
                 const xap_docid *docids, size_t count, xap_places_visit *visit,
                 void *payload, struct error *err)
{
    AUTO(walk)
    struct walk walk = {.word = {.term = term},
                        .here = BUF_INIT(SIZE_MAX / 2),
                        .bounds = BUF_INIT(SIZE_MAX / 2)};
    TRY(xap_postings_open(&walk.word.postings, reader,
                          term_place_documents(term), err));
    for (size_t i = 0; i < count && walk.word.at != UINT32_MAX; i++) {
        TRY(walk_document(&walk, reader, docids[i], err));
        if (walk.here.len == 0)
            continue;
        enum status status =
            visit(payload, i, (const uint32_t *)(const void *)walk.here.at,
                  walk.here.len / sizeof(uint32_t));
        if (status != STATUS_OK)
            return status == STATUS_DONE ? STATUS_OK : status;
    }
    return STATUS_OK;
}
