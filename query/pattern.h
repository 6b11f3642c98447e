#ifndef LIASSE_PATTERN_H
#define LIASSE_PATTERN_H

/* A word with something left open:
 *     infirmi*  in*mier  *mière     any letters, or none, in the star's place
 *     mot~  mot~2                   words that differ by so many letters
 *
 * Letters are compared as the query language has it: a letter without accent
 * stands for every accent on it, oe and ae for the ligatures too; an accented
 * letter stands for itself.  With ~ accents do not count at all, and one step
 * is a letter more, less, another one, or two neighbours swapped.  Without a
 * number a word of up to 2 letters takes no step, up to 7 one, longer ones
 * two.
 *
 * Words are in normal form (token.word).  One comparison costs at most the
 * product of both lengths, and a word that is too short costs nothing. */

#include "arena.h"
#include "error.h"
#include "str.h"

enum { PATTERN_STEPS_MAX = 2, PATTERN_LETTERS_MAX = 400 };

struct pattern_letter {
    uint32_t letter; /* 0 = any run of letters */
    uint8_t part;    /* second letter of a ligature */
    bool itself;     /* an accented letter: no other accent will do */
};

struct pattern {
    struct str text; /* as it was made from */
    struct str stem; /* what words must start with, when a star follows: the
                        text up to its first star */
    bool fuzzy;
    bool trailing;   /* its only star is at its end */
    bool impossible; /* longer than any word */
    unsigned steps;  /* fuzzy: how many at most */
    size_t least;    /* letters of it, stars not counted */
    uint64_t mask;   /* which letters: bit of each */
    struct pattern_letter *letters;
    size_t count;
};

/* Compiles a text in normal form, stars and ~ in it; in arena, pointing into
 * text. */
enum status pattern_make(struct pattern *out, struct str text,
                         struct arena *arena, struct error *err) MUST_USE;

/* The letters of a word, without accents, as bits: for whoever compares many
 * patterns with it. */
uint64_t pattern_letters(struct str word);
/* May a word of these letters match at all? */
bool pattern_may_match(const struct pattern *pattern, uint64_t letters);

bool pattern_matches(const struct pattern *pattern, struct str word);

/* The steps from one word to another, accents not counted; more than `most`
 * (at most PATTERN_STEPS_MAX) is most + 1. */
unsigned pattern_steps(const struct pattern *fuzzy, struct str word,
                       unsigned most);
/* Do both start with the same letter, accents not counted? */
bool pattern_same_start(const struct pattern *fuzzy, struct str word);

#endif
