/* SQLite FTS5, unicode61 without diacritics, for tests/bench.  No stemming,
 * no journal, no sync: less than ours does.
 *
 *     fts5 index CORPUS.tsv DATABASE
 *     fts5 time DATABASE QUERIES.tsv PASSES
 *     fts5 run DATABASE QUERIES.tsv LIMIT
 *
 * CORPUS: id, title, code, status, date, body; QUERIES: kind or id, words. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COLUMNS = 6, QUERIES = 4096, WORDS = 8192 };

static const char *const kinds[] = {"word",   "and",    "or",
                                    "phrase", "prefix", "plain"};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct query {
    char *kind, *words;
};

static void
check(int status, sqlite3 *db)
{
    if (status == SQLITE_OK)
        return;
    fprintf(stderr, "fts5: %s\n", sqlite3_errmsg(db));
    exit(3);
}

static double
now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
index_corpus(sqlite3 *db, const char *path)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    sqlite3_stmt *insert;
    FILE *in = fopen(path, "r");
    if (!in)
        exit(3);
    check(sqlite3_exec(db,
                       "pragma journal_mode=off; pragma synchronous=off;"
                       "pragma cache_size=-400000;"
                       "create virtual table t using fts5(id unindexed, title,"
                       " code unindexed, status unindexed, date unindexed,"
                       " body, tokenize='unicode61 remove_diacritics 2');"
                       "begin",
                       NULL, NULL, NULL),
          db);
    check(sqlite3_prepare_v2(db, "insert into t values(?,?,?,?,?,?)", -1,
                             &insert, NULL),
          db);
    while ((len = getline(&line, &size, in)) > 0) {
        char *at = line;
        line[len - 1] = 0;
        for (int i = 1; i <= COLUMNS; i++) {
            size_t part = strcspn(at, "\t");
            sqlite3_bind_text(insert, i, at, (int)part, SQLITE_STATIC);
            at += part + (at[part] != 0);
        }
        if (sqlite3_step(insert) != SQLITE_DONE)
            check(SQLITE_ERROR, db);
        sqlite3_reset(insert);
    }
    check(sqlite3_exec(db, "commit", NULL, NULL, NULL), db);
    sqlite3_finalize(insert);
    free(line);
    fclose(in);
}

static size_t
read_queries(struct query *out, const char *path)
{
    char *line = NULL;
    size_t size = 0, count = 0;
    FILE *in = fopen(path, "r");
    if (!in)
        exit(3);
    while (count < QUERIES && getline(&line, &size, in) > 0) {
        char *tab = strchr(line, '\t');
        line[strcspn(line, "\n")] = 0;
        if (!tab)
            continue;
        *tab = 0;
        out[count++] = (struct query){strdup(line), strdup(tab + 1)};
    }
    free(line);
    fclose(in);
    return count;
}

/* The words, each in quotes; signs of any kind part them. */
static void
spell(char out[WORDS], const char *kind, const char *words)
{
    static const char signs[] = " \t?!.,;:\"'()[]{}/+*^-%&=<>|\\";
    const char *between = strcmp(kind, "and") == 0      ? " AND "
                          : strcmp(kind, "phrase") == 0 ? " + "
                                                        : " OR ";
    size_t len = 0;
    out[0] = 0;
    for (words += strspn(words, signs); *words && len + 300 < WORDS;
         words += strspn(words, signs)) {
        int part = (int)strcspn(words, signs);
        len += (size_t)snprintf(out + len, WORDS - len, "%s\"%.*s\"%s",
                                len ? between : "", part, words,
                                strcmp(kind, "prefix") == 0 ? "*" : "");
        words += part;
    }
}

static int
by_size(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static void
print(const char *name, double *at, size_t count)
{
    double sum = 0;
    if (count == 0)
        return;
    qsort(at, count, sizeof *at, by_size);
    for (size_t i = 0; i < count; i++)
        sum += at[i];
    printf("%-9s p50 %9.1f us  p99 %9.1f us  mean %9.1f us\n", name,
           at[count / 2], at[count * 99 / 100], sum / (double)count);
}

static void
time_queries(sqlite3_stmt *select, const struct query *queries, size_t count,
             int passes)
{
    double *times[KINDS];
    size_t taken[KINDS] = {0};
    char match[WORDS];
    for (int k = 0; k < KINDS; k++)
        times[k] = calloc(count * (size_t)passes + 1, sizeof(double));
    for (int pass = -1; pass < passes; pass++)
        for (size_t i = 0; i < count; i++) {
            double started = now();
            spell(match, queries[i].kind, queries[i].words);
            sqlite3_bind_text(select, 1, match, -1, SQLITE_STATIC);
            while (sqlite3_step(select) == SQLITE_ROW)
                (void)sqlite3_column_bytes(select, 2);
            sqlite3_reset(select);
            double us = now() - started;
            for (int k = 0; pass >= 0 && k < KINDS; k++)
                if (k == KINDS - 1 || strcmp(kinds[k], queries[i].kind) == 0)
                    times[k][taken[k]++] = us;
        }
    for (int k = 0; k < KINDS; k++) {
        print(kinds[k], times[k], taken[k]);
        free(times[k]);
    }
}

static void
run_queries(sqlite3_stmt *select, const struct query *queries, size_t count)
{
    char match[WORDS];
    for (size_t i = 0; i < count; i++) {
        spell(match, "or", queries[i].words);
        sqlite3_bind_text(select, 1, match, -1, SQLITE_STATIC);
        for (int rank = 1; sqlite3_step(select) == SQLITE_ROW; rank++)
            printf("%s Q0 %s %d %.6f fts5\n", queries[i].kind,
                   (const char *)sqlite3_column_text(select, 0), rank,
                   -sqlite3_column_double(select, 3));
        sqlite3_reset(select);
    }
}

int
main(int argc, char **argv)
{
    static struct query queries[QUERIES];
    sqlite3 *db;
    sqlite3_stmt *select;
    if (argc < 4)
        return 2;
    if (strcmp(argv[1], "index") == 0) {
        remove(argv[3]);
        check(sqlite3_open(argv[3], &db), db);
        index_corpus(db, argv[2]);
        return sqlite3_close(db);
    }
    if (argc < 5)
        return 2;
    size_t count = read_queries(queries, argv[3]);
    int number = atoi(argv[4]), timed = strcmp(argv[1], "time") == 0;
    check(sqlite3_open(argv[2], &db), db);
    check(sqlite3_exec(db,
                       "pragma mmap_size=4000000000;"
                       "pragma cache_size=-400000",
                       NULL, NULL, NULL),
          db);
    check(sqlite3_prepare_v2(db,
                             "select id, title, body, rank from t"
                             " where t match ? order by rank limit ?",
                             -1, &select, NULL),
          db);
    sqlite3_bind_int(select, 2, timed ? 10 : number);
    if (timed)
        time_queries(select, queries, count, number);
    else
        run_queries(select, queries, count);
    sqlite3_finalize(select);
    sqlite3_close(db);
    return 0;
}
