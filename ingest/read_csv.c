/* ingest, step 3: CSV, one document a row, the columns mapped by their names
 * (named.h).
 *
 * The separator is that of a first line "sep=", else the one of ; , and TAB
 * that the header has most of, whatever the file is called.  Lines of
 * comment ("% ...", SQL above the Sénat's lists) may stand before the header.
 * A quoted value may hold line ends.  One row is held at a time, so a file
 * may be of any size.
 *
 * A row without an official uid has one made of its address, else of all its
 * values: it stays the same when rows are added or moved. */
#include "readers_list.h"

#include "html.h"
#include "lang.h"
#include "named.h"

#include <csv.h>
#include <stdio.h>

enum {
    COLUMNS_MAX = 1000,
    CELL_BLOCK = 1 << 20 /* a value grows by this, not by 128 bytes */
};

struct column {
    struct str name;
    const struct named_row *row;
};

struct table {
    struct input *in;
    struct sink *sink;
    struct csv_parser parser;
    struct arena kept, arena; /* of the file, of the row */
    struct column columns[COLUMNS_MAX];
    size_t column_count;
    enum named_dress dress;
    struct str cells[COLUMNS_MAX];
    size_t cell_count;
    uint64_t line, bytes; /* where the row begins, its size so far */
    bool open;            /* a row goes on in the next line */
    enum status status;
    struct error *err;
};

static const struct str endings[] = {STR_INIT(".csv"), STR_INIT(".tsv"),
                                     STR_INIT(".tab")};

/* The separator that a header has most of. */
static char
guess_separator(struct str header)
{
    static const char separators[] = {';', ',', '\t'};
    size_t counts[3] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < header.len; i++) {
        quoted ^= header.at[i] == '"';
        for (size_t j = 0; j < 3; j++)
            counts[j] += !quoted && header.at[i] == separators[j];
    }
    for (size_t j = 1; j < 3; j++)
        if (counts[j] > counts[best])
            best = j;
    return separators[best];
}

/* A line that comes before the header; *separator from "sep=". */
static bool
is_preface(struct str line, char *separator)
{
    struct str bare = str_trim(line);
    if (str_starts(bare, STR("sep="))) {
        if (line.len > 4 && line.at[4] != '\r')
            *separator = line.at[4];
        return true;
    }
    return bare.len == 0 || str_starts(line, STR("% ")) ||
           str_starts(line, STR("%\t"));
}

static size_t
known_names(struct str header, char separator)
{
    char cut[2] = {separator, '\0'};
    struct str name;
    size_t known = 0;
    while (header.len) {
        str_cut(header, str_from(cut), &name, &header);
        name = str_trim(name);
        if (str_starts(name, STR("\"")) && str_ends(name, STR("\"")) &&
            name.len > 1)
            name = str_range(name, 1, name.len - 1);
        known += named_find(name, DRESS_ANY) != NULL ||
                 named_find(name, DRESS_SENATOR) != NULL;
    }
    return known;
}

/* Bids on names of columns that mean something. */
int
csv_bid(const struct input *in)
{
    struct str rest = in->head, line = {NULL, 0};
    bool named = str_starts(rest, STR("sep="));
    char separator = '\0';
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        named |= str_ends_nocase(in->file, endings[i]);
    if (!named || in->charset.kind == CHARSET_BINARY)
        return 0;
    while (str_line(&rest, &line) && is_preface(line, &separator))
        line.len = 0;
    if (!separator)
        separator = guess_separator(line);
    return known_names(line, separator) ? 70 : 0;
}

static struct str
place_of(const struct table *table, char place[32])
{
    snprintf(place, 32, TR("line %llu", "ligne %llu"),
             (unsigned long long)table->line);
    return str_from(place);
}

static enum status
refuse_row(struct table *table, enum cause cause, struct str why)
{
    char place[32];
    return sink_tell(table->sink, cause, place_of(table, place), why,
                     table->err);
}

/* The first row: what each column is. */
static enum status
read_header(struct table *table)
{
    struct str names[COLUMNS_MAX];
    size_t known = 0;
    for (size_t i = 0; i < table->cell_count; i++) {
        TRY(html_line(&names[i], table->cells[i], &table->kept, table->err));
        if (names[i].len == 0)
            names[i] = arena_printf(&table->kept, "colonne %zu", i + 1);
    }
    table->column_count = table->cell_count;
    table->dress = named_dress_of(names, table->cell_count);
    for (size_t i = 0; i < table->cell_count; i++) {
        const struct named_row *row = named_find(names[i], table->dress);
        table->columns[i] = (struct column){names[i], row};
        known += row != NULL;
    }
    if (known == 0)
        return error_set(table->err, STATUS_FORMAT, "%s",
                         TR("no known name of a column in the header",
                            "aucun nom de colonne connu dans l'en-tête"));
    for (size_t i = 0; i < table->cell_count; i++)
        if (!table->columns[i].row && table->cells[i].len)
            TRY(refuse_row(table, CAUSE_UNKNOWN_FIELD, names[i]));
    return STATUS_OK;
}

/* Cells in use: the empty ones at the end do not count. */
static size_t
cells_in_use(const struct table *table)
{
    size_t count = table->cell_count;
    while (count && str_trim(table->cells[count - 1]).len == 0)
        count--;
    return count;
}

static enum status
make_uid(struct table *table, struct named *values, struct error *err)
{
    struct str uid = {NULL, 0}, part = values->url;
    if (document_has(&values->document, FIELD_UID))
        return STATUS_OK;
    for (size_t i = 0; i < table->cell_count && values->url.len == 0; i++) {
        part = arena_printf(&table->arena, STR_FMT "\x1F" STR_FMT,
                            STR_ARG(part), STR_ARG(table->cells[i]));
        if (!part.at)
            return error_no_memory(err);
    }
    TRY(reader_plain_uid(&uid, table->in, part, &table->arena, err));
    return document_add(&values->document, FIELD_UID, uid, &table->arena, err);
}

static enum status
put_row(struct table *table, struct named *values, struct error *err)
{
    for (size_t i = 0; i < table->cell_count && i < table->column_count; i++)
        TRY(named_add(values, table->columns[i].row, table->columns[i].name,
                      table->cells[i], err));
    TRY(named_end(values, err));
    TRY(make_uid(table, values, err));
    TRY(links_give(&values->links, &values->document, err));
    return sink_put(table->sink, table->in, &values->document, values->url,
                    &table->arena, err);
}

/* The Sénat puts HTML within <body>…</body> into its values without quotes:
 * a separator in it is a blank. */
static enum status
join_bodies(struct table *table)
{
    size_t kept = 0;
    for (size_t i = 0; i < table->cell_count; i++) {
        struct str cell = table->cells[i];
        while (str_starts(cell, STR("<body")) && i + 1 < table->cell_count &&
               !str_contains(cell, STR("</body>"))) {
            struct str next = table->cells[++i];
            cell = arena_printf(&table->arena, STR_FMT " " STR_FMT,
                                STR_ARG(cell), STR_ARG(next));
            if (!cell.at)
                return error_no_memory(table->err);
        }
        table->cells[kept++] = cell;
    }
    table->cell_count = kept;
    return STATUS_OK;
}

/* A bad row is told; other failures end the reading. */
static enum status
read_row(struct table *table)
{
    struct error why = {0};
    struct named values = {.arena = &table->arena, .dress = table->dress};
    if (table->cell_count > table->column_count)
        TRY(join_bodies(table));
    size_t used = cells_in_use(table);
    if (used == 0)
        return STATUS_OK;
    if (used > table->column_count ||
        (table->cell_count == 1 && table->column_count > 2)) {
        struct str columns = arena_printf(
            &table->arena,
            TR("%zu values for %zu columns", "%zu valeurs pour %zu colonnes"),
            used, table->column_count);
        return refuse_row(table, CAUSE_MALFORMED, columns);
    }
    enum status status = put_row(table, &values, &why);
    if (status == STATUS_FORMAT || status == STATUS_LIMIT)
        return refuse_row(
            table, status == STATUS_LIMIT ? CAUSE_TOO_LARGE : CAUSE_INVALID,
            str_from(why.text));
    if (status != STATUS_OK)
        return error_set(table->err, status, "%s", why.text);
    return values.bad ? refuse_row(table, CAUSE_UNKNOWN_FIELD, STR("date"))
                      : STATUS_OK;
}

static void
on_cell(void *text, size_t len, void *context)
{
    struct table *table = context;
    if (table->cell_count == COLUMNS_MAX || table->status != STATUS_OK)
        return;
    struct str cell =
        arena_copy(&table->arena, (struct str){text, text ? len : 0});
    if (len && !cell.at)
        table->status = error_no_memory(table->err);
    table->cells[table->cell_count++] = cell;
}

static void
on_row(int end, void *context)
{
    struct table *table = context;
    (void)end;
    if (table->status == STATUS_OK)
        table->status =
            table->column_count ? read_row(table) : read_header(table);
    table->cell_count = 0;
    table->open = false;
    arena_reset(&table->arena);
}

/* Forgets the row that is being read. */
static void
drop_row(struct table *table)
{
    csv_fini(&table->parser, NULL, NULL, NULL);
    table->cell_count = 0;
    table->open = false;
    arena_reset(&table->arena);
}

static enum status
feed_line(struct table *table, struct str line)
{
    if (!table->open) {
        table->line = table->in->line;
        table->bytes = 0;
    }
    table->open = true;
    table->bytes += line.len + 1;
    if (table->bytes > INPUT_TEXT_MAX) {
        drop_row(table);
        return refuse_row(
            table, CAUSE_TOO_LARGE,
            str_from(TR("row too large", "rangée trop volumineuse")));
    }
    size_t fed =
        csv_parse(&table->parser, line.at, line.len, on_cell, on_row, table) +
        csv_parse(&table->parser, "\n", 1, on_cell, on_row, table);
    if (fed != line.len + 1)
        return error_no_memory(table->err);
    return table->status;
}

static enum status
read_lines(struct table *table)
{
    char separator = '\0';
    for (;;) {
        struct str line = {NULL, 0};
        enum status status = input_line(&line, table->in, table->err);
        if (status == STATUS_DONE)
            return STATUS_OK;
        if (status == STATUS_FORMAT) { /* a line over the limit */
            table->line = table->in->line;
            drop_row(table);
            TRY(refuse_row(table, CAUSE_TOO_LARGE,
                           str_from(table->err ? table->err->text : "")));
            continue;
        }
        TRY(status);
        if (!table->open && line.len == 0)
            continue; /* no row */
        if (!table->column_count && !table->open &&
            is_preface(line, &separator))
            continue;
        if (!table->column_count && !table->open)
            csv_set_delim(
                &table->parser,
                (unsigned char)(separator ? separator : guess_separator(line)));
        TRY(feed_line(table, line));
    }
}

enum status
csv_read(struct input *in, struct sink *sink, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct table *table = arena_alloc(&arena, sizeof *table);
    if (!table)
        return error_no_memory(err);
    table->in = in;
    table->sink = sink;
    table->err = err;
    csv_init(&table->parser, CSV_APPEND_NULL);
    csv_set_blk_size(&table->parser, CELL_BLOCK);
    enum status status = read_lines(table);
    if (status == STATUS_OK && table->open)
        status =
            refuse_row(table, CAUSE_MALFORMED,
                       str_from(TR("quote not closed", "guillemet non fermé")));
    csv_free(&table->parser);
    arena_release(&table->arena);
    arena_release(&table->kept);
    return status;
}
