/* Query, output: tables for other programs, one row a hit. */
#include "output.h"

#include <stdio.h>
#include <string.h>

/* How a table is written. */
struct dialect {
    char separator;
    bool quotes;           /* RFC 4180; else blanks stand for tabs and ends */
    bool formulas;         /* what a spreadsheet would compute is made text */
    bool comma;            /* decimals as France writes them */
    struct str begin, end; /* of the table, of a line */
};

static const struct dialect csv = {
    .separator = ',', .quotes = true, .end = STR_INIT("\r\n")};
static const struct dialect excel = {.separator = ';',
                                     .quotes = true,
                                     .formulas = true,
                                     .comma = true,
                                     .begin = STR_INIT("\xEF\xBB\xBF"),
                                     .end = STR_INIT("\r\n")};
static const struct dialect tsv = {.separator = '\t', .end = STR_INIT("\n")};

/* The columns are a contract (liasse-query.1): rank, score, these, url,
 * passage; in a batch query_id in front. */
static const enum field columns[] = {
    FIELD_UID,          FIELD_KIND,           FIELD_TITLE,
    FIELD_DATE,         FIELD_NUMBER,         FIELD_LEGISLATURE,
    FIELD_CHAMBER,      FIELD_AUTHOR,         FIELD_GROUP,
    FIELD_CONSTITUENCY, FIELD_MINISTRY_ASKED, FIELD_MINISTRY_ANSWERING,
    FIELD_RUBRIC,       FIELD_STATUS,         FIELD_OUTCOME,
    FIELD_NOR,          FIELD_ECLI,           FIELD_CODE,
    FIELD_ARTICLE,      FIELD_CONTAINER,      FIELD_PATH,
    FIELD_DATE_ANSWER,  FIELD_DATE_START,     FIELD_DATE_END,
};

enum { COLUMNS = sizeof columns / sizeof columns[0], CELL_MAX = 1 << 24 };

/* ---- cells ----------------------------------------------------------- */

static bool
needs_quotes(const struct dialect *dialect, struct str text)
{
    return str_find_char(text, dialect->separator) != SIZE_MAX ||
           str_find_char(text, '"') != SIZE_MAX ||
           str_find_char(text, '\n') != SIZE_MAX ||
           str_find_char(text, '\r') != SIZE_MAX;
}

/* Would a spreadsheet compute it?  Some drop blanks in front, some take the
 * wide signs of East Asian keyboards. */
static bool
is_formula(struct str text)
{
    static const struct str wide[] = {
        STR_INIT("\xEF\xBC\x9D"), STR_INIT("\xEF\xBC\x8B"),
        STR_INIT("\xEF\xBC\x8D"), STR_INIT("\xEF\xBC\xA0")};
    size_t at = 0;
    while (at < text.len && text.at[at] == ' ')
        at++;
    text = str_from_offset(text, at);
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (str_starts(text, wide[i]))
            return true;
    return text.len && str_find_char(STR("=+-@\t\r\n"), text.at[0]) != SIZE_MAX;
}

static void
add_quoted(struct buf *out, const struct dialect *dialect, struct str text)
{
    bool formula = dialect->formulas && is_formula(text);
    bool quoted = needs_quotes(dialect, text);
    buf_add(out, quoted ? STR("\"") : STR(""));
    buf_add(out, formula ? STR("'") : STR(""));
    for (size_t i = 0; i < text.len; i++) {
        buf_add(out, text.at[i] == '"' ? STR("\"") : STR(""));
        buf_add_char(out, text.at[i]);
    }
    buf_add(out, quoted ? STR("\"") : STR(""));
}

static void
add_plain(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        buf_add_char(out, c == '\t' || c == '\n' || c == '\r' ? ' ' : c);
    }
}

static void
cell(struct buf *out, const struct dialect *dialect, struct str text)
{
    buf_add_char(out, dialect->separator);
    if (dialect->quotes)
        add_quoted(out, dialect, text);
    else
        add_plain(out, text);
}

static void
cell_of_field(struct buf *out, const struct dialect *dialect,
              const struct document *document, enum field field)
{
    AUTO(buf) struct buf text = BUF_INIT(CELL_MAX);
    const struct values *values = &document->field[field];
    for (uint32_t i = 0; i < values->count; i++) {
        if (i)
            buf_add(&text, field == FIELD_PATH ? STR(" > ") : STR("; "));
        buf_add(&text, values->at[i * schema[field].parts]);
    }
    if (text.failure != STATUS_OK && out->failure == STATUS_OK)
        out->failure = text.failure;
    cell(out, dialect, buf_str(&text));
}

static void
cell_of_passage(struct buf *out, const struct dialect *dialect,
                const struct hit *hit)
{
    AUTO(buf) struct buf text = BUF_INIT(CELL_MAX);
    for (size_t e = 0; e < hit->extract_count; e++) {
        const struct extract *extract = &hit->extracts[e];
        buf_add(&text, e ? STR(" ") : STR(""));
        buf_add(&text, extract->cut_start ? STR("… ") : STR(""));
        for (size_t i = 0; i < extract->count; i++)
            buf_add(&text, extract->at[i].text);
        buf_add(&text, extract->cut_end ? STR(" …") : STR(""));
    }
    if (text.failure != STATUS_OK && out->failure == STATUS_OK)
        out->failure = text.failure;
    cell(out, dialect, buf_str(&text));
}

/* ---- rows ------------------------------------------------------------ */

static void
table_begin(struct writing *writing, const struct dialect *dialect)
{
    struct buf *out = writing->buf;
    if (!writing->first)
        return;
    buf_add(out, dialect->begin);
    if (writing->id.len) {
        buf_add(out, STR("query_id"));
        buf_add_char(out, dialect->separator);
    }
    buf_add(out, STR("rank"));
    cell(out, dialect, STR("score"));
    for (size_t i = 0; i < COLUMNS; i++)
        cell(out, dialect, schema[columns[i]].json);
    cell(out, dialect, STR("url"));
    cell(out, dialect, STR("passage"));
    buf_add(out, dialect->end);
}

static void
table_row(struct writing *writing, const struct dialect *dialect,
          const struct hit *hit)
{
    struct buf *out = writing->buf;
    char score[32];
    snprintf(score, sizeof score, "%.4f", hit->score);
    char *point = strchr(score, '.');
    if (point && dialect->comma) /* 1.5 would be the first of May */
        *point = ',';
    if (writing->id.len && dialect->quotes)
        add_quoted(out, dialect, writing->id);
    else if (writing->id.len)
        add_plain(out, writing->id);
    if (writing->id.len)
        buf_add_char(out, dialect->separator);
    buf_printf(out, "%u", hit->rank);
    cell(out, dialect, str_from(score));
    for (size_t i = 0; i < COLUMNS; i++)
        cell_of_field(out, dialect, &hit->document, columns[i]);
    cell(out, dialect, document_url(&hit->document));
    cell_of_passage(out, dialect, hit);
    buf_add(out, dialect->end);
}

static void
csv_begin(struct writing *writing, const struct answer *answer)
{
    (void)answer;
    table_begin(writing, &csv);
}

static void
csv_hit(struct writing *writing, const struct answer *answer,
        const struct hit *hit)
{
    (void)answer;
    table_row(writing, &csv, hit);
}

static void
excel_begin(struct writing *writing, const struct answer *answer)
{
    (void)answer;
    table_begin(writing, &excel);
}

static void
excel_hit(struct writing *writing, const struct answer *answer,
          const struct hit *hit)
{
    (void)answer;
    table_row(writing, &excel, hit);
}

static void
tsv_begin(struct writing *writing, const struct answer *answer)
{
    (void)answer;
    table_begin(writing, &tsv);
}

static void
tsv_hit(struct writing *writing, const struct answer *answer,
        const struct hit *hit)
{
    (void)answer;
    table_row(writing, &tsv, hit);
}

static void
table_end(struct writing *writing, const struct answer *answer)
{
    (void)writing;
    (void)answer;
}

const struct output output_csv = {.name = "csv",
                                  .snippets = 1,
                                  .begin = csv_begin,
                                  .hit = csv_hit,
                                  .end = table_end};
const struct output output_csv_excel = {.name = "csv",
                                        .snippets = 1,
                                        .begin = excel_begin,
                                        .hit = excel_hit,
                                        .end = table_end};
const struct output output_tsv = {.name = "tsv",
                                  .snippets = 1,
                                  .begin = tsv_begin,
                                  .hit = tsv_hit,
                                  .end = table_end};
