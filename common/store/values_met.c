/* index, query: values met before. */
#include "values_met.h"

#include "capitals.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_FIRST = 256 };

enum has {
    HAS_TOKENS = 1,
    HAS_HEADING = 2,
    HAS_TITLE = 4,
    HAS_NAME = 8,
    HAS_EXACT = 16,
    HAS_ARTICLE = 32,
    HAS_FOLDED = 64
};

enum status
values_met_init(struct values_met *met, struct analyser *analyser, size_t most,
                struct error *err)
{
    *met = (struct values_met){.analyser = analyser, .most = most};
    if (most == 0)
        return STATUS_OK;
    met->seen = calloc(MET_SEEN, sizeof *met->seen);
    return met->seen ? STATUS_OK : error_no_memory(err);
}

void
values_met_release(struct values_met *met)
{
    free(met->kept);
    free(met->seen);
    arena_release(&met->memory);
    *met = (struct values_met){0};
}

size_t
values_met_bytes(const struct values_met *met)
{
    return met->memory.used + met->kept_size * sizeof *met->kept +
           (met->seen ? MET_SEEN * sizeof *met->seen : 0);
}

static bool
is_full(const struct values_met *met)
{
    return values_met_bytes(met) >= met->most;
}

void
values_met_start(struct values_met *met, struct arena *arena)
{
    met->arena = arena;
    met->document++;
    if (!met->kept_count || !is_full(met))
        return;
    arena_reset(&met->memory);
    free(met->kept);
    met->kept = NULL;
    met->kept_size = met->kept_count = 0;
}

/* ---- values -------------------------------------------------------------- */

static bool
is_value(const struct met_value *one, uint32_t hash, struct str value)
{
    return one->hash == hash && str_eq(one->value, value);
}

/* Where it is or belongs. */
static struct met_value **
place_of(const struct values_met *met, uint32_t hash, struct str value)
{
    size_t mask = met->kept_size - 1;
    for (size_t i = hash >> 1 & mask;; i = (i + 1) & mask)
        if (!met->kept[i] || is_value(met->kept[i], hash, value))
            return &met->kept[i];
}

static bool
kept_grow(struct values_met *met)
{
    struct met_value **old = met->kept;
    size_t size = met->kept_size;
    if (met->kept_count < size / 2)
        return true;
    met->kept_size = size ? size * 2 : KEPT_FIRST;
    met->kept = calloc(met->kept_size, sizeof *met->kept);
    if (!met->kept) {
        met->kept = old;
        met->kept_size = size;
        return false;
    }
    for (size_t i = 0; i < size; i++)
        if (old[i])
            *place_of(met, old[i]->hash, old[i]->value) = old[i];
    free(old);
    return true;
}

/* A value to keep; NULL: there is no memory for it. */
static struct met_value *
keep(struct values_met *met, uint32_t hash, struct str value)
{
    struct met_value *made = arena_alloc(&met->memory, sizeof *made);
    struct str copy = arena_copy(&met->memory, value);
    if (!made || !copy.at || !kept_grow(met))
        return NULL;
    *made = (struct met_value){.value = copy, .hash = hash, .kept = true};
    *place_of(met, hash, copy) = made;
    met->kept_count++;
    return made;
}

/* It was met before in another document, or a hash like its. */
static bool
is_worth_keeping(struct values_met *met, uint32_t hash, struct str value)
{
    if (!met->seen || !value.len || value.len > MET_VALUE_MAX)
        return false;
    uint32_t *seen = &met->seen[hash >> 1 & (MET_SEEN - 1)];
    bool again = *seen == hash;
    *seen = hash;
    return again && !is_full(met);
}

struct met_value *
value_met(struct values_met *met, struct str value)
{
    uint32_t hash = str_hash(value);
    struct met_value *passing = &met->passing[hash >> 1 & (MET_PASSING - 1)];
    if (met->kept_size) {
        struct met_value *kept = *place_of(met, hash, value);
        if (kept)
            return kept;
    }
    if (passing->document == met->document && is_value(passing, hash, value))
        return passing;
    if (is_worth_keeping(met, hash, value)) {
        struct met_value *made = keep(met, hash, value);
        if (made)
            return made;
    }
    *passing = (struct met_value){
        .value = value, .hash = hash, .document = met->document};
    return passing;
}

/* ---- tokens -------------------------------------------------------------- */

static bool
has_tokens(const struct met_value *value, const struct values_met *met)
{
    return (value->has & HAS_TOKENS) ||
           (value->tokens_of && value->tokens_of == met->document);
}

static bool
copy_str(struct str *s, struct arena *arena)
{
    if (!s->len)
        return true;
    *s = arena_copy(arena, *s);
    return s->at;
}

static bool
copy_cites(struct tokens *tokens, struct arena *arena)
{
    if (!tokens->cite_count)
        return true;
    struct cite *cites = arena_array(arena, tokens->cite_count, sizeof *cites);
    if (!cites)
        return false;
    memcpy(cites, tokens->cites, tokens->cite_count * sizeof *cites);
    for (size_t i = 0; i < tokens->cite_count; i++)
        if (!copy_str(&cites[i].normal, arena) ||
            !copy_str(&cites[i].of, arena) ||
            !copy_str(&cites[i].word, arena) ||
            !copy_str(&cites[i].stem, arena))
            return false;
    tokens->cites = cites;
    return true;
}

/* Words with a number live as long as the analyser. */
static bool
all_numbered(const struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (!tokens->at[i].known)
            return false;
    return true;
}

/* Without memory it stays one of the document. */
static void
tokens_keep(struct met_value *value, struct values_met *met)
{
    struct tokens tokens = value->tokens;
    if (value->acronyms.count || is_full(met) || !all_numbered(&tokens))
        return;
    size_t size = tokens.count * sizeof *tokens.at;
    struct token *at = arena_alloc(&met->memory, size);
    uint8_t *capitals = arena_alloc(&met->memory, tokens.count);
    if (!at || !capitals || !copy_cites(&tokens, &met->memory))
        return;
    if (tokens.count) {
        memcpy(at, tokens.at, size);
        memcpy(capitals, value->capitals, tokens.count);
    }
    tokens.at = at;
    value->tokens = tokens;
    value->capitals = capitals;
    value->has |= HAS_TOKENS;
}

enum status
met_tokens(struct met_value *value, struct values_met *met, struct error *err)
{
    if (has_tokens(value, met))
        return STATUS_OK;
    TRY(analyse(&value->tokens, met->analyser, value->value, met->arena, err));
    TRY(acronym_find(&value->acronyms, value->value, &value->tokens, met->arena,
                     err));
    uint8_t *capitals = arena_alloc(met->arena, value->tokens.count);
    if (!capitals)
        return error_no_memory(err);
    for (size_t i = 0; i < value->tokens.count; i++) {
        const struct token *token = &value->tokens.at[i];
        capitals[i] = (uint8_t)capitals_of(
            token->word, str_range(value->value, token->start, token->end));
    }
    value->capitals = capitals;
    value->tokens_of = met->document;
    if (value->kept)
        tokens_keep(value, met);
    return STATUS_OK;
}

/* ---- what else it comes to ----------------------------------------------- */

/* A string that lasts as the value does. */
static enum status
str_keep(struct str *out, struct met_value *value, struct values_met *met,
         enum has has, struct str made, struct error *err)
{
    if (value->kept && !copy_str(&made, &met->memory))
        return error_no_memory(err);
    *out = made;
    value->has |= has;
    return STATUS_OK;
}

enum status
met_heading(struct met_value *value, struct values_met *met, struct error *err)
{
    if (value->has & HAS_HEADING)
        return STATUS_OK;
    TRY(met_tokens(value, met, err));
    heading_of(&value->heading, value->value, &value->tokens);
    value->has |= HAS_HEADING;
    return STATUS_OK;
}

enum status
met_title(struct met_value *value, struct values_met *met, struct error *err)
{
    char key[TERM_TITLE_KEY];
    if (value->has & HAS_TITLE)
        return STATUS_OK;
    TRY(met_tokens(value, met, err));
    struct str made = term_title_key(key, &value->tokens)
                          ? arena_copy(met->arena, str_from(key))
                          : STR("");
    if (!made.at)
        return error_no_memory(err);
    return str_keep(&value->title, value, met, HAS_TITLE, made, err);
}

enum status
met_name(struct met_value *value, struct values_met *met, struct error *err)
{
    struct str made;
    if (value->has & HAS_NAME)
        return STATUS_OK;
    TRY(met_tokens(value, met, err));
    TRY(cite_title(&made, value->value, value->tokens.at, value->tokens.count,
                   met->arena, err));
    return str_keep(&value->name, value, met, HAS_NAME, made, err);
}

enum status
met_fold(struct str *out, struct values_met *met, struct str value,
         struct error *err)
{
    struct met_value *one = value_met(met, value);
    if (!(one->has & HAS_FOLDED)) {
        struct str made;
        TRY(french_fold(&made, value, met->arena, err));
        TRY(str_keep(&one->folded, one, met, HAS_FOLDED, made, err));
    }
    *out = one->folded;
    return STATUS_OK;
}

/* Fields whose key is like that of any other. */
static bool
is_exact(enum field field)
{
    return field != FIELD_CITES && field != FIELD_ECLI && field != FIELD_IDCC;
}

enum status
met_key(struct str *out, struct values_met *met, enum field field,
        struct str value, struct error *err)
{
    if (!is_exact(field))
        return term_field_key(out, field, value, met->analyser, met->arena,
                              err);
    struct met_value *one = value_met(met, value);
    bool article = field == FIELD_ARTICLE;
    enum has has = article ? HAS_ARTICLE : HAS_EXACT;
    struct str *key = article ? &one->article : &one->exact;
    if (!(one->has & has)) {
        struct str made;
        TRY(term_field_key(&made, field, value, met->analyser, met->arena,
                           err));
        TRY(str_keep(key, one, met, has, made, err));
    }
    *out = *key;
    return STATUS_OK;
}
