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

/* An entry "word word"; of two for one word the first counts. */
static enum status
add_verbs(struct stemmer *stemmer, struct str entry, uint64_t kind,
          struct error *err)
{
    struct str word;
    while (!str_is_empty(entry)) {
        str_cut(entry, STR(" "), &word, &entry);
        uint64_t *value = map_at(&stemmer->verbs, word);
        if (!value)
            return no_memory(err);
        if (*value == 0)
            *value = kind;
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
    lines = buf_str(&lexicon->words);
    while (wordlists_next(&lines, STR("noun "), &entry))
        TRY(add_verbs(stemmer, entry, STEMMER_NOUN, err));
    lines = buf_str(&lexicon->words);
    while (wordlists_next(&lines, STR("verb "), &entry))
        TRY(add_verbs(stemmer, entry, STEMMER_VERB, err));
    return STATUS_OK;
}

void
stemmer_release(struct stemmer *stemmer)
{
    map_release(&stemmer->families);
    map_release(&stemmer->verbs);
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
    {STR_INIT("issement"), STR_INIT("i"), 3},
    {STR_INIT("oiement"), STR_INIT("oy"), 3},
    {STR_INIT("fication"), STR_INIT("fi"), 2},
    {STR_INIT("ivement"), STR_INIT("if"), 3},
    {STR_INIT("cation"), STR_INIT("qu"), 4},
    {STR_INIT("ation"), STR_INIT(""), 4},
    {STR_INIT("ement"), STR_INIT(""), 4},
    {STR_INIT("eresse"), STR_INIT("eu"), 4},
    {STR_INIT("trice"), STR_INIT("teu"), 2},
    {STR_INIT("drice"), STR_INIT("deu"), 3},
    {STR_INIT("eenne"), STR_INIT("een"), 2},
    {STR_INIT("ienne"), STR_INIT("ien"), 2},
    {STR_INIT("yenne"), STR_INIT("yen"), 2},
    {STR_INIT("llere"), STR_INIT("ll"), 3},
    {STR_INIT("elle"), STR_INIT("el"), 3},
    {STR_INIT("aise"), STR_INIT("ai"), 4},
    {STR_INIT("oise"), STR_INIT("oi"), 3},
    {STR_INIT("euse"), STR_INIT("eu"), 3},
    {STR_INIT("eure"), STR_INIT("eu"), 4},
    {STR_INIT("iere"), STR_INIT("i"), 3},
    {STR_INIT("gere"), STR_INIT("g"), 3},
    {STR_INIT("chere"), STR_INIT("ch"), 3},
    {STR_INIT("tive"), STR_INIT("tif"), 2},
    {STR_INIT("sive"), STR_INIT("sif"), 3},
    {STR_INIT("cive"), STR_INIT("cif"), 2},
    {STR_INIT("dive"), STR_INIT("dif"), 3},
    {STR_INIT("eur"), STR_INIT("eu"), 3},
    {STR_INIT("ere"), STR_INIT("er"), 4},
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

/* str_ends, when most of many endings are none of it. */
static inline bool
ends_in(struct str word, struct str ending)
{
    return word.len >= ending.len &&
           word.at[word.len - 1] == ending.at[ending.len - 1] &&
           str_ends(word, ending);
}

static void
apply_rules(char *word, size_t *len)
{
    struct str s = {word, *len};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!ends_in(s, rules[i].ending) ||
            s.len - rules[i].ending.len < rules[i].least)
            continue;
        *len -= rules[i].ending.len;
        memcpy(word + *len, rules[i].instead.at, rules[i].instead.len);
        *len += rules[i].instead.len;
        return;
    }
}

/* The endings of a verb's forms and that of its infinitive, which must be one
 * of verbs.def or, where the ending alone does not say it (`in_family`), have
 * a family. */
static const struct {
    struct str ending, infinitive;
    bool in_family;
} conjugation[] = {
#define FORM(ending, infinitive)                                               \
    {                                                                          \
        STR_INIT(ending), STR_INIT(infinitive), true                           \
    }
#define LISTED(ending, infinitive)                                             \
    {                                                                          \
        STR_INIT(ending), STR_INIT(infinitive), false                          \
    }
    /* accorder */
    FORM("eraient", "er"),
    FORM("erait", "er"),
    FORM("eront", "er"),
    FORM("erons", "er"),
    FORM("erez", "er"),
    FORM("era", "er"),
    FORM("erent", "er"),
    FORM("aient", "er"),
    FORM("ait", "er"),
    FORM("ent", "er"),
    FORM("ant", "er"),
    FORM("ons", "er"),
    FORM("ez", "er"),
    LISTED("e", "er"),
    FORM("ee", "er"),
    /* engager keeps an e, employer has i for y, appeler and jeter double */
    FORM("eaient", "er"),
    FORM("eait", "er"),
    FORM("eant", "er"),
    FORM("eons", "er"),
    FORM("ieraient", "yer"),
    FORM("ierait", "yer"),
    FORM("ieront", "yer"),
    FORM("iera", "yer"),
    FORM("ient", "yer"),
    LISTED("ie", "yer"),
    LISTED("elleraient", "eler"),
    LISTED("ellerait", "eler"),
    LISTED("elleront", "eler"),
    LISTED("ellera", "eler"),
    LISTED("ellent", "eler"),
    LISTED("elle", "eler"),
    LISTED("etteraient", "eter"),
    LISTED("etterait", "eter"),
    LISTED("etteront", "eter"),
    LISTED("ettera", "eter"),
    LISTED("ettent", "eter"),
    LISTED("ette", "eter"),
    /* finir */
    FORM("issaient", "ir"),
    FORM("issait", "ir"),
    FORM("issent", "ir"),
    FORM("issant", "ir"),
    FORM("issons", "ir"),
    FORM("issez", "ir"),
    FORM("isse", "ir"),
    FORM("it", "ir"),
    /* the future of finir and of the third group: prendra, ouvrira */
    FORM("raient", "r"),
    FORM("rait", "r"),
    FORM("ront", "r"),
    FORM("rons", "r"),
    FORM("rez", "r"),
    FORM("ra", "r"),
    FORM("raient", "re"),
    FORM("rait", "re"),
    FORM("ront", "re"),
    FORM("rons", "re"),
    FORM("rez", "re"),
    FORM("ra", "re"),
    /* its past, from the participle: prenait, prenant */
    FORM("aient", "ant"),
    FORM("ait", "ant"),
    FORM("ons", "ant"),
    FORM("ez", "ant"),
    /* tenir, venir */
    FORM("iendraient", "enir"),
    FORM("iendrait", "enir"),
    FORM("iendront", "enir"),
    FORM("iendra", "enir"),
    FORM("iennent", "enir"),
    FORM("ienne", "enir"),
    FORM("ient", "enir"),
    FORM("enaient", "enir"),
    FORM("enait", "enir"),
    FORM("enant", "enir"),
    FORM("enue", "enir"),
    FORM("enu", "enir"),
#undef FORM
#undef LISTED
};

enum { VERB_LEAST = 3 }; /* letters that an ending leaves */

static bool
is_verb(const struct stemmer *stemmer, struct str word, uint64_t kind)
{
    const uint64_t *value = map_find(&stemmer->verbs, word);
    return value && *value == kind;
}

/* The stem of the word's family, or NULL. */
static const struct str *
family_of(const struct stemmer *stemmer, struct str word)
{
    uint64_t *stem = map_find(&stemmer->families, word);
    return stem ? (const struct str *)(uintptr_t)*stem : NULL;
}

/* The verb of which `word` with this ending would be a form, into out; its
 * family, if any. */
static bool
verb_by_ending(const struct str **family, char out[FOLD_MAX], size_t *len,
               const struct stemmer *stemmer, struct str word, size_t i)
{
    struct str ending = conjugation[i].ending;
    struct str instead = conjugation[i].infinitive;
    if (!ends_in(word, ending) || word.len < ending.len + VERB_LEAST ||
        word.len + instead.len > FOLD_MAX)
        return false;
    size_t root = word.len - ending.len;
    memcpy(out, word.at, root);
    memcpy(out + root, instead.at, instead.len);
    *len = root + instead.len;
    struct str verb = {out, *len};
    *family = family_of(stemmer, verb);
    if (*family)
        return conjugation[i].in_family;
    return is_verb(stemmer, verb, STEMMER_VERB);
}

/* Makes the infinitive of a verb's form; *family when it has one.  False for
 * what is no form of a known verb: then out is as it was. */
static bool
read_verb(const struct str **family, char out[FOLD_MAX], size_t *len,
          const struct stemmer *stemmer)
{
    char infinitive[FOLD_MAX];
    size_t infinitive_len;
    struct str word = {out, *len};
    if (is_verb(stemmer, word, STEMMER_VERB))
        return false;
    if (str_ends(word, STR("ante"))) /* contraignante */
        word.len--;
    *family = word.len < *len ? family_of(stemmer, word) : NULL;
    if (*family)
        return true;
    if (is_verb(stemmer, word, STEMMER_NOUN) ||
        (str_ends(word, STR("s")) &&
         is_verb(stemmer, str_head(word, word.len - 1), STEMMER_NOUN)))
        return false;
    for (size_t i = 0; i < sizeof conjugation / sizeof *conjugation; i++) {
        if (!verb_by_ending(family, infinitive, &infinitive_len, stemmer, word,
                            i))
            continue;
        memcpy(out, infinitive, infinitive_len);
        *len = infinitive_len;
        return true;
    }
    *family = NULL;
    return false;
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
    bool verb = !family && read_verb(&family, out, &len, stemmer);
    if (!family && !verb) {
        singular(out, &len);
        family = family_of(stemmer, (struct str){out, len});
        if (!family)
            (void)read_verb(&family, out, &len, stemmer);
    }
    if (!family) {
        apply_rules(out, &len);
        return len;
    }
    memcpy(out, family->at, family->len);
    return family->len;
}
