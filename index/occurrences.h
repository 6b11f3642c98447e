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
 *     TRY(occurrences_place(&all, i, FAMILY_WORD, position, err)); */

#include "buf.h"
#include "map.h"
#include "term_sink.h"

#include <stdbool.h>

struct occurrence_word {
    struct str word, stem; /* borrowed: of the analyser or its arena */
    uint32_t known;        /* number in the analyser, 0 = none */
    uint32_t weight;       /* wdf of the stem */
    unsigned where;        /* bits of the caller */
    uint32_t lists;        /* first list, OCCURRENCE_NONE = none */
};

/* The places of a word in one family. */
struct occurrence_list {
    enum family family;
    uint32_t next; /* list of the same word */
    uint32_t first, last, count;
    bool rising; /* strictly */
};

struct occurrence_place {
    uint32_t position, next;
};

enum { OCCURRENCE_NONE = UINT32_MAX };

struct occurrences {
    /* Of the document: arrays in buffers that are kept between two. */
    struct buf words, lists, places, positions;
    uint32_t word_count;
    uint32_t kept_before; /* numbers given before this document began */
    struct buf by_known;  /* number -> word; old entries are told by `known` */
    struct map by_text;   /* words without a number */
};

#define OCCURRENCES_INIT                                                       \
    {                                                                          \
        .words = BUF_INIT(SIZE_MAX / 2), .lists = BUF_INIT(SIZE_MAX / 2),      \
        .places = BUF_INIT(SIZE_MAX / 2), .positions = BUF_INIT(SIZE_MAX / 2), \
        .by_known = BUF_INIT(SIZE_MAX / 2)                                     \
    }

/* Begins a document; kept = how many words the analyser has numbered. */
void occurrences_start(struct occurrences *all, uint32_t kept);
void occurrences_release(struct occurrences *all);

/* The place in the list of words of a word, entered when it is new. */
enum status occurrences_word(uint32_t *out, struct occurrences *all,
                             struct str word, struct str stem, uint32_t known,
                             struct error *err) MUST_USE;
enum status occurrences_place(struct occurrences *all, uint32_t word,
                              enum family family, uint32_t position,
                              struct error *err) MUST_USE;

struct occurrence_word *occurrences_words(const struct occurrences *all);
const struct occurrence_list *occurrences_list(const struct occurrences *all,
                                               uint32_t list);
/* The positions of a list, rising and each once; they live until the next
 * call. */
enum status occurrences_positions(const uint32_t **out, size_t *count,
                                  struct occurrences *all,
                                  const struct occurrence_list *list,
                                  struct error *err) MUST_USE;

CLEANUP_KIND(occurrences, struct occurrences, occurrences_release)

#endif
