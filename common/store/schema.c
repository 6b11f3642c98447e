/* store: the table of fields. */
#include "schema.h"

#include "lang.h"

#include <stdbool.h>

/* Number of blank-separated words, at least 1. */
#define PARTS(text)                                                            \
    (sizeof(text) == sizeof("")                                           ? 1  \
     : sizeof(text) == sizeof("uid title")                                ? 2  \
     : sizeof(text) == sizeof("source member sha256 url reader ingested") ? 6  \
     : sizeof(text) == sizeof("target text at length key in block")       ? 7  \
                                                                          : 3)

const struct schema_field schema[FIELD_COUNT] = {
#define FIELD(tag_, name, json_, shape_, parts_, names_, index_, prefix_,      \
              weight_)                                                         \
    [FIELD_##name] = {.tag = tag_,                                             \
                      .shape = SHAPE_##shape_,                                 \
                      .index = INDEX_##index_,                                 \
                      .weight = weight_,                                       \
                      .parts = PARTS(parts_),                                  \
                      .json = STR_INIT(json_),                                 \
                      .part_names = STR_INIT(parts_),                          \
                      .names = STR_INIT(names_),                               \
                      .prefix = STR_INIT(prefix_)},
#include "schema.def"
#undef FIELD
};

static const struct virtual_name {
    struct str names;
    enum field field;
    enum meaning meaning;
} virtual_names[] = {
#define VIRTUAL(names, field, meaning)                                         \
    {STR_INIT(names), FIELD_##field, MEANING_##meaning},
#include "schema.def"
#undef VIRTUAL
};

struct listed {
    struct str name;
    const char *french, *english;
};

static const struct listed kinds[] = {
#define KIND(name, french, english) {STR_INIT(name), french, english},
#include "schema.def"
#undef KIND
};

static const struct listed roles[] = {
#define ROLE(name, french, english) {STR_INIT(name), french, english},
#include "schema.def"
#undef ROLE
};

enum {
    KIND_COUNT = sizeof kinds / sizeof kinds[0],
    ROLE_COUNT = sizeof roles / sizeof roles[0],
    VIRTUAL_COUNT = sizeof virtual_names / sizeof virtual_names[0]
};

struct str
schema_part_name(enum field field, uint32_t i)
{
    struct str rest = schema[field].part_names, name;
    do
        str_cut(rest, STR(" "), &name, &rest);
    while (i--);
    return name;
}

enum field
schema_by_json(struct str name)
{
    for (int i = 0; i < FIELD_COUNT; i++)
        if (str_eq(schema[i].json, name))
            return (enum field)i;
    return FIELD_COUNT;
}

enum field
schema_by_tag(uint64_t tag)
{
    for (int i = 0; i < FIELD_COUNT; i++)
        if (schema[i].tag == tag)
            return (enum field)i;
    return FIELD_COUNT;
}

uint32_t
schema_date_slot(enum field field)
{
    switch (field) {
    case FIELD_DATE:
        return SLOT_DATE;
    case FIELD_DATE_ANSWER:
        return SLOT_DATE_ANSWER;
    case FIELD_DATE_START:
        return SLOT_DATE_START;
    case FIELD_DATE_END:
        return SLOT_DATE_END;
    default:
        return UINT32_MAX;
    }
}

static const struct facet_row {
    enum field field;
    uint32_t slot;
    const char *french, *english;
} facet_rows[] = {
#define FACET(name, slot, french, english)                                     \
    {FIELD_##name, slot, french, english},
#include "schema.def"
#undef FACET
};

static const struct facet_row *
facet_row(enum field field)
{
    for (size_t i = 0; i < sizeof facet_rows / sizeof facet_rows[0]; i++)
        if (facet_rows[i].field == field)
            return &facet_rows[i];
    return NULL;
}

uint32_t
schema_facet_slot(enum field field)
{
    const struct facet_row *row = facet_row(field);
    return row ? row->slot : UINT32_MAX;
}

uint32_t
schema_key_slot(enum field field)
{
    static const struct {
        enum field field;
        uint32_t slot;
    } keys[] = {
#define KEY(name, slot) {FIELD_##name, slot},
#include "schema.def"
#undef KEY
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].field == field)
            return keys[i].slot;
    return UINT32_MAX;
}

const char *
schema_facet_label(enum field field)
{
    const struct facet_row *row = facet_row(field);
    return row ? TR(row->english, row->french) : "";
}

static bool
names_contain(struct str names, struct str name)
{
    struct str one;
    while (names.len) {
        str_cut(names, STR(" "), &one, &names);
        if (str_eq_nocase(one, name))
            return true;
    }
    return false;
}

size_t
schema_by_query_name(struct str name, enum field out[FIELD_COUNT],
                     enum meaning *meaning)
{
    size_t count = 0;
    if (name.len == 0)
        return 0;
    *meaning = MEANING_FIELD;
    for (int i = 0; i < VIRTUAL_COUNT; i++)
        if (names_contain(virtual_names[i].names, name)) {
            *meaning = virtual_names[i].meaning;
            out[0] = virtual_names[i].field;
            return 1;
        }
    for (int i = 0; i < FIELD_COUNT; i++)
        if (schema[i].index != INDEX_NONE &&
            (str_eq_nocase(schema[i].json, name) ||
             names_contain(schema[i].names, name)))
            out[count++] = (enum field)i;
    return count;
}

bool
schema_virtual(size_t i, struct str *names, enum field *field,
               enum meaning *meaning)
{
    if (i >= VIRTUAL_COUNT)
        return false;
    *names = virtual_names[i].names;
    *field = virtual_names[i].field;
    *meaning = virtual_names[i].meaning;
    return true;
}

static int
listed_find(const struct listed *list, int count, struct str name)
{
    for (int i = 0; i < count; i++)
        if (str_eq(list[i].name, name))
            return i;
    return -1;
}

static const char *
listed_label(const struct listed *list, int count, int i)
{
    if (i < 0 || i >= count)
        return "";
    return TR(list[i].english, list[i].french);
}

int
schema_kind(struct str name)
{
    return listed_find(kinds, KIND_COUNT, name);
}

int
schema_role(struct str name)
{
    return listed_find(roles, ROLE_COUNT, name);
}

const char *
schema_kind_label(int kind)
{
    return listed_label(kinds, KIND_COUNT, kind);
}

const char *
schema_role_label(int role)
{
    return listed_label(roles, ROLE_COUNT, role);
}

const char *
schema_kind_name(int kind)
{
    return kind >= 0 && kind < KIND_COUNT ? kinds[kind].name.at : NULL;
}
