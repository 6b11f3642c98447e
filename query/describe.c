/* Query, beside the answer: the tree as a sentence. */
#include "describe.h"

#include "date.h"
#include "lang.h"
#include "output.h" /* text_date */
#include "parse.h"
#include "utf8.h"

enum { WORDS_SHOWN = 20 };

struct describing {
    const struct described *given;
    struct buf *out;
    struct error *err;
};

static void
say(struct describing *describing, const char *text)
{
    buf_add(describing->out, str_from(text));
}

static void
quote(struct describing *describing, struct str text)
{
    say(describing, TR("'", "« "));
    buf_add(describing->out, str_trim(text));
    say(describing, TR("'", " »"));
}

/* ---- where ------------------------------------------------------------ */

static void
say_field(struct describing *describing, const struct target *target)
{
    if (!target)
        return;
    for (size_t i = 0; i < target->count; i++) {
        struct str names = schema[target->fields[i]].names, name, rest;
        if (i && str_eq(names, schema[target->fields[i - 1]].names))
            continue;
        str_cut(names, STR(" "), &name, &rest);
        if (lang_current() == LANG_EN)
            name = schema[target->fields[i]].json;
        say(describing,
            i ? TR(" or ", " ou ") : TR(" in the field ", " dans le champ "));
        if (target->meaning == MEANING_ANSWER)
            say(describing, TR("text of answers", "texte des réponses"));
        else
            buf_add(describing->out, name);
    }
}

/* ---- words ------------------------------------------------------------ */

static bool
counts(const struct describing *describing, const struct token *token,
       bool only_stop)
{
    return describing->given->exact || only_stop ||
           !(token->flags & TOKEN_STOP);
}

static enum status
leaf_tokens(struct tokens *out, struct describing *describing,
            const struct node *leaf, bool *only_stop)
{
    struct arena *arena = describing->given->arena;
    TRY(analyse(out, describing->given->analyser, leaf->text, arena,
                describing->err));
    TRY(analyse_fold(out, out, arena, describing->err));
    *only_stop = true;
    for (size_t i = 0; i < out->count; i++)
        *only_stop = *only_stop && (out->at[i].flags & TOKEN_STOP);
    return STATUS_OK;
}

static void
say_words(struct describing *describing, const struct node *leaf,
          const struct tokens *tokens, bool only_stop)
{
    size_t all = 0, said = 0;
    bool any = describing->given->any;
    for (size_t i = 0; i < tokens->count; i++)
        all += counts(describing, &tokens->at[i], only_stop);
    say(describing,
        all == 1 ? TR("the word ", "le mot ")
        : any    ? TR("at least one of the words ", "au moins un des mots ")
                 : TR("the words ", "les mots "));
    for (size_t i = 0; i < tokens->count && said < WORDS_SHOWN; i++) {
        const struct token *token = &tokens->at[i];
        if (!counts(describing, token, only_stop))
            continue;
        bool last = said + 1 == all;
        say(describing, said == 0 ? ""
                        : !last   ? ", "
                        : any     ? TR(" or ", " ou ")
                                  : TR(" and ", " et "));
        quote(describing, str_range(leaf->text, token->start, token->end));
        said++;
    }
    if (said < all)
        buf_printf(describing->out, TR(" and %zu others", " et %zu autres"),
                   all - said);
    if (describing->given->exact)
        say(describing, all == 1 ? TR(" as written", " tel quel")
                                 : TR(" as written", " tels quels"));
    else
        say(describing, all == 1
                            ? TR(" in any form", " sous toutes ses formes")
                            : TR(" in any form", " sous toutes leurs formes"));
}

static enum status
describe_words(struct describing *describing, const struct node *leaf)
{
    struct tokens tokens;
    bool only_stop;
    TRY(leaf_tokens(&tokens, describing, leaf, &only_stop));
    say(describing, TR("containing ", "contenant "));
    say_words(describing, leaf, &tokens, only_stop);
    say_field(describing, leaf->target);
    return STATUS_OK;
}

/* What a leaf of words is called beside PRÈS, and alone behind "containing". */
static void
name_leaf(struct describing *describing, const struct node *leaf)
{
    bool near = str_find_char(leaf->text, '~') != SIZE_MAX;
    bool exact = describing->given->exact || leaf->kind == NODE_EXACT;
    if (leaf->kind == NODE_PATTERN && near)
        say(describing,
            TR("a word spelt nearly so: ", "un mot d'orthographe proche de "));
    else if (leaf->kind == NODE_PATTERN)
        say(describing, TR("a word of the form ", "un mot de la forme "));
    else if (leaf->kind == NODE_PHRASE)
        say(describing, TR("the phrase ", "l'expression "));
    quote(describing, near && leaf->kind == NODE_PATTERN
                          ? str_head(leaf->text, str_find_char(leaf->text, '~'))
                          : leaf->text);
    if (exact && leaf->kind != NODE_PATTERN)
        say(describing, TR(" exactly as written", " exactement"));
    else if (leaf->kind == NODE_PHRASE)
        say(describing, TR(" in any form", " sous toutes ses formes"));
}

static enum status
describe_leaf(struct describing *describing, const struct node *leaf)
{
    say(describing, TR("containing ", "contenant "));
    name_leaf(describing, leaf);
    say_field(describing, leaf->target);
    return STATUS_OK;
}

static void describe_operand(struct describing *describing,
                             const struct node *node);

static void
describe_both(struct describing *describing, const struct node *node)
{
    describe_operand(describing, node->child);
    say(describing,
        node->ordered ? TR(" then ", " puis ") : TR(" and ", " et "));
    describe_operand(describing, node->child->next);
    buf_printf(describing->out,
               node->ordered ? TR(" within %u words", " à %u mots au plus")
                             : TR(" within %u words of each other",
                                  " à %u mots au plus l'un de l'autre"),
               node->distance);
}

static void
describe_operand(struct describing *describing, const struct node *node)
{
    if (!node->child) {
        name_leaf(describing, node);
        say_field(describing, node->target);
        return;
    }
    say(describing, "(");
    if (node->kind == NODE_NEAR)
        describe_both(describing, node);
    else
        for (const struct node *child = node->child; child;
             child = child->next) {
            describe_operand(describing, child);
            say(describing, child->next ? TR(" or ", " ou ") : "");
        }
    say(describing, ")");
}

static void
describe_near(struct describing *describing, const struct node *node)
{
    say(describing, TR("containing ", "contenant "));
    describe_both(describing, node);
}

/* ---- values and dates -------------------------------------------------- */

static void
say_value_field(struct describing *describing, const struct node *leaf)
{
    struct str name, rest;
    enum field field = leaf->target->fields[0];
    str_cut(schema[field].names, STR(" "), &name, &rest);
    say(describing, TR("whose field ", "dont le champ "));
    buf_add(describing->out,
            lang_current() == LANG_EN || !name.len ? schema[field].json : name);
    say(describing, leaf->kind == NODE_PATTERN
                        ? TR(" has the form ", " est de la forme ")
                        : TR(" is ", " est "));
}

static void
describe_value(struct describing *describing, const struct node *leaf)
{
    say_value_field(describing, leaf);
    quote(describing, leaf->text);
}

/* type:(page communique) */
static void
describe_choice(struct describing *describing, const struct node *node)
{
    say_value_field(describing, node->child);
    for (const struct node *child = node->child; child; child = child->next) {
        quote(describing, child->text);
        say(describing, child->next ? TR(" or ", " ou ") : "");
    }
}

static void
say_day(struct describing *describing, uint32_t day)
{
    char iso[DATE_ISO_BYTES];
    date_to_iso(iso, day);
    text_date(describing->out, str_from(iso));
}

/* "May 2026": a day without its number. */
static void
say_month(struct describing *describing, uint32_t day)
{
    AUTO(buf) struct buf text = BUF_INIT(64);
    char iso[DATE_ISO_BYTES];
    struct str number, month;
    date_to_iso(iso, day);
    text_date(&text, str_from(iso));
    str_cut(buf_str(&text), STR(" "), &number, &month);
    buf_add(describing->out, month);
}

/* From the first day of a month or year to the last of one. */
static bool
are_years(uint32_t low, uint32_t high)
{
    return low % 10000 == 101 && high % 10000 == 1231;
}

static bool
are_months(uint32_t low, uint32_t high)
{
    return low % 100 == 1 &&
           high % 100 == date_month_days(high / 10000, high / 100 % 100);
}

/* d'avril, d'août, d'octobre */
static bool
elides(uint32_t day)
{
    uint32_t month = day / 100 % 100;
    return month == 4 || month == 8 || month == 10;
}

static void
say_period(struct describing *describing, uint32_t low, uint32_t high)
{
    bool years = are_years(low, high), days = !years && !are_months(low, high);
    bool one = years ? low / 10000 == high / 10000 : low / 100 == high / 100;
    bool short_of = !years && !days && elides(low);
    say(describing, days || !one ? TR("from ", days       ? "du "
                                               : short_of ? "d'"
                                                          : "de ")
                                 : TR("of ", short_of ? "d'" : "de "));
    for (int i = 0; i < (one && !days ? 1 : 2); i++) {
        uint32_t day = i ? high : low;
        if (i)
            say(describing, TR(" to ", days ? " au " : " à "));
        if (years)
            buf_printf(describing->out, "%u", day / 10000);
        else if (days)
            say_day(describing, day);
        else
            say_month(describing, day);
    }
}

static void
describe_dates(struct describing *describing, const struct node *leaf)
{
    const struct target *target = leaf->target;
    if (target->meaning == MEANING_IN_FORCE) {
        say(describing, TR("in force on ", "en vigueur le "));
        say_day(describing, leaf->low);
        return;
    }
    say(describing, target->fields[0] == FIELD_DATE_ANSWER
                        ? TR("with an answer ", "avec une réponse ")
                        : TR("with a date ", "avec une date "));
    if (leaf->low && leaf->low == leaf->high) {
        say(describing, TR("of ", "du "));
        say_day(describing, leaf->low);
    } else if (leaf->low && leaf->high) {
        say_period(describing, leaf->low, leaf->high);
    } else if (leaf->low) {
        say(describing, TR("from ", "à partir du "));
        say_day(describing, leaf->low);
        say(describing, TR(" on", ""));
    } else {
        say(describing, TR("up to ", "jusqu'au "));
        say_day(describing, leaf->high);
    }
}

/* ---- the tree ----------------------------------------------------------- */

static enum status describe_node(struct describing *describing,
                                 const struct node *node, bool inside);

static enum status
describe_not(struct describing *describing, const struct node *node)
{
    say(describing, TR("except documents ", "à l'exception des documents "));
    return describe_node(describing, node->child, true);
}

/* The children that are left out, or the others. */
static enum status
describe_children(struct describing *describing, const struct node *node,
                  bool without, bool *first)
{
    bool either = node->kind == NODE_OR || ast_is_choice(node) ||
                  (node->kind == NODE_SEQ && describing->given->any);
    for (const struct node *child = node->child; child; child = child->next) {
        if ((child->kind == NODE_NOT) != without)
            continue;
        if (!*first)
            say(describing, without  ? ", "
                            : either ? TR(", or ", ", ou ")
                                     : TR(", and ", ", et "));
        TRY(describe_node(describing, child, true));
        *first = false;
    }
    return STATUS_OK;
}

/* Children joined by a word, exclusions behind; within another node in
 * brackets. */
static enum status
describe_list(struct describing *describing, const struct node *node,
              bool inside)
{
    bool first = true;
    if (ast_is_choice(node) && node->child->kind == NODE_VALUE) {
        describe_choice(describing, node);
        return STATUS_OK;
    }
    if (inside)
        say(describing, "(");
    TRY(describe_children(describing, node, false, &first));
    TRY(describe_children(describing, node, true, &first));
    if (inside)
        say(describing, ")");
    return STATUS_OK;
}

static enum status
describe_node(struct describing *describing, const struct node *node,
              bool inside)
{
    switch (node->kind) {
    case NODE_WORDS:
        return describe_words(describing, node);
    case NODE_PATTERN:
        if (target_index(node->target) != INDEX_EXACT)
            return describe_leaf(describing, node);
        describe_value(describing, node);
        return STATUS_OK;
    case NODE_PHRASE:
    case NODE_EXACT:
        return describe_leaf(describing, node);
    case NODE_VALUE:
        describe_value(describing, node);
        return STATUS_OK;
    case NODE_DATES:
        describe_dates(describing, node);
        return STATUS_OK;
    case NODE_NEAR:
        describe_near(describing, node);
        return STATUS_OK;
    case NODE_NOT:
        return describe_not(describing, node);
    default:
        return describe_list(describing, node, inside);
    }
}

/* A description that is too long ends at a character, with a sign. */
static struct str
shortened(struct buf *out)
{
    struct str text = {out->at, out->len};
    return utf8_cut(text, DESCRIPTION_MAX - 8);
}

enum status
describe_query(struct str *out, const struct described *described,
               struct error *err)
{
    AUTO(buf) struct buf text = BUF_INIT(1 << 22);
    struct describing describing = {described, &text, err};
    say(&describing, TR("Documents ", "Documents "));
    if (!described->root)
        buf_clear(&text);
    if (!described->root)
        say(&describing, TR("All documents", "Tous les documents"));
    else
        TRY(describe_node(&describing, described->root, false));
    TRY(buf_status(&text, err));
    bool cut = text.len > DESCRIPTION_MAX - 8;
    struct str kept = shortened(&text);
    *out = arena_printf(described->arena, STR_FMT "%s", STR_ARG(kept),
                        cut ? " …" : ".");
    return out->at ? STATUS_OK : error_no_memory(err);
}
