/* Query, second step: lexemes -> tree. */
#include "parse.h"

#include "lang.h"
#include "utf8.h"

struct parser {
    struct str query;
    struct lexemes lexemes;
    size_t at;
    const struct target *target; /* of the brackets we are in */
    bool single;                 /* behind PRÈS: one word, no stretch */
    struct arena *arena;
    struct error *err;
    size_t *where;
    unsigned nears; /* PRÈS and AVANT so far */
};

/* ---- helpers --------------------------------------------------------- */

static struct lexeme
peek(const struct parser *parser)
{
    return parser->lexemes.at[parser->at];
}

static struct lexeme
peek_next(const struct parser *parser)
{
    size_t last = parser->lexemes.count - 1;
    return parser->lexemes.at[parser->at < last ? parser->at + 1 : last];
}

static enum status
fail(struct parser *parser, struct lexeme lexeme, const char *text)
{
    return lex_error(parser->where, parser->query, lexeme.at, parser->err,
                     text);
}

static enum status
no_memory(struct parser *parser)
{
    return error_no_memory(parser->err);
}

static enum status
node_new(struct node **out, struct parser *parser, enum node_kind kind)
{
    struct node *node = arena_alloc(parser->arena, sizeof *node);
    if (!node)
        return no_memory(parser);
    node->kind = kind;
    *out = node;
    return STATUS_OK;
}

/* A list of brothers under construction. */
struct list {
    struct node *first, **end;
    size_t count;
};

static void
list_add(struct list *list, struct node *node)
{
    if (!list->first)
        list->end = &list->first;
    *list->end = node;
    list->end = &node->next;
    list->count++;
}

/* The list as one node: its only member, or a new node over all. */
static enum status
list_node(struct node **out, struct parser *parser, struct list *list,
          enum node_kind kind)
{
    if (list->count == 1) {
        *out = list->first;
        return STATUS_OK;
    }
    TRY(node_new(out, parser, kind));
    (*out)->child = list->first;
    return STATUS_OK;
}

static enum status
negate(struct node **out, struct parser *parser, struct node *child)
{
    struct node *node = NULL;
    TRY(node_new(&node, parser, NODE_NOT));
    node->child = child;
    *out = node;
    return STATUS_OK;
}

/* ---- operators that are words ---------------------------------------- */

static bool
is_near(struct lexeme lexeme)
{
    return lexeme.kind == LEX_NEAR || lexeme.kind == LEX_BEFORE;
}

static bool
is_operator(struct lexeme lexeme)
{
    return is_near(lexeme) || lexeme.kind == LEX_AND || lexeme.kind == LEX_OR ||
           lexeme.kind == LEX_NOT;
}

static bool
is_gold(struct lexeme lexeme)
{
    return lexeme.kind == LEX_OR && str_eq(lexeme.text, STR("OR"));
}

static bool
is_end(struct lexeme lexeme)
{
    return lexeme.kind == LEX_END || lexeme.kind == LEX_CLOSE;
}

/* An operand may start with it: anything but an end or an operator. */
static bool
starts_operand(struct lexeme lexeme)
{
    return !is_end(lexeme) &&
           (!is_operator(lexeme) || lexeme.kind == LEX_NOT || is_gold(lexeme));
}

/* In the place of an operand: all there is between two brackets. */
static bool
is_lone(const struct parser *parser)
{
    bool first =
        parser->at == 0 || parser->lexemes.at[parser->at - 1].kind == LEX_OPEN;
    return first && is_operator(peek(parser)) && is_end(peek_next(parser));
}

/* In the place of an operator: gold without a right side. */
static bool
is_word_here(const struct parser *parser)
{
    struct lexeme lexeme = peek(parser);
    return lexeme.kind == LEX_WORD ||
           (is_gold(lexeme) && !starts_operand(peek_next(parser)));
}

/* ---- leaves ---------------------------------------------------------- */

static enum status
leaf_new(struct node **out, struct parser *parser, struct lexeme lexeme,
         enum node_kind kind)
{
    TRY(node_new(out, parser, kind));
    (*out)->text = str_trim(lexeme.text);
    (*out)->target = parser->target;
    return STATUS_OK;
}

static enum status
parse_word(struct node **out, struct parser *parser, struct lexeme lexeme)
{
    switch (lexeme.kind) {
    case LEX_PHRASE:
        return leaf_new(out, parser, lexeme, NODE_PHRASE);
    case LEX_EXACT:
    case LEX_EXACT_PHRASE:
        return leaf_new(out, parser, lexeme, NODE_EXACT);
    case LEX_PATTERN:
        return leaf_new(out, parser, lexeme, NODE_PATTERN);
    default:
        return leaf_new(out, parser, lexeme, NODE_WORDS);
    }
}

static enum status
parse_value(struct node **out, struct parser *parser, struct lexeme lexeme)
{
    uint64_t number;
    bool is_number = target_index(parser->target) == INDEX_NUMBER;
    if (is_number && !str_to_u64(str_trim(lexeme.text), &number))
        return fail(parser, lexeme,
                    TR("this field takes a number (legislature:17)",
                       "ce champ attend un nombre (leg:17)"));
    /* Values have stars only: ~ may be a character of theirs. */
    if (!is_number &&
        (lexeme.kind == LEX_PATTERN || lexeme.kind == LEX_PHRASE) &&
        str_find_char(lexeme.text, '*') != SIZE_MAX)
        return leaf_new(out, parser, lexeme, NODE_PATTERN);
    return leaf_new(out, parser, lexeme, NODE_VALUE);
}

static enum status
parse_date_value(struct node **out, struct parser *parser, struct lexeme lexeme)
{
    struct error inner = {0};
    struct node *node = NULL;
    TRY(leaf_new(&node, parser, lexeme, NODE_DATES));
    if (lexeme.kind == LEX_PATTERN ||
        parse_dates(&node->low, &node->high, node->text, &inner) != STATUS_OK)
        return fail(parser, lexeme,
                    lexeme.kind == LEX_PATTERN
                        ? TR("no wildcard in a date (date:2026-05 is the "
                             "whole month)",
                             "pas de joker dans une date (date:2026-05 est le "
                             "mois entier)")
                        : inner.text);
    if (parser->target->meaning == MEANING_YEAR &&
        !(node->low % 10000 <= 101 && node->high % 10000 % 1231 == 0))
        return fail(parser, lexeme,
                    TR("this field takes years (year:2026)",
                       "ce champ attend des années (annee:2026)"));
    if (parser->target->meaning == MEANING_IN_FORCE &&
        (node->low != node->high || node->low == 0))
        return fail(parser, lexeme,
                    TR("this field takes one day (en-vigueur:2018-01-01)",
                       "ce champ attend un jour (en-vigueur:2018-01-01)"));
    *out = node;
    return STATUS_OK;
}

static enum status
parse_leaf(struct node **out, struct parser *parser, struct lexeme lexeme)
{
    switch (target_index(parser->target)) {
    case INDEX_EXACT:
    case INDEX_NUMBER:
        return parse_value(out, parser, lexeme);
    case INDEX_DATE:
        return parse_date_value(out, parser, lexeme);
    default:
        return parse_word(out, parser, lexeme);
    }
}

/* Bare words up to the next sign, as one stretch of the query: analyse()
 * sees "15 000" or "26 mai 2026" whole, as it does in a text.  A word beside
 * PRÈS is for itself. */
static enum status
parse_words(struct node **out, struct parser *parser)
{
    struct lexeme run = peek(parser);
    size_t end = run.end;
    parser->at++;
    while (target_index(parser->target) == INDEX_WORDS && !parser->single &&
           is_word_here(parser) && !is_near(peek_next(parser))) {
        end = peek(parser).end;
        parser->at++;
    }
    run.kind = LEX_WORD;
    run.text = str_range(parser->query, run.at, end);
    return parse_leaf(out, parser, run);
}

/* ---- the grammar ----------------------------------------------------- */

static enum status parse_or(struct node **out, struct parser *parser);

static enum status
parse_group(struct node **out, struct parser *parser)
{
    parser->at++;
    parser->single = false;
    if (is_end(peek(parser)))
        return fail(
            parser, peek(parser),
            TR("nothing between these brackets", "rien entre ces parenthèses"));
    TRY(parse_or(out, parser));
    if (peek(parser).kind == LEX_CLOSE)
        parser->at++;
    return STATUS_OK;
}

static enum status
target_new(const struct target **out, struct parser *parser, struct str name)
{
    struct target *target = arena_alloc(parser->arena, sizeof *target);
    if (!target)
        return no_memory(parser);
    target->count =
        schema_by_query_name(name, target->fields, &target->meaning);
    *out = target;
    return STATUS_OK;
}

static bool
is_one_of(struct str word, const char *const *list)
{
    for (; *list; list++)
        if (str_eq_nocase(word, str_from(*list)))
            return true;
    return false;
}

/* The number of an article takes a blank: `article:L. 162-31-1`. */
static bool
number_goes_on(struct str value, struct lexeme next)
{
    static const char *const letters[] = {
        "L", "L.", "LO",  "L.O.", "R",  "R.",   "R.*",     "R*",
        "D", "D.", "D.*", "A",    "A.", "art.", "article", NULL};
    static const char *const suffixes[] = {"bis",       "ter",    "quater",
                                           "quinquies", "sexies", "septies",
                                           "octies",    "nonies", NULL};
    if (next.kind != LEX_WORD)
        return false;
    char first = next.text.at[0], last = value.at[value.len - 1];
    if (first >= '0' && first <= '9')
        return is_one_of(value, letters);
    return last >= '0' && last <= '9' && is_one_of(next.text, suffixes);
}

/* One lexeme, of an article all its number. */
static struct lexeme
field_value(struct parser *parser)
{
    struct lexeme value = peek(parser);
    enum field field = parser->target->fields[0];
    parser->at++;
    while ((field == FIELD_ARTICLE || field == FIELD_CITES) &&
           value.kind == LEX_WORD && number_goes_on(value.text, peek(parser))) {
        value.end = peek(parser).end;
        value.text = str_range(parser->query, value.at, value.end);
        parser->at++;
    }
    return value;
}

/* The value behind a field's name: one lexeme, or brackets. */
static enum status
parse_field(struct node **out, struct parser *parser)
{
    const struct target *outer = parser->target, *target = NULL;
    TRY(target_new(&target, parser, peek(parser).text));
    parser->at++;
    parser->target = target;
    enum status status;
    if (peek(parser).kind == LEX_OPEN) {
        status = parse_group(out, parser);
    } else {
        status = parse_leaf(out, parser, field_value(parser));
    }
    parser->target = outer;
    return status;
}

static enum status
operand_missing(struct parser *parser)
{
    struct lexeme lexeme = peek(parser);
    if (is_operator(lexeme))
        return fail(parser, lexeme,
                    TR("this operator lacks what stands before it (in lower "
                       "case it is a word)",
                       "il manque un terme avant cet opérateur (en "
                       "minuscules, c'est un mot)"));
    return fail(parser,
                parser->at ? parser->lexemes.at[parser->at - 1] : lexeme,
                TR("this operator lacks what stands behind it (in lower "
                   "case it is a word)",
                   "il manque un terme après cet opérateur (en minuscules, "
                   "c'est un mot)"));
}

static enum status
parse_primary(struct node **out, struct parser *parser)
{
    struct lexeme lexeme = peek(parser);
    if (lexeme.kind == LEX_WORD || is_gold(lexeme) || is_lone(parser))
        return parse_words(out, parser);
    if (lexeme.kind == LEX_OPEN)
        return parse_group(out, parser);
    if (lexeme.kind == LEX_FIELD)
        return parse_field(out, parser);
    if (is_operator(lexeme) || is_end(lexeme))
        return operand_missing(parser);
    parser->at++;
    return parse_leaf(out, parser, lexeme);
}

/* -word takes one word only: `-a b` is b without a. */
static enum status
parse_without(struct node **out, struct parser *parser)
{
    struct node *child = NULL;
    parser->at++;
    struct lexeme lexeme = peek(parser);
    if (lexeme.kind == LEX_WORD || is_operator(lexeme)) {
        lexeme.kind = LEX_WORD;
        parser->at++;
        TRY(parse_leaf(&child, parser, lexeme));
    } else {
        TRY(parse_primary(&child, parser));
    }
    return negate(out, parser, child);
}

static enum status
near_distance(uint32_t *out, struct parser *parser, struct lexeme lexeme)
{
    uint64_t distance = 0;
    if (!str_to_u64(lexeme.text, &distance) || distance == 0 ||
        distance > QUERY_NEAR_MAX)
        return fail(parser, lexeme,
                    TR("the distance goes from 1 to 99 (NEAR/5)",
                       "la distance va de 1 à 99 (PRÈS/5)"));
    *out = (uint32_t)distance;
    return STATUS_OK;
}

/* Left to right: a PRÈS/3 b PRÈS/5 c is (a PRÈS/3 b) PRÈS/5 c. */
static enum status
parse_near(struct node **out, struct parser *parser)
{
    TRY(parse_primary(out, parser));
    while (is_near(peek(parser))) {
        struct node *near = NULL, *right = NULL;
        struct lexeme operator= peek(parser);
        TRY(node_new(&near, parser, NODE_NEAR));
        TRY(near_distance(&near->distance, parser, operator));
        near->ordered = operator.kind == LEX_BEFORE;
        if (parser->nears++ == QUERY_NEARS_MAX)
            return fail(parser, operator,
                        TR("more than 64 NEAR in the query",
                           "plus de 64 PRÈS dans la requête"));
        near->text = str_range(parser->query, operator.at, operator.end);
        parser->at++;
        if (peek(parser).kind == LEX_MINUS)
            return fail(parser, peek(parser),
                        TR("nothing can be left out beside NEAR",
                           "rien ne peut être exclu à côté de PRÈS"));
        parser->single = true;
        enum status status = parse_primary(&right, parser);
        parser->single = false;
        TRY(status);
        near->child = *out;
        near->child->next = right;
        *out = near;
    }
    return STATUS_OK;
}

static enum status
parse_seq(struct node **out, struct parser *parser)
{
    struct list list = {0};
    do {
        struct node *node = NULL;
        if (peek(parser).kind == LEX_MINUS)
            TRY(parse_without(&node, parser));
        else
            TRY(parse_near(&node, parser));
        list_add(&list, node);
    } while (!is_end(peek(parser)) &&
             (!is_operator(peek(parser)) || is_word_here(parser)));
    return list_node(out, parser, &list, NODE_SEQ);
}

static enum status
parse_and(struct node **out, struct parser *parser)
{
    struct list list = {0};
    struct node *node = NULL;
    TRY(parse_seq(&node, parser));
    list_add(&list, node);
    while (peek(parser).kind == LEX_AND) {
        parser->at++;
        bool without = peek(parser).kind == LEX_NOT;
        parser->at += without;
        TRY(parse_seq(&node, parser));
        if (without)
            TRY(negate(&node, parser, node));
        list_add(&list, node);
    }
    return list_node(out, parser, &list, NODE_AND);
}

static enum status
parse_not(struct node **out, struct parser *parser)
{
    struct list list = {0};
    struct node *node = NULL;
    bool positive = peek(parser).kind != LEX_NOT || is_lone(parser);
    do {
        if (!positive)
            parser->at++;
        TRY(parse_and(&node, parser));
        if (!positive)
            TRY(negate(&node, parser, node));
        list_add(&list, node);
        positive = false;
    } while (peek(parser).kind == LEX_NOT);
    return list_node(out, parser, &list, NODE_AND);
}

static enum status
parse_or(struct node **out, struct parser *parser)
{
    struct list list = {0};
    struct node *node = NULL;
    TRY(parse_not(&node, parser));
    list_add(&list, node);
    while (peek(parser).kind == LEX_OR) {
        parser->at++;
        TRY(parse_not(&node, parser));
        list_add(&list, node);
    }
    return list_node(out, parser, &list, NODE_OR);
}

static enum status
parser_start(struct parser *parser)
{
    if (parser->lexemes.count > 1)
        return STATUS_OK;
    *parser->where = 0;
    return error_set(parser->err, STATUS_SYNTAX,
                     TR("the query is empty", "la requête est vide"));
}

enum status
parse(struct node **out, size_t *where, struct str query, bool mend,
      struct arena *arena, struct error *err)
{
    struct parser parser = {
        .query = query, .arena = arena, .err = err, .where = where};
    TRY(lex(&parser.lexemes, where, query, arena, err));
    TRY(lex_balance(&parser.lexemes, where, query, mend, err));
    TRY(parser_start(&parser));
    return parse_or(out, &parser);
}

enum status
parse_plain(struct node **out, size_t *where, struct str query,
            struct arena *arena, struct error *err)
{
    struct parser parser = {
        .query = query, .arena = arena, .err = err, .where = where};
    TRY(lex(&parser.lexemes, where, query, arena, err));
    TRY(parser_start(&parser));
    struct lexeme all = {.kind = LEX_WORD, .text = query};
    return leaf_new(out, &parser, all, NODE_WORDS);
}

/* ---- a condition by itself -------------------------------------------- */

static bool
is_text(struct str value)
{
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.at[i] < ' ' && value.at[i] != '\n' &&
            value.at[i] != '\t')
            return false;
    return utf8_is_valid(value) && value.len <= QUERY_BYTES_MAX;
}

enum status
parse_condition(struct node **out, struct str name, struct str value,
                struct arena *arena, struct error *err)
{
    size_t where;
    struct parser parser = {
        .query = value, .arena = arena, .err = err, .where = &where};
    struct lexeme all = {.kind = LEX_PHRASE, .text = value, .end = value.len};
    TRY(target_new(&parser.target, &parser, name));
    if (parser.target->count == 0)
        return error_set(err, STATUS_SYNTAX,
                         TR("there is no such field", "ce champ n'existe pas"));
    if (!is_text(value) || str_is_empty(str_trim(value)))
        return error_set(err, STATUS_SYNTAX,
                         TR("this is no value", "ce n'est pas une valeur"));
    return parse_leaf(out, &parser, all);
}
