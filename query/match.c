/* Query: where the words of a query stand in a text. */
#include "match.h"

#include "lang.h"

#include <string.h>

/* The key of a first word: its kind in front, for a stem may be the same
 * letters as a word. */
enum { KEY_MAX = 256 };
static struct str
first_key(char out[KEY_MAX], char kind, struct str text)
{
    text = str_head(text, KEY_MAX - 1);
    out[0] = kind;
    if (text.len)
        memcpy(out + 1, text.at, text.len);
    return (struct str){out, text.len + 1};
}

static char
kind_char(enum mark_kind kind)
{
    return kind == MARK_STEM ? 's' : 'w';
}

enum status
matcher_init(struct matcher *out, const struct marks *marks,
             struct arena *arena, struct error *err)
{
    AUTO(matcher) struct matcher matcher = {.marks = marks};
    char key[KEY_MAX];
    matcher.next = arena_array(arena, marks->count + 1, sizeof(size_t));
    matcher.patterns = arena_array(arena, marks->count + 1, sizeof(size_t));
    if (!matcher.next || !matcher.patterns)
        return error_no_memory(err);
    for (size_t i = 0; i < marks->count; i++) {
        const struct mark_word *word = &marks->at[i].words[0];
        if (word->kind == MARK_PATTERN) {
            matcher.patterns[matcher.pattern_count++] = i;
            continue;
        }
        uint64_t *value = map_at(
            &matcher.first, first_key(key, kind_char(word->kind), word->text));
        if (!value)
            return error_no_memory(err);
        matcher.next[i] = (size_t)*value;
        *value = i + 1;
    }
    *out = matcher;
    matcher.first = (struct map){0};
    return STATUS_OK;
}

void
matcher_release(struct matcher *matcher)
{
    map_release(&matcher->first);
}

static bool
word_matches(const struct mark_word *word, const struct token *token)
{
    switch (word->kind) {
    case MARK_STEM:
        return str_eq(word->text, token->stem);
    case MARK_WORD:
        return str_eq(word->text, token->word);
    case MARK_PATTERN:
        return pattern_matches(word->pattern, token->word);
    }
    return false;
}

/* The reference that starts with token i, or NULL. */
static const struct cite *
cite_at(const struct tokens *tokens, size_t i)
{
    size_t low = 0, high = tokens->cite_count;
    if (!(tokens->at[i].flags & TOKEN_REFERENCE))
        return NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tokens->cites[middle].first < i)
            low = middle + 1;
        else
            high = middle;
    }
    while (low < tokens->cite_count && tokens->cites[low].first == i &&
           tokens->cites[low].count == 0)
        low++;
    return low < tokens->cite_count && tokens->cites[low].first == i
               ? &tokens->cites[low]
               : NULL;
}

/* How many tokens a word of a mark takes at token i, 0 when it is not there;
 * a reference takes all of its words. */
static size_t
word_takes(const struct mark_word *word, const struct tokens *tokens, size_t i)
{
    const struct cite *cite = cite_at(tokens, i);
    if (word_matches(word, &tokens->at[i]))
        return 1;
    return cite && word->kind == MARK_STEM && str_eq(word->text, cite->stem)
               ? cite->count
               : 0;
}

/* The words of a mark stand one behind the other from token i on; *end is
 * behind the last. */
static bool
mark_matches(const struct mark *mark, const struct tokens *tokens, size_t i,
             size_t *end)
{
    size_t at = i;
    for (size_t k = 0; k < mark->count; k++) {
        while (k > 0 && mark->over_stop_words && at < tokens->count &&
               (tokens->at[at].flags & TOKEN_STOP) &&
               tokens->at[at].position == tokens->at[at - 1].position + 1)
            at++;
        if (at >= tokens->count ||
            (k > 0 &&
             tokens->at[at].position != tokens->at[at - 1].position + 1))
            return false;
        size_t takes = word_takes(&mark->words[k], tokens, at);
        if (takes == 0)
            return false;
        at += takes;
    }
    *end = at;
    return true;
}

struct finding {
    struct matches *out;
    size_t room;
    const struct matcher *matcher;
    const struct tokens *tokens;
    unsigned scope;
    struct arena *arena;
};

/* A reference is marked with the "article" or "loi" in front of it. */
static uint32_t
match_start(const struct tokens *tokens, const struct mark *mark, size_t i)
{
    const struct cite *cite = cite_at(tokens, i);
    bool first = cite && mark->words[0].kind == MARK_STEM &&
                 str_eq(mark->words[0].text, cite->stem);
    return first ? cite->start : tokens->at[i].start;
}

/* Room for it is there.  What is marked from its "article" on goes before
 * the few matches in between. */
static void
put_in_order(struct matches *out, struct match match)
{
    size_t at = out->count++;
    for (; at > 0 && out->at[at - 1].start > match.start; at--)
        out->at[at] = out->at[at - 1];
    out->at[at] = match;
}

static bool
try_mark(struct finding *finding, size_t mark_index, size_t i)
{
    const struct mark *mark = &finding->matcher->marks->at[mark_index];
    struct matches *out = finding->out;
    size_t end;
    if (!(mark->scope & finding->scope) ||
        !mark_matches(mark, finding->tokens, i, &end))
        return true;
    if (out->count == finding->room) {
        size_t room = finding->room ? 2 * finding->room : 16;
        struct match *bigger =
            arena_array(finding->arena, room, sizeof *bigger);
        if (!bigger)
            return false;
        if (out->count)
            memcpy(bigger, out->at, out->count * sizeof *bigger);
        out->at = bigger;
        finding->room = room;
    }
    put_in_order(out, (struct match){
                          .start = match_start(finding->tokens, mark, i),
                          .end = finding->tokens->at[end - 1].end,
                          .mark = (uint32_t)mark_index,
                      });
    return true;
}

static bool
try_chain(struct finding *finding, char kind, struct str text, size_t i)
{
    char key[KEY_MAX];
    const struct matcher *matcher = finding->matcher;
    uint64_t *value = map_find(&matcher->first, first_key(key, kind, text));
    for (size_t at = value ? (size_t)*value : 0; at; at = matcher->next[at - 1])
        if (!try_mark(finding, at - 1, i))
            return false;
    return true;
}

static bool
try_token(struct finding *finding, size_t i)
{
    const struct token *token = &finding->tokens->at[i];
    bool good = try_chain(finding, 's', token->stem, i) &&
                try_chain(finding, 'w', token->word, i);
    const struct cite *cite = cite_at(finding->tokens, i);
    if (good && cite)
        good = try_chain(finding, 's', cite->stem, i);
    for (size_t k = 0; good && k < finding->matcher->pattern_count; k++)
        good = try_mark(finding, finding->matcher->patterns[k], i);
    return good;
}

enum status
matcher_find(struct matches *out, const struct matcher *matcher,
             const struct tokens *tokens, unsigned scope, struct arena *arena,
             struct error *err)
{
    struct matches matches = {0};
    struct finding finding = {.out = &matches,
                              .matcher = matcher,
                              .tokens = tokens,
                              .scope = scope,
                              .arena = arena};
    for (size_t i = 0; i < tokens->count; i++)
        if (!try_token(&finding, i))
            return error_no_memory(err);
    *out = matches;
    return STATUS_OK;
}
