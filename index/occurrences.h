#ifndef LIASSE_OCCURRENCES_H
#define LIASSE_OCCURRENCES_H

/* The words of one document, each once, with where they stand.
 *
 * A word comes about twice in a document, and each time it would be looked up
 * in three places.  Here it is looked up once an occurrence, by its number in
 * the analyser's cache where it has one, and the rest is done once a word.
 *
 *     occurrences_start(&all, analyser_known(analyser));
 *     TRY(occurrences_word(&i, &all, word, stem, known, err));
 *     TRY(occurrences_place(&all, i, position, err)); */

#include "buf.h"
#include "map.h"
#include "term_sink.h"

#include <stdbool.h>

struct occurrence_word {
    struct str word, stem;       /* borrowed: of the analyser or its arena */
    uint32_t known;              /* number in the analyser, 0 = none */
    uint32_t weight;             /* wdf of the stem */
    unsigned where;              /* bits of the caller */
    uint64_t families;           /* those it stands in, besides FAMILY_WORD */
    uint32_t first, last, count; /* of its places; 0 = none */
    uint32_t places;             /* repeated ones, too */
    bool rising;                 /* strictly */
};

struct occurrence_place {
    uint32_t position, next;
    enum family family; /* of capitals; FAMILY_WORD for none */
};

struct occurrences {
    /* Of the document: arrays in buffers that are kept between two. */
    struct buf words, places, positions;
    uint32_t word_count;
    uint32_t kept_before; /* numbers given before this document began */
    struct buf by_known;  /* number -> word; old entries are told by `known` */
    struct map by_text;   /* words without a number */
};

#define OCCURRENCES_INIT                                                       \
    {                                                                          \
        .words = BUF_INIT(SIZE_MAX / 2), .places = BUF_INIT(SIZE_MAX / 2),     \
        .positions = BUF_INIT(SIZE_MAX / 2),                                   \
        .by_known = BUF_INIT(SIZE_MAX / 2)                                     \
    }

/* Begins a document; kept = how many words the analyser has numbered. */
void occurrences_start(struct occurrences *all, uint32_t kept);
void occurrences_release(struct occurrences *all);

/* The place in the list of words of a word, entered when it is new. */
enum status occurrences_word(uint32_t *out, struct occurrences *all,
                             struct str word, struct str stem, uint32_t known,
                             struct error *err) MUST_USE;
/* Where it stands, and how it is written there: FAMILY_WORD, or a family of
 * capitals. */
enum status occurrences_place(struct occurrences *all, uint32_t word,
                              uint32_t position, enum family family,
                              struct error *err) MUST_USE;

struct occurrence_word *occurrences_words(const struct occurrences *all);
/* The positions of all words, rising and each once: those of word i begin
 * at *out + starts of what came before, in the order of the words, and are as
 * many as its `count` then says.  They live until the next document. */
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
