/* Serve: the parameters of a search. */
#include "ask.h"

#include "date.h"
#include "parse.h"
#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
fault_set(struct fault *fault, unsigned status, const char *code,
          const char *param, const char *format, ...)
{
    va_list args;
    *fault = (struct fault){.status = status, .code = code, .param = param};
    va_start(args, format);
    vsnprintf(fault->message, sizeof fault->message, format, args);
    va_end(args);
}

void
fault_from(struct fault *fault, const struct error *err, size_t where)
{
    switch (err->code) {
    case STATUS_SYNTAX:
        fault_set(fault, 400, where ? "query_syntax" : "invalid_request",
                  where ? "query" : NULL, "%s", err->text);
        fault->position = where;
        break;
    case STATUS_LIMIT:
        fault_set(fault, 400, "too_large", NULL, "%s", err->text);
        break;
    case STATUS_NOT_FOUND:
        fault_set(fault, 503, "index_missing", NULL, "%s", err->text);
        break;
    case STATUS_FORMAT:
        fault_set(fault, 503, "index_version", NULL, "%s", err->text);
        break;
    case STATUS_STALE:
    case STATUS_LOCKED:
        fault_set(fault, 503, "index_busy", NULL, "%s",
                  TR("the index is changing: try again in a moment",
                     "l'index est en cours de modification : réessayez dans "
                     "un instant"));
        break;
    default:
        fault_set(fault, 500, "internal", NULL, "%s", err->text);
    }
}

/* ---- reading ---------------------------------------------------------- */

struct reading {
    struct ask *ask;
    struct arena *arena;
    struct fault *fault;
    const char *name; /* of the parameter at hand */
    struct str value;
};

static bool
refuse(struct reading *r, const char *expected)
{
    fault_set(r->fault, 400, "invalid_parameter", r->name,
              TR("parameter '%s': '" STR_FMT "' is not %s",
                 "paramètre « %s » : « " STR_FMT " » n'est pas %s"),
              r->name, STR_ARG(utf8_cut(r->value, 100)), expected);
    return false;
}

static bool
read_number(struct reading *r, uint32_t *out, uint32_t min, uint32_t max)
{
    uint64_t number;
    char expected[64];
    if (str_to_u64(r->value, &number) && number >= min && number <= max) {
        *out = (uint32_t)number;
        return true;
    }
    snprintf(expected, sizeof expected,
             TR("a number from %u to %u", "un nombre de %u à %u"), min, max);
    return refuse(r, expected);
}

static bool
read_word(struct reading *r, int *out, const char *words)
{
    struct str rest = str_from(words), one;
    for (int i = 0; rest.len; i++) {
        str_cut(rest, STR(" "), &one, &rest);
        if (str_eq(one, r->value)) {
            *out = i;
            return true;
        }
    }
    char expected[160];
    snprintf(expected, sizeof expected, TR("one of: %s", "parmi : %s"), words);
    return refuse(r, expected);
}

static bool
read_bool(struct reading *r, bool *out)
{
    int word;
    if (!read_word(r, &word, "0 1 false true non oui"))
        return false;
    *out = word % 2 == 1;
    return true;
}

static size_t
count_words(struct str text)
{
    size_t count = 0;
    bool inside = false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool letter = c >= 0x80 || (c >= '0' && c <= '9') ||
                      (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        count += letter && !inside;
        inside = letter;
    }
    return count;
}

static bool
read_query(struct reading *r)
{
    if (r->value.len > ASK_QUERY_BYTES ||
        count_words(r->value) > ASK_QUERY_WORDS) {
        fault_set(r->fault, 400, "query_too_long", "query",
                  TR("the query is over %d bytes or %d words",
                     "la requête dépasse %d octets ou %d mots"),
                  ASK_QUERY_BYTES, ASK_QUERY_WORDS);
        return false;
    }
    r->ask->query = r->value;
    return true;
}

static bool
read_page(struct reading *r)
{
    return read_number(r, &r->ask->page, 1, ASK_WINDOW_MAX);
}

static bool
read_page_size(struct reading *r)
{
    uint32_t size;
    if (!read_number(r, &size, 0, ASK_PAGE_SIZE_MAX))
        return false;
    r->ask->count_only = size == 0;
    r->ask->page_size = size ? size : ASK_PAGE_SIZE;
    return true;
}

static bool
read_sort(struct reading *r)
{
    int word;
    if (!read_word(r, &word, "relevance date -date number numero"))
        return false;
    r->ask->sort = word == 4 ? SORT_NUMBER : (enum sort_order)word;
    return true;
}

static bool
read_match(struct reading *r)
{
    int word;
    if (!read_word(r, &word, "auto all any"))
        return false;
    r->ask->match = (enum match_mode)word;
    return true;
}

static bool
read_correct(struct reading *r)
{
    return read_bool(r, &r->ask->correct);
}

static bool
read_collapse(struct reading *r)
{
    struct error err;
    r->ask->collapse = r->value;
    if (str_eq(r->value, STR("none")))
        return true;
    if (collapse_find(&r->ask->fold, r->value, &err) == STATUS_OK)
        return true;
    return refuse(r, TR("the name of a field", "le nom d'un champ"));
}

static bool
add_facet(struct reading *r, struct str name)
{
    struct error err;
    struct ask *ask = r->ask;
    if (ask->facet_count == FACETS_MAX ||
        facet_find(&ask->facets[ask->facet_count], name, &err) != STATUS_OK) {
        fault_set(r->fault, 400, "invalid_parameter", r->name, "%s", err.text);
        return false;
    }
    ask->facet_count++;
    return true;
}

static bool
read_facets(struct reading *r)
{
    return add_facet(r, r->value);
}

static bool
read_fields(struct reading *r)
{
    struct error err = {0};
    if (more_fields_add(&r->ask->fields, r->value, &err) == STATUS_OK)
        return true;
    fault_set(r->fault, 400, "invalid_parameter", r->name, "%s", err.text);
    return false;
}

static bool
read_facet_limit(struct reading *r)
{
    return read_number(r, &r->ask->facet_limit, 1, 10000);
}

static bool
read_facet_within(struct reading *r)
{
    r->ask->facet_within = r->value;
    return true;
}

static bool
read_whole_facet(struct reading *r)
{
    struct facet_field field;
    struct error err;
    if (facet_find(&field, r->value, &err) != STATUS_OK) {
        fault_set(r->fault, 400, "invalid_parameter", r->name, "%s", err.text);
        return false;
    }
    r->ask->whole_facet = r->value;
    return true;
}

static bool
read_histogram(struct reading *r)
{
    r->ask->histogram = histogram_find(r->value);
    if (r->ask->histogram != HISTOGRAM_NONE)
        return true;
    return refuse(
        r, TR("one of: year month day auto", "parmi : year month day auto"));
}

static bool
read_snippets(struct reading *r)
{
    r->ask->snippets_given = true;
    return read_number(r, &r->ask->snippets, 0, SNIPPETS_MAX);
}

static bool
read_cursor(struct reading *r)
{
    r->ask->cursor = r->value;
    return true;
}

static bool
read_format(struct reading *r)
{
    int word;
    if (!read_word(r, &word, "json ndjson csv atom html txt"))
        return false;
    r->ask->format = (enum ask_format)word;
    return true;
}

static bool
read_bom(struct reading *r)
{
    return read_bool(r, &r->ask->excel);
}

static bool
read_download(struct reading *r)
{
    return read_bool(r, &r->ask->whole);
}

static bool
read_lang(struct reading *r)
{
    int word;
    if (!read_word(r, &word, "en fr"))
        return false;
    r->ask->lang = word ? LANG_FR : LANG_EN;
    r->ask->lang_given = true;
    return true;
}

static bool
read_date_start(struct reading *r)
{
    r->ask->date_start = r->value;
    return true;
}

static bool
read_date_end(struct reading *r)
{
    r->ask->date_end = r->value;
    return true;
}

/* Everything but the fields, in the order that links write it. */
static const struct known {
    const char *name;
    bool (*read)(struct reading *r);
} known[] = {
    {"query", read_query},
    {"match", read_match},
    {"correct", read_correct},
    {"date_start", read_date_start},
    {"date_end", read_date_end},
    {"sort", read_sort},
    {"collapse", read_collapse},
    {"facets", read_facets},
    {"facet_limit", read_facet_limit},
    {"facette", read_whole_facet},
    {"facette_query", read_facet_within},
    {"fields", read_fields},
    {"histogram", read_histogram},
    {"snippets", read_snippets},
    {"page", read_page},
    {"page_size", read_page_size},
    {"cursor", read_cursor},
    {"format", read_format},
    {"bom", read_bom},
    {"download", read_download},
    {"lang", read_lang},
};
enum { KNOWN = sizeof known / sizeof known[0] };

struct str
ask_field_name(struct str name)
{
    enum field fields[FIELD_COUNT], field;
    enum meaning meaning;
    struct str first, rest, names;
    size_t count = schema_by_query_name(name, fields, &meaning);
    if (count == 0)
        return STR("");
    if (meaning == MEANING_FIELD && fields[0] == FIELD_OUTCOME)
        return STR("outcome"); /* `sort` orders */
    if (meaning == MEANING_FIELD) {
        /* A name of its own, unless it is one that several fields share. */
        names = schema[fields[0]].names;
        str_cut(names.len ? names : schema[fields[0]].json, STR(" "), &first,
                &rest);
        if (count == 1 && str_starts(names, STR("ministere ")))
            return fields[0] == FIELD_MINISTRY_ASKED
                       ? STR("ministere-interroge")
                       : STR("ministere-attributaire");
        return first;
    }
    for (size_t i = 0; schema_virtual(i, &names, &field, &meaning); i++) {
        struct str all = names;
        while (all.len) {
            str_cut(all, STR(" "), &first, &rest);
            all = rest;
            if (str_eq_nocase(first, name)) {
                str_cut(names, STR(" "), &first, &rest);
                return first;
            }
        }
    }
    return name;
}

static void
list_names(struct buf *out)
{
    for (size_t i = 0; i < KNOWN; i++)
        buf_printf(out, "%s%s", i ? ", " : "", known[i].name);
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        /* one field's short form shares its names */
        if (schema[i].names.len == 0 || schema[i].index == INDEX_NONE ||
            i == FIELD_GROUP_SHORT)
            continue;
        buf_add(out, STR(", "));
        buf_add(out, ask_field_name(schema[i].json));
    }
    buf_add(out, STR(", ministere, annee, en-vigueur, reponse-texte"));
}

static bool
unknown(struct fault *fault, struct str name, struct str allowed)
{
    fault_set(fault, 400, "unknown_parameter", NULL,
              TR("unknown parameter '" STR_FMT "'; there are: " STR_FMT,
                 "paramètre inconnu « " STR_FMT " » ; il y a : " STR_FMT),
              STR_ARG(utf8_cut(name, 60)), STR_ARG(allowed));
    return false;
}

bool
ask_only(const struct url *url, const char *names, struct fault *fault)
{
    for (size_t i = 0; i < url->count; i++) {
        struct str rest = str_from(names), one;
        bool found = false;
        while (rest.len && !found) {
            str_cut(rest, STR(" "), &one, &rest);
            found = str_eq(one, url->params[i].name);
        }
        if (!found)
            return unknown(fault, url->params[i].name, str_from(names));
    }
    return true;
}

static bool
add_filter(struct ask *ask, struct str name, struct str value,
           struct fault *fault)
{
    if (ask->filter_count == FILTERS_MAX - 1) {
        fault_set(fault, 400, "too_large", NULL,
                  TR("more than %d filters", "plus de %d filtres"),
                  FILTERS_MAX - 1);
        return false;
    }
    ask->filters[ask->filter_count++] =
        (struct filter){.field = ask_field_name(name), .value = value};
    return true;
}

static bool
read_param(struct ask *ask, const struct param *param, struct arena *arena,
           struct fault *fault)
{
    if (str_is_empty(str_trim(param->value)))
        return true;
    for (size_t i = 0; i < KNOWN; i++) {
        struct reading r = {ask, arena, fault, known[i].name,
                            str_trim(param->value)};
        if (str_eq(param->name, str_from(known[i].name)))
            return known[i].read(&r);
    }
    if (ask_field_name(param->name).len)
        return add_filter(ask, param->name, str_trim(param->value), fault);
    AUTO(buf) struct buf names = BUF_INIT(4096);
    list_names(&names);
    return unknown(fault, param->name, buf_str(&names));
}

/* An unknown name is a fault even with an empty value. */
static bool
check_name(const struct param *param, struct fault *fault)
{
    for (size_t i = 0; i < KNOWN; i++)
        if (str_eq(param->name, str_from(known[i].name)))
            return true;
    if (ask_field_name(param->name).len)
        return true;
    AUTO(buf) struct buf names = BUF_INIT(4096);
    list_names(&names);
    return unknown(fault, param->name, buf_str(&names));
}

static bool
is_date(struct str text, struct error *err)
{
    uint32_t low, high;
    if (text.len == 0)
        return true;
    if (!str_contains(text, STR(".."))) /* an end of a range is none itself */
        return parse_dates(&low, &high, text, err) == STATUS_OK;
    (void)error_set(err, STATUS_SYNTAX, "%s",
                    TR("a day, a month or a year is expected",
                       "il faut un jour, un mois ou une année"));
    return false;
}

/* A start means its first day, an end its last: as in start..end. */
static bool
read_dates(struct ask *ask, bool lenient, struct arena *arena,
           struct fault *fault)
{
    struct error err = {0};
    ask->bad_start = !is_date(ask->date_start, &err);
    ask->bad_end = !is_date(ask->date_end, &err);
    struct str start = ask->bad_start ? STR("") : ask->date_start;
    struct str end = ask->bad_end ? STR("") : ask->date_end;
    if (!lenient && (ask->bad_start || ask->bad_end)) {
        const char *param = ask->bad_start ? "date_start" : "date_end";
        fault_set(fault, 400, "invalid_date", param,
                  TR("parameter '%s': %s", "paramètre « %s » : %s"), param,
                  err.text);
        return false;
    }
    for (size_t i = 0; i < ask->filter_count && (start.len || end.len); i++)
        if (str_eq(ask->filters[i].field, STR("date"))) {
            fault_set(fault, 400, "invalid_parameter", "date", "%s",
                      TR("'date' and 'date_start', 'date_end' exclude one "
                         "another",
                         "« date » et « date_start », « date_end » "
                         "s'excluent"));
            return false;
        }
    if (start.len || end.len)
        ask->date = arena_printf(arena, STR_FMT ".." STR_FMT, STR_ARG(start),
                                 STR_ARG(end));
    return true;
}

bool
ask_read(struct ask *out, const struct url *url, bool lenient,
         struct arena *arena, struct fault *fault)
{
    *out = (struct ask){.page = 1,
                        .page_size = ASK_PAGE_SIZE,
                        .correct = true,
                        .facet_limit = ASK_FACETS_SHOWN,
                        .snippets = SNIPPETS_USUAL};
    for (size_t i = 0; i < url->count; i++)
        if (!check_name(&url->params[i], fault) ||
            !read_param(out, &url->params[i], arena, fault))
            return false;
    if (out->page * out->page_size > ASK_WINDOW_MAX) {
        fault_set(fault, 400, "page_too_deep", "page",
                  TR("page * page_size is over %d: go on with cursor=",
                     "page * page_size dépasse %d : continuez avec cursor="),
                  ASK_WINDOW_MAX);
        return false;
    }
    return read_dates(out, lenient, arena, fault);
}

/* ---- to the engine ---------------------------------------------------- */

bool
ask_request(struct request *out, const struct ask *ask, struct arena *arena,
            struct fault *fault)
{
    struct filter *filters =
        arena_array(arena, ask->filter_count + 1, sizeof *filters);
    size_t count = ask->filter_count;
    if (!filters) {
        fault_set(fault, 503, "out_of_memory", NULL, "%s",
                  TR("out of memory", "plus de mémoire"));
        return false;
    }
    for (size_t i = 0; i < count; i++)
        filters[i] = ask->filters[i];
    if (ask->date.len)
        filters[count++] = (struct filter){STR("date"), ask->date};
    *out = (struct request){
        .query = ask->query,
        .everything = true,
        .filters = filters,
        .filter_count = count,
        .collapse = ask->fold,
        .cursor = ask->cursor,
        .histogram = ask->histogram,
        .match = ask->match,
        .relax = true,
        .correct = ask->correct,
        .count_only = ask->count_only,
        .offset = (ask->page - 1) * ask->page_size,
        .limit = ask->page_size,
        .sort = ask->sort,
        .facets = ask->facets,
        .facet_count = ask->facet_count,
        .facet_limit = ask->facet_limit,
        .fields = ask->fields,
        .snippets = {.max = ask->snippets, .every = ask->snippets_given}};
    return true;
}

/* ---- links ------------------------------------------------------------ */

static void
link_one(struct buf *out, struct str name, struct str value)
{
    if (value.len == 0)
        return;
    if (!str_ends(buf_str(out), STR("?")))
        buf_add_char(out, '&');
    url_add(out, name);
    buf_add_char(out, '=');
    url_add(out, value);
}

static void
link_number(struct buf *out, const char *name, uint32_t number)
{
    char text[16];
    snprintf(text, sizeof text, "%u", number);
    link_one(out, str_from(name), str_from(text));
}

void
ask_link(struct buf *out, const struct ask *ask, unsigned with)
{
    static const char *const sorts[] = {"", "date", "-date", "numero"};
    static const char *const matches[] = {"", "all", "any"};
    buf_add_char(out, '?');
    link_one(out, STR("query"), ask->query);
    link_one(out, STR("match"), str_from(matches[ask->match]));
    link_one(out, STR("correct"), ask->correct ? STR("") : STR("0"));
    link_one(out, STR("date_start"), ask->date_start);
    link_one(out, STR("date_end"), ask->date_end);
    for (size_t i = 0; i < ask->filter_count; i++)
        link_one(out, ask->filters[i].field, ask->filters[i].value);
    link_one(out, STR("sort"), str_from(sorts[ask->sort]));
    link_one(out, STR("collapse"), ask->collapse);
    if (ask->lang_given)
        link_one(out, STR("lang"),
                 ask->lang == LANG_FR ? STR("fr") : STR("en"));
    if (with & ASK_WITH_SHAPE) {
        for (size_t i = 0; i < ask->facet_count; i++)
            link_one(out, STR("facets"), ask->facets[i].name);
        if (ask->facet_limit != ASK_FACETS_SHOWN)
            link_number(out, "facet_limit", ask->facet_limit);
        for (int f = 0; f < FIELD_COUNT; f++)
            if (field_set_has(ask->fields, (enum field)f))
                link_one(out, STR("fields"), schema[f].json);
        if (ask->histogram != HISTOGRAM_NONE)
            link_one(out, STR("histogram"),
                     str_from(histogram_name(ask->histogram)));
        if (ask->snippets_given)
            link_number(out, "snippets", ask->snippets);
    }
    if (ask->page_size != ASK_PAGE_SIZE && (with & ASK_WITH_SIZE))
        link_number(out, "page_size", ask->page_size);
    if (ask->page > 1 && (with & ASK_WITH_PAGE))
        link_number(out, "page", ask->page);
    if (str_ends(buf_str(out), STR("?")))
        out->len--; /* every parameter has its default */
}
