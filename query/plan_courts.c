/* Query, third step: "cour d'appel" is "cours d'appel" too.
 *
 * The stems keep la cour and le cours apart (stems.def), and rightly: "cours
 * de la bourse", "au cours de".  Only what stands behind tells "les cours
 * d'appel" from them; so a query that says such a court also asks for it in
 * the other number, as words one behind the other. */
#include "lang.h"
#include "plan_leaf.h"

#include <string.h>

enum { COURT_WORDS_MAX = 4 }; /* "cour", "de", "la", "union" */

/* What makes it a court, folded. */
static bool
is_of_court(struct str word)
{
    static const struct str words[] = {
        STR_INIT("appel"),
        STR_INIT("assises"),
        STR_INIT("comptes"),
        STR_INIT("cassation"),
        STR_INIT("justice"),
        STR_INIT("administrative"),
        STR_INIT("administratives"),
        STR_INIT("supreme"),
        STR_INIT("supremes"),
        STR_INIT("constitutionnelle"),
        STR_INIT("constitutionnelles"),
        STR_INIT("criminelle"),
        STR_INIT("criminelles"),
        STR_INIT("martiale"),
        STR_INIT("martiales"),
        STR_INIT("europeenne"),
        STR_INIT("europeennes"),
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(words[i], word))
            return true;
    return false;
}

static bool
is_between(struct str word)
{
    return str_eq(word, STR("de")) || str_eq(word, STR("des")) ||
           str_eq(word, STR("la")) || str_eq(word, STR("d"));
}

/* The court's name at the first token: how many tokens, 0 for none. */
static enum status
court_words(size_t *out, struct planner *planner, const struct token *at,
            size_t count)
{
    struct str folded;
    *out = 0;
    if (count < 2 ||
        (!str_eq(at->word, STR("cour")) && !str_eq(at->word, STR("cours"))))
        return STATUS_OK;
    for (size_t i = 1; i < count && i < COURT_WORDS_MAX; i++) {
        if (at[i].flags & (TOKEN_PATTERN | TOKEN_REFERENCE))
            return STATUS_OK;
        TRY(french_fold(&folded, at[i].word, planner->context->arena,
                        planner->err));
        if (is_of_court(folded)) {
            *out = i + 1;
            return STATUS_OK;
        }
        if (!is_between(folded))
            return STATUS_OK;
    }
    return STATUS_OK;
}

/* The tokens with the court in the other number. */
static enum status
other_number(struct token **out, struct planner *planner,
             const struct token *at, size_t count, size_t court)
{
    const struct plan_context *context = planner->context;
    struct token *tokens = arena_array(context->arena, count, sizeof *tokens);
    if (!tokens)
        return error_no_memory(planner->err);
    memcpy(tokens, at, count * sizeof *tokens);
    struct token *token = &tokens[court];
    token->word = str_eq(token->word, STR("cour")) ? STR("cours") : STR("cour");
    TRY(analyser_stem(&token->stem, context->analyser, token->word,
                      planner->err));
    token->stem = arena_copy(context->arena, token->stem);
    if (!token->stem.at)
        return error_no_memory(planner->err);
    *out = tokens;
    return STATUS_OK;
}

enum status
plan_court_words(struct xap_query **out, size_t *words, struct planner *planner,
                 const struct token *tokens, size_t count,
                 const struct target *target)
{
    struct token *other;
    *out = NULL;
    TRY(court_words(words, planner, tokens, count));
    if (*words == 0)
        return STATUS_OK;
    TRY(other_number(&other, planner, tokens, *words, 0));
    struct unit unit = {.at = other, .count = *words, .target = target};
    return plan_unit(out, planner, &unit);
}

enum status
plan_court_phrase(struct xap_query **out, struct planner *planner,
                  const struct unit *unit)
{
    struct token *other;
    size_t court = 0, words = 0;
    *out = NULL;
    for (; court < unit->count && !words; court++)
        TRY(court_words(&words, planner, unit->at + court,
                        unit->count - court));
    if (unit->exact || !words)
        return STATUS_OK;
    TRY(other_number(&other, planner, unit->at, unit->count, court - 1));
    struct unit another = {.at = other,
                           .count = unit->count,
                           .slack = unit->slack,
                           .target = unit->target};
    return plan_unit(out, planner, &another);
}
