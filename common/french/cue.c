/* Analysis: what a word can be within a reference. */
#include "cue.h"

_Static_assert(CUE_BIT_MONTH <= 28, "months take four bits");

static const struct {
    uint32_t cues;
    struct str words;
} lists[] = {
#define CUE(name, words) {CUE_##name, STR_INIT(words)},
#define MONTH(n, words) {(uint32_t)(n) << CUE_BIT_MONTH, STR_INIT(words)},
#include "cues.def"
#undef CUE
#undef MONTH
};

enum status
cues_init(struct map *words, struct error *err)
{
    struct str word;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct str rest = lists[i].words;
        while (!str_is_empty(rest)) {
            str_cut(rest, STR(" "), &word, &rest);
            uint64_t *cues = map_at(words, word);
            if (!cues)
                return error_set(err, STATUS_NOMEM, "no memory for the cues");
            *cues |= lists[i].cues;
        }
    }
    return STATUS_OK;
}

static bool
is_digits(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] < '0' || word.at[i] > '9')
            return false;
    return word.len > 0;
}

static bool
is_roman(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!memchr("ivx", word.at[i], 3))
            return false;
    return word.len > 0 && word.len <= 5;
}

bool
cue_is_latin(struct str word)
{
    static const struct str small[] = {
        STR_INIT("bis"),       STR_INIT("ter"),    STR_INIT("quater"),
        STR_INIT("quinquies"), STR_INIT("sexies"), STR_INIT("septies"),
        STR_INIT("octies"),    STR_INIT("nonies"),
    };
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        if (str_eq(word, small[i]))
            return true;
    return str_ends(word, STR("decies")) || str_ends(word, STR("vicies")) ||
           str_ends(word, STR("tricies"));
}

uint32_t
cues_of(const struct map *words, struct str word)
{
    if (is_digits(word))
        return CUE_DIGITS;
    const uint64_t *listed = map_find(words, word);
    uint32_t cues = listed ? (uint32_t)*listed : 0;
    if (is_roman(word))
        cues |= CUE_ROMAN;
    if (cue_is_latin(word))
        cues |= CUE_LATIN;
    return cues;
}
