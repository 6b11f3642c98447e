/* store: the values of `search` by column, in memory. */
#include "columns.h"

#include "columns_file.h"
#include "document.h"
#include "map.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS_ROOM = 64 }; /* slots */

struct columns {
    struct xap_reader *reader;
    struct columns_file file; /* empty if there is none */
    xap_docid *changed;       /* since the file, ascending */
    size_t changed_count;
    xap_docid last;
    bool have[COLUMNS_ROOM];
    struct column columns[COLUMNS_ROOM];
    uint32_t *lengths; /* own, or NULL */
    const uint32_t *lengths_used;
    struct arena arena;
};

uint32_t
column_find(const struct column *column, struct str value)
{
    uint32_t low = 1, high = column->distinct + 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (str_cmp(column_value(column, middle), value) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- from the slots ---------------------------------------------------- */

/* A column being made: values are numbered as they come, put in order last. */
struct making {
    uint32_t *numbers;
    xap_docid last;
    struct map values;
    struct error *err;
};

static void
making_release(struct making *making)
{
    free(making->numbers);
    map_release(&making->values);
}

CLEANUP_KIND(making, struct making, making_release)

static enum status
make_visit(void *payload, xap_docid docid, struct str value)
{
    struct making *making = payload;
    if (docid > making->last)
        return STATUS_OK;
    making->numbers[docid] = 0;
    if (value.len == 0)
        return STATUS_OK;
    uint64_t *number = map_at(&making->values, value);
    if (!number)
        return error_no_memory(making->err);
    if (*number == 0)
        *number = making->values.count;
    making->numbers[docid] = (uint32_t)*number;
    return STATUS_OK;
}

struct numbered {
    struct str value;
    uint64_t number;
};

static int
by_value(const void *left, const void *right)
{
    const struct numbered *a = left, *b = right;
    return str_cmp(a->value, b->value);
}

/* Puts the values in order: *map_to[number as it came] = number in order. */
static enum status
order_values(struct column *out, uint32_t **map_to, struct making *making,
             struct arena *arena, struct arena *scratch)
{
    size_t count = making->values.count, i = 0, len = 0;
    struct numbered *all = arena_array(scratch, count + 1, sizeof *all);
    uint32_t *to = arena_array(scratch, count + 1, sizeof *to);
    uint32_t *ends = arena_array(arena, count + 1, sizeof *ends);
    if (!all || !to || !ends)
        return error_no_memory(making->err);
    for (size_t at = 0;
         map_next(&making->values, &at, &all[i].value, &all[i].number); i++)
        len += all[i].value.len;
    if (len > UINT32_MAX)
        return error_set(making->err, STATUS_LIMIT, "column over 4 GiB");
    char *bytes = arena_alloc(arena, len + 1);
    if (!bytes)
        return error_no_memory(making->err);
    qsort(all, count, sizeof *all, by_value);
    ends[0] = to[0] = 0;
    for (i = 0; i < count; i++) {
        memcpy(bytes + ends[i], all[i].value.at, all[i].value.len);
        ends[i + 1] = ends[i] + (uint32_t)all[i].value.len;
        to[all[i].number] = (uint32_t)i + 1;
    }
    *out = (struct column){.docs = making->last,
                           .distinct = (uint32_t)count,
                           .ends = ends,
                           .bytes = bytes};
    *map_to = to;
    return STATUS_OK;
}

static enum status
make_column(struct column *out, struct making *making, struct arena *arena)
{
    AUTO(arena) struct arena scratch = {0};
    struct column column;
    uint32_t *to = NULL;
    TRY(order_values(&column, &to, making, arena, &scratch));
    column.width = column.distinct < 1 << 8    ? 1
                   : column.distinct < 1 << 16 ? 2
                                               : 4;
    size_t count = (size_t)making->last + 1;
    void *numbers = arena_array(arena, count, column.width);
    if (!numbers)
        return error_no_memory(making->err);
    for (size_t i = 0; i < count; i++) {
        uint32_t number = to[making->numbers[i]];
        if (column.width == 1)
            ((uint8_t *)numbers)[i] = (uint8_t)number;
        else if (column.width == 2)
            ((uint16_t *)numbers)[i] = (uint16_t)number;
        else
            ((uint32_t *)numbers)[i] = number;
    }
    column.numbers = numbers;
    *out = column;
    return STATUS_OK;
}

/* From the sealed column, where there is one, and the slot of what changed;
 * else from the whole slot. */
static enum status
read_column(struct column *out, struct columns *columns, uint32_t slot,
            const struct column *sealed, struct error *err)
{
    AUTO(making)
    struct making making = {.last = columns->last, .err = err};
    making.numbers = calloc((size_t)making.last + 1, sizeof *making.numbers);
    if (!making.numbers)
        return error_no_memory(err);
    if (!sealed) {
        TRY(xap_reader_values(columns->reader, slot, 1, make_visit, &making,
                              err));
        return make_column(out, &making, &columns->arena);
    }
    for (uint32_t i = 1; i <= sealed->distinct; i++) {
        uint64_t *number = map_at(&making.values, column_value(sealed, i));
        if (!number)
            return error_no_memory(err);
        *number = i;
    }
    for (xap_docid docid = 1; docid <= making.last; docid++)
        making.numbers[docid] = column_number(sealed, docid);
    for (size_t i = 0; i < columns->changed_count; i++)
        if (columns->changed[i] <= making.last)
            making.numbers[columns->changed[i]] = 0;
    TRY(xap_reader_values_of(columns->reader, slot, columns->changed,
                             columns->changed_count, make_visit, &making, err));
    return make_column(out, &making, &columns->arena);
}

/* ---- what changed ------------------------------------------------------ */

/* Docids of the metadata "unsealed", differences in LEB128. */
static enum status
read_changed(struct columns *columns, struct str rest, struct error *err)
{
    uint64_t docid = 0, step;
    columns->changed =
        arena_array(&columns->arena, rest.len + 1, sizeof(xap_docid));
    if (!columns->changed)
        return error_no_memory(err);
    while (rest.len && decode_number(&rest, &step)) {
        docid += step;
        columns->changed[columns->changed_count++] = (xap_docid)docid;
    }
    return STATUS_OK;
}

/* The sequence number that the file in force is named by, and what changed
 * since; STATUS_NOT_FOUND when none can be. */
static enum status
read_state(uint64_t *sequence, struct columns *columns, struct error *err)
{
    struct str text, number;
    TRY(xap_reader_metadata(&text, columns->reader, STR(META_UNSEALED),
                            &columns->arena, err));
    if (text.len && str_cut(text, STR(" "), &number, &text)) {
        TRY(read_changed(columns, text, err));
    } else {
        TRY(xap_reader_metadata(&number, columns->reader, STR(META_SEQUENCE),
                                &columns->arena, err));
    }
    return str_to_u64(number, sequence)
               ? STATUS_OK
               : error_set(err, STATUS_NOT_FOUND, "no sealed columns");
}

enum status
columns_open(struct columns **out, const char *path, struct xap_reader *reader,
             struct error *err)
{
    AUTO(columns) struct columns *columns = calloc(1, sizeof *columns);
    uint64_t sequence;
    if (!columns)
        return error_no_memory(err);
    columns->reader = reader;
    TRY(xap_reader_last_docid(&columns->last, reader, err));
    enum status status = read_state(&sequence, columns, err);
    if (status == STATUS_OK && path)
        columns_file_open(&columns->file, path, sequence);
    else if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    *out = columns;
    columns = NULL;
    return STATUS_OK;
}

void
columns_close(struct columns *columns)
{
    if (!columns)
        return;
    columns_file_close(&columns->file);
    arena_release(&columns->arena);
    free(columns->lengths);
    free(columns);
}

enum status
columns_get(const struct column **out, struct columns *columns, uint32_t slot,
            struct error *err)
{
    struct column sealed;
    if (slot >= COLUMNS_ROOM)
        return error_set(err, STATUS_BUG, "no column of slot %u", slot);
    *out = &columns->columns[slot];
    if (columns->have[slot])
        return STATUS_OK;
    bool found = columns_file_column(&sealed, &columns->file, slot);
    if (found && columns->changed_count == 0)
        columns->columns[slot] = sealed;
    else
        TRY(read_column(&columns->columns[slot], columns, slot,
                        found ? &sealed : NULL, err));
    columns->have[slot] = true;
    return STATUS_OK;
}

/* ---- lengths ----------------------------------------------------------- */

static enum status
read_lengths(struct columns *columns, const struct column *sealed,
             struct error *err)
{
    size_t count = (size_t)columns->last + 1;
    columns->lengths = calloc(count, sizeof(uint32_t));
    if (!columns->lengths)
        return error_no_memory(err);
    if (!sealed)
        return xap_reader_lengths(columns->lengths, columns->reader,
                                  columns->last, err);
    for (xap_docid docid = 1; docid < count; docid++)
        columns->lengths[docid] = column_number(sealed, docid);
    for (size_t i = 0; i < columns->changed_count; i++) {
        xap_docid docid = columns->changed[i];
        if (docid > columns->last)
            continue;
        enum status status = xap_reader_doc_length(&columns->lengths[docid],
                                                   columns->reader, docid, err);
        if (status == STATUS_NOT_FOUND)
            columns->lengths[docid] = 0;
        else
            TRY(status);
    }
    return STATUS_OK;
}

enum status
columns_lengths(const uint32_t **out, xap_docid *last, struct columns *columns,
                struct error *err)
{
    struct column sealed;
    if (!columns->lengths_used) {
        bool found =
            columns_file_column(&sealed, &columns->file, COLUMN_LENGTHS);
        if (found && columns->changed_count == 0 &&
            sealed.docs == columns->last) {
            columns->lengths_used = sealed.numbers;
        } else {
            free(columns->lengths);
            columns->lengths = NULL;
            TRY(read_lengths(columns, found ? &sealed : NULL, err));
            columns->lengths_used = columns->lengths;
        }
    }
    *out = columns->lengths_used;
    *last = columns->last;
    return STATUS_OK;
}

/* ---- sealing ----------------------------------------------------------- */

static enum status
seal_lengths(struct columns_out *out, struct xap_reader *reader,
             struct error *err)
{
    AUTO(columns) struct columns *columns = NULL;
    const uint32_t *lengths;
    TRY(columns_open(&columns, NULL, reader, err));
    columns->changed_count = 0;
    TRY(columns_lengths(&lengths, &columns->last, columns, err));
    struct column column = {
        .numbers = lengths, .width = 4, .docs = columns->last};
    return columns_out_add(out, COLUMN_LENGTHS, &column, err);
}

/* One column at a time is in memory. */
static enum status
seal_slot(struct columns_out *out, struct xap_reader *reader, uint32_t slot,
          struct error *err)
{
    AUTO(columns) struct columns *columns = NULL;
    const struct column *made;
    struct str low, high;
    TRY(columns_open(&columns, NULL, reader, err));
    columns->changed_count = 0;
    TRY(xap_reader_value_bounds(&low, &high, reader, slot, &columns->arena,
                                err));
    if (high.len == 0)
        return STATUS_OK;
    TRY(columns_get(&made, columns, slot, err));
    return columns_out_add(out, slot, made, err);
}

static enum status
sequence_of(uint64_t *out, struct xap_reader *reader, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str text;
    TRY(xap_reader_metadata(&text, reader, STR(META_SEQUENCE), &arena, err));
    return str_to_u64(text, out)
               ? STATUS_OK
               : error_set(err, STATUS_FORMAT, "no sequence number");
}

enum status
columns_seal(const char *path, struct xap_reader *reader, struct error *err)
{
    AUTO(columns_out) struct columns_out out = {.fd = -1};
    uint64_t sequence;
    TRY(sequence_of(&sequence, reader, err));
    TRY(columns_out_open(&out, path, sequence, err));
    TRY(seal_lengths(&out, reader, err));
    /* Every document has another uid and sequence number: nothing to gain. */
    for (uint32_t slot = SLOT_SEQUENCE + 1; slot < COLUMNS_ROOM; slot++)
        TRY(seal_slot(&out, reader, slot, err));
    return columns_out_end(&out, err);
}

enum status
columns_state(bool *sealed, uint32_t *unsealed, const char *path,
              struct xap_reader *reader, struct error *err)
{
    AUTO(columns) struct columns *columns = NULL;
    TRY(columns_open(&columns, path, reader, err));
    *sealed = columns->file.at != NULL;
    *unsealed = (uint32_t)columns->changed_count;
    return STATUS_OK;
}
