/* ingest, step 3: lists of amendments in the order of their discussion in the
 * Sénat, JSON (FORMATS.md 9): where each stands, who laid it, how it ended;
 * not its text. */
#include "readers_list.h"

#include "an_question.h"
#include "date.h"
#include "html.h"
#include "json_records.h"

struct list {
    struct json *json;
    struct str law, session, text;
    struct input *in;
    struct sink *sink;
    struct arena *arena;
    struct error *err;
};

int
senat_discussion_bid(const struct input *in)
{
    struct str head = str_trim(in->head);
    return (str_starts(head, STR("{")) || str_starts(head, STR("["))) &&
                   str_contains(head, STR("\"info_generales\""))
               ? 93
               : 0;
}

static bool
is_true(struct json *node, const char *name)
{
    return str_eq(json_text_at(node, name), STR("true"));
}

/* "M. HENNO" -> "Henno" is not ours to guess: names stay in capitals. */
static enum status
give_amendment(struct list *l, struct json *it, struct str division)
{
    struct document document = {0};
    struct links links = {.arena = l->arena};
    struct str number = json_text_at(it, "num"), name, url = {NULL, 0};
    struct str id = json_text_at(it, "idAmendement");
    struct str page = json_text_at(it, "urlAmdt");
    struct str container[] = {{NULL, 0}, l->law};
    const char *what = is_true(it, "isSousAmendement") ? "Sous-amendement"
                       : str_eq(json_text_at(it, "typeAmdt"), STR("Motion"))
                           ? "Motion"
                           : "Amendement";
    struct str uid =
        arena_printf(l->arena, "senat-amendement-" STR_FMT, STR_ARG(id));
    struct str title = arena_printf(
        l->arena, "%s n° " STR_FMT "%s" STR_FMT "%s", what, STR_ARG(number),
        division.len ? " (" : "", STR_ARG(division), division.len ? ")" : "");
    if (!uid.at || !title.at)
        return error_no_memory(l->err);
    TRY(html_line(&name, json_text_at(it, "auteur"), l->arena, l->err));
    if (id.len)
        TRY(document_add(&document, FIELD_UID, uid, l->arena, l->err));
    TRY(document_add(&document, FIELD_KIND, STR("amendement"), l->arena,
                     l->err));
    TRY(document_add(&document, FIELD_CHAMBER, STR("senat"), l->arena, l->err));
    TRY(an_add(&document, FIELD_TITLE, title, l->arena, l->err));
    TRY(an_add(&document, FIELD_NUMBER, number, l->arena, l->err));
    TRY(an_add(&document, FIELD_AUTHOR, an_bare_name(name), l->arena, l->err));
    TRY(an_add_line(&document, FIELD_OUTCOME, json_text_at(it, "sort"),
                    l->arena, l->err));
    TRY(document_add_parts(&document, FIELD_CONTAINER, container, l->arena,
                           l->err));
    TRY(reader_order(&document, l->in, l->arena, l->err));
    TRY(an_add(&document, FIELD_PATH, division, l->arena, l->err));
    TRY(an_add_line(&document, FIELD_PATH, json_text_at(it, "libelleAlinea"),
                    l->arena, l->err));
    if (l->session.len && page.len)
        url = arena_printf(
            l->arena,
            "https://www.senat.fr/amendements/" STR_FMT "/" STR_FMT "/" STR_FMT,
            STR_ARG(l->session), STR_ARG(l->text), STR_ARG(page));
    struct str author = json_text_at(it, "urlAuteur");
    if (author.len)
        TRY(links_add_typed(&links, STR("auteur"),
                            arena_printf(l->arena,
                                         "https://www.senat.fr/senfic/" STR_FMT,
                                         STR_ARG(author)),
                            STR(""), l->err));
    json_ignore(it);
    TRY(links_give(&links, &document, l->err));
    return sink_put(l->sink, l->in, &document, url, l->arena, l->err);
}

/* "../../textes/2018-2019/146.html#AMELI...": session and number of the
 * text. */
static void
find_text(struct list *l, struct str mark)
{
    size_t at = str_find(mark, STR("textes/"));
    if (l->session.len || at == SIZE_MAX)
        return;
    str_cut(str_from_offset(mark, at + 7), STR("/"), &l->session, &l->text);
    l->text = str_head(l->text, str_find_char(l->text, '.'));
}

static enum status
give_divisions(struct list *l, struct buf *lines)
{
    struct json_items items = json_items(json_get(l->json, "Subdivisions"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str division;
        TRY(html_line(&division, json_text_at(it, "libelle_subdivision"),
                      l->arena, l->err));
        find_text(l, json_text_at(it, "signet"));
        buf_printf(lines, STR_FMT "\n", STR_ARG(division));
        struct json_items amendments = json_items(json_get(it, "Amendements"));
        for (struct json *a; (a = json_each(&amendments)) != NULL;)
            TRY(give_amendment(l, a, division));
        json_ignore(it);
    }
    return STATUS_OK;
}

/* The list itself: the parts of the text it goes through. */
static enum status
give_list(struct list *l, struct json *about, struct buf *lines)
{
    struct document document = {0};
    struct str id = json_text_at(about, "idtxt"), reading;
    TRY(buf_status(lines, l->err));
    TRY(html_line(&reading, json_text_at(about, "lecture"), l->arena, l->err));
    struct str uid =
        arena_printf(l->arena, "senat-discussion-" STR_FMT, STR_ARG(id));
    struct str title = arena_printf(
        l->arena, "Liste de discussion – " STR_FMT "%s" STR_FMT "%s",
        STR_ARG(l->law), reading.len ? " (" : "", STR_ARG(reading),
        reading.len ? ")" : "");
    if (!uid.at || !title.at)
        return error_no_memory(l->err);
    if (id.len)
        TRY(document_add(&document, FIELD_UID, uid, l->arena, l->err));
    TRY(document_add(&document, FIELD_KIND, STR("document"), l->arena, l->err));
    TRY(document_add(&document, FIELD_CHAMBER, STR("senat"), l->arena, l->err));
    TRY(an_add(&document, FIELD_TITLE, title, l->arena, l->err));
    TRY(an_add_line(&document, FIELD_RUBRIC, json_text_at(about, "natureLoi"),
                    l->arena, l->err));
    TRY(an_add(&document, FIELD_DOSSIER_REF,
               json_text_at(about, "doslegsignet"), l->arena, l->err));
    uint64_t milliseconds;
    if (str_to_u64(json_text_at(about, "tsgenhtml"), &milliseconds))
        TRY(document_add_date(
            &document, FIELD_DATE,
            date_from_days((int64_t)(milliseconds / 86400000)), l->arena,
            l->err));
    TRY(document_add_text(&document, STR("headings"), STR(""),
                          arena_copy(l->arena, str_trim(buf_str(lines))),
                          l->arena, l->err));
    return sink_put(l->sink, l->in, &document, STR(""), l->arena, l->err);
}

static enum status
read_one(void *context, struct json *json, struct arena *arena,
         struct error *err)
{
    AUTO(buf) struct buf lines = BUF_INIT(INPUT_TEXT_MAX);
    struct list *l = context;
    struct json *about = json_get(json, "info_generales");
    l->json = json;
    l->arena = arena;
    l->err = err;
    TRY(html_line(&l->law, json_text_at(about, "intituleLoi"), arena, err));
    TRY(give_divisions(l, &lines));
    TRY(give_list(l, about, &lines));
    json_ignore(about);
    return STATUS_OK;
}

enum status
senat_discussion_read(struct input *in, struct sink *sink, struct error *err)
{
    struct list list = {.in = in, .sink = sink};
    struct json_reading reading = {.many =
                                       str_starts(str_trim(in->head), STR("[")),
                                   .record = read_one,
                                   .context = &list};
    return json_read(in, &reading, sink, err);
}
