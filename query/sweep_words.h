#ifndef LIASSE_SWEEP_WORDS_H
#define LIASSE_SWEEP_WORDS_H

/* Where words stand in the documents of a window, chunk by chunk of their lists
 * (positions.h), cut to the stretches of their family (terms.h).
 *
 *     TRY(sweep_word_start(words, &word, &window, err));
 *     do {
 *         TRY(sweep_word_read(words, &word, err));
 *         ...                                        words->parts
 *     } while (words->parts.count);
 *
 * One of it serves all phrases of a search.  Of its frequent words it keeps the
 * lists open from one window to the next. */

#include "positions.h"
#include "sweep_area.h"

/* Zeroed, but for its name. */
struct sweep_word {
    struct str term; /* the name of its places (terms.h) */
    uint32_t documents;
    /* Private. */
    uint32_t next; /* before which it has no list, known so far */
    struct position_list *kept;
};

struct sweep_words {
    struct position_parts parts;
    /* Private. */
    struct positions *positions;
    struct arena *arena;
    struct position_list *list; /* at hand: a kept one, or: */
    struct position_list shared;
    struct sweep_list *kept;
    size_t kept_count, looks;
    struct sweep_family *families, *family; /* at hand; NULL: anywhere */
    struct position_window window;
    uint64_t wanted[AREA_WORDS]; /* where the family has stretches */
};

/* In arena, but for what sweep_words_release frees. */
enum status sweep_words_make(struct sweep_words **out,
                             struct positions *positions, struct arena *arena,
                             struct error *err) MUST_USE;
void sweep_words_release(struct sweep_words *words);

/* Windows rise from one start of a word to the next; their width is AREA_DOCS
 * at most (sweep_area.h), and what they want does not change until the next
 * start. */
enum status sweep_word_start(struct sweep_words *words, struct sweep_word *word,
                             const struct position_window *window,
                             struct error *err) MUST_USE;
/* The next lists of documents that the window wants, in words->parts (count 0:
 * it has no place in that one); none: the window has no more.  STATUS_TIMEOUT
 * at the deadline (deadline.h). */
enum status sweep_word_read(struct sweep_words *words, struct sweep_word *word,
                            struct error *err) MUST_USE;

#endif
