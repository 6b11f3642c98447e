/* ingest, step 3: legislative files of the Sénat as Atom feeds (FORMATS.md 9):
 * the feed is the dossier, each entry a step of it (a text, a report, a
 * sitting), with the page that it leads to. */
#include "readers_list.h"

#include "an_question.h"
#include "date.h"
#include "html.h"
#include "lang.h"
#include "links.h"
#include "xml.h"

enum { LINES_MAX = 4 << 20 };

struct reading {
    struct input *in;
    struct sink *sink;
    struct buf title, subtitle, id, steps; /* of the feed */
    uint32_t first, last;                  /* days of the entries */
    struct links links;                    /* in kept */
    struct arena kept;
    struct xml_told told;
};

int
senat_atom_bid(const struct input *in)
{
    bool atom = str_eq(xml_root(in->head), STR("feed")) &&
                str_contains(in->head, STR("http://www.w3.org/2005/Atom"));
    return atom && str_contains(in->head, STR("senat.fr/dossier")) ? 92 : 0;
}

/* "2019-06-11T22:00:00Z" is midnight in Paris, of the day after. */
static uint32_t
paris_day(struct str stamp)
{
    uint32_t day = 0, year, month;
    uint64_t hour = 0;
    if (!date_from_iso(stamp, &day))
        return 0;
    year = day / 10000;
    month = day / 100 % 100;
    if (!str_ends(stamp, STR("Z")) || stamp.len < 14 ||
        !str_to_u64(str_range(stamp, 11, 13), &hour))
        return day;
    bool midnight = str_contains(stamp, STR("T22:00:00Z"));
    bool summer = month >= 4 && month <= 10;
    if (hour < 22 || (hour == 22 && !summer && !midnight))
        return day;
    if (day % 100 < date_month_days(year, month))
        return day + 1;
    return month == 12 ? (year + 1) * 10000 + 101
                       : year * 10000 + (month + 1) * 100 + 1;
}

static void
set(struct buf *buf, struct str text)
{
    buf_clear(buf);
    buf->max = LINES_MAX;
    buf_add(buf, text);
}

/* "senat-dossier-ppl18-002" from ".../dossierleg/ppl18-002.html". */
static enum status
dossier_uid(struct str *out, struct reading *to, struct arena *arena,
            struct error *err)
{
    struct str name = buf_str(&to->id);
    for (size_t at; (at = str_find_char(name, '/')) != SIZE_MAX;)
        name = str_from_offset(name, at + 1);
    name = str_head(name, str_find_char(name, '.'));
    *out = arena_printf(arena, "senat-dossier-" STR_FMT, STR_ARG(name));
    if (!out->at)
        return error_no_memory(err);
    if (!name.len || !document_uid_is_valid(*out))
        return reader_plain_uid(out, to->in, STR(""), arena, err);
    return STATUS_OK;
}

static struct str
dossier_title(const struct reading *to)
{
    struct str title = buf_str(&to->title);
    return str_starts(title, STR("Sénat - "))
               ? str_from_offset(title, sizeof "Sénat - " - 1)
               : title;
}

/* Addresses without a host are of the Sénat's site. */
static enum status
whole_url(struct str *out, struct str target, struct arena *arena,
          struct error *err)
{
    bool whole = str_starts_nocase(target, STR("http"));
    *out = target;
    if (whole || !target.len)
        return STATUS_OK;
    bool rooted = target.at[0] == '/';
    *out = arena_printf(arena, "http://www.senat.fr%s" STR_FMT,
                        rooted ? "" : "/leg/", STR_ARG(target));
    return out->at ? STATUS_OK : error_no_memory(err);
}

/* ---- an entry ------------------------------------------------------------ */

/* "Nouvelle lecture - Sénat : Texte ..." stands under "Nouvelle lecture -
 * Sénat". */
static struct str
stage_of(struct str summary)
{
    struct str stage, rest;
    if (!str_cut(summary, STR(" : "), &stage, &rest) || stage.len > 100)
        return (struct str){NULL, 0};
    return str_trim(stage);
}

static enum status
note_step(struct reading *to, uint32_t day, struct str title, struct str text,
          struct str url, struct error *err)
{
    char iso[DATE_ISO_BYTES] = "";
    if (day)
        date_to_iso(iso, day);
    if (day > to->last)
        to->last = day;
    if (day && (!to->first || day < to->first))
        to->first = day;
    to->steps.max = LINES_MAX;
    buf_printf(&to->steps, "%s%s%s" STR_FMT, to->steps.len ? "\n" : "", iso,
               day ? " : " : "", STR_ARG(title));
    if (text.len && !str_eq(text, title))
        buf_printf(&to->steps, " (" STR_FMT ")", STR_ARG(text));
    TRY(buf_status(&to->steps, err));
    return links_add_typed(&to->links, STR("document"), url, title, err);
}

static enum status
read_entry(struct reading *to, struct json *node, struct arena *arena,
           struct error *err)
{
    struct document document = {0};
    struct str title, text, url, uid, id = json_text_at(node, "id");
    struct str stamp = json_text_at(node, "published");
    if (!stamp.len)
        stamp = json_text_at(node, "updated");
    TRY(html_line(&title, json_text_at(node, "title"), arena, err));
    TRY(html_line(&text, json_text_at(node, "summary"), arena, err));
    TRY(whole_url(&url, json_text_at(node, "link/@href"), arena, err));
    uint32_t day = paris_day(stamp);
    json_ignore(node);
    struct str part = arena_printf(arena, STR_FMT "\x1F" STR_FMT "\x1F" STR_FMT,
                                   STR_ARG(id), STR_ARG(title), STR_ARG(stamp));
    if (!part.at)
        return error_no_memory(err);
    struct str parts[] = {{NULL, 0}, dossier_title(to)};
    TRY(dossier_uid(&parts[0], to, arena, err));
    TRY(reader_plain_uid(&uid, to->in, part, arena, err));
    TRY(document_add(&document, FIELD_UID, uid, arena, err));
    TRY(document_add(&document, FIELD_KIND, STR("document"), arena, err));
    TRY(an_add(&document, FIELD_TITLE, title, arena, err));
    TRY(document_add_text(&document, STR("summary"), STR(""), text, arena,
                          err));
    TRY(document_add(&document, FIELD_CHAMBER, STR("senat"), arena, err));
    TRY(document_add_date(&document, FIELD_DATE, day, arena, err));
    TRY(document_add_parts(&document, FIELD_CONTAINER, parts, arena, err));
    TRY(an_add(&document, FIELD_PATH, stage_of(text), arena, err));
    TRY(note_step(to, day, title, text, url, err));
    return sink_put(to->sink, to->in, &document, url, arena, err);
}

/* ---- the dossier --------------------------------------------------------- */

/* "projet de loi ... ( en cours de discussion )" */
static void
split_status(struct str subtitle, struct str *text, struct str *status)
{
    subtitle = str_trim(subtitle);
    *text = subtitle;
    *status = (struct str){NULL, 0};
    size_t open = subtitle.len, depth = 0;
    if (!str_ends(subtitle, STR(")")))
        return;
    while (open) { /* "( promulgué ou adopté (ppr) )" */
        depth += subtitle.at[open - 1] == ')';
        if (subtitle.at[open - 1] == '(' && --depth == 0)
            break;
        open--;
    }
    if (!open)
        return;
    *text = str_trim(str_head(subtitle, open - 1));
    *status = str_trim(str_range(subtitle, open, subtitle.len - 1));
}

static enum status
give_dossier(struct reading *to, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct document document = {0};
    struct str uid, text, status;
    split_status(buf_str(&to->subtitle), &text, &status);
    TRY(dossier_uid(&uid, to, &arena, err));
    TRY(document_add(&document, FIELD_UID, uid, &arena, err));
    TRY(document_add(&document, FIELD_KIND, STR("dossier"), &arena, err));
    TRY(an_add(&document, FIELD_TITLE, dossier_title(to), &arena, err));
    TRY(document_add(&document, FIELD_CHAMBER, STR("senat"), &arena, err));
    TRY(document_add_text(&document, STR("summary"), STR(""), text, &arena,
                          err));
    TRY(document_add_text(&document, STR("body"), STR("Étapes"),
                          buf_str(&to->steps), &arena, err));
    TRY(an_add(&document, FIELD_STATUS, status, &arena, err));
    TRY(document_add_date(&document, FIELD_DATE, to->last, &arena, err));
    TRY(document_add_date(&document, FIELD_DATE_START, to->first, &arena, err));
    TRY(links_give(&to->links, &document, err));
    return sink_put(to->sink, to->in, &document, buf_str(&to->id), &arena, err);
}

static enum status
read_one(void *context, struct json *node, struct arena *arena,
         struct error *err)
{
    struct reading *to = context;
    struct str line;
    if (str_eq(node->key, STR("entry")))
        return read_entry(to, node, arena, err);
    json_ignore(node);
    TRY(html_line(&line, json_text(node), arena, err));
    if (str_eq(node->key, STR("title")))
        set(&to->title, line);
    else if (str_eq(node->key, STR("subtitle")))
        set(&to->subtitle, line);
    else if (str_eq(node->key, STR("id")))
        set(&to->id, line);
    else if (str_eq(node->key, STR("updated")))
        to->last = paris_day(line);
    return STATUS_OK;
}

static enum status
leave(void *context, struct str name, struct error *err)
{
    return str_eq(name, STR("feed")) ? give_dossier(context, err) : STATUS_OK;
}

enum status
senat_atom_read(struct input *in, struct sink *sink, struct error *err)
{
    static const char *const records[] = {"entry",   "title", "subtitle",
                                          "updated", "id",    "author",
                                          "icon",    "link",  NULL};
    static const struct xml_rule rules[] = {{"title", XML_HTML},
                                            {"subtitle", XML_HTML},
                                            {"summary", XML_HTML},
                                            {NULL, XML_TREE}};
    struct reading to = {.in = in, .sink = sink};
    to.links.arena = &to.kept;
    struct xml_reading reading = {.records = records,
                                  .rules = rules,
                                  .leave = leave,
                                  .record = read_one,
                                  .context = &to};
    enum status status = xml_read(in, &reading, sink, err);
    struct buf *bufs[] = {&to.title, &to.subtitle, &to.id, &to.steps};
    for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
        buf_release(bufs[i]);
    arena_release(&to.kept);
    return status;
}
