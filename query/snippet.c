/* Query, last step: passages of a text with the words found marked. */
#include "snippet.h"

#include "deadline.h"
#include "lang.h"
#include "utf8.h"

#include <string.h>

enum {
    PARAGRAPH_MAX = 64 * 1024, /* bytes analysed at once */
    PARAGRAPH_SHORT = 100,     /* shorter ones are often headings */
    PROSE_SCORE = 8,           /* for a paragraph that is not so short */
    CANDIDATES = 16,           /* windows kept for the choice */
    BORDER_MAX = 40            /* bytes given up to find a word border */
};

/* A window of matches in a paragraph. */
struct window {
    struct str paragraph;
    size_t start, end;      /* first and last match, bytes of the paragraph */
    uint64_t marks;         /* bit mark % 64 */
    uint32_t score;         /* 0 = none */
    bool behind, before;    /* paragraph is cut from a longer one there */
    uint32_t block;         /* of the document's text */
    struct matches matches; /* of the paragraph */
};

struct choice {
    struct snipper *snipper;
    struct snippet_wish wish;
    struct window best[CANDIDATES]; /* by falling score */
    size_t count;
    uint32_t full_score; /* of a window with every mark */
    size_t looked;       /* bytes looked through */
    struct str start;    /* the first paragraph of all */
    uint32_t start_block;
    const struct document *document;
    struct error *err;
};

enum status
snipper_init(struct snipper *out, const struct marks *marks,
             struct analyser *analyser, struct arena *arena, struct error *err)
{
    struct snipper snipper = {.analyser = analyser, .arena = arena};
    TRY(matcher_init(&snipper.matcher, marks, arena, err));
    *out = snipper;
    return STATUS_OK;
}

void
snipper_release(struct snipper *snipper)
{
    matcher_release(&snipper->matcher);
    arena_release(&snipper->scratch);
}

/* ---- fragments ------------------------------------------------------- */

static bool
is_ascii_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A copy with runs of blanks as one space. */
static struct str
squeeze(struct arena *arena, struct str s)
{
    char *at = arena_alloc(arena, s.len + 1);
    size_t len = 0;
    if (!at)
        return (struct str){NULL, 0};
    for (size_t i = 0; i < s.len; i++) {
        if (!is_ascii_blank(s.at[i]))
            at[len++] = s.at[i];
        else if (i == 0 || !is_ascii_blank(s.at[i - 1]))
            at[len++] = ' ';
    }
    return (struct str){at, len};
}

static enum status
add_fragment(struct extract *extract, struct arena *arena, struct str text,
             size_t from, size_t to, bool marked, struct error *err)
{
    struct str part = str_range(text, from, to);
    if (part.len == 0)
        return STATUS_OK;
    struct str copy = squeeze(arena, part);
    if (!copy.at)
        return error_no_memory(err);
    extract->at[extract->count++] = (struct fragment){copy, marked, from, to};
    extract->matched = extract->matched || marked;
    return STATUS_OK;
}

/* The bytes start to end of text, matches marked; overlapping ones are one
 * mark. */
static enum status
make_extract(struct extract *out, struct arena *arena, struct str text,
             size_t start, size_t end, const struct matches *matches,
             struct error *err)
{
    struct extract extract = {.cut_start = start > 0,
                              .cut_end = end < text.len,
                              .start = start,
                              .end = end};
    size_t at = start;
    extract.at = arena_array(arena, 2 * matches->count + 1, sizeof *extract.at);
    if (!extract.at)
        return error_no_memory(err);
    for (size_t i = 0; i < matches->count;) {
        size_t from = matches->at[i].start, to = matches->at[i].end;
        for (i++; i < matches->count && matches->at[i].start < to; i++)
            if (matches->at[i].end > to)
                to = matches->at[i].end;
        if (from < at || to > end)
            continue;
        TRY(add_fragment(&extract, arena, text, at, from, false, err));
        TRY(add_fragment(&extract, arena, text, from, to, true, err));
        at = to;
    }
    TRY(add_fragment(&extract, arena, text, at, end, false, err));
    *out = extract;
    return STATUS_OK;
}

static enum status
find_matches(struct matches *out, struct snipper *snipper, struct str text,
             unsigned scope, struct error *err)
{
    struct tokens tokens;
    arena_reset(&snipper->scratch);
    TRY(analyse(&tokens, snipper->analyser, text, &snipper->scratch, err));
    return matcher_find(out, &snipper->matcher, &tokens, scope,
                        &snipper->scratch, err);
}

enum status
snippet_whole(struct extract *out, struct snipper *snipper, struct str text,
              unsigned scope, struct error *err)
{
    struct matches matches;
    TRY(find_matches(&matches, snipper, text, scope, err));
    return make_extract(out, snipper->arena, text, 0, text.len, &matches, err);
}

/* ---- windows --------------------------------------------------------- */

static uint32_t
mark_score(const struct snipper *snipper, uint32_t mark)
{
    return snipper->matcher.marks->at[mark].count > 1 ? 32 : 16;
}

static uint32_t
window_score(const struct window *window, uint32_t distinct, size_t matches)
{
    uint32_t many = matches < 7 ? (uint32_t)matches : 7;
    uint32_t prose = window->paragraph.len >= PARAGRAPH_SHORT ? PROSE_SCORE : 0;
    return distinct + many + prose;
}

/* The best window of a paragraph: two fingers over its matches. */
static enum status
best_window(struct window *best, struct choice *choice, struct str paragraph,
            const struct matches *matches)
{
    struct snipper *snipper = choice->snipper;
    uint32_t *held = arena_array(
        &snipper->scratch, snipper->matcher.marks->count + 1, sizeof *held);
    uint32_t distinct = 0;
    if (!held)
        return error_no_memory(choice->err);
    for (size_t left = 0, right = 0; right < matches->count; right++) {
        const struct match *last = &matches->at[right];
        if (held[last->mark]++ == 0)
            distinct += mark_score(snipper, last->mark);
        while (left < right &&
               last->end > matches->at[left].start + SNIPPET_WINDOW) {
            uint32_t mark = matches->at[left++].mark;
            if (--held[mark] == 0)
                distinct -= mark_score(snipper, mark);
        }
        struct window window = {.paragraph = paragraph,
                                .start = matches->at[left].start,
                                .end = last->end};
        window.score = window_score(&window, distinct, right - left + 1);
        if (window.score <= best->score)
            continue;
        for (size_t i = left; i <= right; i++)
            window.marks |= (uint64_t)1 << matches->at[i].mark % 64;
        *best = window;
    }
    return STATUS_OK;
}

/* With its matches: what is shown in the end is not analysed again. */
static enum status
keep_candidate(struct choice *choice, struct window window,
               const struct matches *matches)
{
    struct arena *arena = choice->snipper->arena;
    if (choice->count == CANDIDATES &&
        choice->best[CANDIDATES - 1].score >= window.score)
        return STATUS_OK;
    struct match *kept = arena_array(arena, matches->count, sizeof *kept);
    if (!kept)
        return error_no_memory(choice->err);
    memcpy(kept, matches->at, matches->count * sizeof *kept);
    window.matches = (struct matches){.at = kept, .count = matches->count};
    size_t at = choice->count < CANDIDATES ? choice->count++ : CANDIDATES;
    for (; at > 0 && choice->best[at - 1].score < window.score; at--)
        if (at < CANDIDATES)
            choice->best[at] = choice->best[at - 1];
    if (at < CANDIDATES)
        choice->best[at] = window;
    return STATUS_OK;
}

static void widen(const struct window *window, size_t *start, size_t *end);

/* The best window of a paragraph and, where every passage is wanted, those of
 * what its extract leaves of it.  `piece` carries behind and before. */
static enum status
look_into(struct choice *choice, struct str paragraph, struct window piece,
          size_t most)
{
    struct matches matches;
    struct window window = {0}, left = piece, right = piece;
    size_t start, end;
    if (most == 0 || str_is_empty(str_trim(paragraph)))
        return STATUS_OK;
    TRY(find_matches(&matches, choice->snipper, paragraph, MARK_TEXT,
                     choice->err));
    TRY(best_window(&window, choice, paragraph, &matches));
    if (window.score == 0)
        return STATUS_OK;
    window.behind = piece.behind;
    window.before = piece.before;
    window.block = piece.block;
    TRY(keep_candidate(choice, window, &matches));
    if (!choice->wish.every)
        return STATUS_OK;
    widen(&window, &start, &end);
    left.before = right.behind = true;
    TRY(look_into(choice, str_trim(str_head(paragraph, start)), left,
                  most - 1));
    return look_into(choice, str_trim(str_from_offset(paragraph, end)), right,
                     most - 1);
}

static enum status
look_at(struct choice *choice, struct str paragraph, uint32_t block)
{
    choice->looked += paragraph.len;
    if (!choice->start.len && !str_is_empty(str_trim(paragraph))) {
        choice->start = paragraph;
        choice->start_block = block;
    }
    return look_into(choice, paragraph, (struct window){.block = block},
                     choice->wish.max);
}

static bool
is_enough(const struct choice *choice)
{
    size_t wanted = choice->wish.every ? choice->wish.max : 1;
    return choice->looked >= SNIPPET_TEXT_MAX || choice->wish.max == 0 ||
           (choice->full_score == PROSE_SCORE && choice->start.len) ||
           (choice->count >= wanted &&
            choice->best[wanted - 1].score >= choice->full_score);
}

/* Paragraphs end at blank lines; a very long one is taken in pieces. */
static struct str
next_paragraph(struct str *rest)
{
    struct str head, tail;
    str_cut(*rest, STR("\n\n"), &head, &tail);
    if (head.len > PARAGRAPH_MAX) {
        struct str piece = utf8_cut(head, PARAGRAPH_MAX);
        size_t len = piece.len;
        while (len > PARAGRAPH_MAX / 2 && !is_ascii_blank(piece.at[len - 1]))
            len--;
        head = str_head(piece, len > PARAGRAPH_MAX / 2 ? len : piece.len);
        tail = str_from_offset(*rest, head.len);
    }
    *rest = tail;
    return head;
}

static enum status
look_through(struct choice *choice, const struct document *document)
{
    const struct marks *marks = choice->snipper->matcher.marks;
    choice->full_score = PROSE_SCORE;
    for (size_t i = 0; i < marks->count; i++)
        if (marks->at[i].scope & MARK_TEXT)
            choice->full_score += mark_score(choice->snipper, (uint32_t)i);
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++) {
        struct str rest = document_part(document, FIELD_TEXT, i, TEXT_TEXT);
        while (rest.len && !is_enough(choice))
            TRY(look_at(choice, next_paragraph(&rest), i));
    }
    return STATUS_OK;
}

/* ---- cutting --------------------------------------------------------- */

/* The first start of a character at or behind `at`. */
static size_t
character_start(struct str text, size_t at)
{
    while (at < text.len && ((unsigned char)text.at[at] & 0xC0) == 0x80)
        at++;
    return at;
}

/* A sentence ends before byte i: a mark, then a blank.  A dot behind one or
 * two letters ("M. ", "L. ", "MM. ") ends none. */
static bool
ends_sentence(struct str text, size_t i)
{
    char mark = text.at[i - 2];
    if (!is_ascii_blank(text.at[i - 1]))
        return false;
    if (mark != '.')
        return mark == '?' || mark == '!' || mark == '\n';
    for (size_t back = 3; back <= 5 && back <= i; back++)
        if (is_ascii_blank(text.at[i - back]) || text.at[i - back] == '.')
            return false;
    return i >= 5;
}

/* The start of the sentence that holds `at`, not before `least`; `at` when
 * there is none. */
static size_t
sentence_start(struct str text, size_t least, size_t at)
{
    for (size_t i = at; i > least + 1; i--)
        if (ends_sentence(text, i))
            return i;
    return least == 0 ? 0 : at;
}

/* The last end of a sentence behind `least`, not behind `most`; 0 when there
 * is none. */
static size_t
sentence_end(struct str text, size_t least, size_t most)
{
    for (size_t i = most < text.len ? most : text.len; i > least && i > 1; i--)
        if (ends_sentence(text, i))
            return i - 1; /* without the blank */
    return 0;
}

/* A cut at or behind `at`, at a word border if one is near, else at a
 * character; never behind `most`. */
static size_t
border_after(struct str text, size_t at, size_t most)
{
    for (size_t i = at; i < most && i < at + BORDER_MAX; i++)
        if (i == 0 || is_ascii_blank(text.at[i - 1]))
            return i;
    at = character_start(text, at);
    return at < most ? at : most;
}

/* The same at or before `at`, never before `least`. */
static size_t
border_before(struct str text, size_t at, size_t least)
{
    if (at >= text.len)
        return text.len;
    for (size_t i = at; i > least && i + BORDER_MAX > at; i--)
        if (is_ascii_blank(text.at[i]))
            return i;
    size_t cut = utf8_cut(text, at).len;
    return cut > least ? cut : least;
}

static void
widen(const struct window *window, size_t *start, size_t *end)
{
    struct str text = window->paragraph;
    size_t width = window->end - window->start;
    size_t room = width < SNIPPET_BYTES ? SNIPPET_BYTES - width : 0;
    *start = 0;
    *end = text.len;
    if (text.len <= SNIPPET_BYTES + BORDER_MAX)
        return;
    size_t least = window->start > room ? window->start - room : 0;
    *start = sentence_start(text, least, window->start);
    if (*start == window->start && least < *start) {
        size_t third = room / 3;
        size_t from = window->start > third ? window->start - third : 0;
        *start = border_after(text, from, window->start);
    }
    size_t wanted = *start + SNIPPET_BYTES;
    size_t half = *start + SNIPPET_BYTES / 2;
    *end = sentence_end(text, half > window->end ? half : window->end,
                        wanted + BORDER_MAX);
    if (*end)
        return;
    *end = border_before(text, wanted > window->end ? wanted : window->end,
                         window->end);
}

/* The paragraph of a text that holds byte `at`, counted from 1: what stands
 * between blank lines. */
static uint32_t
alinea_of(struct str text, size_t at)
{
    struct str rest = str_trim(str_head(text, at)), paragraph;
    uint32_t count = 1;
    while (str_cut(rest, STR("\n\n"), &paragraph, &rest))
        count += !str_is_empty(str_trim(paragraph));
    bool between = at && str_ends(str_head(text, at), STR("\n\n"));
    return count + (between && !str_is_empty(str_trim(str_head(text, at))));
}

/* Where the extract of a paragraph stands in the document. */
static enum status
locate(struct extract *extract, const struct choice *choice,
       const struct window *window)
{
    struct arena *arena = choice->snipper->arena;
    const struct document *document = choice->document;
    uint32_t block = window->block;
    struct str text = document_part(document, FIELD_TEXT, block, TEXT_TEXT);
    struct str role = document_part(document, FIELD_TEXT, block, TEXT_ROLE);
    struct str heading =
        document_part(document, FIELD_TEXT, block, TEXT_HEADING);
    size_t base = (size_t)(window->paragraph.at - text.at);
    extract->block = block;
    extract->start += base;
    extract->end += base;
    for (size_t i = 0; i < extract->count; i++) {
        extract->at[i].start += base;
        extract->at[i].end += base;
    }
    extract->alinea = alinea_of(text, extract->start);
    extract->role = arena_copy(arena, role);
    extract->heading = arena_copy(arena, heading);
    if ((role.len && !extract->role.at) ||
        (heading.len && !extract->heading.at))
        return error_no_memory(choice->err);
    return STATUS_OK;
}

static enum status
window_extract(struct extract *out, struct choice *choice,
               const struct window *window)
{
    size_t start, end;
    widen(window, &start, &end);
    TRY(make_extract(out, choice->snipper->arena, window->paragraph, start, end,
                     &window->matches, choice->err));
    out->cut_start = out->cut_start || window->behind;
    out->cut_end = out->cut_end || window->before;
    return locate(out, choice, window);
}

/* The window that shows most of what is not shown yet; NULL when none does. */
static const struct window *
next_window(const struct choice *choice, uint64_t shown)
{
    const struct window *best = NULL;
    uint32_t most = 0;
    for (size_t i = 0; i < choice->count; i++) {
        uint64_t fresh = choice->best[i].marks & ~shown;
        uint32_t count = 0;
        for (; fresh; fresh &= fresh - 1)
            count++;
        if (count > most) {
            most = count;
            best = &choice->best[i];
        }
    }
    return best;
}

/* The window to show next; NULL when there is none. */
static const struct window *
choose_window(const struct choice *choice, size_t made, uint64_t shown)
{
    if (made == choice->wish.max || choice->count == 0)
        return NULL;
    if (choice->wish.every)
        return made < choice->count ? &choice->best[made] : NULL;
    return made ? next_window(choice, shown) : choice->best;
}

enum status
snippet_best(struct extract *out, size_t *count, struct snippet_wish wish,
             struct snipper *snipper, const struct document *document,
             struct error *err)
{
    struct choice choice = {
        .snipper = snipper, .wish = wish, .document = document, .err = err};
    const struct window *window;
    uint64_t shown = 0;
    size_t made = 0;
    *count = 0;
    if (deadline_passed())
        return STATUS_OK;
    TRY(look_through(&choice, document));
    if (choice.count == 0 && choice.start.len && wish.max) {
        struct window first = {.paragraph = choice.start,
                               .block = choice.start_block};
        TRY(window_extract(&out[made++], &choice, &first));
    }
    while ((window = choose_window(&choice, made, shown))) {
        TRY(window_extract(&out[made++], &choice, window));
        shown |= window->marks;
    }
    *count = made;
    return STATUS_OK;
}

/* ---- every mark --------------------------------------------------------- */

struct spans {
    struct span *at;
    size_t count, room;
};

static enum status
add_span(struct spans *spans, struct arena *arena, struct span span,
         struct error *err)
{
    struct span *last = spans->count ? &spans->at[spans->count - 1] : NULL;
    if (last && span.start < last->end) {
        last->end = span.end > last->end ? span.end : last->end;
        return STATUS_OK;
    }
    if (spans->count == spans->room) {
        size_t room = spans->room ? 2 * spans->room : 16;
        struct span *bigger = arena_array(arena, room, sizeof *bigger);
        if (!bigger)
            return error_no_memory(err);
        for (size_t i = 0; i < spans->count; i++)
            bigger[i] = spans->at[i];
        spans->at = bigger;
        spans->room = room;
    }
    spans->at[spans->count++] = span;
    return STATUS_OK;
}

enum status
snippet_spans(struct span **out, size_t *count, struct snipper *snipper,
              struct str text, unsigned scope, struct error *err)
{
    struct spans spans = {0};
    for (struct str rest = text; rest.len;) {
        struct matches matches;
        struct str paragraph = next_paragraph(&rest);
        size_t base = (size_t)(paragraph.at - text.at);
        TRY(find_matches(&matches, snipper, paragraph, scope, err));
        for (size_t i = 0; i < matches.count; i++)
            TRY(add_span(&spans, snipper->arena,
                         (struct span){base + matches.at[i].start,
                                       base + matches.at[i].end},
                         err));
    }
    *out = spans.at;
    *count = spans.count;
    return STATUS_OK;
}
