/* Query, output: for people. */
#include "out_explain.h"

#include "date.h"
#include "lang.h"
#include "safe_text.h"
#include "utf8.h"

#define INDENT STR("    ")

void
text_date(struct buf *out, struct str iso)
{
    static const char *const months[][2] = {
        {"January", "janvier"},
        {"February", "février"},
        {"March", "mars"},
        {"April", "avril"},
        {"May", "mai"},
        {"June", "juin"},
        {"July", "juillet"},
        {"August", "août"},
        {"September", "septembre"},
        {"October", "octobre"},
        {"November", "novembre"},
        {"December", "décembre"},
    };
    uint32_t date;
    if (!date_from_iso(iso, &date)) {
        safe_text(out, iso, false);
        return;
    }
    const char *const *month = months[date / 100 % 100 - 1];
    bool first = date % 100 == 1 && lang_current() == LANG_FR;
    buf_printf(out, "%u%s %s %u", date % 100, first ? "er" : "",
               lang_current() == LANG_FR ? month[1] : month[0], date / 10000);
}

void
text_extract(struct buf *out, const struct extract *extract, bool terminal)
{
    if (extract->cut_start)
        buf_add(out, STR("… "));
    for (size_t i = 0; i < extract->count; i++) {
        const struct fragment *fragment = &extract->at[i];
        if (fragment->marked)
            buf_add(out, terminal ? STR("\x1B[1m") : STR("**"));
        safe_text(out, fragment->text, false);
        if (fragment->marked)
            buf_add(out, terminal ? STR("\x1B[0m") : STR("**"));
    }
    if (extract->cut_end)
        buf_add(out, STR(" …"));
}

static void
text_window(struct buf *out, uint32_t first, uint32_t last)
{
    if (first == last)
        buf_printf(out, TR(", no. %u shown", ", le n° %u affiché"), first);
    else
        buf_printf(out, TR(", %u to %u shown", ", %u à %u affichés"), first,
                   last);
}

static void
text_total(struct buf *out, const struct answer *answer)
{
    bool many =
        answer->total > 1 || (answer->total == 0 && lang_current() == LANG_EN);
    if (!answer->total_exact)
        buf_add(out, str_from(TR("at least ", "au moins ")));
    buf_printf(out, "%llu document%s", (unsigned long long)answer->total,
               many ? "s" : "");
    if (answer->count && answer->count < answer->total)
        text_window(out, answer->hits[0].rank,
                    answer->hits[answer->count - 1].rank);
    if (answer->collapsed && answer->documents > answer->total)
        buf_printf(out, TR(", for %llu documents", ", pour %llu documents"),
                   (unsigned long long)answer->documents);
    buf_add_char(out, '\n');
}

static void
text_begin(struct writing *writing, const struct answer *answer)
{
    if (writing->id.len) {
        buf_add(writing->buf, STR("== "));
        safe_text(writing->buf, writing->id, false);
        buf_add(writing->buf, STR(" == "));
        safe_text(writing->buf, answer->query, false);
        buf_add_char(writing->buf, '\n');
    }
    text_total(writing->buf, answer);
    text_explanation(writing->buf, answer);
}

/* A title, or what names the document as well. */
static void
text_title(struct writing *writing, const struct hit *hit)
{
    const struct document *document = &hit->document;
    struct str article = document_first(document, FIELD_ARTICLE);
    struct str container =
        document_part(document, FIELD_CONTAINER, 0, CONTAINER_TITLE);
    if (hit->title.count) {
        text_extract(writing->buf, &hit->title, writing->terminal);
    } else if (article.len) {
        buf_printf(writing->buf, "article ");
        safe_text(writing->buf, article, false);
        buf_add(writing->buf, container.len ? STR(", ") : STR(""));
        safe_text(writing->buf, container, false);
    } else {
        safe_text(writing->buf, hit->uid, false);
    }
}

static void
text_part(struct buf *out, struct str text)
{
    if (text.len == 0)
        return;
    buf_add(out, STR(" · "));
    safe_text(out, text, false);
}

static void
text_kind(struct buf *out, const struct document *document)
{
    struct str number = document_first(document, FIELD_NUMBER);
    int kind = schema_kind(document_first(document, FIELD_KIND));
    text_part(out, str_from(schema_kind_label(kind)));
    if (number.len) {
        buf_add(out, str_from(TR(" no. ", " n° ")));
        safe_text(out, number, false);
    }
}

static void
text_authors(struct buf *out, const struct document *document)
{
    const struct values *authors = &document->field[FIELD_AUTHOR];
    struct str group = document_first(document, FIELD_GROUP);
    for (uint32_t i = 0; i < authors->count && i < 3; i++) {
        buf_add(out, i ? STR(", ") : STR(" · "));
        safe_text(out, authors->at[i], false);
    }
    if (authors->count > 3)
        buf_add(out, STR("…"));
    if (authors->count && group.len) {
        buf_add(out, STR(" ("));
        safe_text(out, group, false);
        buf_add_char(out, ')');
    } else {
        text_part(out, group);
    }
}

static void
text_facts(struct writing *writing, const struct hit *hit)
{
    struct buf *out = writing->buf;
    struct str date = document_first(&hit->document, FIELD_DATE);
    buf_add(out, INDENT);
    safe_text(out, hit->uid, false);
    text_kind(out, &hit->document);
    if (date.len) {
        buf_add(out, STR(" · "));
        text_date(out, date);
    }
    text_authors(out, &hit->document);
    if (hit->collapsed)
        buf_printf(out, TR(" · and %u more", " · et %u de plus"),
                   hit->collapsed);
    if (hit->stale)
        buf_add(out, str_from(TR(" · text newer than the index",
                                 " · texte plus récent que l'index")));
    buf_add_char(out, '\n');
}

/* Heading or role, and the alinéa of several: [Réponse, al. 4] */
static void
text_place(struct buf *out, const struct extract *extract)
{
    struct str name = extract->heading;
    int role = schema_role(extract->role);
    if (!name.len && role >= 0 && !str_eq(extract->role, STR("body")))
        name = str_from(schema_role_label(role));
    if (!name.len && !extract->alinea)
        return;
    buf_add_char(out, '[');
    safe_text(out, utf8_cut(name, 60), false);
    if (extract->alinea)
        buf_printf(out, TR("%spar. %u", "%sal. %u"), name.len ? ", " : "",
                   extract->alinea);
    buf_add(out, STR("] "));
}

static void
text_hit(struct writing *writing, const struct answer *answer,
         const struct hit *hit)
{
    (void)answer;
    buf_printf(writing->buf, "\n%2u. ", hit->rank);
    text_title(writing, hit);
    buf_add_char(writing->buf, '\n');
    text_facts(writing, hit);
    for (size_t i = 0; i < hit->extract_count; i++) {
        buf_add(writing->buf, INDENT);
        if (writing->places)
            text_place(writing->buf, &hit->extracts[i]);
        text_extract(writing->buf, &hit->extracts[i], writing->terminal);
        buf_add_char(writing->buf, '\n');
    }
    text_shares(writing->buf, hit);
}

static void
text_facet(struct buf *out, const struct facet *facet)
{
    unsigned long long more = facet->distinct - facet->count;
    buf_printf(out, TR("\n%s:\n", "\n%s :\n"), facet->field->label);
    if (facet->distinct == 0)
        buf_add(out, str_from(TR("          none\n", "          aucune\n")));
    for (size_t i = 0; i < facet->count; i++) {
        buf_printf(out, "%8llu  ", (unsigned long long)facet->values[i].count);
        safe_text(out, facet->values[i].value, false);
        buf_add_char(out, '\n');
    }
    if (more)
        buf_printf(out,
                   more > 1 ? TR("          and %llu other values\n",
                                 "          et %llu autres valeurs\n")
                            : TR("          and %llu other value\n",
                                 "          et %llu autre valeur\n"),
                   more);
}

/* "2026", "2026-05", "2026-05-26": as date: takes them. */
static void
text_bucket(struct buf *out, enum histogram_gap gap, uint32_t date)
{
    char iso[DATE_ISO_BYTES];
    date_to_iso(iso, date);
    buf_add(out, str_head(str_from(iso), gap == HISTOGRAM_YEAR    ? 4
                                         : gap == HISTOGRAM_MONTH ? 7
                                                                  : 10));
}

static void
text_histogram(struct buf *out, const struct histogram *histogram)
{
    buf_add(out, str_from(TR("\ndate:\n", "\ndate :\n")));
    for (size_t i = 0; i < histogram->count; i++) {
        const struct histogram_bucket *bucket = &histogram->buckets[i];
        buf_printf(out, "%8llu  ", (unsigned long long)bucket->count);
        text_bucket(out, histogram->gap, bucket->first);
        buf_add_char(out, '\n');
    }
    if (histogram->undated)
        buf_printf(out, TR("%8llu  without a date\n", "%8llu  sans date\n"),
                   (unsigned long long)histogram->undated);
}

static void
text_end(struct writing *writing, const struct answer *answer)
{
    for (size_t i = 0; i < answer->facet_count; i++)
        text_facet(writing->buf, &answer->facets[i]);
    if (answer->histogram.gap != HISTOGRAM_NONE)
        text_histogram(writing->buf, &answer->histogram);
    if (writing->id.len)
        buf_add_char(writing->buf, '\n');
}

const struct output output_text = {
    .name = "text",
    .explains = true,
    .facets = true,
    .begin = text_begin,
    .hit = text_hit,
    .end = text_end,
};
