/* Serve, page: a document found. */
#include "hit.h"

#include "markup.h"
#include "labels.h"
#include "lang.h"
#include "page.h"
#include "utf8.h"

/* ---- titles and extracts ---------------------------------------------- */

static void
write_fragments(struct buf *out, const struct extract *extract, bool marks)
{
    if (extract->cut_start)
        html(out, "…\u00A0");
    for (size_t i = 0; i < extract->count; i++) {
        const struct fragment *fragment = &extract->at[i];
        bool marked = marks && fragment->marked;
        html(out, marked ? "<mark>%t</mark>" : "%t", fragment->text);
    }
    if (extract->cut_end)
        html(out, "\u00A0…");
}

void
hit_extract(struct buf *out, const struct extract *extract)
{
    write_fragments(out, extract, true);
}

void
hit_extract_text(struct buf *out, const struct extract *extract)
{
    write_fragments(out, extract, false);
}

/* "Article L. 1439-12": capital and all. */
static bool
article_title(struct buf *out, const struct document *document)
{
    struct str article = document_first(document, FIELD_ARTICLE);
    if (article.len == 0)
        return false;
    html(out, "Article %t", article);
    return true;
}

void
document_title_text(struct buf *out, const struct document *document)
{
    struct str title = document_first(document, FIELD_TITLE);
    if (title.len)
        html_text(out, title);
    else if (!article_title(out, document))
        html_text(out, document_first(document, FIELD_UID));
}

static void
title_of_hit(struct buf *out, const struct hit *hit, bool marks)
{
    if (hit->title.count)
        write_fragments(out, &hit->title, marks);
    else
        document_title_text(out, &hit->document);
}

void
hit_title(struct buf *out, const struct hit *hit)
{
    title_of_hit(out, hit, true);
}

void
hit_title_text(struct buf *out, const struct hit *hit)
{
    title_of_hit(out, hit, false);
}

/* ---- what heads a document -------------------------------------------- */

static void
write_chamber(struct buf *out, struct str chamber)
{
    if (str_eq(chamber, STR("an")))
        html(out, "<abbr title=\"Assemblée nationale\">AN</abbr>");
    else if (str_eq(chamber, STR("senat")))
        html(out, "Sénat");
    else
        html_text(out, chamber);
}

static void
write_state(struct buf *out, const struct document *document)
{
    static const char *const tones[] = {"", " good", " bad"};
    enum tone tone;
    struct str state = document_first(document, FIELD_STATUS);
    struct str outcome = document_first(document, FIELD_OUTCOME);
    int kind = schema_kind(document_first(document, FIELD_KIND));
    /* The fate of an amendment says more than where it stands. */
    if (outcome.len && kind >= 0 &&
        str_eq(str_from(schema_kind_name(kind)), STR("amendement")))
        state = outcome;
    if (state.len == 0)
        return;
    struct str label = label_status(&tone, state);
    html(out, " <span class=\"tag%l\">%t</span>", tones[tone], label);
}

void
document_kind_line(struct buf *out, const struct document *document)
{
    struct str number = document_first(document, FIELD_NUMBER);
    struct str chamber = document_first(document, FIELD_CHAMBER);
    struct str legislature = document_first(document, FIELD_LEGISLATURE);
    struct str place =
        document_part(document, FIELD_CONTAINER, 0, CONTAINER_TITLE);
    const char *comma = "";
    html(out, "<p class=\"kind\"><b>%t</b> <span>",
         label_kind(document_first(document, FIELD_KIND)));
    if (number.len) {
        html(out, TR("no.\u00A0%t", "n°\u00A0%t"), number);
        comma = ", ";
    }
    if (chamber.len) {
        html(out, "%l", comma);
        write_chamber(out, chamber);
        comma = ", ";
    }
    if (legislature.len) {
        html(out, "%l", comma);
        label_ordinal(out, legislature);
        html(out, TR("\u00A0legislature", "\u00A0législature"));
        comma = ", ";
    }
    if (place.len && number.len == 0 && legislature.len == 0)
        html(out, "%l%t", comma, place);
    html(out, "</span>");
    write_state(out, document);
    html(out, "</p>\n");
}

static unsigned
meta_author(struct buf *out, const struct document *document)
{
    const struct values *authors = &document->field[FIELD_AUTHOR];
    struct str group = document_first(document, FIELD_GROUP);
    if (authors->count == 0)
        return 0;
    html(out, "<li>%t", authors->at[0]);
    if (authors->count > 1)
        html(out, TR(" and %n more", " et %n autres"),
             (uint64_t)authors->count - 1);
    if (group.len)
        html(out, ", %t", group);
    html(out, "</li>");
    return 1;
}

static void
meta_dates(struct buf *out, const struct document *document, unsigned room)
{
    struct str date = document_first(document, FIELD_DATE);
    struct str answered = document_first(document, FIELD_DATE_ANSWER);
    struct str start = document_first(document, FIELD_DATE_START);
    if (start.len && room) {
        html(out, "<li>%l", TR("in force since ", "en vigueur depuis le "));
        html_date(out, start);
        html(out, "</li>");
        room--;
    } else if (date.len && room) {
        html(out, "<li>");
        html_date(out, date);
        html(out, "</li>");
        room--;
    }
    if (answered.len && room) {
        html(out, "<li>%l", TR("answered ", "réponse le "));
        html_date(out, answered);
        html(out, "</li>");
    }
}

void
document_meta(struct buf *out, const struct document *document)
{
    struct str ministry = document_first(document, FIELD_MINISTRY_ASKED);
    const struct values *path = &document->field[FIELD_PATH];
    unsigned room = 4;
    html(out, "<ul class=\"meta\">");
    room -= meta_author(out, document);
    if (ministry.len) {
        html(out, "<li>%t</li>", ministry);
        room--;
    } else if (path->count) {
        html(out, "<li>%t</li>", path->at[path->count - 1]);
        room--;
    }
    meta_dates(out, document, room);
    html(out, "</ul>\n");
}

/* ---- an item of the list ---------------------------------------------- */

bool
document_exists(struct visit *visit, struct str uid)
{
    if (!document_uid_is_valid(uid))
        return false;
    for (size_t i = 0; i < search_part_count(visit->search); i++) {
        xap_docid docid;
        if (store_find(&docid, search_part(visit->search, i)->store, uid,
                       NULL) == STATUS_OK)
            return true;
    }
    return false;
}

void
document_link(struct buf *out, struct visit *visit, struct str uid,
              bool with_search)
{
    AUTO(buf) struct buf link = BUF_INIT(64 * 1024);
    buf_add(&link, STR("/documents/"));
    url_add(&link, uid);
    if (with_search) {
        ask_link(&link, &visit->ask, 0);
    } else if (visit->ask.lang_given) {
        struct ask only = {.lang_given = true,
                           .lang = visit->lang,
                           .correct = true,
                           .page_size = ASK_PAGE_SIZE};
        ask_link(&link, &only, 0);
    }
    html_text(out, buf_str(&link));
}

/* Where a passage stands: "Réponse", a heading, "Alinéa 4". */
static void
write_locus(struct buf *out, const struct document *document,
            const struct extract *extract)
{
    struct str role = label_role(extract->role);
    if (document_has(document, FIELD_ARTICLE) && extract->alinea &&
        str_eq(extract->role, STR("body")))
        html(out, "<span class=\"loc\">%l %n</span> ",
             TR("Paragraph", "Alinéa"), (uint64_t)extract->alinea);
    else if (extract->heading.len)
        html(out, "<span class=\"loc\">%t</span> ",
             utf8_cut(extract->heading, 60));
    else if (role.len)
        html(out, "<span class=\"loc\">%t</span> ", role);
}

/* How many others stand behind a folded hit, and the way to them. */
static void
write_collapsed(struct visit *visit, const struct hit *hit)
{
    struct buf *out = visit->out;
    struct ask unfolded = visit->ask;
    if (hit->collapsed == 0)
        return;
    unfolded.collapse = STR("none");
    unfolded.page = 1;
    html(out, "<p class=\"more\"><a href=\"");
    page_link(out, &unfolded, 0);
    html(out, "\">");
    html(out,
         hit->collapsed > 1
             ? TR("+ %n others of the same group", "+ %n autres du même groupe")
             : TR("+ %n other of the same group", "+ %n autre du même groupe"),
         (uint64_t)hit->collapsed);
    html(out, "</a></p>\n");
}

static void
write_passages(struct buf *out, const struct hit *hit)
{
    for (size_t i = 0; i < hit->extract_count; i++) {
        html(out, "<p class=\"snip\">");
        write_locus(out, &hit->document, &hit->extracts[i]);
        hit_extract(out, &hit->extracts[i]);
        html(out, "</p>\n");
    }
}

void
hit_write(struct visit *visit, const struct hit *hit)
{
    struct buf *out = visit->out;
    html(out, "<li class=\"hit\"><article aria-labelledby=\"h-%t\">\n",
         hit->uid);
    document_kind_line(out, &hit->document);
    html(out, "<h2 id=\"h-%t\"><a href=\"", hit->uid);
    document_link(out, visit, hit->uid, true);
    html(out, "\">");
    hit_title(out, hit);
    html(out, "</a></h2>\n");
    document_meta(out, &hit->document);
    write_passages(out, hit);
    write_collapsed(visit, hit);
    if (hit->stale)
        html(out, "<p class=\"less\">%l</p>\n",
             TR("This text is newer than the index.",
                "Ce texte est plus récent que l’index."));
    html(out, "</article></li>\n");
}
