/* Analysis: acronyms that a text explains. */
#include "acronym.h"

#include "fold.h"
#include "letter.h"

#include <string.h>

enum {
    LETTERS_MIN = 2,
    LETTERS_MAX = 10,
    WORDS_MAX = 14, /* of an expansion, stop words too */
    INITIALS = 3,   /* letters that a word may give */
    GAP_MAX = 8     /* bytes between a word and its bracket */
};

struct looking {
    struct str text;
    const struct tokens *tokens;
    struct arena *arena;
    struct acronyms *out;
    size_t room;
};

/* ---- words ---------------------------------------------------------- */

static bool
is_content(const struct token *token)
{
    return !(token->flags & TOKEN_STOP);
}

/* Content words that acronyms of laws pass over. */
static bool
may_be_skipped(const struct token *token)
{
    static const struct str skipped[] = {
        STR_INIT("relatif"),   STR_INIT("relative"), STR_INIT("relatifs"),
        STR_INIT("relatives"), STR_INIT("portant"),  STR_INIT("visant"),
    };
    if (!is_content(token))
        return true;
    for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++)
        if (str_eq(token->word, skipped[i]))
            return true;
    return false;
}

/* Two to ten letters, most of them capitals, the first one of them. */
static bool
looks_like_one(const struct looking *looking, const struct token *token)
{
    struct str source = str_range(looking->text, token->start, token->end);
    size_t capitals = 0, letters = 0;
    bool initial = false;
    if (source.len > 4 * LETTERS_MAX)
        return false;
    while (source.len) {
        struct letter letter = letter_at(source);
        bool capital = letter.code_point < 0x180 &&
                       letter_lower(letter.code_point) != letter.code_point;
        if (letter.kind & LETTER_DIGIT)
            return false;
        initial = initial || (letters == 0 && capital);
        letters += (letter.kind & LETTER_WORD) != 0;
        capitals += capital;
        source = str_from_offset(source, letter.size);
    }
    return initial && letters >= LETTERS_MIN && letters <= LETTERS_MAX &&
           capitals >= 2 && capitals * 2 >= letters;
}

/* Nothing but blanks, quotation marks and elided articles between. */
static bool
is_tight(struct str gap)
{
    for (size_t i = 0; i < gap.len; i++)
        if (gap.at[i] && strchr("().;:,!?/", gap.at[i]))
            return false;
    return gap.len <= GAP_MAX;
}

/* Token i goes on with the words of token i - 1. */
static bool
goes_on(const struct looking *looking, size_t i)
{
    const struct token *at = looking->tokens->at;
    if (i == 0 || at[i].position != at[i - 1].position + 1)
        return false;
    struct str gap = str_range(looking->text, at[i - 1].end, at[i].start);
    for (size_t k = 0; k < gap.len; k++)
        if (gap.at[k] && strchr("().;:!?[]", gap.at[k]))
            return false;
    return true;
}

/* ---- initials ----------------------------------------------------------- */

/* Do the letters come from the words?  A content word gives 1 to `most`. */
static bool
fits(const struct token *words, size_t count, struct str letters, size_t most)
{
    char folded[FOLD_MAX];
    if (count == 0)
        return letters.len == 0;
    struct str word = {folded, fold_word(folded, words->word)};
    bool skip = may_be_skipped(words);
    if (skip && fits(words + 1, count - 1, letters, most))
        return true;
    for (size_t k = 1; k <= (skip ? 1 : most); k++)
        if (str_eq(str_head(word, k), str_head(letters, k)) &&
            letters.len >= k && word.len >= k &&
            fits(words + 1, count - 1, str_from_offset(letters, k), most))
            return true;
    return false;
}

/* At least two words of content, the first and the last among them, and no
 * numbers. */
static bool
is_expansion(const struct token *words, size_t count)
{
    size_t content = 0;
    for (size_t i = 0; i < count; i++) {
        content += is_content(&words[i]);
        if (words[i].flags & TOKEN_NUMBER)
            return false;
    }
    return content >= 2 && is_content(&words[0]) &&
           is_content(&words[count - 1]);
}

static bool
stands_for(const struct token *words, size_t count, struct str letters,
           size_t most)
{
    return count >= 2 && count <= WORDS_MAX && is_expansion(words, count) &&
           fits(words, count, letters, most);
}

/* ---- found ------------------------------------------------------------ */

enum status
acronym_stems(struct str *out, size_t *content, const struct token *tokens,
              size_t count, struct arena *arena, struct error *err)
{
    char key[ACRONYM_KEY_MAX];
    size_t len = 0, found = 0;
    *out = STR("");
    *content = 0;
    for (size_t i = 0; i < count; i++) {
        struct str stem = tokens[i].stem;
        if (!is_content(&tokens[i]))
            continue;
        if (len + 1 + stem.len > sizeof key)
            return STATUS_OK;
        if (found++)
            key[len++] = ' ';
        if (stem.len)
            memcpy(key + len, stem.at, stem.len);
        len += stem.len;
    }
    *out = arena_copy(arena, (struct str){key, len});
    if (!out->at)
        return error_no_memory(err);
    *content = found;
    return STATUS_OK;
}

static enum status
add(struct looking *looking, struct str word, const struct token *words,
    size_t count, bool loose, struct error *err)
{
    size_t content;
    struct acronym found = {.loose = loose};
    struct acronyms *out = looking->out;
    TRY(acronym_stems(&found.stems, &content, words, count, looking->arena,
                      err));
    if (content == 0 || found.stems.len + word.len > ACRONYM_KEY_MAX)
        return STATUS_OK;
    found.word = arena_copy(looking->arena, word);
    if (out->count == looking->room) {
        size_t room = looking->room ? 2 * looking->room : 4;
        struct acronym *bigger =
            arena_array(looking->arena, room, sizeof *bigger);
        if (!bigger)
            return error_no_memory(err);
        if (out->count)
            memcpy(bigger, out->at, out->count * sizeof *bigger);
        out->at = bigger;
        looking->room = room;
    }
    if (!found.word.at)
        return error_no_memory(err);
    out->at[out->count++] = found;
    return STATUS_OK;
}

/* "... words (ACRONYM)": the nearest words before token i that fit. */
static enum status
look_before(struct looking *looking, size_t i, struct str letters,
            struct error *err)
{
    const struct token *at = looking->tokens->at;
    for (size_t most = 1; most <= INITIALS; most += INITIALS - 1) {
        if (most > 1 && letters.len < 3)
            return STATUS_OK;
        for (size_t first = i; first > 0 && i - first < WORDS_MAX;) {
            first--;
            if (stands_for(&at[first], i - first, letters, most))
                return add(looking, letters, &at[first], i - first, most > 1,
                           err);
            if (!goes_on(looking, first))
                break;
        }
    }
    return STATUS_OK;
}

/* "ACRONYM (words)": up to the bracket, a comma or a semicolon. */
static enum status
look_behind(struct looking *looking, size_t i, struct str letters,
            struct error *err)
{
    const struct token *at = looking->tokens->at;
    size_t count = looking->tokens->count, end;
    while (i < count && !is_content(&at[i]))
        i++;
    if (i >= count)
        return STATUS_OK;
    for (end = i + 1; end <= count && end - i <= WORDS_MAX; end++) {
        size_t until = end < count ? at[end].start : looking->text.len;
        struct str gap = str_range(looking->text, at[end - 1].end, until);
        bool closed = str_find_char(gap, ')') != SIZE_MAX ||
                      str_find_char(gap, ',') != SIZE_MAX ||
                      str_find_char(gap, ';') != SIZE_MAX;
        for (size_t most = 1; closed && most <= INITIALS; most += INITIALS - 1)
            if (stands_for(&at[i], end - i, letters, most) &&
                (most == 1 || letters.len > 2))
                return add(looking, letters, &at[i], end - i, most > 1, err);
        if (end >= count || !goes_on(looking, end))
            return STATUS_OK;
    }
    return STATUS_OK;
}

/* The bracket at offset `at` stands before token i. */
static enum status
look_around(struct looking *looking, size_t at, size_t i, struct error *err)
{
    char folded[FOLD_MAX];
    const struct tokens *tokens = looking->tokens;
    const struct token *inside = &tokens->at[i];
    struct str text = looking->text;
    if (i == 0)
        return STATUS_OK;
    const struct token *before = &tokens->at[i - 1];
    if (!is_tight(str_range(text, before->end, at)) ||
        !is_tight(str_range(text, at + 1, inside->start)))
        return STATUS_OK;
    size_t until = i + 1 < tokens->count ? inside[1].start : text.len;
    struct str behind = str_trim(str_range(text, inside->end, until));
    if (str_starts(behind, STR("."))) /* of "(D.G.O.S.)" */
        behind = str_trim(str_from_offset(behind, 1));
    bool alone = behind.len && strchr("),;\xC2\xE2", behind.at[0]);
    if (alone && looks_like_one(looking, inside)) {
        struct str letters = {folded, fold_word(folded, inside->word)};
        return look_before(looking, i, letters, err);
    }
    if (!looks_like_one(looking, before))
        return STATUS_OK;
    struct str letters = {folded, fold_word(folded, before->word)};
    return look_behind(looking, i, letters, err);
}

enum status
acronym_find(struct acronyms *out, struct str text, const struct tokens *tokens,
             struct arena *arena, struct error *err)
{
    struct acronyms found = {0};
    struct looking looking = {
        .text = text, .tokens = tokens, .arena = arena, .out = &found};
    size_t i = 0, at = 0;
    while (at < text.len) {
        const char *bracket = memchr(text.at + at, '(', text.len - at);
        if (!bracket)
            break;
        at = (size_t)(bracket - text.at);
        while (i < tokens->count && tokens->at[i].start < at)
            i++;
        if (i == tokens->count)
            break;
        TRY(look_around(&looking, at, i, err));
        at++;
    }
    *out = found;
    return STATUS_OK;
}
