/* ingest, step 3: questions of the Sénat, dump of its PostgreSQL database
 * (FORMATS.md 9; pg_dump: COPY table (columns) FROM stdin, one row a line).
 *
 * Answers and themes come after the questions that they belong to.  The rows
 * of both tables are kept in a temporary file, with one short entry a question
 * in memory; documents are given at the end, in the order of the questions.
 * Values go under the names that the columns have in the CSV of the same
 * questions, so that both give the same document. */
#include "readers_list.h"

#include "lang.h"
#include "named.h"
#include "spool.h"

#include <inttypes.h>

enum {
    COLUMNS_MAX = 200,
    CODES_MAX = 1000 * 1000,
    ANSWERS_MAX = 100 /* to one question */
};

/* What a column of tam_questions is in the CSV; "" = known, left out. */
static const struct column {
    const char *name, *label;
    const char *codes; /* table of what its values stand for */
} columns[] = {
    {"reference", "Référence", NULL},
    {"natquecod", "Nature", NULL},
    {"numero", "Numéro", NULL},
    {"titre", "Titre", NULL},
    {"nom", "Nom", NULL},
    {"prenom", "Prénom", NULL},
    {"circonscription", "Circonscription", NULL},
    {"groupe", "Groupe", NULL},
    {"rubrique", "Rubrique", NULL},
    {"legislature", "Législature", NULL},
    {"datejodepot", "Date de publication JO", NULL},
    {"mindepotlib", "Ministère de dépôt", NULL},
    {"datejotran", "Date de transmission", NULL},
    {"mintranlib", "Ministère de transmission", NULL},
    {"minreplib1", "Ministère de réponse", NULL},
    {"datejorep1", "Date de réponse JO", NULL},
    {"refquerappelee", "Référence de la question rappelée", NULL},
    {"sorquecod", "Sort", "sortquestion"},
    {"themes", "Thème(s)", "the"},
    {"thecrible", "Thème QC", NULL},
    {"txtque", "Texte de la question", NULL},
    {"txterrque", "Nota", NULL},
};

static const char *const left_out[] = {
    "id",          "matricule",       "etaquecod",   "uuid",
    "version",     "datecloture",     "delaijours",  "nomtechnique",
    "codequalite", "cirnum",          "mindepotid",  "mintranid",
    "minrepid1",   "delaijoursrep1",  "datesynctam", "natqueord",
    "repub",       "uuidtransori",    "dattransori", "uuidtrans",
    "dattrans",    "uuidquerappelee", "daterappel",  "renvoi1",
    "renvoi2",     "renvoi3",         "datesignal",  "pagejodepot",
    "pageerr",     "dateerr",         "ratgrp",      "tranisreattr",
    "compub",      "dateseance",      "idque",       "delaijoursrep",
    "minrepid",    "pagejorep",       "urlrep",      "errpage",
    "errdate",     "idrepunique",     "datejorep",   "minreplib",
    "txtrep",      "txterrrep"};

/* The tables that say what a code stands for. */
static const struct codes {
    const char *table, *code, *label;
} code_tables[] = {{"sortquestion", "sorquecod", "sorquelib"},
                   {"the", "thecle", "thelib"}};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum table { TABLE_OTHER, TABLE_CODES, TABLE_QUESTIONS, TABLE_ANSWERS };

struct header {
    struct str names[COLUMNS_MAX]; /* in kept */
    size_t count;
};

struct dump {
    struct input *in;
    struct sink *sink;
    enum table table; /* whose rows are read */
    bool copying;
    const struct codes *codes;
    struct header code_header, questions, answers;
    struct map labels; /* "sortquestion:1" -> struct str in kept */
    struct spool spool;
    size_t code_count;
    struct arena kept, arena;
    struct error *err;
};

int
senat_sql_bid(const struct input *in)
{
    bool dump = str_contains(str_head(in->head, 400), STR("PostgreSQL"));
    if (!dump || in->charset.kind == CHARSET_BINARY)
        return 0;
    return str_contains(in->head, STR("tam_")) ||
                   str_contains(in->head, STR("etatquestion"))
               ? 95
               : 60;
}

/* ---- rows ---------------------------------------------------------------- */

static char
unescaped(char c)
{
    switch (c) {
    case 'n':
    case 'r':
        return '\n';
    case 'b':
    case 'f':
    case 'v':
    case 't':
        return ' ';
    default:
        return c;
    }
}

/* One value of a row: "\N" is none; "\t", "\n", "\134" as COPY writes them. */
static enum status
read_value(struct str *out, struct str raw, struct arena *arena,
           struct error *err)
{
    *out = (struct str){NULL, 0};
    if (str_eq(raw, STR("\\N")) || raw.len == 0)
        return STATUS_OK;
    char *at = arena_alloc(arena, raw.len);
    size_t len = 0;
    if (!at)
        return error_no_memory(err);
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.at[i] != '\\' || i + 1 == raw.len) {
            at[len++] = raw.at[i];
            continue;
        }
        unsigned digits = 0, code = 0;
        while (digits < 3 && i + 1 + digits < raw.len &&
               raw.at[i + 1 + digits] >= '0' && raw.at[i + 1 + digits] <= '7')
            code = code * 8 + (unsigned)(raw.at[i + 1 + digits++] - '0');
        if (digits) /* a control, or part of no character that we could know */
            at[len++] = code >= ' ' && code < 127 ? (char)code : ' ';
        else
            at[len++] = unescaped(raw.at[i + 1]);
        i += digits ? digits : 1;
    }
    *out = (struct str){at, len};
    return STATUS_OK;
}

/* The value in a named column; empty when there is none. */
static enum status
value_of(struct str *out, struct dump *dump, const struct header *header,
         struct str row, const char *name)
{
    struct str raw = {NULL, 0};
    *out = raw;
    for (size_t i = 0; i < header->count && row.at; i++) {
        bool more = str_cut(row, STR("\t"), &raw, &row);
        if (str_eq(header->names[i], str_from(name)))
            return read_value(out, raw, &dump->arena, dump->err);
        if (!more)
            break;
    }
    return STATUS_OK;
}

static size_t
cells(struct str row)
{
    size_t count = 1;
    for (size_t i = 0; i < row.len; i++)
        count += row.at[i] == '\t';
    return count;
}

/* ---- reading the dump ---------------------------------------------------- */

static struct str
place(struct dump *dump)
{
    return arena_printf(&dump->arena, TR("line %llu", "ligne %llu"),
                        (unsigned long long)dump->in->line);
}

static enum status
refuse(struct dump *dump, const char *why)
{
    return sink_tell(dump->sink, CAUSE_INVALID, place(dump), str_from(why),
                     dump->err);
}

static bool
is_known(struct str name)
{
    for (size_t i = 0; i < COUNT(columns); i++)
        if (str_eq(name, str_from(columns[i].name)))
            return true;
    for (size_t i = 0; i < COUNT(left_out); i++)
        if (str_eq(name, str_from(left_out[i])))
            return true;
    return false;
}

static enum status
read_columns(struct dump *dump, struct header *header, struct str list)
{
    struct str name;
    header->count = 0;
    while (list.len && header->count < COLUMNS_MAX) {
        str_cut(list, STR(","), &name, &list);
        name = str_trim(name);
        if (name.len > 1 && name.at[0] == '"')
            name = str_range(name, 1, name.len - 1);
        struct str copy = arena_copy(&dump->kept, name);
        if (name.len && !copy.at)
            return error_no_memory(dump->err);
        header->names[header->count++] = copy;
        if (dump->table != TABLE_CODES && !is_known(name))
            TRY(sink_tell(dump->sink, CAUSE_UNKNOWN_FIELD, place(dump), name,
                          dump->err));
    }
    return STATUS_OK;
}

/* "COPY questions.tam_questions (id, ...) FROM stdin;" */
static enum status
begin_copy(struct dump *dump, struct str line)
{
    struct str name, list, rest;
    str_cut(str_from_offset(line, 5), STR("("), &name, &list);
    str_cut(list, STR(")"), &list, &rest);
    name = str_trim(name);
    size_t dot = str_find_char(name, '.');
    if (dot != SIZE_MAX)
        name = str_from_offset(name, dot + 1);
    dump->copying = true;
    dump->table = TABLE_OTHER;
    if (str_eq(name, STR("tam_questions"))) {
        dump->table = TABLE_QUESTIONS;
        return read_columns(dump, &dump->questions, list);
    }
    if (str_eq(name, STR("tam_reponses"))) {
        dump->table = TABLE_ANSWERS;
        return read_columns(dump, &dump->answers, list);
    }
    for (size_t i = 0; i < COUNT(code_tables); i++)
        if (str_eq(name, str_from(code_tables[i].table))) {
            dump->table = TABLE_CODES;
            dump->codes = &code_tables[i];
            return read_columns(dump, &dump->code_header, list);
        }
    return STATUS_OK;
}

static struct str
label_key(struct dump *dump, const char *table, struct str code)
{
    return arena_printf(&dump->arena, "%s:" STR_FMT, table, STR_ARG(code));
}

static enum status
read_code(struct dump *dump, struct str row)
{
    struct str code, label;
    const struct header *header = &dump->code_header;
    TRY(value_of(&code, dump, header, row, dump->codes->code));
    TRY(value_of(&label, dump, header, row, dump->codes->label));
    if (!code.len || !label.len || dump->code_count++ > CODES_MAX)
        return STATUS_OK;
    struct str key = label_key(dump, dump->codes->table, code);
    struct str *kept = arena_alloc(&dump->kept, sizeof *kept);
    struct str copy = arena_copy(&dump->kept, label);
    uint64_t *at = key.at ? map_at(&dump->labels, key) : NULL;
    if (!kept || !copy.at || !at)
        return error_no_memory(dump->err);
    *kept = copy;
    *at = (uint64_t)(uintptr_t)kept;
    return STATUS_OK;
}

static enum status
read_row(struct dump *dump, struct str row)
{
    struct str id;
    bool question = dump->table == TABLE_QUESTIONS;
    struct header *header = question ? &dump->questions : &dump->answers;
    if (dump->table == TABLE_OTHER)
        return STATUS_OK;
    if (dump->table == TABLE_CODES)
        return read_code(dump, row);
    if (cells(row) != header->count)
        return refuse(dump, TR("not as many values as columns",
                               "pas autant de valeurs que de colonnes"));
    TRY(value_of(&id, dump, header, row, question ? "id" : "idque"));
    if (!id.len)
        return refuse(dump, TR("no identifier", "identifiant absent"));
    return spool_add(&dump->spool, id, question, row, dump->in->line,
                     dump->err);
}

static enum status
read_line(struct dump *dump, struct str line)
{
    arena_reset(&dump->arena);
    if (dump->copying && str_eq(line, STR("\\."))) {
        dump->copying = false;
        return STATUS_OK;
    }
    if (dump->copying)
        return read_row(dump, line);
    if (str_starts_nocase(line, STR("COPY ")) &&
        str_contains(line, STR("stdin")))
        return begin_copy(dump, line);
    return STATUS_OK;
}

static enum status
read_dump(struct dump *dump)
{
    for (;;) {
        struct str line = {NULL, 0};
        enum status status = input_line(&line, dump->in, dump->err);
        if (status == STATUS_DONE)
            return STATUS_OK;
        if (status == STATUS_FORMAT) { /* a line over the limit */
            arena_reset(&dump->arena);
            TRY(sink_tell(dump->sink, CAUSE_TOO_LARGE, place(dump),
                          str_from(dump->err ? dump->err->text : ""),
                          dump->err));
            continue;
        }
        TRY(status);
        TRY(read_line(dump, line));
    }
}

/* ---- documents ----------------------------------------------------------- */

/* "#2#14#" as the names of the themes, parted by ";". */
static enum status
resolve(struct str *out, struct dump *dump, const char *table, struct str codes)
{
    struct str code, joined = {NULL, 0};
    while (codes.len) {
        str_cut(codes, STR("#"), &code, &codes);
        code = str_trim(code);
        if (!code.len)
            continue;
        struct str key = label_key(dump, table, code);
        uint64_t *at = key.at ? map_find(&dump->labels, key) : NULL;
        struct str label = at ? *(struct str *)(uintptr_t)*at : code;
        joined =
            arena_printf(&dump->arena, STR_FMT "%s" STR_FMT, STR_ARG(joined),
                         joined.len ? ";" : "", STR_ARG(label));
        if (!joined.at)
            return error_no_memory(dump->err);
    }
    *out = joined;
    return STATUS_OK;
}

/* Line ends of a text without tags are those of its alinéas. */
static enum status
as_html(struct str *value, struct dump *dump)
{
    AUTO(buf) struct buf html = BUF_INIT(value->len * 8 + 64);
    struct str rest = *value, line;
    if (str_contains(*value, STR("<p")) || str_contains(*value, STR("<P")) ||
        str_contains(*value, STR("<br")) || str_contains(*value, STR("<BR")) ||
        str_find_char(*value, '\n') == SIZE_MAX)
        return STATUS_OK;
    while (str_line(&rest, &line)) {
        buf_add(&html, line);
        buf_add(&html, STR("<br><br>"));
    }
    TRY(buf_status(&html, dump->err));
    *value = arena_copy(&dump->arena, buf_str(&html));
    return html.len && !value->at ? error_no_memory(dump->err) : STATUS_OK;
}

static enum status
add(struct dump *dump, struct named *values, const char *label,
    struct str value)
{
    struct str name = str_from(label);
    if (str_starts(name, STR("Date "))) /* "2026-05-14 00:00:00" */
        value = str_head(value, 10);
    if (str_starts(name, STR("Texte")) || str_eq(name, STR("Nota")))
        TRY(as_html(&value, dump));
    return named_add(values, named_find(name, DRESS_SENAT_QUESTION), name,
                     value, dump->err);
}

static enum status
add_question(struct dump *dump, struct named *values, struct str row)
{
    for (size_t i = 0; i < COUNT(columns); i++) {
        struct str value;
        TRY(value_of(&value, dump, &dump->questions, row, columns[i].name));
        if (columns[i].codes)
            TRY(resolve(&value, dump, columns[i].codes, value));
        TRY(add(dump, values, columns[i].label, value));
    }
    return STATUS_OK;
}

/* The ministry and the day of an answer, unless the question has them. */
static enum status
add_answer(struct dump *dump, struct named *values, struct str row)
{
    static const struct {
        const char *name, *label;
        enum field field;
    } fields[] = {
        {"datejorep", "Date de réponse JO", FIELD_DATE_ANSWER},
        {"minreplib", "Ministère de réponse", FIELD_MINISTRY_ANSWERING},
        {"txtrep", "Texte de la réponse", FIELD_COUNT},
        {"txterrrep", "Nota", FIELD_COUNT}};
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct str value;
        if (fields[i].field != FIELD_COUNT &&
            document_has(&values->document, fields[i].field))
            continue;
        TRY(value_of(&value, dump, &dump->answers, row, fields[i].name));
        TRY(add(dump, values, fields[i].label, value));
    }
    return STATUS_OK;
}

/* SEQ250705636 is of 2025: its page on the site of the Sénat. */
static enum status
add_page(struct dump *dump, struct named *values)
{
    struct str uid = document_first(&values->document, FIELD_UID);
    uint64_t year;
    if (!str_starts(uid, STR("S")) || uid.len < 6 ||
        !str_to_u64(str_range(uid, 3, 5), &year))
        return STATUS_OK;
    struct str url = arena_printf(
        &dump->arena, "http://www.senat.fr/questions/base/%d/q" STR_FMT ".html",
        (int)(year < 70 ? 2000 + year : 1900 + year), STR_ARG(uid));
    if (!url.at)
        return error_no_memory(dump->err);
    return add(dump, values, "URL Question", url);
}

static enum status
give_question(struct dump *dump, const struct spool_entry *entry)
{
    uint64_t at[ANSWERS_MAX];
    struct named values = {.arena = &dump->arena,
                           .dress = DRESS_SENAT_QUESTION};
    struct str row, uid;
    size_t count = 0;
    arena_reset(&dump->arena);
    TRY(spool_row(&row, &dump->spool, entry->question, &dump->in->line,
                  &dump->arena, dump->err));
    TRY(add_question(dump, &values, row));
    for (uint64_t next = entry->answer; next && count < ANSWERS_MAX;) {
        at[count++] = next;
        TRY(spool_before(&next, &dump->spool, next, dump->err));
    }
    while (count) { /* the last one was found first */
        TRY(spool_row(&row, &dump->spool, at[--count], NULL, &dump->arena,
                      dump->err));
        TRY(add_answer(dump, &values, row));
    }
    TRY(add_page(dump, &values));
    TRY(named_end(&values, dump->err));
    if (!document_has(&values.document, FIELD_UID)) {
        struct str id;
        TRY(value_of(&id, dump, &dump->questions, row, "id"));
        TRY(reader_plain_uid(&uid, dump->in, id, &dump->arena, dump->err));
        TRY(document_add(&values.document, FIELD_UID, uid, &dump->arena,
                         dump->err));
    }
    TRY(links_give(&values.links, &values.document, dump->err));
    return sink_put(dump->sink, dump->in, &values.document, values.url,
                    &dump->arena, dump->err);
}

static enum status
give_all(struct dump *dump)
{
    struct spool *spool = &dump->spool;
    TRY(spool_close(spool, dump->err));
    for (size_t i = 0; i < spool->count; i++) {
        const struct spool_entry *entry = &spool->entries[i];
        struct error why = {0}, *err = dump->err;
        if (!entry->question) {
            struct str row;
            arena_reset(&dump->arena);
            TRY(spool_row(&row, spool, entry->answer, &dump->in->line,
                          &dump->arena, err));
            TRY(refuse(dump, TR("an answer without its question",
                                "réponse sans sa question")));
            continue;
        }
        dump->err = &why;
        enum status status = give_question(dump, entry);
        dump->err = err;
        if (status == STATUS_FORMAT || status == STATUS_LIMIT)
            TRY(refuse(dump, why.text));
        else if (status != STATUS_OK)
            return error_set(err, status, "%s", why.text);
    }
    return STATUS_OK;
}

static enum status
read_all(struct dump *dump)
{
    TRY(read_dump(dump));
    TRY(give_all(dump));
    if (dump->copying)
        return error_set(dump->err, STATUS_FORMAT, "%s",
                         TR("the dump ends within a table",
                            "l'export s'arrête dans une table"));
    if (!dump->questions.count)
        return error_set(dump->err, STATUS_FORMAT, "%s",
                         TR("no table of questions (tam_questions)",
                            "aucune table de questions (tam_questions)"));
    return STATUS_OK;
}

enum status
senat_sql_read(struct input *in, struct sink *sink, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct error own = {0};
    struct dump *dump = arena_alloc(&arena, sizeof *dump);
    if (!dump)
        return error_no_memory(err);
    dump->in = in;
    dump->sink = sink;
    dump->spool.fd = -1;
    dump->err = err ? err : &own;
    enum status status = read_all(dump);
    spool_release(&dump->spool);
    map_release(&dump->labels);
    arena_release(&dump->kept);
    arena_release(&dump->arena);
    return status;
}
