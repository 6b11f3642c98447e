#ifndef LIASSE_CUE_H
#define LIASSE_CUE_H

/* What a word can be within a reference or a date: a name of a month, the
 * letter of a part of a code, "alinéa" ... (cues.def).
 *
 * Found once for each word that the analyser keeps and handed out with its
 * tokens, so that the recognisers of cite.h look at bits where they would
 * compare letters. */

#include "error.h"
#include "map.h"
#include "str.h"

enum cue_bit {
#define CUE(name, words) CUE_BIT_##name,
#define MONTH(n, words)
#include "cues.def"
#undef CUE
#undef MONTH
    CUE_BIT_DIGITS,
    CUE_BIT_LATIN,
    CUE_BIT_ROMAN,
    CUE_BIT_MONTH /* and the bits above it: 1 to 12, a number */
};

enum cue {
#define CUE(name, words) CUE_##name = 1 << CUE_BIT_##name,
#define MONTH(n, words)
#include "cues.def"
#undef CUE
#undef MONTH
    CUE_DIGITS = 1 << CUE_BIT_DIGITS, /* nothing but digits */
    CUE_LATIN = 1 << CUE_BIT_LATIN,   /* bis, ter ... quatervicies */
    CUE_ROMAN = 1 << CUE_BIT_ROMAN    /* one to five of i, v and x */
};

static inline uint32_t
cue_month(uint32_t cues)
{
    return cues >> CUE_BIT_MONTH;
}

/* Reads the lists into *words; STATUS_NOMEM. */
enum status cues_init(struct map *words, struct error *err) MUST_USE;
/* enum cue of a word in normal form, or-ed, and its month. */
uint32_t cues_of(const struct map *words, struct str word);

/* CUE_LATIN of a part of a word: "39bis". */
bool cue_is_latin(struct str word);

#endif
