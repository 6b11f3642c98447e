/* Analysis: references to articles, one by one and in lists. */
#include "cite_scan.h"

#include "buf.h"

#include "utf8.h"

#include <string.h>

enum { PIECES_MAX = 7, SUFFIXES_MAX = 3, BETWEEN_MAX = 30 };

struct member {
    size_t first, end; /* tokens, with the letter of the code */
    struct str letter; /* "l", "lo" ...; empty for none */
    bool dotted;       /* "L." or "R.*" */
    size_t pieces;     /* numbers joined by hyphens */
    struct str number; /* the first of them */
    struct key key;    /* of the number, without the letter */
};

/* Not by one assignment, which would clear the bytes of the key. */
static void
member_start(struct member *member, size_t i)
{
    member->first = i;
    member->end = i + 1;
    member->letter = STR("");
    member->dotted = false;
    member->pieces = 1;
    member->key.len = 0;
}

/* ---- the number ------------------------------------------------------ */

static size_t
leading_digits(struct str word)
{
    size_t count = 0;
    while (count < word.len && word.at[count] >= '0' && word.at[count] <= '9')
        count++;
    return count;
}

static bool
is_letter(struct str word)
{
    return word.len == 1 && word.at[0] >= 'a' && word.at[0] <= 'z';
}

static bool
is_first(struct str word)
{
    return str_eq(word, STR("1er")) || str_eq(word, STR("premier"));
}

/* Adds "1er" as 1 and "39a" as 39-a. */
static void
add_piece(struct key *key, struct str word)
{
    size_t digits = is_first(word) ? 0 : leading_digits(word);
    if (is_first(word)) {
        key_add(key, STR("1"));
    } else if (digits > 0 && digits < word.len && word.at[digits] != '.') {
        key_add(key, str_head(word, digits));
        key_add(key, STR("-"));
        key_add(key, str_from_offset(word, digits));
    } else {
        key_add(key, word);
    }
}

/* The token may be the number of an article, or a part behind a hyphen. */
static bool
is_piece(struct str word)
{
    size_t digits = leading_digits(word);
    struct str rest = str_from_offset(word, digits);
    return digits > 0 && digits <= 5 &&
           (rest.len == 0 || is_letter(rest) || cue_is_latin(rest));
}

static bool
is_number(const struct scan *scan, size_t i)
{
    struct str word = scan_word(scan, i);
    const struct token *token = &scan->at[i];
    if (is_first(word) || is_piece(word))
        return token->end - token->start <= 24;
    /* "19.5", but not "1 200" or "12,50" */
    return (token->flags & TOKEN_NUMBER) && word.len <= 8 &&
           token->end - token->start == word.len &&
           !memchr(scan->text.at + token->start, ',', word.len);
}

/* "L. 80 CA", "150 VB": no word of two letters, no Roman number. */
static bool
is_two_capitals(const struct scan *scan, size_t i)
{
    struct str word = scan_word(scan, i);
    const struct token *token = &scan->at[i];
    return word.len == 2 && token->end - token->start == 2 &&
           scan_capital(scan, i) && scan->text.at[token->start + 1] >= 'A' &&
           scan->text.at[token->start + 1] <= 'Z' &&
           !(memchr("ivx", word.at[0], 3) && memchr("ivx", word.at[1], 3)) &&
           !word_in(word, "du de la le les et ou un au en ce ue il on si ne "
                          "sa se ci lo qu");
}

/* The capital behind a number ("39 A", "5 bis B") or the first letter of
 * something else ("5 A la suite", "12 L. 5", "3 M. Dupont", "5 I"). */
static bool
is_capital_suffix(const struct scan *scan, size_t i)
{
    struct str word = scan_word(scan, i);
    if (!is_letter(word) || !scan_capital(scan, i) ||
        memchr("ivxy", word.at[0], 4))
        return false;
    const struct token *token = &scan->at[i];
    char next = token->end < scan->text.len ? scan->text.at[token->end] : ' ';
    if ((next == '.' && word.at[0] != 'a' && i + 1 < scan->count &&
         scan_gap(scan, i + 1, ".*")) ||
        next == '\'' || next == '-' || next == '*')
        return false;
    if (i + 1 >= scan->count || strchr(",;.)", next) ||
        (str_starts(str_from_offset(scan->text, token->end), STR(" (")) &&
         scan_is(scan, i + 1, "nouveau supprimé suppression pour")))
        return true;
    if (scan->at[i + 1].flags & TOKEN_DIGIT)
        return false;
    return word.at[0] != 'a' || scan_cue(scan, i + 1, CUE_LATIN) ||
           scan_is(scan, i + 1, "du de des et ou est");
}

static void
read_suffixes(struct member *member, const struct scan *scan)
{
    for (int k = 0; k < SUFFIXES_MAX && scan_gap(scan, member->end, ""); k++) {
        if (scan->at[member->end].flags & TOKEN_JOINED)
            return;
        bool latin = scan_cue(scan, member->end, CUE_LATIN);
        struct str word = scan_word(scan, member->end);
        if (!latin && !is_capital_suffix(scan, member->end) &&
            !is_two_capitals(scan, member->end))
            return;
        key_add(&member->key, STR("-"));
        key_add(&member->key, word);
        member->end++;
        /* "1649 quater-0 B bis" */
        while (latin && scan_hyphen(scan, member->end) &&
               scan_digits(scan, member->end, 1, 2)) {
            key_add(&member->key, STR("-"));
            key_add(&member->key, scan_word(scan, member->end));
            member->end++;
        }
    }
}

/* A hyphen, in "L. 162 - 31 - 1" with blanks around. */
static bool
is_piece_next(const struct member *member, const struct scan *scan)
{
    size_t i = member->end;
    if (scan_hyphen(scan, i))
        return true;
    return member->letter.len && scan_digits(scan, i, 1, 3) &&
           scan_gap(scan, i, "-") &&
           str_find_char(
               str_range(scan->text, scan->at[i - 1].end, scan->at[i].start),
               '-') != SIZE_MAX;
}

/* "39-1-5°": the last number says where in the article. */
static bool
is_degree(const struct scan *scan, size_t i)
{
    struct str rest = str_from_offset(scan->text, scan->at[i].end);
    return is_digits(scan_word(scan, i), 1, 3) &&
           (str_starts(rest, STR("°")) || str_starts(rest, STR("º")));
}

/* "-31-1": false when the chain goes on as no number does. */
static bool
read_pieces(struct member *member, const struct scan *scan)
{
    for (; is_piece_next(member, scan); member->end++) {
        struct str word = scan_word(scan, member->end);
        if (is_degree(scan, member->end))
            return true;
        if (member->pieces == PIECES_MAX ||
            (!is_piece(word) && !scan_cue(scan, member->end, CUE_LATIN) &&
             !(is_letter(word) && scan_capital(scan, member->end))))
            return false;
        key_add(&member->key, STR("-"));
        add_piece(&member->key, word);
        member->pieces++;
    }
    return true;
}

/* "3°", "5 %", "12 €": something else is counted. */
static bool
is_counted(const struct scan *scan, size_t end)
{
    size_t at = scan->at[end - 1].end;
    while (at < scan->text.len && scan->text.at[at] == ' ')
        at++;
    struct str rest = str_from_offset(scan->text, at);
    if (rest.len == 0 ||
        ((unsigned char)rest.at[0] < 0x80 && rest.at[0] != '%'))
        return false;
    if (str_starts(rest, STR("\xC2\xA0")))
        rest = str_from_offset(rest, 2);
    else if (str_starts(rest, STR("\xE2\x80\xAF")))
        rest = str_from_offset(rest, 3);
    return str_starts(rest, STR("%")) || str_starts(rest, STR("°")) ||
           str_starts(rest, STR("º")) || str_starts(rest, STR("€"));
}

/* The letter of a code before token i: "L.", "R.*", "LO"; or in the token
 * itself, "a444". */
static void
read_letter(struct member *member, const struct scan *scan, size_t i)
{
    struct str word = scan_word(scan, i);
    member->first = i;
    member->number = word;
    if (word.len > 1 && word.at[0] == 'a' &&
        is_digits(str_from_offset(word, 1), 2, 5)) {
        member->letter = str_head(word, 1);
        member->number = str_from_offset(word, 1);
    } else if (i > 0 && scan_cue(scan, i - 1, CUE_LETTER) &&
               scan_gap(scan, i, ".*-")) {
        size_t before = scan->at[i - 1].end;
        member->first = i - 1;
        member->letter = scan_word(scan, i - 1);
        member->dotted =
            scan->at[i].start > before &&
            memchr(scan->text.at + before, '.', scan->at[i].start - before);
        /* "L.O. 111-3" holds its last dot. */
        member->dotted = member->dotted ||
                         before - scan->at[i - 1].start > member->letter.len;
    } else if (i > 1 && scan_equals(scan, i - 1, STR("o")) &&
               scan_equals(scan, i - 2, STR("l")) && scan_gap(scan, i, ".") &&
               scan_gap(scan, i - 1, ".")) {
        member->first = i - 2;
        member->letter = STR("lo");
    }
}

/* "L. 12-1/L. 12-2": another article behind the slash. */
static bool
is_lettered(const struct scan *scan, size_t i)
{
    return scan_cue(scan, i, CUE_LETTER) && scan_gap(scan, i + 1, ".*-") &&
           leading_digits(scan_word(scan, i + 1));
}

static bool
read_member(struct member *member, const struct scan *scan, size_t i)
{
    member_start(member, i);
    if (i >= scan->count || !(scan->at[i].flags & TOKEN_DIGIT))
        return false;
    read_letter(member, scan, i);
    bool glued = member->letter.len && member->first == i;
    if (!glued && !is_number(scan, i))
        return false;
    add_piece(&member->key, member->number);
    if (!read_pieces(member, scan) ||
        (scan_joined(scan, member->end, '/') &&
         !is_lettered(scan, member->end)) ||
        is_counted(scan, member->end))
        return false;
    read_suffixes(member, scan);
    return true;
}

/* ---- what makes it an article ---------------------------------------- */

struct list {
    size_t mark;  /* cites before it */
    size_t head;  /* 1 + token of "article" */
    bool plural;  /* "articles", "art." */
    bool many;    /* the same, and "art" */
    bool dotted;  /* every member has a letter and a dot */
    size_t count; /* members */
    size_t end;   /* token behind the last */
    struct str letter;
};

static void
read_head(struct list *list, const struct scan *scan, size_t first)
{
    if (first == 0 || !scan_cue(scan, first - 1, CUE_ARTICLE) ||
        !scan_gap(scan, first, "."))
        return;
    bool dot = scan_is(scan, first - 1, "art arts") &&
               scan->text.at[scan->at[first - 1].end] == '.';
    list->head = first;
    list->many = !scan_equals(scan, first - 1, STR("article"));
    list->plural = dot || scan_is(scan, first - 1, "articles arts");
}

/* Without a letter only "article" tells; "art 2024" is a year of art. */
static bool
is_plain_article(const struct list *list, const struct scan *scan,
                 const struct member *member)
{
    if (!list->head)
        return false;
    if (str_eq(member->number, STR("premier")) &&
        scan_is(scan, member->end, "venu venus"))
        return false;
    return list->plural || !scan_is(scan, list->head - 1, "art") ||
           !is_year(member->number) || member->pieces > 1;
}

/* A letter and a number without "article": enough hyphens and digits. */
static bool
is_told_by_letter(const struct scan *scan, const struct member *member)
{
    bool common = word_in(member->letter, "l r lo");
    bool capital = scan_capital(scan, member->first);
    if (member->pieces < 2 || !leading_digits(member->number))
        return false;
    if (str_eq(member->letter, STR("a")) && !capital)
        return false;
    return common || member->dotted || member->number.len >= 3;
}

/* ---- lists ----------------------------------------------------------- */

static void
push_member(struct list *list, struct scan *scan, const struct member *member)
{
    struct key key;
    key.len = 0;
    bool first = list->count == 0;
    struct str letter = member->letter;
    if (!letter.len && list->plural && !first)
        letter = list->letter;
    key_add(&key, STR("art:"));
    key_add(&key, letter);
    key_add(&key, key_str(&member->key));
    size_t start = first && list->head ? list->head - 1 : member->first;
    struct cite cite = {.kind = CITE_ARTICLE,
                        .start = scan->at[start].start,
                        .end = scan->at[member->end - 1].end,
                        .first = (uint32_t)member->first,
                        .count = (uint32_t)(member->end - member->first),
                        .head = (uint32_t)list->head};
    (void)scan_push(scan, &cite, &key);
    list->letter = letter;
    list->dotted = (first || list->dotted) && member->dotted;
    list->end = member->end;
    list->count++;
}

/* Steps over ", ", " et ", " à "; *range when it was the last of them.
 * Returns the token of the next member's number or letter, 0 for none. */
static size_t
next_member(bool *range, const struct list *list, const struct scan *scan)
{
    size_t at = list->end;
    bool apart = at < scan->count && !scan_gap(scan, at, "");
    *range = false;
    if (!scan_gap(scan, at, ",;&/"))
        return 0;
    if (scan_cue(scan, at, CUE_AND)) {
        apart = true;
        at++;
    }
    if (scan_cue(scan, at, CUE_TO) || (scan_equals(scan, at, STR("a")) &&
                                       scan_is(scan, at + 1, "l r d lo"))) {
        apart = *range = true;
        at++;
    }
    if (at > list->end && !scan_gap(scan, at, ""))
        return 0;
    return apart ? at : 0;
}

/* "art. 39, 1, 5°": no list goes down by commas. */
static bool
is_pinpoint_list(const struct list *list, const struct scan *scan,
                 const struct member *member)
{
    struct str before =
        str_from_offset(scan->cites[scan->found - 1].normal, sizeof "art:" - 1);
    size_t digits = leading_digits(before);
    return !scan_is(scan, list->head - 1, "articles") &&
           is_digits(member->number, 1, 2) && digits > 0 &&
           to_number(member->number) < to_number(str_head(before, digits)) &&
           scan_gap(scan, member->first, ",");
}

static bool
read_next(struct member *member, bool *range, const struct list *list,
          const struct scan *scan)
{
    size_t at = next_member(range, list, scan);
    if (!at || at >= scan->count)
        return false;
    if (!(scan->at[at].flags & TOKEN_DIGIT)) {
        if (!scan_cue(scan, at, CUE_LETTER) && !scan_equals(scan, at, STR("o")))
            return false;
        at++;
    }
    bool letter = at > list->end && scan_cue(scan, at - 1, CUE_LETTER);
    if (!read_member(member, scan, at))
        return false;
    if (member->letter.len)
        return true;
    if (is_pinpoint_list(list, scan, member))
        return false;
    return !letter && list->many && member->first == at &&
           (member->number.len < 5 || is_first(member->number)) &&
           !(scan->at[at].flags & TOKEN_JOINED);
}

/* The members between "L. 12-1" and "L. 12-4": only the last number differs.
 * They have no token of their own. */
static void
push_between(struct scan *scan, size_t from)
{
    struct cite low = scan->cites[from - 1], high = scan->cites[from];
    struct str a = low.normal, b = high.normal;
    size_t cut = a.len;
    while (cut > 0 && leading_digits(str_range(a, cut - 1, cut)))
        cut--;
    struct str head = str_head(a, cut);
    if (!str_starts(b, head) || cut == a.len)
        return;
    struct str last = str_from_offset(b, cut);
    uint32_t first = to_number(str_from_offset(a, cut)), end = to_number(last);
    if (!is_digits(last, 1, 5) || end < first || end - first > BETWEEN_MAX)
        return;
    low.end = high.end;
    low.count = 0;
    low.first = high.first;
    for (uint32_t number = first + 1; number < end; number++) {
        char digits[16];
        struct key key;
        key.len = 0;
        struct buf out = {
            .at = digits, .size = sizeof digits, .max = sizeof digits};
        buf_printf(&out, "%u", number);
        key_add(&key, head);
        key_add(&key, buf_str(&out));
        (void)scan_push(scan, &low, &key);
    }
}

/* "art." in front of it is the word article. */
static void
push_head(const struct list *list, struct scan *scan)
{
    struct key key;
    key.len = 0;
    if (!list->head || !scan_is(scan, list->head - 1, "art arts"))
        return;
    struct cite cite = {.kind = CITE_WORD,
                        .start = scan->at[list->head - 1].start,
                        .end = scan->at[list->head - 1].end,
                        .first = (uint32_t)list->head - 1,
                        .count = 1};
    key_add(&key, STR("article"));
    (void)scan_push(scan, &cite, &key);
}

/* "L. 1121-1 à 3": the last number of the one before. */
static void
complete_range(struct member *member, const struct list *list,
               const struct scan *scan)
{
    struct str before = scan->cites[scan->found - 1].normal;
    size_t cut = before.len;
    if (member->letter.len || member->pieces > 1 || !list->letter.len)
        return;
    while (cut > 0 && before.at[cut - 1] != '-')
        cut--;
    if (cut == 0 || !is_digits(member->number, 1, 3))
        return;
    size_t head = sizeof "art:" - 1 + list->letter.len;
    member->key.len = 0;
    key_add(&member->key, str_range(before, head, cut));
    key_add(&member->key, member->number);
}

static void
push_list(struct list *list, struct scan *scan, struct member *member)
{
    bool range = false;
    push_member(list, scan, member);
    while (!scan->failed && read_next(member, &range, list, scan)) {
        size_t last = scan->found;
        if (range)
            complete_range(member, list, scan);
        push_member(list, scan, member);
        if (range && !scan->failed)
            push_between(scan, last);
    }
}

/* The code général des impôts has no article "39-1" (hyphens stand before 0
 * only: 278-0 bis, 150-0 A): it is the 1 of article 39.
 * What is cited is so told; the word of the text is as it is written. */
static void
cut_pinpoint(struct cite *cite)
{
    struct str normal = cite->normal;
    size_t at = sizeof "art:" - 1;
    at += leading_digits(str_from_offset(normal, at));
    if (at == sizeof "art:" - 1 || at + 1 >= normal.len ||
        normal.at[at] != '-' || normal.at[at + 1] == '0' ||
        !leading_digits(str_from_offset(normal, at + 1)))
        return;
    cite->normal = str_head(normal, at);
}

static void
name_code(const struct list *list, struct scan *scan, struct str code,
          size_t behind)
{
    enum cite_of relation =
        code.len ? CITE_OF_NAMED : cite_of_at(scan, list->end, behind);
    for (size_t i = list->mark; i < scan->found; i++) {
        if (scan->cites[i].kind != CITE_ARTICLE)
            continue;
        scan->cites[i].of = code;
        scan->cites[i].relation = relation;
        if (str_eq(code, STR("code general des impots")))
            cut_pinpoint(&scan->cites[i]);
    }
}

/* "loi n° 78-17 du 6 janvier 1978 - art. 22", "règlement (UE) 2016/679, art.
 * 6": the text whose reference ends right before token i. */
static struct str
text_before(const struct scan *scan, size_t i)
{
    size_t found = scan->found, end = i;
    if (i == 0 || !scan_gap(scan, i, ",:(-"))
        return STR("");
    if (found && scan->cites[found - 1].kind == CITE_DATE) {
        const struct cite *date = &scan->cites[found - 1];
        if (date->first + date->count != end || date->first == 0 ||
            !scan_is(scan, date->first - 1, "du"))
            return STR("");
        end = date->first - 1;
        found--;
    }
    if (found == 0)
        return STR("");
    const struct cite *text = &scan->cites[found - 1];
    bool is_text = text->kind == CITE_TEXT || text->kind == CITE_EUROPEAN;
    return is_text && !text->loose && text->first + text->count == end
               ? text->normal
               : STR("");
}

size_t
cite_article_at(struct scan *scan, size_t i)
{
    struct member member;
    struct list list = {.mark = scan->found};
    /* Most numbers end here: no letter of a code, no "article" before. */
    member_start(&member, i);
    read_letter(&member, scan, i);
    read_head(&list, scan, member.first);
    if (!member.letter.len && !list.head)
        return 0;
    if (!read_member(&member, scan, i))
        return 0;
    if (!member.letter.len && !is_plain_article(&list, scan, &member))
        return 0;
    struct str text = list.head ? text_before(scan, list.head - 1) : STR("");
    bool told = list.head || is_told_by_letter(scan, &member);
    bool capital = scan_capital(scan, member.first);
    size_t member_first = member.first;
    if (!told && !(member.dotted && capital))
        return 0;
    push_head(&list, scan);
    push_list(&list, scan, &member);
    size_t behind = cite_skip_paragraph(scan, list.end);
    struct str code = cite_code_at(scan, list.end, behind);
    if (!code.len)
        code = cite_code_before(scan, list.head ? list.head - 1 : member_first);
    if (!code.len && text.len &&
        cite_of_at(scan, list.end, behind) == CITE_OF_UNTOLD)
        code = text;
    told = told || code.len || (list.dotted && list.count > 1);
    if (scan->failed || !told) {
        scan->found = list.mark;
        return 0;
    }
    name_code(&list, scan, code, behind);
    return list.end;
}

/* ---- the number alone ------------------------------------------------ */

enum status
cite_article_key(struct str *out, const struct token *tokens, size_t count,
                 struct arena *arena, struct error *err)
{
    struct key key;
    key.len = 0;
    size_t i = 0;
    while (i < count && (tokens[i].cues & CUE_ARTICLE))
        i++;
    for (bool glue = true; i < count; i++) {
        struct str word = tokens[i].word;
        if (key.len && !glue)
            key_add(&key, STR("-"));
        glue = key.len == 0 && i + 1 < count && (tokens[i].cues & CUE_LETTER) &&
               leading_digits(tokens[i + 1].word);
        add_piece(&key, word);
    }
    *out = arena_copy(arena, key_str(&key));
    if (key.len && !out->at)
        return error_set(err, STATUS_NOMEM, "no memory for the references");
    return STATUS_OK;
}
