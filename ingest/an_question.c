/* ingest, step 3: questions of the Assemblée nationale, any format. */
#include "an_question.h"

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
no_memory(struct error *err)
{
    return error_set(err, STATUS_NOMEM, "%s",
                     TR("out of memory", "mémoire insuffisante"));
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
        return no_memory(err);
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
    return out->at ? STATUS_OK : no_memory(err);
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
        return no_memory(err);
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
