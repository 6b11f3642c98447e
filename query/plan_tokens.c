/* Query, third step: the words of a leaf, wildcards among them.
 *
 * The analyser must see a text as an index does: it finds words, elisions and
 * references.  So each wildcard goes through it as a letter that no French
 * text has, and comes out as part of its word. */
#include "lang.h"
#include "lex.h"
#include "plan_leaf.h"

#include <string.h>

/* Letters of the sinologists (U+A78F) and of Roman inscriptions (U+A7F7). */
#define STAR_LETTER STR("\xEA\x9E\x8F")
#define NEAR_LETTER STR("\xEA\x9F\xB7")

static bool
has_letter(struct str text)
{
    return str_contains(text, STAR_LETTER) || str_contains(text, NEAR_LETTER);
}

/* "R.*" before a number, within a phrase (lex.c). */
static bool
is_starred_letter(struct str text, size_t at, size_t end)
{
    size_t back = at;
    back -= back && text.at[back - 1] == '.';
    if (back == 0 || !memchr("RrDd", text.at[back - 1], 4) ||
        (back > 1 && text.at[back - 2] != ' ' && text.at[back - 2] != '\''))
        return false;
    while (end < text.len && text.at[end] == ' ')
        end++;
    return end < text.len && text.at[end] >= '0' && text.at[end] <= '9';
}

/* The text with its wildcards as letters; itself when it has none. */
static enum status
wildcards_as_letters(struct str *out, struct str text, struct arena *arena,
                     struct error *err)
{
    char *bytes = arena_array(arena, 3 * text.len + 1, 1);
    size_t len = 0;
    if (!bytes)
        return error_no_memory(err);
    for (size_t at = 0; at < text.len;) {
        bool star = text.at[at] == '*';
        size_t size = star || text.at[at] == '~' ? lex_wildcard(text, at) : 0;
        if (size && star && is_starred_letter(text, at, at + size))
            size = 0;
        struct str letter = star ? STAR_LETTER : NEAR_LETTER;
        if (size) {
            memcpy(bytes + len, letter.at, letter.len);
            len += letter.len;
            at++;
            while (star && at < text.len && text.at[at] == '*')
                at++;
            continue;
        }
        do
            bytes[len++] = text.at[at++];
        while (star && at < text.len && text.at[at] == '*');
    }
    *out = (struct str){bytes, len};
    return STATUS_OK;
}

/* The word with its wildcards as the query has them. */
static enum status
letters_as_wildcards(struct str *out, struct str word, struct arena *arena,
                     struct error *err)
{
    char *bytes = arena_array(arena, word.len + 1, 1);
    size_t len = 0;
    if (!bytes)
        return error_no_memory(err);
    while (word.len) {
        bool star = str_starts(word, STAR_LETTER);
        bool near = str_starts(word, NEAR_LETTER);
        bytes[len++] = star ? '*' : near ? '~' : word.at[0];
        word = str_from_offset(word, star || near ? STAR_LETTER.len : 1);
    }
    *out = (struct str){bytes, len};
    return STATUS_OK;
}

/* Digits part from letters, and so from a wildcard: "162*" comes back as two
 * tokens. */
static bool
belongs_together(const struct token *a, const struct token *b)
{
    if (a->end != b->start)
        return false;
    return str_ends(a->word, STAR_LETTER) || str_starts(b->word, STAR_LETTER) ||
           str_starts(b->word, NEAR_LETTER) || str_ends(a->word, NEAR_LETTER);
}

enum { JOINED_MAX = 1024 }; /* bytes: no word is as long */

static enum status
join(struct token *a, const struct token *b, struct arena *arena,
     struct error *err)
{
    a->end = b->end;
    if (a->word.len > JOINED_MAX)
        return STATUS_OK;
    a->word = arena_printf(arena, STR_FMT STR_FMT, STR_ARG(a->word),
                           STR_ARG(b->word));
    return a->word.at ? STATUS_OK : error_no_memory(err);
}

static enum status
join_parts(struct tokens *tokens, struct arena *arena, struct error *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        if (kept && belongs_together(&tokens->at[kept - 1], &tokens->at[i]))
            TRY(join(&tokens->at[kept - 1], &tokens->at[i], arena, err));
        else
            tokens->at[kept++] = tokens->at[i];
    }
    tokens->count = kept;
    return STATUS_OK;
}

/* A word of a phrase with too few letters for its wildcard: as if there were
 * none. */
static enum status
plain_word(struct token *token, struct planner *planner)
{
    struct arena *arena = planner->context->arena;
    struct str word = token->word, stem;
    char *bytes = arena_array(arena, word.len + 1, 1);
    size_t len = 0;
    if (!bytes)
        return error_no_memory(planner->err);
    for (size_t i = 0; i < word.len && word.at[i] != '~'; i++)
        if (word.at[i] != '*')
            bytes[len++] = word.at[i];
    token->word = (struct str){bytes, len};
    TRY(analyser_stem(&stem, planner->context->analyser, token->word,
                      planner->err));
    token->stem = arena_copy(arena, stem);
    return token->stem.at ? STATUS_OK : error_no_memory(planner->err);
}

static enum status
make_pattern(struct token *token, struct planner *planner,
             const struct node *leaf)
{
    struct arena *arena = planner->context->arena;
    struct pattern pattern;
    TRY(letters_as_wildcards(&token->word, token->word, arena, planner->err));
    TRY(pattern_make(&pattern, token->word, arena, planner->err));
    if (pattern.least < QUERY_PATTERN_MIN && leaf->kind == NODE_PHRASE)
        return plain_word(token, planner);
    if (pattern.least < QUERY_PATTERN_MIN)
        return plan_leaf_error(planner, leaf,
                               TR("a wildcard needs two letters beside it",
                                  "il faut deux lettres à côté d'un joker"));
    if (planner->wildcards++ == QUERY_WILDCARDS_MAX)
        return plan_leaf_error(planner, leaf,
                               TR("more than 16 wildcards in the query",
                                  "plus de 16 jokers dans la requête"));
    token->flags = TOKEN_PATTERN | (token->flags & TOKEN_JOINED);
    token->stem = STR("");
    return STATUS_OK;
}

static bool
may_have_wildcards(const struct node *leaf)
{
    return leaf->kind == NODE_PATTERN ||
           (leaf->kind == NODE_PHRASE && lex_has_wildcard(leaf->text));
}

/* "question écrite n° 15483" is one word within a phrase, whatever its
 * spelling.  Elsewhere its number alone is asked for: the document that bears
 * it need not say "question écrite". */
static void
open_questions(struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->cite_count; i++) {
        struct cite *cite = &tokens->cites[i];
        if (cite->kind != CITE_QUESTION)
            continue;
        cite->word = STR("");
        for (size_t k = 0; k + 1 < cite->count; k++)
            tokens->at[cite->first + k].flags |= TOKEN_STOP;
    }
}

enum status
plan_tokens(struct tokens *out, struct planner *planner,
            const struct node *leaf, bool references)
{
    const struct plan_context *context = planner->context;
    struct str text = leaf->text;
    bool wildcards = may_have_wildcards(leaf), found = false;
    if (wildcards)
        TRY(wildcards_as_letters(&text, text, context->arena, planner->err));
    TRY(analyse(out, context->analyser, text, context->arena, planner->err));
    if (references && leaf->kind == NODE_WORDS)
        open_questions(out);
    if (references)
        TRY(analyse_fold(out, out, context->arena, planner->err));
    planner->tokens += out->count;
    if (planner->tokens > QUERY_WORDS_MAX)
        return plan_leaf_error(planner, leaf,
                               TR("more than 1024 words in the query",
                                  "plus de 1024 mots dans la requête"));
    if (!wildcards)
        return STATUS_OK;
    TRY(join_parts(out, context->arena, planner->err));
    for (size_t i = 0; i < out->count; i++)
        if (has_letter(out->at[i].word)) {
            TRY(make_pattern(&out->at[i], planner, leaf));
            found = true;
        }
    if (!found && leaf->kind == NODE_PATTERN)
        return plan_leaf_error(
            planner, leaf,
            TR("a wildcard must touch a letter of its word (word*)",
               "un joker doit toucher une lettre de son mot (mot*)"));
    return STATUS_OK;
}
