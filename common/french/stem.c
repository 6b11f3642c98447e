/* Analysis: word -> stem. */
#include "stem.h"

#include "utf8.h"

#include <string.h>

static enum status
no_memory(struct error *err)
{
    return error_set(err, STATUS_NOMEM, "no memory for the stemmer");
}

/* An entry "NAME word word"; of two for one word the first counts. */
static enum status
add_family(struct stemmer *stemmer, struct str entry, struct error *err)
{
    struct str name, rest, word;
    str_cut(entry, STR(" "), &name, &rest);
    struct str *stem = arena_alloc(&stemmer->names, sizeof *stem);
    if (!stem)
        return no_memory(err);
    *stem = arena_copy(&stemmer->names, utf8_cut(name, WORD_MAX));
    if (!stem->at)
        return no_memory(err);
    while (!str_is_empty(rest)) {
        str_cut(rest, STR(" "), &word, &rest);
        if (str_is_empty(word))
            continue;
        uint64_t *value = map_at(&stemmer->families, word);
        if (!value)
            return no_memory(err);
        if (*value == 0)
            *value = (uint64_t)(uintptr_t)stem;
    }
    return STATUS_OK;
}

enum status
stemmer_init(struct stemmer *stemmer, const struct wordlists *lexicon,
             struct error *err)
{
    struct str lines = buf_str(&lexicon->words), entry;
    *stemmer = (struct stemmer){0};
    while (wordlists_next(&lines, STR("stem "), &entry))
        TRY(add_family(stemmer, entry, err));
    return STATUS_OK;
}

void
stemmer_release(struct stemmer *stemmer)
{
    map_release(&stemmer->families);
    arena_release(&stemmer->names);
}

/* The endings that the rules take off or exchange, of which the longest that
 * leaves `least` bytes counts.
 *
 * The choice follows the idea published by J. Savoy for French (light
 * stemming: UniNE at CLEF): inflection, and derivation only where a word and
 * its stem mean the same to who searches.  Nouns in -ité, -isme, -iste, -age,
 * -ance and adjectives in -el, -al, -if, -ique keep their endings: national
 * is not nationalité, nor organe organisme.  -ation and -ement are taken off
 * to meet the verb (revaloriser, revalorisation; licencier, licenciement);
 * where this hits another noun (règle, règlement), stems.def has the family. */
static const struct {
    struct str ending, instead;
    size_t least;
} rules[] = {
    {STR_INIT("ellement"), STR_INIT("el"), 3},
    {STR_INIT("eusement"), STR_INIT("eu"), 3},
    {STR_INIT("fication"), STR_INIT("fi"), 2},
    {STR_INIT("ivement"), STR_INIT("if"), 3},
    {STR_INIT("cation"), STR_INIT("qu"), 4},
    {STR_INIT("ation"), STR_INIT(""), 4},
    {STR_INIT("ement"), STR_INIT(""), 4},
    {STR_INIT("trice"), STR_INIT("teu"), 2},
    {STR_INIT("eenne"), STR_INIT("een"), 2},
    {STR_INIT("ienne"), STR_INIT("ien"), 2},
    {STR_INIT("yenne"), STR_INIT("yen"), 3},
    {STR_INIT("elle"), STR_INIT("el"), 3},
    {STR_INIT("euse"), STR_INIT("eu"), 3},
    {STR_INIT("eure"), STR_INIT("eu"), 4},
    {STR_INIT("iere"), STR_INIT("i"), 3},
    {STR_INIT("tive"), STR_INIT("tif"), 2},
    {STR_INIT("sive"), STR_INIT("sif"), 3},
    {STR_INIT("eur"), STR_INIT("eu"), 3},
    {STR_INIT("ere"), STR_INIT(""), 4},
    {STR_INIT("ee"), STR_INIT(""), 3},
    {STR_INIT("er"), STR_INIT(""), 3},
    {STR_INIT("ir"), STR_INIT("i"), 3},
    {STR_INIT("e"), STR_INIT(""), 3},
};

/* Number.  -aux is the plural of -al (hôpitaux) in words of six letters and
 * more, not in taux and faux; -eux loses its x with lieux and heureux alike
 * (heureuse comes to the same "heureu"); prix, voix and choix keep theirs. */
static void
singular(char *word, size_t *len)
{
    struct str s = {word, *len};
    if (s.len < 4)
        return;
    if (str_ends(s, STR("eaux")) || str_ends(s, STR("eux"))) {
        *len -= 1;
    } else if (str_ends(s, STR("aux")) && s.len >= 6) {
        word[s.len - 2] = 'l';
        *len -= 1;
    } else if (str_ends(s, STR("s")) && !str_ends(s, STR("ss"))) {
        *len -= 1;
    }
}

static void
apply_rules(char *word, size_t *len)
{
    struct str s = {word, *len};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!str_ends(s, rules[i].ending) ||
            s.len - rules[i].ending.len < rules[i].least)
            continue;
        *len -= rules[i].ending.len;
        memcpy(word + *len, rules[i].instead.at, rules[i].instead.len);
        *len += rules[i].instead.len;
        return;
    }
}

/* The stem of the word's family, or NULL. */
static const struct str *
family_of(const struct stemmer *stemmer, struct str word)
{
    uint64_t *stem = map_find(&stemmer->families, word);
    return stem ? (const struct str *)(uintptr_t)*stem : NULL;
}

static bool
has_digit(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] >= '0' && word.at[i] <= '9')
            return true;
    return false;
}

static size_t
letters_only(char *out, struct str word)
{
    size_t len = 0;
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] != '\'')
            out[len++] = word.at[i];
    return len;
}

size_t
stemmer_stem(char out[FOLD_MAX], const struct stemmer *stemmer,
             struct str folded)
{
    /* "article 1er" is article 1; other ordinals are no numbers. */
    if (str_eq(folded, STR("1er")))
        folded.len = 1;
    size_t len = letters_only(out, folded);
    if (has_digit(folded))
        return len;
    const struct str *family = family_of(stemmer, (struct str){out, len});
    if (!family) {
        singular(out, &len);
        family = family_of(stemmer, (struct str){out, len});
    }
    if (!family) {
        apply_rules(out, &len);
        return len;
    }
    memcpy(out, family->at, family->len);
    return family->len;
}
