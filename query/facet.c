/* Query: counting the values of fields over the documents found. */
#include "facet.h"

#include "analyse.h"
#include "facet_cites.h"
#include "buf.h"
#include "document.h"
#include "lang.h"
#include "map.h"

#include <stdlib.h>
#include <string.h>

enum { YEAR_DIGITS = 4 };

static const enum field facet_fields[] = {
#define FACET(name, ...) FIELD_##name,
#include "schema.def"
#undef FACET
};

const char *
facet_name(size_t i)
{
    size_t count = sizeof facet_fields / sizeof facet_fields[0];
    return i < count        ? schema[facet_fields[i]].json.at
           : i == count     ? schema[FIELD_CITES].json.at
           : i == count + 1 ? "year"
                            : NULL;
}

static enum status
facet_unknown(struct str name, struct error *err)
{
    AUTO(buf) struct buf list = BUF_INIT(1 << 12);
    for (size_t i = 0; facet_name(i); i++)
        buf_printf(&list, "%s%s", i ? ", " : "", facet_name(i));
    return error_set(err, STATUS_SYNTAX,
                     TR("no facet '" STR_FMT "': there are " STR_FMT,
                        "pas de facette « " STR_FMT " » : il y a " STR_FMT),
                     STR_ARG(name), STR_ARG(buf_str(&list)));
}

/* Two fields at once are the two ministries. */
static void
take_fields(struct facet_field *out, const enum field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t slot = schema_facet_slot(fields[i]);
        if (slot == UINT32_MAX || out->count == FACET_FIELDS_MAX)
            continue;
        out->name = schema[fields[i]].json;
        out->label = schema_facet_label(fields[i]);
        out->slots[out->count++] = slot;
    }
    if (out->count > 1) {
        out->name = STR("ministry");
        out->label = TR("ministry", "ministère");
    }
}

enum status
facet_find(struct facet_field *out, struct str name, struct error *err)
{
    enum field fields[FIELD_COUNT];
    enum meaning meaning = MEANING_FIELD;
    struct facet_field found = {0};
    if (str_eq_nocase(name, STR("ministry")))
        name = STR("ministere");
    size_t count = schema_by_query_name(name, fields, &meaning);
    if (count && meaning == MEANING_FIELD)
        take_fields(&found, fields, count);
    if (count && meaning == MEANING_FIELD && fields[0] == FIELD_CITES)
        found = (struct facet_field){.name = schema[FIELD_CITES].json,
                                     .label = TR("cites", "cite"),
                                     .count = 1,
                                     .cites = true};
    if (count && meaning == MEANING_YEAR)
        found = (struct facet_field){.name = STR("year"),
                                     .label = TR("year", "année"),
                                     .slots = {SLOT_DATE},
                                     .count = 1,
                                     .year = true};
    if (found.count == 0)
        return facet_unknown(name, err);
    *out = found;
    return STATUS_OK;
}

/* ---- counting -------------------------------------------------------- */

struct counting {
    const struct facet_field *field;
    const struct xap_result *matches;
    struct search *search;
    struct map counts; /* value -> documents */
    struct map pairs;  /* numbers in both slots -> documents */
    struct arena *arena;
    struct error *err;
};

static void
counting_release(struct counting *counting)
{
    map_release(&counting->counts);
    map_release(&counting->pairs);
}

CLEANUP_KIND(counting, struct counting, counting_release)

static enum status
count_value(struct counting *counting, struct str value, uint64_t documents)
{
    uint64_t *count = map_at(&counting->counts, value);
    if (!count)
        return error_no_memory(counting->err);
    *count += documents;
    return STATUS_OK;
}

static bool
packed_has(struct str packed, struct str value)
{
    struct str one;
    while (packed.len && decode_str(&packed, &one))
        if (str_eq(one, value))
            return true;
    return false;
}

/* The values of a slot that so many documents have, less those they have in
 * another slot and that were counted there. */
static enum status
count_packed(struct counting *counting, struct str packed, struct str besides,
             uint64_t documents)
{
    struct str value;
    if (packed.len && counting->field->year)
        return count_value(counting, str_head(packed, YEAR_DIGITS), documents);
    while (packed.len && decode_str(&packed, &value))
        if (!packed_has(besides, value))
            TRY(count_value(counting, value, documents));
    return STATUS_OK;
}

/* The place of a match in part `part`; false when it is in another one. */
static bool
place_in(xap_docid *docid, const struct counting *counting, size_t part)
{
    xap_docid parts = (xap_docid)search_part_count(counting->search);
    if (parts == 1)
        return true;
    bool inside = (*docid - 1) % parts == part;
    *docid = (*docid - 1) / parts + 1;
    return inside;
}

/* A document counts by the number of its slot's value in the column; what the
 * value says is looked at once for each number. */
static enum status
count_column(struct counting *counting, const struct column *column,
             size_t part)
{
    AUTO(arena) struct arena scratch = {0};
    const struct xap_result *matches = counting->matches;
    size_t numbers = (size_t)column->distinct + 1;
    uint32_t *counts = arena_array(&scratch, numbers, sizeof *counts);
    if (!counts)
        return error_no_memory(counting->err);
    memset(counts, 0, numbers * sizeof *counts);
    for (size_t i = 0; i < matches->count; i++) {
        xap_docid docid = matches->hits[i].docid;
        if (place_in(&docid, counting, part))
            counts[column_number(column, docid)]++;
    }
    for (uint32_t number = 1; number < numbers; number++)
        if (counts[number])
            TRY(count_packed(counting, column_value(column, number), STR(""),
                             counts[number]));
    return STATUS_OK;
}

struct pair {
    uint32_t first, second;
};

/* Of two slots: by the two numbers together. */
static enum status
count_columns(struct counting *counting, const struct column *first,
              const struct column *second, size_t part)
{
    const struct xap_result *matches = counting->matches;
    struct str key;
    uint64_t documents;
    map_clear(&counting->pairs);
    for (size_t i = 0; i < matches->count; i++) {
        xap_docid docid = matches->hits[i].docid;
        if (!place_in(&docid, counting, part))
            continue;
        struct pair pair = {column_number(first, docid),
                            column_number(second, docid)};
        uint64_t *count = map_at(
            &counting->pairs, (struct str){(const char *)&pair, sizeof pair});
        if (!count)
            return error_no_memory(counting->err);
        (*count)++;
    }
    for (size_t at = 0; map_next(&counting->pairs, &at, &key, &documents);) {
        struct pair pair;
        memcpy(&pair, key.at, sizeof pair);
        struct str before = column_value(first, pair.first);
        TRY(count_packed(counting, before, STR(""), documents));
        TRY(count_packed(counting, column_value(second, pair.second), before,
                         documents));
    }
    return STATUS_OK;
}

static enum status
add_cited(void *payload, struct str value, uint64_t documents)
{
    return count_value(payload, value, documents);
}

/* By terms in place of a column. */
static enum status
count_cites(struct counting *counting, size_t part)
{
    AUTO(arena) struct arena scratch = {0};
    const struct xap_result *matches = counting->matches;
    xap_docid *docids =
        arena_array(&scratch, matches->count + 1, sizeof *docids);
    size_t count = 0;
    struct postings *postings;
    TRY(search_postings(&postings, counting->search, part, counting->err));
    if (!docids)
        return error_no_memory(counting->err);
    for (size_t i = 0; i < matches->count; i++) {
        docids[count] = matches->hits[i].docid;
        count += place_in(&docids[count], counting, part);
    }
    return facet_cites(search_part(counting->search, part)->reader, postings,
                       docids, count, add_cited, counting, counting->err);
}

static enum status
count_part(struct counting *counting, size_t part)
{
    struct columns *columns;
    const struct column *column[FACET_FIELDS_MAX];
    const struct facet_field *field = counting->field;
    if (field->cites)
        return count_cites(counting, part);
    TRY(search_columns(&columns, counting->search, part, counting->err));
    for (size_t i = 0; i < field->count; i++)
        TRY(columns_get(&column[i], columns, field->slots[i], counting->err));
    if (field->count == 1)
        return count_column(counting, column[0], part);
    return count_columns(counting, column[0], column[1], part);
}

/* ---- searching within -------------------------------------------------- */

static bool
starts_a_word(struct str value, struct str start)
{
    for (size_t i = 0; i + start.len <= value.len; i++) {
        char before = i ? value.at[i - 1] : ' ';
        bool inside = (before >= 'a' && before <= 'z') ||
                      (before >= '0' && before <= '9') ||
                      (unsigned char)before >= 0x80;
        if (!inside && str_starts(str_from_offset(value, i), start))
            return true;
    }
    return false;
}

/* Both folded. */
static bool
is_within(struct str value, struct str words)
{
    struct str word;
    while (words.len) {
        str_cut(words, STR(" "), &word, &words);
        if (word.len && !starts_a_word(value, word))
            return false;
    }
    return true;
}

static enum status
keep_within(struct facet_value *all, size_t *count, struct str within,
            struct arena *scratch, struct error *err)
{
    size_t kept = 0;
    struct str words, folded;
    if (str_is_empty(str_trim(within)))
        return STATUS_OK;
    TRY(french_fold(&words, within, scratch, err));
    for (size_t i = 0; i < *count; i++) {
        TRY(french_fold(&folded, all[i].value, scratch, err));
        if (is_within(folded, words))
            all[kept++] = all[i];
    }
    *count = kept;
    return STATUS_OK;
}

/* ---- the most frequent ------------------------------------------------ */

static int
by_value(const void *left, const void *right)
{
    const struct facet_value *a = left, *b = right;
    return str_cmp(a->value, b->value);
}

static int
by_value_falling(const void *left, const void *right)
{
    return by_value(right, left);
}

static int
compare(const void *left, const void *right)
{
    const struct facet_value *a = left, *b = right;
    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return str_cmp(a->value, b->value);
}

static enum status
most_frequent(struct facet *out, struct counting *counting, size_t limit)
{
    AUTO(arena) struct arena scratch = {0};
    const struct facet_field *field = counting->field;
    size_t distinct = counting->counts.count, i = 0;
    struct facet_value *all = arena_array(&scratch, distinct + 1, sizeof *all);
    if (!all)
        return error_no_memory(counting->err);
    for (size_t at = 0;
         map_next(&counting->counts, &at, &all[i].value, &all[i].count);)
        i++;
    TRY(keep_within(all, &distinct, field->within, &scratch, counting->err));
    size_t kept = distinct < limit ? distinct : limit;
    struct facet_value *best =
        arena_array(counting->arena, kept + 1, sizeof *best);
    if (!best)
        return error_no_memory(counting->err);
    qsort(all, distinct, sizeof *all,
          !field->by_value ? compare
          : field->year    ? by_value_falling
                           : by_value);
    for (i = 0; i < kept; i++) {
        best[i] = all[i];
        best[i].value = arena_copy(counting->arena, all[i].value);
        if (!best[i].value.at)
            return error_no_memory(counting->err);
    }
    *out = (struct facet){.field = counting->field,
                          .values = best,
                          .count = kept,
                          .distinct = distinct};
    return STATUS_OK;
}

enum status
facet_count(struct facet *out, const struct facet_field *field,
            struct search *search, const struct xap_result *matches,
            size_t limit, struct arena *arena, struct error *err)
{
    AUTO(counting)
    struct counting counting = {.field = field,
                                .matches = matches,
                                .search = search,
                                .arena = arena,
                                .err = err};
    for (size_t part = 0; part < search_part_count(search); part++)
        TRY(count_part(&counting, part));
    return most_frequent(out, &counting, limit);
}
