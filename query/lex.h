#ifndef LIASSE_LEX_H
#define LIASSE_LEX_H

/* Query text -> lexemes.
 *
 * The lexer knows quotes, brackets, operators, field names and the marks on
 * a word (- = *); what a word is it leaves to analyse(), which sees the same
 * bytes as it would in a text.  Every lexeme is a slice of the query, which
 * must outlive it.
 *
 * Blanks are the Unicode spaces, tab and line ends; a no-break space between
 * two digits belongs to the number ("15 000").  Quotes are "..." in any
 * typographic form and « ... ».  `name:` is a field only when the schema knows
 * it and something stands right behind the colon.
 *
 * PRÈS/n and AVANT/n (PRES/n, NEAR/n, ADJ/n) are operators where n is a
 * number.  A star beside a letter or digit is a wildcard, and so is ~ (or ~1,
 * ~2) behind one at the end of a word; "R.* 421-5" is an article. */

#include "arena.h"
#include "error.h"
#include "str.h"

enum {
    QUERY_BYTES_MAX = 64 * 1024,
    QUERY_WORDS_MAX = 1024,
    QUERY_NESTING_MAX = 64,
    QUERY_PATTERN_MIN = 2, /* letters of a word with a wildcard */
    QUERY_WILDCARDS_MAX = 16,
    QUERY_NEARS_MAX = 64,    /* PRÈS and AVANT in one query */
    QUERY_REPEATED_MAX = 64, /* the same word in one phrase */
    QUERY_NEAR_MAX = 99 /* words between: less than ANALYSE_GAP */
};

enum lexeme_kind {
    LEX_WORD,    /* a run of characters without blanks */
    LEX_EXACT,   /* =word, text without the sign */
    LEX_PATTERN, /* a word with a wildcard: word*, w*d, *ord, word~ */
    LEX_PHRASE,  /* what stands between quotes */
    LEX_EXACT_PHRASE,
    LEX_FIELD, /* name of a field; its value is the next lexeme */
    LEX_OPEN,
    LEX_CLOSE,
    LEX_MINUS,
    LEX_AND,
    LEX_OR,
    LEX_NOT,
    LEX_NEAR,   /* PRÈS/n; text is n */
    LEX_BEFORE, /* AVANT/n; text is n */
    LEX_STRAY,  /* a closing « » quote that closes nothing */
    LEX_END
};

struct lexeme {
    enum lexeme_kind kind;
    bool unclosed;   /* a phrase without its closing quote */
    struct str text; /* without quotes, signs and the field's colon */
    size_t at, end;  /* bytes of the query it covers */
};

struct lexemes {
    struct lexeme *at;
    size_t count; /* the last one is LEX_END */
};

/* Lexemes of a query, in arena, in linear time.  STATUS_SYNTAX: not UTF-8, a
 * control character, over QUERY_BYTES_MAX or QUERY_WORDS_MAX; *where is then
 * the character (from 1) that the error speaks of. */
enum status lex(struct lexemes *out, size_t *where, struct str query,
                struct arena *arena, struct error *err) MUST_USE;

/* Brackets and quotes: with mend, what is unbalanced or empty is left out, and
 * what is open ends with the query; without, it is a STATUS_SYNTAX.  Deeper
 * than QUERY_NESTING_MAX is one always.  Works in place. */
enum status lex_balance(struct lexemes *lexemes, size_t *where,
                        struct str query, bool mend,
                        struct error *err) MUST_USE;

/* The bytes of the wildcard at a byte offset of a text, 0 if there is none:
 * stars, or ~ with its number. */
size_t lex_wildcard(struct str text, size_t at);
bool lex_has_wildcard(struct str text);

/* The character (from 1) at a byte offset. */
size_t lex_position(struct str query, size_t offset);

/* "character 5: text": sets *where and the error, returns STATUS_SYNTAX. */
enum status lex_error(size_t *where, struct str query, size_t offset,
                      struct error *err, const char *text);

#endif
