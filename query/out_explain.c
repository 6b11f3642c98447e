/* Query, output: why these documents, in this order. */
#include "out_explain.h"

#include "lang.h"
#include "safe_text.h"

#include <math.h>

/* ---- text ------------------------------------------------------------- */

/* The field a term is searched in; nothing for everywhere. */
static void
text_target(struct buf *out, const struct target *target)
{
    for (size_t i = 0; target && i < target->count; i++) {
        buf_add(out, i ? STR("|") : STR(""));
        buf_add(out, schema[target->fields[i]].json);
    }
    buf_add(out, target ? STR(":") : STR(""));
}

static void
text_forms(struct buf *out, const struct explained_term *term)
{
    for (size_t i = 0; i < term->form_count; i++) {
        buf_add(out, i ? STR(", ") : STR(" : "));
        safe_text(out, term->forms[i].word, false);
        buf_printf(out, " %u", term->forms[i].documents);
    }
    if (term->form_total > term->form_count)
        buf_printf(out, TR(" and %zu more", " et %zu autres"),
                   term->form_total - term->form_count);
}

static void
text_term(struct buf *out, const struct explained_term *term)
{
    buf_add(out, STR("      "));
    buf_add(out, term->excluded ? STR("-") : STR(""));
    text_target(out, term->target);
    safe_text(out, term->value ? term->word : term->typed, false);
    buf_printf(out, TR("  %u document%s", "  %u document%s"), term->documents,
               term->documents > 1 ? "s" : "");
    if (term->stem.len && !term->exact) {
        buf_add(out, str_from(TR(", stem ", ", racine ")));
        safe_text(out, term->stem, false);
    }
    if (term->exact)
        buf_add(out, str_from(TR(", as written", ", tel quel")));
    if (term->acronym)
        buf_add(out, str_from(TR(", by an acronym", ", par un sigle")));
    text_forms(out, term);
    buf_add_char(out, '\n');
}

static void
text_line(struct buf *out, const char *label, struct str text)
{
    if (text.len == 0)
        return;
    buf_printf(out, "%s", label);
    safe_text(out, text, false);
    buf_add_char(out, '\n');
}

void
text_explanation(struct buf *out, const struct answer *answer)
{
    const struct explanation *explanation = answer->explanation;
    if (!explanation)
        return;
    buf_add_char(out, '\n');
    text_line(out, TR("understood: ", "compris : "), explanation->sentence);
    text_line(out, TR("tree:       ", "arbre :   "), explanation->tree);
    if (explanation->count)
        buf_add(out, str_from(TR("terms:\n", "termes :\n")));
    for (size_t i = 0; i < explanation->count; i++)
        text_term(out, &explanation->terms[i]);
}

static void
text_counts(struct buf *out, const struct share *share)
{
    bool first = true;
    for (int f = 0; f < FIELD_COUNT; f++)
        if (share->counts[f]) {
            buf_add(out, first ? STR(": ") : STR(", "));
            buf_printf(out, STR_FMT " %u x %u", STR_ARG(schema[f].json),
                       share->counts[f], schema[f].weight);
            first = false;
        }
}

static bool
is_silent(const struct share *share)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        if (share->counts[f])
            return false;
    return share->score == 0;
}

void
text_shares(struct buf *out, const struct hit *hit)
{
    if (!hit->shares)
        return;
    const struct explanation *explanation = hit->shares->of;
    const struct rerank_parts *parts = &hit->shares->parts;
    buf_printf(out,
               TR("    score %.3f = words %.3f + cited %.3f + pairs %.3f + "
                  "versions %.3f + headings %.3f + sections %.3f\n",
                  "    score %.3f = mots %.3f + cité %.3f + paires %.3f + "
                  "versions %.3f + titres %.3f + sections %.3f\n"),
               hit->score, parts->words, parts->cited, parts->pairs,
               parts->versions, parts->headings, parts->sections);
    for (size_t i = 0; i < explanation->count; i++) {
        const struct share *share = &hit->shares->terms[i];
        const struct explained_term *term = &explanation->terms[i];
        if (is_silent(share))
            continue;
        buf_printf(out, "      %8.3f  ", share->score);
        safe_text(out, term->typed, false);
        text_counts(out, share);
        buf_add_char(out, '\n');
    }
}

/* ---- JSON ------------------------------------------------------------- */

static void
json_target(struct json_out *out, const struct target *target)
{
    if (!target)
        return;
    json_key(out, STR("fields"));
    json_array(out);
    for (size_t i = 0; i < target->count; i++)
        json_string(out, schema[target->fields[i]].json);
    json_array_end(out);
}

static void
json_term(struct json_out *out, const struct explained_term *term)
{
    json_object(out);
    json_member_string(out, STR("term"), term->typed);
    json_member_string(out, STR("type"),
                       term->value     ? STR("value")
                       : term->pattern ? STR("pattern")
                       : term->exact   ? STR("exact")
                                       : STR("word"));
    json_member_string(out, STR("searched"), term->word);
    if (term->stem.len)
        json_member_string(out, STR("stem"), term->stem);
    json_target(out, term->target);
    if (term->excluded)
        json_member_bool(out, STR("excluded"), true);
    if (term->acronym)
        json_member_bool(out, STR("acronym"), true);
    json_member_bool(out, STR("ranks"), term->ranks);
    json_member_number(out, STR("documents"), term->documents);
    json_key(out, STR("forms"));
    json_array(out);
    for (size_t i = 0; i < term->form_count; i++) {
        json_object(out);
        json_member_string(out, STR("word"), term->forms[i].word);
        json_member_number(out, STR("documents"), term->forms[i].documents);
        json_object_end(out);
    }
    json_array_end(out);
    json_member_number(out, STR("form_count"), (int64_t)term->form_total);
    json_object_end(out);
}

void
json_explanation(struct json_out *out, const struct answer *answer)
{
    const struct explanation *explanation = answer->explanation;
    if (!explanation)
        return;
    json_key(out, STR("explain"));
    json_object(out);
    json_member_string(out, STR("sentence"), explanation->sentence);
    json_member_string(out, STR("tree"), explanation->tree);
    json_key(out, STR("terms"));
    json_array(out);
    for (size_t i = 0; i < explanation->count; i++)
        json_term(out, &explanation->terms[i]);
    json_array_end(out);
    json_member_string(out, STR("xapian"), explanation->xapian);
    json_object_end(out);
}

static void
json_score(struct json_out *out, struct str name, double score)
{
    json_key(out, name);
    json_decimal(out, fabs(score) < 0.00005 ? 0 : score, 4);
}

static void
json_share(struct json_out *out, const struct explained_term *term,
           const struct share *share)
{
    json_object(out);
    json_member_string(out, STR("term"), term->typed);
    json_score(out, STR("score"), share->score);
    json_key(out, STR("fields"));
    json_object(out);
    for (int f = 0; f < FIELD_COUNT; f++)
        if (share->counts[f])
            json_member_number(out, schema[f].json, share->counts[f]);
    json_object_end(out);
    json_object_end(out);
}

void
json_shares(struct json_out *out, const struct hit *hit)
{
    if (!hit->shares)
        return;
    const struct explanation *explanation = hit->shares->of;
    json_key(out, STR("explain"));
    json_object(out);
    json_score(out, STR("words"), hit->shares->parts.words);
    json_score(out, STR("cited"), hit->shares->parts.cited);
    json_score(out, STR("pairs"), hit->shares->parts.pairs);
    json_score(out, STR("versions"), hit->shares->parts.versions);
    json_score(out, STR("headings"), hit->shares->parts.headings);
    json_score(out, STR("sections"), hit->shares->parts.sections);
    json_key(out, STR("terms"));
    json_array(out);
    for (size_t i = 0; i < explanation->count; i++)
        if (!is_silent(&hit->shares->terms[i]))
            json_share(out, &explanation->terms[i], &hit->shares->terms[i]);
    json_array_end(out);
    json_object_end(out);
}
