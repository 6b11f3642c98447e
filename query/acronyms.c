/* Query: what acronyms stand for. */
#include "acronyms.h"

#include "acronym.h"
#include "fold.h"
#include "lang.h"
#include "terms.h"

#include <stdlib.h>
#include <string.h>

enum {
    LEARNED_MAX = 64, /* meanings looked at of one acronym */
    PREFIX_WORDS = 2  /* an expansion is looked up by its first two stems */
};

/* A line of the lists; its meaning is analysed when it is asked for, for there
 * are a thousand and most queries ask for none. */
struct listed {
    struct str word, expansion;
    struct sense sense; /* no stems: it says nothing */
    bool known;
};

struct acronym_book {
    struct arena arena;
    struct analyser *analyser;
    struct listed *at;
    size_t count;
};

/* ---- the lists --------------------------------------------------------- */

static enum status
listed_sense(const struct sense **out, struct acronym_book *book, size_t i,
             struct error *err)
{
    struct listed *listed = &book->at[i];
    struct sense *sense = &listed->sense;
    struct tokens tokens;
    struct str stems;
    size_t content;
    *out = sense;
    if (listed->known)
        return STATUS_OK;
    TRY(analyse(&tokens, book->analyser, listed->expansion, &book->arena, err));
    TRY(acronym_stems(&stems, &content, tokens.at, tokens.count, &book->arena,
                      err));
    sense->word = listed->word;
    if (content)
        sense->stems = stems;
    listed->known = true;
    return STATUS_OK;
}

static size_t
line_count(struct str lines)
{
    size_t count = 0;
    struct str line;
    while (str_line(&lines, &line))
        count++;
    return count;
}

static enum status
read_lists(struct acronym_book *book, const struct wordlists *const *lists,
           size_t count, struct error *err)
{
    size_t lines = 0;
    for (size_t i = 0; i < count; i++)
        lines += line_count(buf_str(&lists[i]->acronyms));
    book->at = arena_array(&book->arena, lines + 1, sizeof *book->at);
    if (!book->at)
        return error_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        struct str rest = buf_str(&lists[i]->acronyms), line;
        if (i > 0 && str_eq(rest, buf_str(&lists[0]->acronyms)))
            continue;
        rest = arena_copy(&book->arena, rest);
        if (!rest.at)
            return error_no_memory(err);
        while (str_line(&rest, &line)) {
            struct listed *listed = &book->at[book->count];
            book->count +=
                str_cut(line, STR("="), &listed->word, &listed->expansion) &&
                listed->expansion.len > 0;
        }
    }
    return STATUS_OK;
}

enum status
acronym_book_new(struct acronym_book **out,
                 const struct wordlists *const *lists, size_t count,
                 struct analyser *analyser, struct error *err)
{
    AUTO(acronym_book) struct acronym_book *book = calloc(1, sizeof *book);
    if (!book)
        return error_no_memory(err);
    book->analyser = analyser;
    TRY(read_lists(book, lists, count, err));
    *out = book;
    book = NULL;
    return STATUS_OK;
}

void
acronym_book_free(struct acronym_book *book)
{
    if (!book)
        return;
    arena_release(&book->arena);
    free(book);
}

/* ---- what documents say ---------------------------------------------- */

struct learned {
    struct str stems;
    uint32_t documents;
    bool loose;
};

struct learning {
    struct arena *arena;
    struct str prefix;
    struct learned at[LEARNED_MAX];
    size_t count;
    uint64_t total; /* documents, over all meanings */
    enum status failure;
};

static enum status
see_meaning(void *payload, struct str term, uint32_t documents)
{
    struct learning *learning = payload;
    struct str rest = str_from_offset(term, learning->prefix.len);
    bool whole = rest.len > 1 && (rest.at[0] == '=' || rest.at[0] == '~');
    if (!whole)
        return STATUS_OK;
    learning->total += documents;
    if (learning->count == LEARNED_MAX)
        return STATUS_OK;
    struct str stems = arena_copy(learning->arena, str_from_offset(rest, 1));
    if (!stems.at)
        return STATUS_NOMEM;
    learning->at[learning->count++] =
        (struct learned){stems, documents, rest.at[0] == '~'};
    return STATUS_OK;
}

/* By documents, then by stems. */
static int
compare_learned(const void *left, const void *right)
{
    const struct learned *a = left, *b = right;
    if (a->documents != b->documents)
        return a->documents > b->documents ? -1 : 1;
    return str_cmp(a->stems, b->stems);
}

static bool
is_believed(const struct learned *one, struct str word, uint64_t total)
{
    bool exact = !one->loose && word.len > 2;
    return one->documents >= (exact ? 1 : 2) && one->documents * 5 >= total;
}

static enum status
learn(struct learning *out, const struct term_lists *lists, struct str word,
      struct arena *arena, struct error *err)
{
    struct term prefix;
    *out = (struct learning){
        .arena = arena,
        .prefix = term_make(&prefix, STR(TERM_PREFIX_ACRONYM), word)};
    TRY(term_lists_each(lists, out->prefix, see_meaning, out, err));
    if (out->count)
        qsort(out->at, out->count, sizeof *out->at, compare_learned);
    size_t kept = 0;
    for (size_t i = 0; i < out->count && kept < ACRONYM_MEANINGS_MAX; i++)
        if (is_believed(&out->at[i], word, out->total))
            out->at[kept++] = out->at[i];
    out->count = kept;
    return STATUS_OK;
}

/* A word that is nearly always written in small letters is no acronym. */
static enum status
is_common_word(bool *out, const struct term_lists *lists, struct str word,
               struct error *err)
{
    struct term term;
    uint32_t all, capitals;
    TRY(term_lists_documents(
        &all, lists, term_make(&term, STR(TERM_PREFIX_WORD), word), err));
    TRY(term_lists_documents(&capitals, lists,
                             term_make(&term, STR(TERM_PREFIX_CAPITALS), word),
                             err));
    *out = (uint64_t)capitals * 5 < all;
    return STATUS_OK;
}

/* ---- answers ----------------------------------------------------------- */

static bool
is_there(const struct sense *at, size_t count, const struct sense *one)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(at[i].word, one->word) && str_eq(at[i].stems, one->stems))
            return true;
    return false;
}

static void
put(struct sense *at, size_t *count, size_t most, struct sense one)
{
    if (*count < most && !is_there(at, *count, &one))
        at[(*count)++] = one;
}

enum status
acronym_book_expand(struct sense **out, size_t *count,
                    struct acronym_book *book, const struct term_lists *lists,
                    struct str word, struct arena *arena, struct error *err)
{
    enum { MOST = ACRONYM_LISTED_MAX + ACRONYM_MEANINGS_MAX };
    char folded[FOLD_MAX];
    struct str key = {folded, fold_word(folded, word)};
    struct learning learning;
    const struct sense *listed;
    size_t found = 0;
    bool common;
    struct sense *at = arena_array(arena, MOST, sizeof *at);
    if (!at)
        return error_no_memory(err);
    for (size_t i = 0; i < book->count; i++)
        if (str_eq(book->at[i].word, key)) {
            TRY(listed_sense(&listed, book, i, err));
            if (listed->stems.len)
                put(at, &found, ACRONYM_LISTED_MAX, *listed);
        }
    TRY(learn(&learning, lists, key, arena, err));
    if (learning.count) {
        TRY(is_common_word(&common, lists, word, err));
        for (size_t i = 0; !common && i < learning.count; i++)
            put(at, &found, MOST, (struct sense){key, learning.at[i].stems, 0});
    }
    *out = at;
    *count = found;
    return STATUS_OK;
}

/* ---- and back ----------------------------------------------------------- */

/* Content words of the query from one on. */
struct stretch {
    const struct token *tokens;
    size_t count;
};

/* How many tokens an expansion covers at the start of the stretch, 0 when it
 * does not stand there. */
static size_t
covers(const struct stretch *stretch, struct str stems)
{
    struct str rest = stems, stem;
    size_t i = 0;
    while (rest.len) {
        str_cut(rest, STR(" "), &stem, &rest);
        while (i < stretch->count && (stretch->tokens[i].flags & TOKEN_STOP))
            i++;
        if (i == stretch->count || !str_eq(stretch->tokens[i].stem, stem))
            return 0;
        i++;
    }
    return i;
}

/* Keeps the longest ones. */
static void
put_longest(struct sense *at, size_t *count, struct sense one)
{
    if (one.words == 0 || (*count && one.words < at[0].words))
        return;
    if (*count && one.words > at[0].words)
        *count = 0;
    put(at, count, ACRONYM_MEANINGS_MAX, one);
}

struct seeking {
    const struct stretch *stretch;
    const struct term_lists *lists;
    struct arena *arena;
    struct sense found[ACRONYM_MEANINGS_MAX];
    size_t count;
};

static enum status
see_expansion(void *payload, struct str term, uint32_t documents)
{
    struct seeking *seeking = payload;
    struct str stems = str_from_offset(term, strlen(TERM_PREFIX_EXPANSION));
    size_t sign = 0;
    (void)documents;
    while (sign < stems.len && stems.at[sign] != '=' && stems.at[sign] != '~')
        sign++;
    struct sense one = {str_from_offset(stems, sign + 1), str_head(stems, sign),
                        0};
    one.words = covers(seeking->stretch, one.stems);
    if (one.words == 0)
        return STATUS_OK;
    one.word = arena_copy(seeking->arena, one.word);
    one.stems = arena_copy(seeking->arena, one.stems);
    if (!one.word.at || !one.stems.at)
        return STATUS_NOMEM;
    put_longest(seeking->found, &seeking->count, one);
    return STATUS_OK;
}

/* The acronym stands for this by the rules of acronym_book_expand too. */
static enum status
is_mutual(bool *out, const struct sense *one, struct seeking *seeking,
          struct error *err)
{
    struct learning learning;
    bool common;
    *out = false;
    TRY(learn(&learning, seeking->lists, one->word, seeking->arena, err));
    for (size_t i = 0; i < learning.count; i++)
        *out = *out || str_eq(learning.at[i].stems, one->stems);
    TRY(is_common_word(&common, seeking->lists, one->word, err));
    *out = *out && !common;
    return STATUS_OK;
}

/* Expansions are looked up by their first two stems. */
static enum status
seek(struct seeking *seeking, struct error *err)
{
    const struct stretch *stretch = seeking->stretch;
    struct term prefix;
    struct str stems;
    size_t end = 0, content = 0;
    while (end < stretch->count && content < PREFIX_WORDS)
        content += !(stretch->tokens[end++].flags & TOKEN_STOP);
    if (content < PREFIX_WORDS)
        return STATUS_OK;
    TRY(acronym_stems(&stems, &content, stretch->tokens, end, seeking->arena,
                      err));
    if (stems.len == 0)
        return STATUS_OK;
    return term_lists_each(
        seeking->lists, term_make(&prefix, STR(TERM_PREFIX_EXPANSION), stems),
        see_expansion, seeking, err);
}

enum status
acronym_book_shorten(struct sense **out, size_t *count,
                     struct acronym_book *book, const struct term_lists *lists,
                     const struct token *tokens, size_t token_count,
                     struct arena *arena, struct error *err)
{
    enum { LONGEST = 20 };
    struct stretch stretch = {tokens,
                              token_count < LONGEST ? token_count : LONGEST};
    struct seeking seeking = {
        .stretch = &stretch, .lists = lists, .arena = arena};
    const struct sense *listed;
    size_t kept = 0;
    bool mutual;
    struct sense *at = arena_array(arena, ACRONYM_MEANINGS_MAX, sizeof *at);
    if (!at)
        return error_no_memory(err);
    for (size_t i = 0; i < book->count; i++) {
        TRY(listed_sense(&listed, book, i, err));
        struct sense one = *listed;
        one.words = covers(&stretch, one.stems);
        put_longest(at, &kept, one);
    }
    TRY(seek(&seeking, err));
    for (size_t i = 0; i < seeking.count; i++) {
        TRY(is_mutual(&mutual, &seeking.found[i], &seeking, err));
        if (mutual)
            put_longest(at, &kept, seeking.found[i]);
    }
    *out = at;
    *count = kept;
    return STATUS_OK;
}
