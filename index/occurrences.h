#ifndef LIASSE_OCCURRENCES_H
#define LIASSE_OCCURRENCES_H

/* The words of one document, each once, with where they stand.
 *
 * A word comes about twice in a document, and each time it would be looked up
 * in three places.  Here it is looked up once an occurrence, by its number in
 * the analyser's cache where it has one, and the rest is done once a word.
 *
 *     TRY(occurrences_start(&all, analyser_known(analyser), err));
 *     TRY(occurrences_tokens(&all, &block, &tokens, text, NULL, err));
 *     TRY(occurrences_word(&word, &all, &block, "§art:1", ..., err));
 *     TRY(occurrences_place(&all, &block, word, position, err));
 *     TRY(occurrences_positions(&positions, &all, err));  the whole document
 *
 * What an occurrence writes to lies close together; the rest is apart. */

#include "analyse.h"
#include "buf.h"
#include "capitals.h"
#include "term_sink.h"

#include <stdbool.h>

/* What the words of a stretch of text have in common. */
struct occurrence_block {
    uint32_t before;   /* position before its first */
    uint32_t weight;   /* wdf of the stems */
    unsigned where;    /* bits of the caller */
    uint64_t families; /* besides FAMILY_WORD, bits of enum family */
};

struct occurrence {
    uint32_t known;  /* number in the analyser, 0 = none */
    uint32_t weight; /* wdf of the stem */
    uint32_t where;
    uint32_t start, count; /* of its positions, when they are made */
};

struct occurrence_word {
    struct str word, stem; /* borrowed: of the analyser or its arena */
    uint64_t families;     /* those it stands in, besides FAMILY_WORD */
    uint32_t capitals;     /* the last place in capitals + 1, 0 = none */
    bool unordered;        /* its places may be out of order, or double */
};

struct occurrences {
    /* Of the document: arrays in buffers that are kept between two. */
    struct buf counts; /* struct occurrence */
    struct buf words;  /* struct occurrence_word */
    struct buf places, capitals, positions;
    uint32_t word_count;
    uint32_t document;    /* its number */
    uint32_t kept_before; /* numbers given before this document began */
    struct buf by_known;  /* number -> word of a document */
    struct buf by_text;   /* words without a number, by hash */
    uint32_t by_text_count;
};

#define OCCURRENCES_INIT                                                       \
    {                                                                          \
        .counts = BUF_INIT(SIZE_MAX / 2), .words = BUF_INIT(SIZE_MAX / 2),     \
        .places = BUF_INIT(SIZE_MAX / 2), .capitals = BUF_INIT(SIZE_MAX / 2),  \
        .positions = BUF_INIT(SIZE_MAX / 2),                                   \
        .by_known = BUF_INIT(SIZE_MAX / 2), .by_text = BUF_INIT(SIZE_MAX / 2)  \
    }

/* Begins a document; kept = how many words the analyser has numbered. */
enum status occurrences_start(struct occurrences *all, uint32_t kept,
                              struct error *err) MUST_USE;
void occurrences_release(struct occurrences *all);

/* The words of a text, with the places where they stand in it; capitals = how
 * each is written, NULL: the text tells. */
enum status occurrences_tokens(struct occurrences *all,
                               const struct occurrence_block *block,
                               const struct tokens *tokens, struct str text,
                               const uint8_t *capitals,
                               struct error *err) MUST_USE;

/* One word, entered when it is new; *out is its place in the list of words. */
enum status occurrences_word(uint32_t *out, struct occurrences *all,
                             const struct occurrence_block *block,
                             struct str word, struct str stem, uint32_t known,
                             struct error *err) MUST_USE;
/* Where it stands in the block, perhaps among places given before. */
enum status occurrences_place(struct occurrences *all,
                              const struct occurrence_block *block,
                              uint32_t word, uint32_t position,
                              struct error *err) MUST_USE;

static inline struct occurrence *
occurrences_counts(const struct occurrences *all)
{
    return (struct occurrence *)(void *)all->counts.at;
}

static inline struct occurrence_word *
occurrences_words(const struct occurrences *all)
{
    return (struct occurrence_word *)(void *)all->words.at;
}

/* The positions of all words: those of one are `count` from `start`, rising
 * and each once.  They live until the next document. */
enum status occurrences_positions(const uint32_t **out, struct occurrences *all,
                                  struct error *err) MUST_USE;

/* Those of one word that are of a family of capitals: (re)fills out with
 * uint32_t, rising and each once. */
enum status occurrences_capitals(struct buf *out, const struct occurrences *all,
                                 const struct occurrence_word *word,
                                 enum family family,
                                 struct error *err) MUST_USE;

CLEANUP_KIND(occurrences, struct occurrences, occurrences_release)

#endif
