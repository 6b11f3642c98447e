/* Analysis: text -> tokens, the one entry of index and query. */
#include "analyse.h"

#include "buf.h"
#include "cache.h"
#include "cue.h"
#include "fold.h"
#include "stem.h"
#include "stop.h"
#include "token.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

enum {
    TOKENS_STEP = 1024,            /* room made at a time */
    FOLD_PIECE = 64,               /* bytes folded at a time */
    SCRATCH_KEPT = 8 * 1024 * 1024 /* bytes kept between two texts */
};

struct analyser {
    struct stemmer stemmer;
    struct map stop_words;
    struct map cues; /* of words: cue.h */
    struct cache cache;
    struct buf scratch;  /* tokens of the text at hand */
    char stem[FOLD_MAX]; /* the last answer of analyser_stem */
};

static enum status
no_memory(struct error *err)
{
    return error_set(err, STATUS_NOMEM, "no memory for the analysis");
}

enum status
analyser_new(struct analyser **out, struct error *err)
{
    AUTO(wordlists) struct wordlists lexicon = {0};
    TRY(wordlists_init(&lexicon, STR(""), err));
    return analyser_new_with(out, &lexicon, err);
}

enum status
analyser_new_with(struct analyser **out, const struct wordlists *lexicon,
                  struct error *err)
{
    AUTO(analyser) struct analyser *analyser = calloc(1, sizeof *analyser);
    if (!analyser)
        return no_memory(err);
    analyser->scratch.max = SIZE_MAX / 2;
    analyser->cache.most = CACHE_WORDS;
    TRY(stemmer_init(&analyser->stemmer, lexicon, err));
    TRY(stop_init(&analyser->stop_words, lexicon, err));
    TRY(cues_init(&analyser->cues, err));
    *out = analyser;
    analyser = NULL;
    return STATUS_OK;
}

void
analyser_free(struct analyser *analyser)
{
    if (!analyser)
        return;
    stemmer_release(&analyser->stemmer);
    map_release(&analyser->stop_words);
    map_release(&analyser->cues);
    cache_release(&analyser->cache);
    buf_release(&analyser->scratch);
    free(analyser);
}

void
analyser_keep(struct analyser *analyser, size_t words)
{
    analyser->cache.most = words < CACHE_WORDS ? words : CACHE_WORDS;
}

size_t
analyser_bytes(const struct analyser *analyser)
{
    return sizeof *analyser + cache_bytes(&analyser->cache) +
           analyser->scratch.size;
}

/* Digits, with a decimal point perhaps. */
static bool
is_number(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if ((word.at[i] < '0' || word.at[i] > '9') && word.at[i] != '.')
            return false;
    return word.len > 0;
}

/* A reference to law may stand here. */
static bool
is_trigger(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] >= '0' && word.at[i] <= '9')
            return true;
    return str_eq(word, STR("premier"));
}

static uint32_t
word_flags(const struct analyser *analyser, struct str word)
{
    if (is_number(word))
        return TOKEN_NUMBER | TOKEN_DIGIT;
    uint32_t flags = is_trigger(word) ? TOKEN_DIGIT : 0;
    if (stop_has(&analyser->stop_words, word))
        flags |= TOKEN_STOP;
    if (fold_has_accent(word))
        flags |= TOKEN_ACCENT;
    return flags;
}

/* Fills in what a word alone decides; its stem goes to stem. */
static void
describe(struct cache_entry *out, char stem[FOLD_MAX],
         const struct analyser *analyser, uint32_t hash, struct str word)
{
    char folded[FOLD_MAX];
    struct str plain = {folded, fold_word(folded, word)};
    size_t len = stemmer_stem(stem, &analyser->stemmer, plain);
    *out = (struct cache_entry){.hash = hash,
                                .flags = word_flags(analyser, word),
                                .cues = cues_of(&analyser->cues, word),
                                .word = word,
                                .stem = {stem, len}};
}

/* The entry of a word that is not in the cache: kept there or in arena. */
static enum status
enter(struct cache_entry *out, struct analyser *analyser, uint32_t hash,
      struct str word, struct arena *arena, struct error *err)
{
    char stem[FOLD_MAX];
    describe(out, stem, analyser, hash, word);
    if (cache_wants(&analyser->cache, hash, word)) {
        const struct cache_entry *kept = cache_add(&analyser->cache, out);
        if (!kept)
            return no_memory(err);
        *out = *kept;
        return STATUS_OK;
    }
    char *copy = arena_alloc(arena, word.len + out->stem.len);
    if (!copy)
        return no_memory(err);
    memcpy(copy, word.at, word.len);
    memcpy(copy + word.len, stem, out->stem.len);
    out->word.at = copy;
    out->stem.at = copy + word.len;
    return STATUS_OK;
}

/* Positions end where 32 bits do: no text that we take gets there. */
static uint32_t
next_position(uint32_t last, const struct raw_token *raw)
{
    uint32_t step = raw->paragraph ? ANALYSE_GAP + 1 : 1;
    return last > UINT32_MAX - step ? last : last + step;
}

/* Its words are keys of the cache (token.h). */
_Static_assert((int)TOKEN_PAD == (int)CACHE_PIECE, "the tokeniser's zeros");

static inline void
fill_token(struct token *token, const struct cache_entry *entry,
           const struct raw_token *raw)
{
    *token = (struct token){
        .start = (uint32_t)raw->start,
        .end = (uint32_t)raw->end,
        .flags = entry->flags | (raw->joined ? TOKEN_JOINED : 0),
        .known = entry->number,
        .cues = entry->cues,
        .word = entry->word,
        .stem = entry->stem,
    };
}

SELDOM static enum status
add_new(struct token *token, struct analyser *analyser, uint32_t hash,
        const struct raw_token *raw, struct arena *arena, struct error *err)
{
    struct cache_entry fresh;
    TRY(enter(&fresh, analyser, hash, raw->word, arena, err));
    fill_token(token, &fresh, raw);
    return STATUS_OK;
}

/* A word between the tokeniser and the cache: to look into the cache is to wait
 * for memory, which is asked for some words ahead. */
enum { HELD = 4 };
struct held {
    struct raw_token raw; /* its word is the one here */
    uint32_t hash;
    _Alignas(TOKEN_PAD) char word[FOLD_MAX + TOKEN_PAD];
};

/* The next word goes into *out, and nothing but its bytes is copied: to read as
 * a whole what was just written in parts is to wait for it. */
static inline bool
hold_next(struct held *out, const struct cache *cache,
          struct tokeniser *tokeniser)
{
    if (!tokeniser_next(tokeniser, &out->raw))
        return false;
    struct str word = out->raw.word;
    out->raw.word.at = out->word;
    out->hash = cache_hash(word);
    cache_prefetch(cache, out->hash);
    for (size_t at = 0; at < word.len; at += TOKEN_PAD)
        memcpy(out->word + at, word.at + at, TOKEN_PAD);
    return true;
}

static inline enum status
add_token(struct token *token, struct analyser *analyser,
          const struct held *held, struct arena *arena, struct error *err)
{
    const struct cache_entry *entry =
        cache_find(&analyser->cache, held->hash, held->raw.word);
    if (!entry)
        return add_new(token, analyser, held->hash, &held->raw, arena, err);
    fill_token(token, entry, &held->raw);
    return STATUS_OK;
}

/* All tokens into the scratch buffer; *flags = all of theirs. */
static enum status
collect(size_t *count, uint32_t *flags, struct analyser *analyser,
        struct str text, struct arena *arena, struct error *err)
{
    struct tokeniser tokeniser;
    struct token *tokens = NULL;
    struct held held[HELD];
    size_t room = 0, read = 0, used = 0;
    uint32_t position = 0, all = 0;
    bool more = true;
    buf_clear(&analyser->scratch);
    tokeniser_init(&tokeniser, text);
    while (more || used < read) {
        more =
            more && hold_next(&held[read % HELD], &analyser->cache, &tokeniser);
        read += more;
        if (read == used || (more && read - used < HELD))
            continue;
        if (used == room) {
            analyser->scratch.len = used * sizeof *tokens;
            room += TOKENS_STEP;
            if (!buf_reserve(&analyser->scratch, TOKENS_STEP * sizeof *tokens))
                return no_memory(err);
            tokens = (struct token *)(void *)analyser->scratch.at;
        }
        const struct held *one = &held[used % HELD];
        TRY(add_token(&tokens[used], analyser, one, arena, err));
        all |= tokens[used].flags;
        position = next_position(position, &one->raw);
        tokens[used++].position = position;
    }
    analyser->scratch.len = used * sizeof *tokens;
    *count = used;
    *flags = all;
    return STATUS_OK;
}

/* The number of a reference as a word.  It gets one like other words, when it
 * comes for the second time, but no more than half of the room: of articles
 * there is no end. */
static enum status
number_cite(uint32_t *out, struct analyser *analyser, struct str word,
            struct error *err)
{
    char bytes[CACHE_WORD_MAX], stem[FOLD_MAX];
    struct cache *cache = &analyser->cache;
    struct str key = {bytes, word.len};
    *out = 0;
    if (!cache_key(bytes, word))
        return STATUS_OK;
    uint32_t hash = cache_hash(key);
    const struct cache_entry *entry = cache_find(cache, hash, key);
    if (!entry && cache->count < cache->most / 2 &&
        cache_wants(cache, hash, key)) {
        struct cache_entry fresh;
        describe(&fresh, stem, analyser, hash, key);
        entry = cache_add(cache, &fresh);
        if (!entry)
            return no_memory(err);
    }
    *out = entry ? entry->number : 0;
    return STATUS_OK;
}

/* Positions, numbers and stems of the references, which cite.c does not
 * know. */
static enum status
place_cite(struct cite *cite, struct tokens *tokens, struct analyser *analyser,
           struct arena *arena, struct error *err)
{
    cite->position = cite->last = tokens->at[cite->first].position;
    if (cite->head && cite->head < cite->first)
        cite->also = tokens->at[cite->head].position;
    if (cite->word.len)
        TRY(number_cite(&cite->known, analyser, cite->word, err));
    if (cite->count == 0)
        return STATUS_OK;
    tokens->at[cite->first].flags |= TOKEN_REFERENCE;
    cite->last = tokens->at[cite->first + cite->count - 1].position;
    if (cite->kind != CITE_WORD)
        return STATUS_OK;
    struct str stem;
    TRY(analyser_stem(&stem, analyser, cite->word, err));
    cite->stem = arena_copy(arena, stem);
    return cite->stem.at ? STATUS_OK : no_memory(err);
}

static enum status
find_cites(struct tokens *tokens, struct analyser *analyser, struct str text,
           struct arena *arena, struct error *err)
{
    struct cites cites = {0};
    TRY(cite_find(&cites, text, tokens->at, tokens->count, arena, err));
    for (size_t i = 0; i < cites.count; i++)
        TRY(place_cite(&cites.at[i], tokens, analyser, arena, err));
    tokens->cites = cites.at;
    tokens->cite_count = cites.count;
    return STATUS_OK;
}

enum status
analyse(struct tokens *out, struct analyser *analyser, struct str text,
        struct arena *arena, struct error *err)
{
    struct tokens tokens = {0};
    text = str_head(text, UINT32_MAX);
    uint32_t flags = 0;
    TRY(collect(&tokens.count, &flags, analyser, text, arena, err));
    if (tokens.count > 0) {
        size_t size = tokens.count * sizeof *tokens.at;
        tokens.at = arena_alloc(arena, size);
        if (!tokens.at)
            return no_memory(err);
        memcpy(tokens.at, analyser->scratch.at, size);
        tokens.last_position = tokens.at[tokens.count - 1].position;
    }
    if (flags & TOKEN_DIGIT)
        TRY(find_cites(&tokens, analyser, text, arena, err));
    if (analyser->scratch.size > SCRATCH_KEPT)
        buf_release(&analyser->scratch);
    *out = tokens;
    return STATUS_OK;
}

static struct token
folded_cite(const struct cite *cite)
{
    return (struct token){
        .start = cite->start,
        .end = cite->end,
        .position = cite->position,
        .flags = cite->kind == CITE_WORD ? 0 : TOKEN_REFERENCE,
        .word = cite->word,
        .stem = cite->stem,
    };
}

/* `article` right before a reference that starts at token i. */
static void
stop_head(struct tokens *folded, const struct cite *cite)
{
    if (cite->head && folded->count > 0 && cite->head == cite->first)
        folded->at[folded->count - 1].flags |= TOKEN_STOP;
}

/* One word of a query, at token i or behind it. */
static bool
is_next(const struct cite *cite, size_t i)
{
    return cite->word.len > 0 && cite->count > 0 && cite->first >= i;
}

enum status
analyse_fold(struct tokens *out, const struct tokens *tokens,
             struct arena *arena, struct error *err)
{
    struct tokens folded = {.last_position = tokens->last_position};
    size_t next = 0;
    folded.at = arena_array(arena, tokens->count + 1, sizeof *folded.at);
    if (!folded.at)
        return no_memory(err);
    for (size_t i = 0; i < tokens->count;) {
        while (next < tokens->cite_count && !is_next(&tokens->cites[next], i))
            next++;
        if (next == tokens->cite_count || tokens->cites[next].first != i) {
            folded.at[folded.count++] = tokens->at[i++];
            folded.at[folded.count - 1].flags &= ~(uint32_t)TOKEN_REFERENCE;
            continue;
        }
        stop_head(&folded, &tokens->cites[next]);
        folded.at[folded.count++] = folded_cite(&tokens->cites[next]);
        i += tokens->cites[next].count;
    }
    *out = folded;
    return STATUS_OK;
}

/* The entry of any word, or NULL; *hash is that of its key. */
static const struct cache_entry *
entry_of(uint32_t *hash, const struct analyser *analyser, struct str word)
{
    char bytes[CACHE_WORD_MAX];
    *hash = 0;
    if (!cache_key(bytes, word))
        return NULL;
    struct str key = {bytes, word.len};
    *hash = cache_hash(key);
    return cache_find(&analyser->cache, *hash, key);
}

enum status
analyser_stem(struct str *out, struct analyser *analyser, struct str word,
              struct error *err)
{
    uint32_t hash;
    (void)err; /* cannot fail as it is; the signature leaves room */
    word = utf8_cut(word, WORD_MAX);
    const struct cache_entry *entry = entry_of(&hash, analyser, word);
    struct cache_entry fresh;
    if (!entry) {
        describe(&fresh, analyser->stem, analyser, hash, word);
        entry = &fresh;
    }
    *out = entry->stem;
    return STATUS_OK;
}

uint32_t
analyser_known(const struct analyser *analyser)
{
    return (uint32_t)analyser->cache.count;
}

uint32_t
analyser_number(const struct analyser *analyser, struct str word)
{
    uint32_t hash;
    const struct cache_entry *entry = entry_of(&hash, analyser, word);
    return entry ? entry->number : 0;
}

/* By pieces, so that a whole field can be folded too. */
enum status
french_fold(struct str *out, struct str word, struct arena *arena,
            struct error *err)
{
    char normal[FOLD_MAX], folded[FOLD_MAX];
    AUTO(buf) struct buf all = BUF_INIT(SIZE_MAX / 2);
    while (!str_is_empty(word)) {
        struct str piece = utf8_cut(word, FOLD_PIECE);
        if (str_is_empty(piece)) /* not promised: no UTF-8 */
            break;
        word = str_from_offset(word, piece.len);
        struct str small = {normal, fold_normalise(normal, piece)};
        buf_add(&all, (struct str){folded, fold_word(folded, small)});
    }
    TRY(buf_status(&all, err));
    *out = arena_copy(arena, buf_str(&all));
    if (out->len != all.len)
        return no_memory(err);
    return STATUS_OK;
}
