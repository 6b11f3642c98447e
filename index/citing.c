/* index: the sentences that cite, and what they add to what they cite. */
#include "citing.h"

#include "lang.h"

#include <string.h>

/* ---- sentences -------------------------------------------------------- */

/* Words that end in a dot without ending a sentence: "L. 12", "art. 3". */
static bool
is_abbreviated(struct str word)
{
    static const struct str words[] = {
        STR_INIT("l"),  STR_INIT("lo"), STR_INIT("o"),   STR_INIT("r"),
        STR_INIT("d"),  STR_INIT("a"),  STR_INIT("art"), STR_INIT("arts"),
        STR_INIT("al"), STR_INIT("cf"), STR_INIT("n"),   STR_INIT("p"),
        STR_INIT("m"),  STR_INIT("mm"), STR_INIT("mme"),
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(word, words[i]))
            return true;
    return false;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* A sentence ends between token i-1 and token i. */
static bool
ends_before(struct str text, const struct tokens *tokens, size_t i)
{
    const struct token *before = &tokens->at[i - 1];
    if (tokens->at[i].position > before->position + 1)
        return true;
    for (size_t at = before->end; at + 1 < tokens->at[i].start; at++) {
        char c = text.at[at];
        if ((c == '.' || c == ';' || c == '?' || c == '!') &&
            is_blank(text.at[at + 1]) &&
            (c != '.' || !is_abbreviated(before->word)))
            return true;
    }
    return false;
}

enum {
    BAG_SLOTS = 128,     /* twice CITING_STEMS at least, a power of two */
    PACKED_MAX = 1 << 20 /* bytes of a bag, or of the keys of a sentence */
};

/* A sentence: its tokens and the references in it. */
struct sentence {
    size_t first, end;           /* tokens */
    size_t first_cite, end_cite; /* references */
};

static bool
is_citation(const struct cite *cite)
{
    return cite->kind != CITE_DATE && cite->kind != CITE_WORD && !cite->loose;
}

/* ---- a bag -------------------------------------------------------------- */

/* The token is part of a reference; *next_cite = the first that does not end
 * before it. */
static bool
is_in_cite(const struct token *token, const struct tokens *tokens,
           const struct sentence *sentence, size_t *next_cite)
{
    while (*next_cite < sentence->end_cite &&
           tokens->cites[*next_cite].end <= token->start)
        ++*next_cite;
    for (size_t i = *next_cite; i < sentence->end_cite; i++) {
        const struct cite *cite = &tokens->cites[i];
        if (cite->start > token->start)
            return false;
        if (is_citation(cite) && token->end <= cite->end)
            return true;
    }
    return false;
}

/* The stems of a sentence, each once. */
struct bag {
    struct str stems[CITING_STEMS];
    uint8_t times[CITING_STEMS];
    uint8_t slots[BAG_SLOTS]; /* stem + 1 by its hash, 0 = free */
    size_t count;
};

static void
bag_add(struct bag *bag, struct str stem)
{
    size_t at = str_hash(stem) & (BAG_SLOTS - 1);
    for (; bag->slots[at]; at = (at + 1) & (BAG_SLOTS - 1))
        if (str_eq(bag->stems[bag->slots[at] - 1], stem)) {
            bag->times[bag->slots[at] - 1]++;
            return;
        }
    bag->stems[bag->count] = stem;
    bag->times[bag->count] = 1;
    bag->slots[at] = (uint8_t)++bag->count;
}

static enum status
bag_encode(struct str *out, const struct bag *bag, struct citing *citing,
           struct error *err)
{
    struct buf *packed = &citing->packed;
    buf_clear(packed);
    for (size_t i = 0; i < bag->count; i++) {
        encode_str(packed, bag->stems[i]);
        encode_number(packed, bag->times[i]);
    }
    TRY(buf_status(packed, err));
    *out = arena_copy(citing->arena, buf_str(packed));
    return packed->len && !out->at ? error_no_memory(err) : STATUS_OK;
}

/* The stems of a sentence without stop words and references. */
static enum status
make_bag(struct str *out, struct citing *citing, const struct tokens *tokens,
         const struct sentence *sentence, struct error *err)
{
    struct bag bag;
    size_t taken = 0, next_cite = sentence->first_cite;
    bag.count = 0;
    memset(bag.slots, 0, sizeof bag.slots);
    for (size_t i = sentence->first; i < sentence->end && taken < CITING_STEMS;
         i++) {
        const struct token *token = &tokens->at[i];
        if ((token->flags & TOKEN_STOP) ||
            is_in_cite(token, tokens, sentence, &next_cite))
            continue;
        bag_add(&bag, token->stem);
        taken++;
    }
    return bag_encode(out, &bag, citing, err);
}

/* ---- citing ---------------------------------------------------------------
 */

enum status
citing_start(struct citing *out, const struct document *document,
             struct values_met *met, struct error *err)
{
    map_clear(&out->seen);
    out->packed.max = PACKED_MAX;
    out->at = NULL;
    out->count = out->room = 0;
    out->arena = met->arena;
    return self_of(&out->self, document, met, err);
}

void
citing_release(struct citing *citing)
{
    map_release(&citing->seen);
    buf_release(&citing->packed);
}

static struct citing_sentence *
new_sentence(struct citing *citing)
{
    if (citing->count == citing->room) {
        size_t room = citing->room ? 2 * citing->room : 16;
        struct citing_sentence *bigger =
            arena_array(citing->arena, room, sizeof *bigger);
        if (!bigger)
            return NULL;
        if (citing->count)
            memcpy(bigger, citing->at, citing->count * sizeof *bigger);
        citing->at = bigger;
        citing->room = room;
    }
    return &citing->at[citing->count++];
}

static bool
is_among(struct str key, const struct str *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(keys[i], key))
            return true;
    return false;
}

/* The keys of a sentence, each once; not those that are full: of a code as
 * one document an article may be cited a thousand times. */
static enum status
sentence_keys(struct str **out, uint32_t *count, struct citing *citing,
              const struct tokens *tokens, const struct sentence *sentence,
              struct error *err)
{
    uint32_t found = 0;
    struct str *keys = arena_array(
        citing->arena, sentence->end_cite - sentence->first_cite, sizeof *keys);
    if (!keys)
        return error_no_memory(err);
    for (size_t i = sentence->first_cite;
         i < sentence->end_cite && found < CITING_KEYS; i++) {
        const struct cite *cite = &tokens->cites[i];
        struct str key;
        if (!is_citation(cite) || (cite->kind == CITE_ARTICLE && !cite->of.len))
            continue;
        TRY(cite_key(&key, cite, citing->arena, err));
        if (self_has(&citing->self, key) || is_among(key, keys, found))
            continue;
        uint64_t *sentences = map_at(&citing->seen, key);
        if (!sentences)
            return error_no_memory(err);
        if ((*sentences)++ < CITED_SENTENCES)
            keys[found++] = key;
    }
    *out = keys;
    *count = found;
    return STATUS_OK;
}

static enum status
take_sentence(struct citing *citing, const struct tokens *tokens,
              const struct sentence *sentence, struct error *err)
{
    struct citing_sentence made = {0};
    TRY(sentence_keys(&made.keys, &made.key_count, citing, tokens, sentence,
                      err));
    if (made.key_count == 0)
        return STATUS_OK;
    TRY(make_bag(&made.bag, citing, tokens, sentence, err));
    if (!made.bag.len)
        return STATUS_OK;
    struct citing_sentence *added = new_sentence(citing);
    if (!added)
        return error_no_memory(err);
    *added = made;
    return STATUS_OK;
}

/* Around each reference its sentence. */
enum status
citing_text(struct citing *citing, struct str text, const struct tokens *tokens,
            struct error *err)
{
    struct sentence sentence = {0};
    for (size_t i = 0; i < tokens->cite_count; i = sentence.end_cite) {
        if (!is_citation(&tokens->cites[i])) {
            sentence.end_cite = i + 1;
            continue;
        }
        size_t low = sentence.end, first = tokens->cites[i].first;
        sentence.first = sentence.end = first;
        while (sentence.first > low &&
               !ends_before(text, tokens, sentence.first))
            sentence.first--;
        while (++sentence.end < tokens->count &&
               !ends_before(text, tokens, sentence.end)) {
        }
        sentence.first_cite = sentence.end_cite = i;
        while (sentence.end_cite < tokens->cite_count &&
               tokens->cites[sentence.end_cite].first < sentence.end)
            sentence.end_cite++;
        TRY(take_sentence(citing, tokens, &sentence, err));
    }
    return STATUS_OK;
}

/* ---- data ---------------------------------------------------------------- */

/* Of each sentence its keys and its bag, each with its
 * length; keys each with its length. */
enum status
citing_encode(struct buf *out, struct citing *citing, struct error *err)
{
    struct buf *keys = &citing->packed;
    buf_clear(out);
    for (size_t i = 0; i < citing->count; i++) {
        buf_clear(keys);
        for (uint32_t k = 0; k < citing->at[i].key_count; k++)
            if (keys->len + citing->at[i].keys[k].len < PACKED_MAX - 16)
                encode_str(keys, citing->at[i].keys[k]);
        TRY(buf_status(keys, err));
        encode_str(out, buf_str(keys));
        encode_str(out, citing->at[i].bag);
    }
    return buf_status(out, err);
}

enum status
citing_next(struct citing_entry *out, struct str *rest, struct error *err)
{
    if (!rest->len)
        return STATUS_DONE;
    if (decode_str(rest, &out->keys) && decode_str(rest, &out->bag))
        return STATUS_OK;
    return error_set(err, STATUS_FORMAT, "%s",
                     TR("damaged index: run liasse-index --rebuild",
                        "index endommagé : lancez liasse-index --rebuild"));
}

bool
citing_key(struct str *keys, struct str *key)
{
    return keys->len && decode_str(keys, key);
}

bool
citing_has(const struct citing_entry *entry, struct str key)
{
    struct str keys = entry->keys, each;
    while (citing_key(&keys, &each))
        if (str_eq(each, key))
            return true;
    return false;
}

/* ---- cited ----------------------------------------------------------------
 */

void
cited_clear(struct cited *cited)
{
    map_clear(&cited->bags);
    map_clear(&cited->stems);
    cited->sentences = cited->looked_at = 0;
}

void
cited_release(struct cited *cited)
{
    map_release(&cited->bags);
    map_release(&cited->stems);
}

bool
cited_is_full(const struct cited *cited)
{
    return cited->sentences >= CITED_SENTENCES ||
           cited->looked_at >= CITED_LOOKED_AT;
}

enum status
cited_add(struct cited *cited, struct str bag, struct error *err)
{
    struct str stem;
    uint64_t times;
    uint64_t *seen = map_at(&cited->bags, bag);
    if (!seen)
        return error_no_memory(err);
    if (cited_is_full(cited))
        return STATUS_OK;
    cited->looked_at++;
    if ((*seen)++)
        return STATUS_OK;
    cited->sentences++;
    while (bag.len && decode_str(&bag, &stem) && decode_number(&bag, &times)) {
        uint64_t *all = map_at(&cited->stems, stem);
        if (!all)
            return error_no_memory(err);
        *all = times > CITED_STEM_MAX - *all ? CITED_STEM_MAX : *all + times;
    }
    return STATUS_OK;
}

enum status
cited_take(struct cited *cited, struct str data, struct str key,
           struct error *err)
{
    struct citing_entry entry;
    enum status status;
    while ((status = citing_next(&entry, &data, err)) == STATUS_OK)
        if (citing_has(&entry, key))
            TRY(cited_add(cited, entry.bag, err));
    return status == STATUS_DONE ? STATUS_OK : status;
}

bool
cited_next(const struct cited *cited, size_t *at, struct str *stem,
           uint32_t *wdf)
{
    uint64_t times;
    if (!map_next(&cited->stems, at, stem, &times))
        return false;
    *wdf = (uint32_t)times * CITED_WEIGHT;
    return true;
}
