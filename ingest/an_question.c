/* ingest, step 3: questions of the Assemblée nationale, any format. */
#include "an_question.h"

#include "an_transcript.h"
#include "date.h"
#include "html.h"
#include "label.h"
#include "lang.h"

/* Longer wordings first.  QOSD: oral without debate; QOAD, QST: with debate,
 * "questions sur un thème". */
static const struct an_type types[] = {
    {"QOSD", "question orale sans debat", "question-orale"},
    {"QOAD", "question orale avec debat", "question-orale"},
    {"QO", "question orale", "question-orale"},
    {"QG", "question au gouvernement", "question-gouvernement"},
    {"QE", "question ecrite", "question-ecrite"},
    {"QSG", "question au gouvernement", "question-gouvernement"},
};

const struct an_type *
an_type_by_code(struct str code)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (str_eq(code, str_from(types[i].code)))
            return &types[i];
    return NULL;
}

const struct an_type *
an_type_by_label(struct str line)
{
    struct label label = label_fold(str_head(line, 120));
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (label_starts(&label, types[i].label))
            return &types[i];
    return NULL;
}

static enum status
check_numbers(struct str number, struct str legislature, struct error *err)
{
    uint64_t value;
    if (number.len > 9 || !str_to_u64(number, &value))
        return error_set(err, STATUS_FORMAT, "%s",
                         TR("no question number", "numéro de question absent"));
    if (legislature.len > 3 || !str_to_u64(legislature, &value))
        return error_set(err, STATUS_FORMAT, "%s",
                         TR("no legislature", "législature absente"));
    return STATUS_OK;
}

enum status
an_identify(struct document *document, const struct an_type *type,
            struct str number, struct str legislature, struct arena *arena,
            struct error *err)
{
    TRY(check_numbers(number, legislature, err));
    struct str uid =
        arena_printf(arena, "QANR5L" STR_FMT "%s" STR_FMT, STR_ARG(legislature),
                     type->code, STR_ARG(number));
    if (!uid.at)
        return error_no_memory(err);
    TRY(document_add(document, FIELD_UID, uid, arena, err));
    TRY(document_add(document, FIELD_KIND, str_from(type->kind), arena, err));
    TRY(document_add(document, FIELD_NUMBER, number, arena, err));
    TRY(document_add(document, FIELD_LEGISLATURE, legislature, arena, err));
    return document_add(document, FIELD_CHAMBER, STR("an"), arena, err);
}

enum status
an_url(struct str *out, const struct an_type *type, struct str number,
       struct str legislature, struct arena *arena, struct error *err)
{
    *out = arena_printf(arena,
                        "https://questions.assemblee-nationale.fr/q" STR_FMT
                        "/" STR_FMT "-" STR_FMT "%s.htm",
                        STR_ARG(legislature), STR_ARG(legislature),
                        STR_ARG(number), type->code);
    return out->at ? STATUS_OK : error_no_memory(err);
}

/* Length of the blank at the start of s: ASCII, U+00A0 or U+202F. */
static size_t
blank_at(struct str s)
{
    if (s.at[0] == ' ' || s.at[0] == '\t' || s.at[0] == '\n')
        return 1;
    if (str_starts(s, STR("\xC2\xA0")))
        return 2;
    return str_starts(s, STR("\xE2\x80\xAF")) ? 3 : 0;
}

enum status
an_add(struct document *document, enum field field, struct str value,
       struct arena *arena, struct error *err)
{
    if (value.len == 0)
        return STATUS_OK;
    char *copy = arena_alloc(arena, value.len);
    if (!copy)
        return error_no_memory(err);
    size_t len = 0;
    while (value.len) {
        size_t blank = blank_at(value);
        if (!blank)
            copy[len++] = value.at[0];
        else if (len && copy[len - 1] != ' ')
            copy[len++] = ' ';
        value = str_from_offset(value, blank ? blank : 1);
    }
    while (len && copy[len - 1] == ' ')
        len--;
    return document_add(document, field, (struct str){copy, len}, arena, err);
}

enum status
an_add_line(struct document *document, enum field field, struct str html,
            struct arena *arena, struct error *err)
{
    struct str line;
    TRY(html_line(&line, html, arena, err));
    return an_add(document, field, line, arena, err);
}

enum status
an_add_title(struct document *document, struct str rubric, struct str before,
             struct json *analyses, struct arena *arena, struct error *err)
{
    AUTO(buf) struct buf title = BUF_INIT(64 * 1024);
    buf_add(&title, before);
    struct str separator = STR(" – ");
    struct json_items items = json_items(analyses);
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        if (title.len)
            buf_add(&title, separator);
        buf_add(&title, json_text(it));
        separator = STR(" ; ");
    }
    TRY(buf_status(&title, err));
    struct str line;
    TRY(html_line(&line, title.len ? buf_str(&title) : rubric, arena, err));
    TRY(document_add(document, FIELD_TITLE, line, arena, err));
    return an_add_line(document, FIELD_RUBRIC, rubric, arena, err);
}

/* "JO 2025-03-25, p. 1958, n° 20250012 (JO_QUESTION)" */
static void
describe_jo(struct buf *out, const struct an_jo *jo)
{
    uint32_t day;
    char iso[DATE_ISO_BYTES];
    buf_add(out, STR("JO"));
    if (date_parse(jo->date, &day)) {
        date_to_iso(iso, day);
        buf_printf(out, " %s", iso);
    }
    if (jo->page.len)
        buf_printf(out, ", p. " STR_FMT, STR_ARG(jo->page));
    if (jo->number.len)
        buf_printf(out, ", n° " STR_FMT, STR_ARG(jo->number));
    if (jo->type.len)
        buf_printf(out, " (" STR_FMT ")", STR_ARG(jo->type));
}

enum status
an_add_jo(struct links *links, struct str type, const struct an_jo *jo,
          struct str what, struct error *err)
{
    AUTO(buf) struct buf label = BUF_INIT(4096);
    describe_jo(&label, jo);
    if (jo->url.len && jo->nor.len)
        buf_printf(&label, ", NOR " STR_FMT, STR_ARG(jo->nor));
    if (what.len)
        buf_printf(&label, " – " STR_FMT, STR_ARG(what));
    TRY(buf_status(&label, err));
    if (label.len == 2 && !jo->url.len && !jo->nor.len) /* "JO" alone */
        return STATUS_OK;
    return links_add_typed(links, type, jo->url.len ? jo->url : jo->nor,
                           buf_str(&label), err);
}

enum status
an_add_ministry(struct links *links, struct str type, struct str target,
                struct str html, struct error *err)
{
    struct str label;
    TRY(html_line(&label, html, links->arena, err));
    if (label.len == 0)
        return STATUS_OK;
    return links_add_typed(links, type, target, label, err);
}

static bool
take_number(struct str *rest)
{
    size_t digits = 0;
    while (digits < rest->len && rest->at[digits] >= '0' &&
           rest->at[digits] <= '9')
        digits++;
    *rest = str_from_offset(*rest, digits);
    return digits > 0;
}

/* Takes ". — " (any dash and blanks) off. */
static bool
take_dash(struct str *rest)
{
    static const struct str dashes[] = {STR_INIT("—"), STR_INIT("–"),
                                        STR_INIT("-")};
    struct str at = str_trim(*rest);
    if (str_starts(at, STR(".")))
        at = str_trim(str_from_offset(at, 1));
    for (size_t i = 0; i < 3; i++)
        if (str_starts(at, dashes[i])) {
            *rest = str_trim(str_from_offset(at, dashes[i].len));
            return true;
        }
    return false;
}

/* Old texts begin "47351. — 14 janvier 2014. — M. ...": the number and the
 * date are fields. */
static struct str
without_number(struct str text)
{
    struct str rest = text;
    uint32_t date;
    size_t length = 10;
    if (!take_number(&rest) || !take_dash(&rest))
        return text;
    if (!date_from_french(rest, &date, &length) &&
        !date_from_slashes(str_head(rest, length), &date))
        return text;
    rest = str_from_offset(rest, length);
    return take_dash(&rest) ? rest : text;
}

/* The centred first paragraph of a transcript is its title. */
static struct str
take_heading(struct str html, struct str *text)
{
    struct str heading = {NULL, 0}, rest;
    size_t centred = str_find(str_head(html, 64), STR("align=\"CENTER\""));
    if (centred == SIZE_MAX || !str_cut(*text, STR("\n\n"), &heading, &rest))
        return (struct str){NULL, 0};
    *text = rest;
    return heading;
}

enum status
an_add_text(struct document *document, struct links *links, struct str role,
            struct str html, struct arena *arena, struct error *err)
{
    if (!str_eq(role, STR("question")) && an_is_transcript(html))
        return an_add_transcript(document, links, role, html, arena, err);
    AUTO(buf) struct buf text = BUF_INIT(html.len * 4 + 64);
    TRY(html_to_text(&text, html, HTML_PLAIN, links, err));
    struct str plain = without_number(buf_str(&text));
    struct str heading = {NULL, 0};
    if (str_eq(role, STR("body")))
        heading = take_heading(html, &plain);
    struct str copy = arena_copy(arena, plain);
    struct str title = arena_copy(arena, heading);
    if ((plain.len && !copy.at) || (heading.len && !title.at))
        return error_no_memory(err);
    return document_add_text(document, role, title, copy, arena, err);
}

/* "M. Daniel Grenon", "Mme Marie-Agnès ...". */
struct str
an_bare_name(struct str name)
{
    static const struct str civilities[] = {STR_INIT("M."), STR_INIT("Mme"),
                                            STR_INIT("Mlle"), STR_INIT("Me"),
                                            STR_INIT("Dr")};
    for (size_t i = 0; i < sizeof civilities / sizeof civilities[0]; i++) {
        struct str rest = str_from_offset(name, civilities[i].len);
        if (str_starts(name, civilities[i]) && str_trim(rest).len < rest.len)
            return str_trim(rest);
    }
    return name;
}

struct str
an_first_digits(struct str value)
{
    size_t start = 0, end;
    while (start < value.len &&
           (value.at[start] < '0' || value.at[start] > '9'))
        start++;
    for (end = start;
         end < value.len && value.at[end] >= '0' && value.at[end] <= '9';)
        end++;
    return str_range(value, start, end);
}

struct str
an_without_zeros(struct str number)
{
    while (number.len > 1 && number.at[0] == '0')
        number = str_from_offset(number, 1);
    return number;
}
