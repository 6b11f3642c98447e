#ifndef LIASSE_LEXICON_H
#define LIASSE_LEXICON_H

/* The words of an index, held in memory as long as it does not change: what
 * wildcards in front, ~ and corrections look through.
 *
 * Read once a family (the prefix of its terms: every word, or those of one
 * field), when first asked for; about 40 bytes a word.  Answers are kept, so
 * that a query that names a pattern often pays once.
 *
 *     AUTO(lexicon) struct lexicon *lexicon = NULL;
 *     TRY(lexicon_new(&lexicon, err));
 *     TRY(lexicon_find(&words, &count, &cut, lexicon, lists, prefix,
 *                      &pattern, max, err)); */

#include "pattern.h"
#include "term_lists.h"

struct lexicon;

struct lexicon_word {
    struct str word;
    uint32_t documents; /* that hold it */
    uint64_t letters;   /* of it (pattern_letters) */
};

enum status lexicon_new(struct lexicon **out, struct error *err) MUST_USE;
void lexicon_free(struct lexicon *lexicon);

/* Another state of the index: forgets everything. */
void lexicon_forget(struct lexicon *lexicon);
/* A new request: what earlier ones were given may go. */
void lexicon_tidy(struct lexicon *lexicon);

/* All words of a family, in bytewise order; they live until lexicon_forget. */
enum status lexicon_words(const struct lexicon_word **out, size_t *count,
                          struct lexicon *lexicon,
                          const struct term_lists *lists, struct str prefix,
                          struct error *err) MUST_USE;

/* The words of a family that match, at most `max`, the most frequent first
 * (ties by word); *cut tells whether there are more.  They live until
 * lexicon_tidy. */
enum status lexicon_find(struct str **out, size_t *count, bool *cut,
                         struct lexicon *lexicon,
                         const struct term_lists *lists, struct str prefix,
                         const struct pattern *pattern, size_t max,
                         struct error *err) MUST_USE;

CLEANUP_HANDLE(lexicon, struct lexicon, lexicon_free)

#endif
