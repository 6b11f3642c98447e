/* Query, beside the answer: words that were meant. */
#include "correct.h"

#include "deadline.h"
#include "lang.h"
#include "plan_leaf.h"
#include "terms.h"

struct correcting {
    struct corrections *out;
    struct search *search;
    uint64_t total;
    const struct plan_context *context;
    struct error *err;
};

/* ---- how frequent a word is ------------------------------------------ */

static enum status
word_documents(uint32_t *out, struct correcting *correcting, struct str prefix,
               struct str word)
{
    struct term term;
    return search_term_freq(out, correcting->search,
                            term_make(&term, prefix, word), correcting->err);
}

/* The same for a form, as far as the accents typed allow it: where they are
 * missing only in capitals (terms.h). */
static enum status
form_documents(uint32_t *out, struct correcting *correcting,
               const struct token *token, struct str prefix, struct str form)
{
    bool accents =
        correcting->context->accents && (token->flags & TOKEN_ACCENT);
    enum accent_fit fit =
        accents ? accents_fit(token->word, form) : ACCENTS_FIT;
    bool everywhere = str_eq(prefix, STR(TERM_PREFIX_WORD));
    *out = 0;
    if (fit == ACCENTS_DIFFER)
        return STATUS_OK;
    if (fit != ACCENTS_FIT && everywhere)
        prefix = STR(TERM_PREFIX_CAPITALS);
    return word_documents(out, correcting, prefix, form);
}

/* Documents that have the word in a form that the query allows; at most. */
static enum status
documents_of(uint64_t *out, struct correcting *correcting,
             const struct token *token, struct str prefix, bool exact)
{
    const struct plan_context *context = correcting->context;
    struct str *forms = NULL;
    size_t count = 0;
    uint32_t some;
    TRY(word_documents(&some, correcting, prefix, token->word));
    *out = some;
    if (!exact)
        TRY(context->forms(context->payload, &forms, &count, token->stem,
                           context->arena, correcting->err));
    for (size_t i = 0; i < count; i++) {
        if (str_eq(forms[i], token->word))
            continue;
        TRY(form_documents(&some, correcting, token, prefix, forms[i]));
        *out += some;
    }
    return STATUS_OK;
}

/* ---- what was meant -------------------------------------------------- */

static bool
has_digit(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] >= '0' && word.at[i] <= '9')
            return true;
    return false;
}

/* The less, the nearer: steps, then the first letter. */
static unsigned
farness(const struct pattern *typed, struct str word, unsigned most)
{
    unsigned steps = pattern_steps(typed, word, most);
    return steps > most ? UINT32_MAX
                        : 2 * steps + !pattern_same_start(typed, word);
}

/* "sa" is not what who typed "rsa" meant. */
static enum status
is_stop_word(bool *out, struct correcting *correcting, struct str word)
{
    struct tokens tokens;
    const struct plan_context *context = correcting->context;
    TRY(analyse(&tokens, context->analyser, word, context->arena,
                correcting->err));
    *out = tokens.count == 1 && (tokens.at[0].flags & TOKEN_STOP);
    return STATUS_OK;
}

/* The nearest word of a family; empty when none is near. */
static enum status
nearest(struct correction *out, struct correcting *correcting,
        const struct token *token, struct str prefix, uint64_t documents)
{
    const struct plan_context *context = correcting->context;
    const struct lexicon_word *words;
    struct pattern typed;
    unsigned best = UINT32_MAX;
    size_t count;
    struct str text =
        arena_printf(context->arena, STR_FMT "~", STR_ARG(token->word));
    if (!text.at)
        return error_no_memory(correcting->err);
    TRY(pattern_make(&typed, text, context->arena, correcting->err));
    if (typed.least < CORRECT_LETTERS_MIN)
        return STATUS_OK;
    unsigned most = documents || typed.least < 6 ? 1 : PATTERN_STEPS_MAX;
    uint64_t needed = documents * CORRECT_RARE_TIMES;
    TRY(search_lexicon(&words, &count, correcting->search, prefix,
                       correcting->err));
    for (size_t i = 0; i < count; i++) {
        if (i % 1024 == 1023) {
            deadline_work(1024 * DEADLINE_WORK_WORD);
            TRY(deadline_check(correcting->err));
        }
        unsigned far = words[i].documents > needed
                           ? farness(&typed, words[i].word, most)
                           : UINT32_MAX;
        if (far > best || far == UINT32_MAX || has_digit(words[i].word) ||
            str_eq(words[i].word, token->word) ||
            (far == best && words[i].documents <= out->documents))
            continue;
        bool stop;
        TRY(is_stop_word(&stop, correcting, words[i].word));
        if (stop)
            continue;
        best = far;
        out->replacement = words[i].word;
        out->documents = words[i].documents;
    }
    return STATUS_OK;
}

static enum status
correct_token(struct correcting *correcting, const struct node *leaf,
              const struct token *token)
{
    struct corrections *out = correcting->out;
    struct correction one = {
        .word = str_range(leaf->text, token->start, token->end)};
    struct arena *arena = correcting->context->arena;
    size_t count = leaf->target ? leaf->target->count : 1;
    uint64_t documents = 0, some;
    if (out->count == CORRECTIONS_MAX || has_digit(token->word) ||
        (token->flags & (TOKEN_STOP | TOKEN_NUMBER | TOKEN_REFERENCE)))
        return STATUS_OK;
    for (size_t i = 0; i < count; i++) {
        struct family family = family_of(leaf->target, i);
        TRY(documents_of(&some, correcting, token, family.prefix,
                         leaf->kind == NODE_EXACT ||
                             correcting->context->exact));
        documents += some;
    }
    if (documents > (correcting->total <= CORRECT_FEW_HITS ? CORRECT_RARE : 0))
        return STATUS_OK;
    for (size_t i = 0; i < count && !one.replacement.len; i++)
        TRY(nearest(&one, correcting, token, family_of(leaf->target, i).prefix,
                    documents));
    if (!one.replacement.len)
        return STATUS_OK;
    one.replacement = arena_copy(arena, one.replacement);
    if (!one.replacement.at)
        return error_no_memory(correcting->err);
    out->at[out->count++] = one;
    return STATUS_OK;
}

static enum status
correct_leaf(struct correcting *correcting, const struct node *leaf)
{
    const struct plan_context *context = correcting->context;
    struct tokens tokens;
    bool words = leaf->kind == NODE_WORDS || leaf->kind == NODE_PHRASE ||
                 leaf->kind == NODE_EXACT;
    if (!words || target_index(leaf->target) != INDEX_WORDS ||
        str_find_char(leaf->text, '*') != SIZE_MAX ||
        str_find_char(leaf->text, '~') != SIZE_MAX)
        return STATUS_OK;
    TRY(analyse(&tokens, context->analyser, leaf->text, context->arena,
                correcting->err));
    for (size_t i = 0; i < tokens.count; i++)
        TRY(correct_token(correcting, leaf, &tokens.at[i]));
    return STATUS_OK;
}

static enum status
correct_node(struct correcting *correcting, const struct node *node)
{
    if (node->kind == NODE_NOT)
        return STATUS_OK;
    if (!node->child)
        return correct_leaf(correcting, node);
    for (const struct node *child = node->child; child; child = child->next)
        TRY(correct_node(correcting, child));
    return STATUS_OK;
}

/* ---- the whole ------------------------------------------------------- */

/* The query with the words replaced; they stand in it from left to right. */
static enum status
corrected_query(struct correcting *correcting)
{
    struct corrections *out = correcting->out;
    struct str query = correcting->context->query;
    AUTO(buf) struct buf text = BUF_INIT(1 << 20);
    const char *at = query.at;
    for (size_t i = 0; i < out->count; i++) {
        const struct correction *one = &out->at[i];
        buf_add(&text, (struct str){at, (size_t)(one->word.at - at)});
        buf_add(&text, one->replacement);
        at = one->word.at + one->word.len;
    }
    buf_add(&text, (struct str){at, (size_t)(query.at + query.len - at)});
    TRY(buf_status(&text, correcting->err));
    out->query = arena_copy(correcting->context->arena, buf_str(&text));
    return out->query.at ? STATUS_OK : error_no_memory(correcting->err);
}

enum status
corrections_find(struct corrections *out, struct search *search,
                 const struct node *root, uint64_t total,
                 const struct plan_context *context, struct error *err)
{
    struct correcting correcting = {.out = out,
                                    .search = search,
                                    .total = total,
                                    .context = context,
                                    .err = err};
    *out = (struct corrections){0};
    TRY(correct_node(&correcting, root));
    return out->count ? corrected_query(&correcting) : STATUS_OK;
}
