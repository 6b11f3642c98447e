/* ingest, step 3: court decisions as the API Judilibre of the Cour de
 * cassation gives them, one or a list of them (FORMATS.md 13).
 *
 * The text comes whole, with the zones that it has (introduction, exposé,
 * moyens, motivations, dispositif, annexes) as offsets in characters: each
 * zone becomes a text block. */
#include "readers_list.h"

#include "an_question.h"
#include "date.h"
#include "html.h"
#include "json_records.h"
#include "lang.h"

#include <stdlib.h>

enum { ZONES_MAX = 256 };

struct decision {
    struct json *json;
    struct document document;
    struct links links;
    struct arena *arena;
    struct error *err;
};

int
decision_json_bid(const struct input *in)
{
    struct str head = str_trim(in->head);
    if (!str_starts(head, STR("{")) && !str_starts(head, STR("[")))
        return 0;
    if (str_contains(str_head(head, 80), STR("\"liasse\"")))
        return 0;
    /* A long text may hide what comes behind it in the head. */
    bool whole = str_contains(head, STR("\"decision_date\"")) &&
                 str_contains(head, STR("\"jurisdiction\""));
    bool start = str_contains(head, STR("\"source\"")) &&
                 (str_contains(head, STR("\"jurinet\"")) ||
                  str_contains(head, STR("\"jurica\"")) ||
                  str_contains(head, STR("\"tj\"")) ||
                  str_contains(head, STR("\"tcom\""))) &&
                 str_contains(head, STR("\"text\""));
    return whole || start ? 92 : 0;
}

/* ---- fields -------------------------------------------------------------- */

/* Codes of the API for what it also says in words. */
static struct str
court_name(struct str court)
{
    static const struct {
        struct str code, name;
    } courts[] = {{STR_INIT("cc"), STR_INIT("Cour de cassation")},
                  {STR_INIT("ca"), STR_INIT("Cour d’appel")},
                  {STR_INIT("tj"), STR_INIT("Tribunal judiciaire")},
                  {STR_INIT("tcom"), STR_INIT("Tribunal de commerce")}};
    for (size_t i = 0; i < sizeof courts / sizeof courts[0]; i++)
        if (str_eq(court, courts[i].code))
            return courts[i].name;
    return court;
}

static enum status
add(struct decision *d, enum field field, const char *path)
{
    struct json_items items = json_items(json_get(d->json, path));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(an_add_line(&d->document, field, json_text(it), d->arena, d->err));
    return STATUS_OK;
}

/* "Cour de cassation, Chambre commerciale, 18 novembre 2020, n° 19-19.463" */
static enum status
add_title(struct decision *d)
{
    char date[DATE_FRENCH_BYTES] = "";
    struct str court = court_name(json_text_at(d->json, "jurisdiction"));
    struct str place = json_text_at(d->json, "location");
    struct str chamber = json_text_at(d->json, "chamber");
    struct str number = json_text_at(d->json, "number");
    uint32_t day = 0;
    bool dated = date_parse(json_text_at(d->json, "decision_date"), &day);
    if (dated)
        date_to_french(date, day);
    /* The place often repeats the court: "Cour d'appel de Paris". */
    if (str_starts_nocase(place, str_head(court, 4)))
        court = place;
    TRY(an_add(&d->document, FIELD_PATH, court, d->arena, d->err));
    TRY(add(d, FIELD_PATH, "chamber"));
    TRY(add(d, FIELD_PATH, "formation"));
    struct str title = arena_printf(
        d->arena, STR_FMT "%s" STR_FMT "%s%s%s" STR_FMT, STR_ARG(court),
        chamber.len ? ", " : "", STR_ARG(chamber), dated ? ", " : "", date,
        number.len ? ", n° " : "", STR_ARG(number));
    if (!title.at)
        return error_no_memory(d->err);
    TRY(document_add_date(&d->document, FIELD_DATE, dated ? day : 0, d->arena,
                          d->err));
    return an_add(&d->document, FIELD_TITLE, title, d->arena, d->err);
}

static enum status
add_links(struct decision *d)
{
    static const struct {
        const char *list, *type, *target, *label;
    } links[] = {{"visa", "visa", "url", "title"},
                 {"rapprochements", "rapprochement", "id", "title"},
                 {"files", "file", "url", "type"},
                 {"contested", "contested", "id", "title"},
                 {"timeline", "timeline", "id", "title"}};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        struct json_items items = json_items(json_get(d->json, links[i].list));
        for (struct json *it; (it = json_each(&items)) != NULL;) {
            struct str target = json_text_at(it, links[i].target), label;
            TRY(html_line(&label, json_text_at(it, links[i].label), d->arena,
                          d->err));
            if (target.len + label.len)
                TRY(links_add_typed(&d->links, str_from(links[i].type), target,
                                    label, d->err));
            json_ignore(it);
        }
    }
    return STATUS_OK;
}

/* Titles and summary of the Bulletin. */
static enum status
add_analysis(struct decision *d)
{
    struct json_items items =
        json_items(json_get(d->json, "titlesAndSummaries"));
    bool summed = false;
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct json_items titles = json_items(json_get(it, "titles"));
        for (struct json *title; (title = json_each(&titles)) != NULL;)
            TRY(an_add_line(&d->document, FIELD_RUBRIC, json_text(title),
                            d->arena, d->err));
        struct str summary = json_text_at(it, "summary");
        summed = summed || summary.len;
        TRY(document_add_text(&d->document, STR("summary"), STR(""), summary,
                              d->arena, d->err));
        json_ignore(it);
    }
    if (summed)
        return STATUS_OK;
    return document_add_text(&d->document, STR("summary"), STR(""),
                             json_text_at(d->json, "summary"), d->arena,
                             d->err);
}

/* ---- text ---------------------------------------------------------------- */

struct zone {
    uint64_t start, end; /* characters */
    struct str role, heading;
};

static const struct {
    const char *path;
    struct str role, heading;
} zone_names[] = {
    {"zones/introduction", STR_INIT("body"), STR_INIT("Introduction")},
    {"zones/expose", STR_INIT("body"), STR_INIT("Exposé du litige")},
    {"zones/moyens", STR_INIT("body"), STR_INIT("Moyens")},
    {"zones/motivations", STR_INIT("body"), STR_INIT("Motivations")},
    {"zones/dispositif", STR_INIT("dispositif"), STR_INIT("Dispositif")},
    {"zones/annexes", STR_INIT("nota"), STR_INIT("Moyens annexés")},
};

static int
by_start(const void *a, const void *b)
{
    const struct zone *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

static size_t
find_zones(struct zone *zones, struct json *json)
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof zone_names / sizeof zone_names[0]; i++) {
        struct json_items items =
            json_items(json_get(json, zone_names[i].path));
        for (struct json *it; (it = json_each(&items)) && count < ZONES_MAX;) {
            struct zone zone = {.role = zone_names[i].role,
                                .heading = zone_names[i].heading};
            if (str_to_u64(json_text_at(it, "start"), &zone.start) &&
                str_to_u64(json_text_at(it, "end"), &zone.end) &&
                zone.start < zone.end)
                zones[count++] = zone;
        }
    }
    qsort(zones, count, sizeof zones[0], by_start);
    return count;
}

/* Bytes of the first n characters of s. */
static size_t
characters(struct str s, uint64_t n)
{
    size_t at = 0;
    while (at < s.len && n) {
        at++;
        while (at < s.len && ((unsigned char)s.at[at] & 0xC0) == 0x80)
            at++;
        n--;
    }
    return at;
}

static enum status
add_piece(struct decision *d, const struct zone *zone, struct str text)
{
    return document_add_text(&d->document, zone ? zone->role : STR("body"),
                             zone ? zone->heading : STR(""), str_trim(text),
                             d->arena, d->err);
}

/* Zones that overlap are cut where the next begins; what stands in none is a
 * block without heading: nothing is lost. */
static enum status
add_text(struct decision *d)
{
    struct str rest = json_text_at(d->json, "text");
    struct zone *zones = arena_array(d->arena, ZONES_MAX, sizeof *zones);
    uint64_t at = 0;
    if (!zones)
        return error_no_memory(d->err);
    size_t count = find_zones(zones, d->json);
    for (size_t i = 0; i < count; i++) {
        uint64_t end = zones[i].end;
        if (i + 1 < count && zones[i + 1].start < end)
            end = zones[i + 1].start;
        if (zones[i].start > at) {
            size_t gap = characters(rest, zones[i].start - at);
            TRY(add_piece(d, NULL, str_head(rest, gap)));
            rest = str_from_offset(rest, gap);
            at = zones[i].start;
        }
        if (end <= at)
            continue;
        size_t length = characters(rest, end - at);
        TRY(add_piece(d, &zones[i], str_head(rest, length)));
        rest = str_from_offset(rest, length);
        at = end;
    }
    return add_piece(d, NULL, rest);
}

/* In a list of answers there are only extracts. */
static enum status
add_extracts(struct decision *d)
{
    struct json_items items = json_items(json_get(d->json, "highlights/text"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str line;
        TRY(html_line(&line, json_text(it), d->arena, d->err));
        TRY(document_add_text(&d->document, STR("summary"), STR(""), line,
                              d->arena, d->err));
    }
    return STATUS_OK;
}

static enum status
read_decision(struct decision *d)
{
    struct str id = json_text_at(d->json, "id");
    if (!document_uid_is_valid(id))
        return error_set(d->err, STATUS_FORMAT, "%s",
                         TR("no id", "identifiant (id) absent"));
    TRY(document_add(&d->document, FIELD_UID, id, d->arena, d->err));
    TRY(document_add(&d->document, FIELD_KIND, STR("decision"), d->arena,
                     d->err));
    TRY(add_title(d));
    TRY(add(d, FIELD_NUMBER, "number"));
    TRY(add(d, FIELD_ECLI, "ecli"));
    TRY(add(d, FIELD_OUTCOME, "solution"));
    TRY(add(d, FIELD_STATUS, "publication"));
    TRY(add(d, FIELD_RUBRIC, "themes"));
    TRY(add_analysis(d));
    TRY(document_has(&d->document, FIELD_TEXT) ||
                json_text_at(d->json, "text").len
            ? add_text(d)
            : add_extracts(d));
    TRY(add_links(d));
    return links_give(&d->links, &d->document, d->err);
}

struct reading {
    struct input *in;
    struct sink *sink;
};

static enum status
read_one(void *context, struct json *json, struct arena *arena,
         struct error *err)
{
    struct reading *to = context;
    struct decision d = {
        .json = json, .links = {.arena = arena}, .arena = arena, .err = err};
    TRY(read_decision(&d));
    json_ignore(json); /* the same text as shown, scores, dates of updates */
    struct str url =
        arena_printf(arena, "https://www.courdecassation.fr/decision/" STR_FMT,
                     STR_ARG(document_first(&d.document, FIELD_UID)));
    return sink_put(to->sink, to->in, &d.document, url, arena, err);
}

/* {"id": ...} is a decision; {"results": [...]} and [...] hold many. */
static bool
is_list(struct str head)
{
    struct str rest = str_trim(head), key;
    if (!json_first_key(&rest, &key))
        return true;
    static const struct str lists[] = {
        STR_INIT("results"), STR_INIT("resolved"), STR_INIT("unresolved"),
        STR_INIT("page"),    STR_INIT("total"),    STR_INIT("query"),
        STR_INIT("batch"),   STR_INIT("took"),     STR_INIT("decisions")};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (str_eq(key, lists[i]))
            return true;
    return false;
}

enum status
decision_json_read(struct input *in, struct sink *sink, struct error *err)
{
    struct reading to = {in, sink};
    struct json_reading reading = {
        .many = is_list(in->head), .record = read_one, .context = &to};
    return json_read(in, &reading, sink, err);
}
