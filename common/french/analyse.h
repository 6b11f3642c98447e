#ifndef LIASSE_ANALYSE_H
#define LIASSE_ANALYSE_H

/* French analysis: text -> tokens.  The one entry that index, query and
 * snippets call, so that what is searched is what was indexed.
 *
 * A token has two terms (DESIGN.md, "Terms, two families"):
 *   word  as written: NFC, lower case, accents kept, elision stripped,
 *         soft hyphens dropped; numbers in their normal form ("15 000" gives
 *         "15000"), dotted acronyms joined ("D.G.O.S." gives "dgos").  With a
 *         position: serves phrases, exact search, wildcards.
 *   stem  the word folded (accents off, oe and ae written out), then
 *         stemmed: serves ranking and bare words.
 * Equal words give equal stems, whatever stands around them: the stem is a
 * function of the word alone (analyser_stem), and so the map stem -> words
 * that the index keeps is complete.
 *
 * A reference to law or a date (cite.h) is one word more: its normal form,
 * beside the words, which stay as they are.  So "162" and "mai 2026" find
 * words, and "26/05/2026" finds "26 mai 2026".  The normal form stands
 *   - where its first word stands: "article L162-31-1" is article and one
 *     word behind it, in every spelling;
 *   - where its last word stands: a phrase goes on behind it;
 *   - members of a list: right behind "article" too.
 * A phrase with a reference in its midst is thus two phrases that share it
 * (query/plan_leaf.c).  "article" is not part of a reference but the word
 * before it; "art." there is also the word article.  A month alone has no
 * normal form: "mai 2026" is two words, and they stand in "26 mai 2026".
 *
 * Positions count from 1 within one call.  A paragraph end (a blank line in
 * the text, that is "\n\n") adds ANALYSE_GAP, so that no phrase and no NEAR
 * crosses it; a single "\n" is a space.
 *
 *     AUTO(analyser) struct analyser *analyser = NULL;
 *     TRY(analyser_new(&analyser, err));
 *     TRY(analyse(&tokens, analyser, text, &arena, err)); */

#include "arena.h"
#include "cite.h"
#include "error.h"
#include "wordlists.h"
#include "str.h"

#include <stdint.h>

enum { ANALYSE_GAP = 100 };

/* Changes whenever the same text may give other tokens: stamped into the
 * index; a mismatch asks for liasse-index --rebuild. */
#define ANALYSER_VERSION "9"

enum token_flag {
    TOKEN_STOP = 1,      /* a stop word: kept in the index, not ranked in
                            free queries */
    TOKEN_NUMBER = 2,    /* only digits, with a decimal point perhaps */
    TOKEN_JOINED = 4,    /* stands right behind its predecessor, joined by a
                            hyphen, an apostrophe that elides nothing, an at
                            sign, a dot, a slash, & or _ ("procès" and "verbal",
                            "o" and "connor"), or by nothing ("L162": "l" and
                            "162"): a query reads the run as a phrase */
    TOKEN_ACCENT = 8,    /* the word holds at least one accented letter */
    TOKEN_DIGIT = 16,    /* the word holds a digit or is "premier": a reference
                            may be here (cite.h) */
    TOKEN_REFERENCE = 32 /* of a word: a reference starts with it (one of
                            tokens.cites has it as `first`); of a token of
                            analyse_fold: it is a reference, word and stem are
                            its normal form */
};

struct token {
    uint32_t start, end; /* bytes of the text that the word covers, without
                            an elided article: what an extract marks */
    uint32_t position;   /* from 1 */
    uint32_t flags;      /* enum token_flag */
    uint32_t known;      /* the word's number in the analyser, 0 = none: equal
                            numbers of one analyser are equal words */
    uint32_t cues;       /* what it can be in a reference (cue.h) */
    struct str word;
    struct str stem;
};

struct tokens {
    struct token *at;
    size_t count;
    uint32_t last_position; /* of the last token, 0 if none: the next block
                               starts at last_position + ANALYSE_GAP */
    struct cite *cites;     /* references and dates, by their first token */
    size_t cite_count;
};

struct analyser; /* stem cache and word lists; one a thread */

/* With the built-in word lists, or with those of an index. */
enum status analyser_new(struct analyser **out, struct error *err) MUST_USE;
enum status analyser_new_with(struct analyser **out,
                              const struct wordlists *lexicon,
                              struct error *err) MUST_USE;
void analyser_free(struct analyser *analyser);

/* At most so many words are kept with their stems (by default CACHE_WORDS,
 * cache.h; never more): for callers that are short of memory.  Words that are
 * not kept have no number. */
void analyser_keep(struct analyser *analyser, size_t words);
/* Memory that they take. */
size_t analyser_bytes(const struct analyser *analyser);

/* Tokens of a text (valid UTF-8; any length up to 4 GiB), their terms in
 * arena or in the analyser (they live as long as both).  Never fails on
 * content: STATUS_NOMEM only.  A word of over 200 bytes is cut there; what is
 * left of it is the next token, joined. */
enum status analyse(struct tokens *out, struct analyser *analyser,
                    struct str text, struct arena *arena,
                    struct error *err) MUST_USE;

/* The tokens as a query has them: each reference in place of the words that
 * it stands for, "article" for "art." before one.  The "article" before a
 * reference counts as a stop word: the reference says it.  Into arena. */
enum status analyse_fold(struct tokens *out, const struct tokens *tokens,
                         struct arena *arena, struct error *err) MUST_USE;

/* The stem of a word that is already in the form of token.word.  It lives
 * until the next call. */
enum status analyser_stem(struct str *out, struct analyser *analyser,
                          struct str word, struct error *err) MUST_USE;

/* The highest number given to a word so far: numbers count from 1. */
uint32_t analyser_known(const struct analyser *analyser);
/* The number of a word that is in the form of token.word or cite.word, 0 =
 * none. */
uint32_t analyser_number(const struct analyser *analyser, struct str word);

/* Accents off, oe and ae written out, lower case; into arena. */
enum status french_fold(struct str *out, struct str word, struct arena *arena,
                        struct error *err) MUST_USE;

CLEANUP_HANDLE(analyser, struct analyser, analyser_free)

#endif
