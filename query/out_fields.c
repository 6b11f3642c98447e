/* Query, output: the table of fields (--fields). */
#include "output.h"

#include "lang.h"
#include "utf8.h"

enum { NAME_WIDTH = 22, NAMES_WIDTH = 56, KIND_WIDTH = 8, NAMES_MAX = 256 };

/* One name of the query language, or a field without one. */
struct row {
    struct str json;
    struct str names; /* separated by blanks, the JSON name apart */
    struct str kind;
    bool facet, sort;
};

static struct str
kind_of(enum field field, enum meaning meaning)
{
    if (meaning == MEANING_YEAR)
        return STR("year");
    switch (schema[field].index) {
    case INDEX_WORDS:
        return STR("words");
    case INDEX_NUMBER:
        return STR("number");
    case INDEX_DATE:
        return STR("date");
    default:
        return STR("value");
    }
}

static struct str
kind_label(struct str kind)
{
    static const struct {
        struct str english, french;
    } labels[] = {
        {STR_INIT("words"), STR_INIT("mots")},
        {STR_INIT("value"), STR_INIT("valeur")},
        {STR_INIT("number"), STR_INIT("nombre")},
        {STR_INIT("year"), STR_INIT("année")},
    };
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (lang_current() == LANG_FR && str_eq(labels[i].english, kind))
            return labels[i].french;
    return kind;
}

/* The i-th row; false past the last. */
static bool
row_at(struct row *out, size_t i)
{
    struct str names;
    enum field field;
    enum meaning meaning = MEANING_FIELD;
    if (i < FIELD_COUNT) {
        field = (enum field)i;
        *out = (struct row){
            .json = schema[i].json,
            .names = schema[i].names,
            .kind = schema[i].index == INDEX_NONE ? STR("")
                                                  : kind_of(field, meaning),
            .facet =
                schema_facet_slot(field) != UINT32_MAX || field == FIELD_CITES,
            .sort = field == FIELD_DATE || field == FIELD_NUMBER};
        return true;
    }
    if (!schema_virtual(i - FIELD_COUNT, &names, &field, &meaning))
        return false;
    *out = (struct row){.json = schema[field].json,
                        .names = names,
                        .kind = kind_of(field, meaning),
                        .facet = meaning == MEANING_YEAR};
    return true;
}

static void
add_column(struct buf *out, struct str text, size_t width)
{
    buf_add(out, text);
    for (size_t used = utf8_count(text); used < width; used++)
        buf_add_char(out, ' ');
    buf_add_char(out, ' ');
}

/* "auteur, author" */
static void
add_names(struct buf *out, struct str names)
{
    AUTO(buf) struct buf list = BUF_INIT(NAMES_MAX);
    struct str one;
    while (names.len) {
        buf_add(&list, list.len ? STR(", ") : STR(""));
        str_cut(names, STR(" "), &one, &names);
        buf_add(&list, one);
    }
    add_column(out, buf_str(&list), NAMES_WIDTH);
}

void
text_fields(struct buf *out)
{
    struct row row;
    add_column(out, str_from(TR("field", "champ")), NAME_WIDTH);
    add_column(out, str_from(TR("names in a query", "noms dans une requête")),
               NAMES_WIDTH);
    add_column(out, str_from(TR("by", "par")), KIND_WIDTH);
    buf_add(out, str_from(TR("use\n", "usage\n")));
    for (size_t i = 0; row_at(&row, i); i++) {
        add_column(out, row.json, NAME_WIDTH);
        add_names(out, row.names);
        add_column(out, kind_label(row.kind), KIND_WIDTH);
        buf_add(out, row.facet ? str_from(TR("facet", "facette")) : STR(""));
        buf_add(out, row.facet && row.sort ? STR(" ") : STR(""));
        buf_add(out, row.sort ? str_from(TR("sort", "tri")) : STR(""));
        while (out->len && out->at[out->len - 1] == ' ')
            out->len--;
        buf_add_char(out, '\n');
    }
}

void
json_fields(struct json_out *out)
{
    struct row row;
    json_array(out);
    for (size_t i = 0; row_at(&row, i); i++) {
        struct str one;
        json_object(out);
        json_member_string(out, STR("field"), row.json);
        json_key(out, STR("names"));
        json_array(out);
        while (row.names.len) {
            str_cut(row.names, STR(" "), &one, &row.names);
            json_string(out, one);
        }
        json_array_end(out);
        if (row.kind.len)
            json_member_string(out, STR("by"), row.kind);
        json_member_bool(out, STR("facet"), row.facet);
        json_member_bool(out, STR("sort"), row.sort);
        json_object_end(out);
    }
    json_array_end(out);
}
