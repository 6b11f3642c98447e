/* Query, first step: text -> lexemes. */
#include "lex.h"

#include "lang.h"
#include "letter.h"
#include "schema.h"
#include "utf8.h"

struct lexer {
    struct str query;
    size_t at;
    size_t words;
    bool after_field; /* what comes is the value of a field */
    bool gap;         /* a blank, a bracket or nothing stands before */
    struct lexemes *out;
    size_t room;
    struct arena *arena;
};

size_t
lex_position(struct str query, size_t offset)
{
    return utf8_count(str_head(query, offset)) + 1;
}

enum status
lex_error(size_t *where, struct str query, size_t offset, struct error *err,
          const char *text)
{
    *where = lex_position(query, offset);
    return error_set(err, STATUS_SYNTAX,
                     TR("character %zu: %s", "caractère %zu : %s"), *where,
                     text);
}

/* ---- characters ------------------------------------------------------ */

static uint32_t
char_at(struct str query, size_t at, size_t *len)
{
    uint32_t c = 0;
    *len = at < query.len ? utf8_decode(str_from_offset(query, at), &c) : 0;
    return c;
}

static bool
is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0 ||
           c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool
is_double_quote(uint32_t c)
{
    return c == '"' || (c >= 0x201C && c <= 0x201F) || c == 0xFF02;
}

enum { OPENING_GUILLEMET = 0xAB, CLOSING_GUILLEMET = 0xBB };

static bool
is_digit_byte(struct str query, size_t at)
{
    return at < query.len && query.at[at] >= '0' && query.at[at] <= '9';
}

/* U+00A0 or U+202F within a number, as in "15 000". */
static bool
joins_digits(struct str query, size_t at, uint32_t c, size_t len)
{
    return (c == 0xA0 || c == 0x202F) && at > 0 &&
           is_digit_byte(query, at - 1) && is_digit_byte(query, at + len);
}

static bool
ends_word(struct str query, size_t at)
{
    size_t len;
    uint32_t c = char_at(query, at, &len);
    if (len == 0 || c == '(' || c == ')' || is_double_quote(c) ||
        c == OPENING_GUILLEMET || c == CLOSING_GUILLEMET)
        return true;
    return is_blank(c) && !joins_digits(query, at, c, len);
}

static size_t
skip_blanks(struct str query, size_t at)
{
    size_t len;
    while (is_blank(char_at(query, at, &len)))
        at += len;
    return at;
}

static size_t
word_end(struct str query, size_t at)
{
    size_t len;
    while (!ends_word(query, at)) {
        char_at(query, at, &len);
        at += len;
    }
    return at;
}

/* ---- lexemes --------------------------------------------------------- */

static enum status
push(struct lexer *lexer, struct lexeme lexeme)
{
    if (lexer->out->count == lexer->room) {
        size_t room = lexer->room ? 2 * lexer->room : 32;
        struct lexeme *bigger = arena_array(lexer->arena, room, sizeof *bigger);
        if (!bigger)
            return STATUS_NOMEM;
        for (size_t i = 0; i < lexer->out->count; i++)
            bigger[i] = lexer->out->at[i];
        lexer->out->at = bigger;
        lexer->room = room;
    }
    lexer->out->at[lexer->out->count++] = lexeme;
    lexer->after_field = lexeme.kind == LEX_FIELD;
    lexer->at = lexeme.end;
    return STATUS_OK;
}

static enum status
push_mark(struct lexer *lexer, enum lexeme_kind kind, size_t len)
{
    size_t end = lexer->at + len;
    return push(lexer, (struct lexeme){
                           .kind = kind,
                           .text = str_range(lexer->query, lexer->at, end),
                           .at = lexer->at,
                           .end = end,
                       });
}

static void
count_words(struct lexer *lexer, struct str text)
{
    size_t at = skip_blanks(text, 0);
    while (at < text.len) {
        size_t len;
        lexer->words++;
        while (at < text.len && !is_blank(char_at(text, at, &len)))
            at += len;
        at = skip_blanks(text, at);
    }
}

/* A phrase whose opening quote stands at `open` and is `len` bytes long; the
 * lexeme starts at lexer->at (where a = may stand). */
static enum status
lex_phrase(struct lexer *lexer, size_t open, uint32_t quote, size_t len,
           bool exact)
{
    struct str query = lexer->query;
    size_t start = open + len, end = start, close_len;
    for (;; end += close_len) {
        uint32_t c = char_at(query, end, &close_len);
        if (close_len == 0 ||
            (quote == OPENING_GUILLEMET ? c == CLOSING_GUILLEMET
                                        : is_double_quote(c)))
            break;
    }
    struct str text = str_range(query, start, end);
    count_words(lexer, text);
    return push(lexer, (struct lexeme){
                           .kind = exact ? LEX_EXACT_PHRASE : LEX_PHRASE,
                           .unclosed = close_len == 0,
                           .text = text,
                           .at = lexer->at,
                           .end = end + close_len,
                       });
}

static const struct operator_word {
    struct str word;
    enum lexeme_kind kind;
} operators[] = {
    {STR_INIT("ET"), LEX_AND},   {STR_INIT("AND"), LEX_AND},
    {STR_INIT("OU"), LEX_OR},    {STR_INIT("OR"), LEX_OR},
    {STR_INIT("SAUF"), LEX_NOT}, {STR_INIT("NON"), LEX_NOT},
    {STR_INIT("NOT"), LEX_NOT},
};

static enum lexeme_kind
operator_of(struct str word)
{
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
        if (str_eq(word, operators[i].word))
            return operators[i].kind;
    return LEX_WORD;
}

static const struct operator_word near_operators[] = {
    {STR_INIT("PRÈS"), LEX_NEAR},  {STR_INIT("PRES"), LEX_NEAR},
    {STR_INIT("NEAR"), LEX_NEAR},  {STR_INIT("AVANT"), LEX_BEFORE},
    {STR_INIT("ADJ"), LEX_BEFORE},
};

/* PRÈS/5: makes the lexeme its operator, with 5 as its text. */
static void
read_near(struct lexeme *lexeme)
{
    struct str name, number;
    uint64_t distance;
    if (!str_cut(lexeme->text, STR("/"), &name, &number) ||
        !str_to_u64(number, &distance))
        return;
    for (size_t i = 0; i < sizeof near_operators / sizeof near_operators[0];
         i++)
        if (str_eq(name, near_operators[i].word)) {
            lexeme->kind = near_operators[i].kind;
            lexeme->text = number;
        }
}

/* The length of a field's name in front of a word's first colon, 0 if it is
 * none.  The value may be a quote or a bracket, which end the word. */
static size_t
field_name(struct lexer *lexer, struct str word, size_t end)
{
    enum field fields[FIELD_COUNT];
    enum meaning meaning;
    size_t colon = str_find_char(word, ':');
    if (colon == SIZE_MAX)
        return 0;
    if (schema_by_query_name(str_head(word, colon), fields, &meaning) == 0)
        return 0;
    if (colon + 1 < word.len)
        return colon;
    size_t len;
    uint32_t c = char_at(lexer->query, end, &len);
    bool value = c == '(' || is_double_quote(c) || c == OPENING_GUILLEMET;
    return value ? colon : 0;
}

/* "R.*" of "R.* 421-5" or "R.*421-5", a decree in the Council of State: no
 * wildcard. */
static bool
is_starred_letter(struct str query, size_t end, struct str word)
{
    size_t at = 1;
    if (!str_eq_nocase(str_head(word, 1), STR("R")) &&
        !str_eq_nocase(str_head(word, 1), STR("D")))
        return false;
    at += at < word.len && word.at[at] == '.';
    size_t stars = at;
    while (at < word.len && word.at[at] == '*')
        at++;
    if (at == stars)
        return false;
    return at < word.len ? is_digit_byte(word, at)
                         : is_digit_byte(query, skip_blanks(query, end));
}

static bool
is_letter_at(struct str word, size_t at)
{
    return at < word.len && letter_at(str_from_offset(word, at)).kind &
                                (LETTER_WORD | LETTER_DIGIT | LETTER_MARK);
}

/* The start of the last character before a byte offset that is not 0. */
static size_t
step_back(struct str word, size_t at)
{
    do
        at--;
    while (at > 0 && ((unsigned char)word.at[at] & 0xC0) == 0x80);
    return at;
}

size_t
lex_wildcard(struct str text, size_t at)
{
    bool letter_before = at > 0 && is_letter_at(text, step_back(text, at));
    size_t end = at;
    if (at < text.len && text.at[at] == '*') {
        while (end < text.len && text.at[end] == '*')
            end++;
        return letter_before || is_letter_at(text, end) ? end - at : 0;
    }
    if (at >= text.len || text.at[at] != '~' || !letter_before)
        return 0;
    end++;
    end += end < text.len && (text.at[end] == '1' || text.at[end] == '2');
    return ends_word(text, end) ? end - at : 0;
}

bool
lex_has_wildcard(struct str text)
{
    for (size_t at = 0; at < text.len; at++) {
        if (text.at[at] != '*' && text.at[at] != '~')
            continue;
        if (lex_wildcard(text, at))
            return true;
        while (at + 1 < text.len && text.at[at + 1] == '*')
            at++;
    }
    return false;
}

/* A star anywhere in a word is meant as one: the plan says what it lacks. */
static bool
is_pattern(struct str word)
{
    if (str_find_char(word, '*') == SIZE_MAX)
        return lex_has_wildcard(word);
    for (size_t at = 0; at < word.len; at++)
        if (((unsigned char)word.at[at] & 0xC0) != 0x80 &&
            is_letter_at(word, at))
            return true;
    return false;
}

static enum status
lex_word(struct lexer *lexer, size_t start, bool exact)
{
    size_t end = word_end(lexer->query, start);
    struct str word = str_range(lexer->query, start, end);
    struct lexeme lexeme = {
        .kind = exact ? LEX_EXACT : LEX_WORD,
        .text = word,
        .at = lexer->at,
        .end = end,
    };
    size_t name =
        exact || lexer->after_field ? 0 : field_name(lexer, word, end);
    if (name) {
        lexeme.kind = LEX_FIELD;
        lexeme.text = str_head(word, name);
        lexeme.end = start + name + 1;
        return push(lexer, lexeme);
    }
    lexer->words++;
    if (!exact && is_pattern(word) &&
        !is_starred_letter(lexer->query, end, word)) {
        lexeme.kind = LEX_PATTERN;
    } else if (!exact && !lexer->after_field) {
        lexeme.kind = operator_of(word);
        read_near(&lexeme);
        lexer->words -= lexeme.kind != LEX_WORD;
    }
    return push(lexer, lexeme);
}

/* A minus in front of something that can be left out. */
static bool
is_minus(struct lexer *lexer)
{
    struct str query = lexer->query;
    size_t len, at = lexer->at;
    if (!lexer->gap || lexer->after_field || query.at[at] != '-')
        return false;
    uint32_t next = char_at(query, at + 1, &len);
    return len && !is_blank(next) && next != '-' && next != ')' &&
           next != CLOSING_GUILLEMET;
}

static enum status
lex_one(struct lexer *lexer)
{
    size_t len, next_len;
    uint32_t c = char_at(lexer->query, lexer->at, &len);
    if (is_double_quote(c) || c == OPENING_GUILLEMET)
        return lex_phrase(lexer, lexer->at, c, len, false);
    if (c == CLOSING_GUILLEMET)
        return push_mark(lexer, LEX_STRAY, len);
    if (c == '(' || c == ')')
        return push_mark(lexer, c == '(' ? LEX_OPEN : LEX_CLOSE, 1);
    if (is_minus(lexer))
        return push_mark(lexer, LEX_MINUS, 1);
    if (c != '=')
        return lex_word(lexer, lexer->at, false);
    uint32_t next = char_at(lexer->query, lexer->at + 1, &next_len);
    if (is_double_quote(next) || next == OPENING_GUILLEMET)
        return lex_phrase(lexer, lexer->at + 1, next, next_len, true);
    bool lone = ends_word(lexer->query, lexer->at + 1);
    return lex_word(lexer, lexer->at + !lone, !lone);
}

/* ---- the whole ------------------------------------------------------- */

static enum status
check_characters(size_t *where, struct str query, struct error *err)
{
    size_t valid = utf8_valid_length(query);
    if (valid < query.len)
        return lex_error(where, query, valid, err,
                         TR("the query is not valid UTF-8",
                            "la requête n'est pas en UTF-8 valide"));
    for (size_t at = 0, len; at < query.len; at += len) {
        uint32_t c = char_at(query, at, &len);
        if ((c < 0x20 || (c >= 0x7F && c < 0xA0)) && !is_blank(c))
            return lex_error(where, query, at, err,
                             TR("control character in the query",
                                "caractère de contrôle dans la requête"));
    }
    return STATUS_OK;
}

static enum status
check_size(size_t *where, struct str query, struct error *err)
{
    if (query.len <= QUERY_BYTES_MAX)
        return STATUS_OK;
    *where = 1;
    return error_set(
        err, STATUS_SYNTAX,
        TR("the query is longer than %d bytes", "la requête dépasse %d octets"),
        QUERY_BYTES_MAX);
}

enum status
lex(struct lexemes *out, size_t *where, struct str query, struct arena *arena,
    struct error *err)
{
    struct lexemes lexemes = {0};
    struct lexer lexer = {.query = query, .out = &lexemes, .arena = arena};
    TRY(check_size(where, query, err));
    TRY(check_characters(where, query, err));
    for (;;) {
        size_t start = skip_blanks(query, lexer.at);
        lexer.gap = start > lexer.at || start == 0 ||
                    lexemes.at[lexemes.count - 1].kind == LEX_OPEN;
        lexer.at = start;
        enum status status = lexer.at < query.len
                                 ? lex_one(&lexer)
                                 : push_mark(&lexer, LEX_END, 0);
        if (status != STATUS_OK)
            return error_set(err, status,
                             TR("out of memory", "mémoire épuisée"));
        struct lexeme *last = &lexemes.at[lexemes.count - 1];
        if (lexer.words > QUERY_WORDS_MAX)
            return lex_error(where, query, last->at, err,
                             TR("more than 1024 words in the query",
                                "plus de 1024 mots dans la requête"));
        if (last->kind == LEX_END)
            break;
    }
    *out = lexemes;
    return STATUS_OK;
}

/* ---- brackets and quotes --------------------------------------------- */

struct balance {
    struct lexeme *kept; /* the array being rewritten: shorter or equal */
    size_t count;
    size_t open[QUERY_NESTING_MAX]; /* offsets of the open brackets */
    size_t depth;
};

/* Takes back what only announced a value that is not there: -"", titre:(). */
static void
drop_marks(struct balance *balance)
{
    while (balance->count) {
        enum lexeme_kind kind = balance->kept[balance->count - 1].kind;
        if (kind != LEX_MINUS && kind != LEX_FIELD)
            return;
        balance->count--;
    }
}

static void
balance_close(struct balance *balance, struct lexeme lexeme)
{
    if (balance->depth == 0)
        return;
    balance->depth--;
    if (balance->kept[balance->count - 1].kind != LEX_OPEN) {
        balance->kept[balance->count++] = lexeme;
        return;
    }
    balance->count--;
    drop_marks(balance);
}

static bool
is_phrase(struct lexeme lexeme)
{
    return lexeme.kind == LEX_PHRASE || lexeme.kind == LEX_EXACT_PHRASE;
}

static bool
is_empty_phrase(struct lexeme lexeme)
{
    return is_phrase(lexeme) && skip_blanks(lexeme.text, 0) == lexeme.text.len;
}

/* Why a lexeme cannot stand, NULL when it can. */
static const char *
unbalanced(const struct balance *balance, struct lexeme lexeme)
{
    if (lexeme.unclosed)
        return TR("this quote is not closed", "ce guillemet n'est pas refermé");
    if (lexeme.kind == LEX_STRAY ||
        (lexeme.kind == LEX_CLOSE && balance->depth == 0))
        return TR("nothing is open that this could close",
                  "rien n'est ouvert que ce signe puisse fermer");
    if (is_empty_phrase(lexeme))
        return TR("nothing between these quotes", "rien entre ces guillemets");
    if (lexeme.kind == LEX_CLOSE &&
        balance->kept[balance->count - 1].kind == LEX_OPEN)
        return TR("nothing between these brackets",
                  "rien entre ces parenthèses");
    return NULL;
}

static void
balance_one(struct balance *balance, struct lexeme lexeme)
{
    if (lexeme.kind == LEX_CLOSE) {
        balance_close(balance, lexeme);
    } else if (is_empty_phrase(lexeme)) {
        drop_marks(balance);
    } else if (lexeme.kind != LEX_STRAY) {
        if (lexeme.kind == LEX_OPEN)
            balance->open[balance->depth++] = lexeme.at;
        balance->kept[balance->count++] = lexeme;
    }
}

/* What is still open is closed by the end, unless there is nothing in it. */
static void
balance_end(struct balance *balance)
{
    while (balance->count &&
           balance->kept[balance->count - 1].kind == LEX_OPEN) {
        balance->count--;
        drop_marks(balance);
    }
}

enum status
lex_balance(struct lexemes *lexemes, size_t *where, struct str query, bool mend,
            struct error *err)
{
    struct balance balance = {.kept = lexemes->at};
    for (size_t i = 0; i + 1 < lexemes->count; i++) {
        struct lexeme lexeme = lexemes->at[i];
        const char *why = mend ? NULL : unbalanced(&balance, lexeme);
        if (lexeme.kind == LEX_OPEN && balance.depth == QUERY_NESTING_MAX)
            why = TR("more than 64 brackets within one another",
                     "plus de 64 parenthèses imbriquées");
        if (why)
            return lex_error(where, query, lexeme.at, err, why);
        balance_one(&balance, lexeme);
    }
    struct lexeme end = lexemes->at[lexemes->count - 1];
    if (balance.depth && !mend)
        return lex_error(where, query, balance.open[balance.depth - 1], err,
                         TR("this bracket is not closed",
                            "cette parenthèse n'est pas refermée"));
    balance_end(&balance);
    balance.kept[balance.count++] = end;
    lexemes->count = balance.count;
    return STATUS_OK;
}
