#ifndef LIASSE_CITE_SCAN_H
#define LIASSE_CITE_SCAN_H

/* The recognisers of cite.c share this; nobody else includes it. */

#include "analyse.h"
#include "cite.h"
#include "cue.h"

enum { CITE_KEY_MAX = 128, CITE_GAP_MAX = 12 };

struct scan {
    struct str text;
    const struct token *at;
    size_t count;
    struct cite *cites;
    size_t found, room;
    struct arena *arena;
    bool failed; /* no memory */
};

/* A normal form under construction; too long a one is cut. */
struct key {
    char at[CITE_KEY_MAX];
    size_t len;
};
void key_add(struct key *key, struct str s);
struct str key_str(const struct key *key);

/* ---- tokens; every index may be out of range ---- */

static inline struct str
scan_word(const struct scan *scan, size_t i)
{
    return i < scan->count ? scan->at[i].word : STR("");
}

/* Can token i be one of these (enum cue, or-ed)? */
static inline bool
scan_cue(const struct scan *scan, size_t i, uint32_t cues)
{
    return i < scan->count && (scan->at[i].cues & cues);
}

static inline bool
scan_equals(const struct scan *scan, size_t i, struct str word)
{
    return str_eq(scan_word(scan, i), word);
}

/* Only digits, so many. */
static inline bool
scan_digits(const struct scan *scan, size_t i, size_t least, size_t most)
{
    return scan_cue(scan, i, CUE_DIGITS) && scan->at[i].word.len >= least &&
           scan->at[i].word.len <= most;
}

/* Joined to the one before it by something. */
static inline bool
scan_is_joined(const struct scan *scan, size_t i)
{
    return i > 0 && i < scan->count && (scan->at[i].flags & TOKEN_JOINED);
}

/* For what is asked seldom: a list of words; the others have a cue. */
bool scan_is(const struct scan *scan, size_t i, const char *words);
/* Between token i-1 and token i nothing but blanks and these ASCII signs
 * ("o" stands for the degree sign, "'" for any apostrophe); not over a
 * paragraph end. */
bool scan_gap(const struct scan *scan, size_t i, const char *signs);
/* Token i hangs on the one before by a hyphen; by that ASCII sign. */
bool scan_hyphen(const struct scan *scan, size_t i);
bool scan_joined(const struct scan *scan, size_t i, char sign);
/* Joined by a hyphen or a slash: a number goes on there. */
bool scan_goes_on(const struct scan *scan, size_t i);
/* Token i is written with a capital. */
bool scan_capital(const struct scan *scan, size_t i);
/* The first of "n° " before token i, or i. */
size_t scan_number_sign(const struct scan *scan, size_t i);

bool word_in(struct str word, const char *words);
bool is_digits(struct str word, size_t least, size_t most);
bool is_year(struct str word);
uint32_t to_number(struct str word);

/* Appends a reference: kind, start, end, first, count, loose, head of
 * `cite`, and the normal form. */
struct cite *scan_push(struct scan *scan, const struct cite *cite,
                       const struct key *normal);

/* ---- recognisers: the index behind the reference at token i, 0 for none */

size_t cite_date_at(struct scan *scan, size_t i);
size_t cite_article_at(struct scan *scan, size_t i);
size_t cite_text_at(struct scan *scan, size_t i);
size_t cite_european_at(struct scan *scan, size_t i);
size_t cite_identifier_at(struct scan *scan, size_t i);

/* The number of a text at token i ("2017-1836"): its tokens, 0 for none. */
size_t cite_text_number(const struct scan *scan, size_t i, struct key *normal);
/* The token behind what says where in an article (", alinéa 3,"), which may
 * start with token i; i for nothing. */
size_t cite_skip_paragraph(const struct scan *scan, size_t i);
/* The code or text named from token i on ("du code du travail", "de la loi
 * n° 78-17"), empty for none; behind = cite_skip_paragraph(scan, i). */
struct str cite_code_at(struct scan *scan, size_t i, size_t behind);
/* The code whose name starts at token i; *words = tokens of the name. */
struct str cite_code_named(size_t *words, const struct scan *scan, size_t i);
/* The code named right before token i ("C. trav., art. L. 1", "code du travail
 * L1"), empty for none. */
struct str cite_code_before(const struct scan *scan, size_t i);
/* What is said at cite_code_at's when none is named: never CITE_OF_NAMED. */
enum cite_of cite_of_at(const struct scan *scan, size_t i, size_t behind);

#endif
