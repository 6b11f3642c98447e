/* index: the terms of a word, one by one. */
#include "term_sink.h"

#include "terms.h"

struct str
family_prefix(enum family family)
{
    switch (family) {
    case FAMILY_STEM:
        return STR("");
    case FAMILY_WORD:
        return STR(TERM_PREFIX_WORD);
    case FAMILY_CAPITALS:
        return STR(TERM_PREFIX_CAPITALS);
    case FAMILY_INITIAL:
        return STR(TERM_PREFIX_INITIAL);
    case FAMILY_OUTSIDE:
        return STR(TERM_PREFIX_OUTSIDE);
    case FAMILY_ANSWER:
        return STR(TERM_PREFIX_ANSWER);
    case FAMILY_TEXT:
        return STR(TERM_PREFIX_TEXT);
    default:
        return schema[family - FAMILY_FIELD].prefix;
    }
}

static enum status
sink_families(struct term_sink *sink, const struct sunk_word *word,
              struct error *err)
{
    for (uint64_t left = word->families; left; left &= left - 1) {
        enum family family = (enum family)__builtin_ctzll(left);
        struct sunk_term term = {.prefix = family_prefix(family),
                                 .word = word->word,
                                 .family = family,
                                 .known = word->known};
        TRY(sink->term(sink, &term, err));
    }
    return STATUS_OK;
}

enum status
term_sink_words(struct term_sink *sink, const struct sunk_word *words,
                size_t count, struct error *err)
{
    for (const struct sunk_word *word = words; word < words + count; word++) {
        struct sunk_term stem = {.prefix = family_prefix(FAMILY_STEM),
                                 .word = word->stem,
                                 .family = FAMILY_STEM,
                                 .known = word->known,
                                 .wdf = word->weight};
        struct sunk_term own = {.prefix = family_prefix(FAMILY_WORD),
                                .word = word->word,
                                .family = FAMILY_WORD,
                                .known = word->known,
                                .positions = word->positions,
                                .count = word->count};
        TRY(sink->term(sink, &stem, err));
        TRY(sink->term(sink, &own, err));
        TRY(sink_families(sink, word, err));
        TRY(sink->word(sink, word->word, word->stem, word->known, err));
    }
    return STATUS_OK;
}
