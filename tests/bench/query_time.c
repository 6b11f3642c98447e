/* Times queries within one process, as liasse-query asks them:
 *
 *     query_time INDEX QUERIES.tsv [PASSES [FACETS]]
 *
 * QUERIES: lines KIND <tab> words, of kind word, and, or, phrase or prefix.
 * Every query is asked with every feature in turn, one pass to warm up and
 * PASSES counted (3).  FACETS: names separated by commas, up to eight.
 * Prints, for each feature, p50, p99 and mean in microseconds and the mean
 * against that of the plain query (ten hits with their documents, as JSON,
 * no extracts) of the same passes.  LIASSE_BENCH_CLOCK=cpu: processor time
 * instead of wall time, for a busy machine. */
#include "answer.h"
#include "output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { QUERIES_ROOM = 4096, FEATURES = 9, KINDS = 5 };

static const char *const features[FEATURES] = {"plain",    "uids",     "count",
                                               "3 facets", "8 facets", "newest",
                                               "oldest",   "snippets", "json"};
static const char *const kinds[KINDS] = {"word", "and", "or", "phrase",
                                         "prefix"};

struct asked {
    int kind;
    char *query;
};

static struct facet_field facets[8];
static size_t facets_asked;

static clockid_t which = CLOCK_MONOTONIC;

static double
now(void)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
fail(const char *what)
{
    fprintf(stderr, "query_time: %s\n", what);
    exit(3);
}

/* Our query for words of a kind. */
static char *
spell(int kind, char *words)
{
    AUTO(buf) struct buf out = BUF_INIT(1 << 16);
    const char *between = kind == 1 ? " ET " : kind == 2 ? " OU " : " ";
    if (kind == 3)
        buf_add_char(&out, '"');
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
        buf_printf(&out, "%s%s", out.len > 1 ? between : "", word);
    buf_add(&out, kind == 3 ? STR("\"") : kind == 4 ? STR("*") : STR(""));
    return strndup(out.at, out.len);
}

static size_t
read_queries(struct asked *out, const char *path)
{
    char line[4096];
    size_t count = 0;
    FILE *in = fopen(path, "r");
    if (!in)
        fail("no queries");
    while (count < QUERIES_ROOM && fgets(line, sizeof line, in)) {
        char *tab = strchr(line, '\t');
        line[strcspn(line, "\r\n")] = 0;
        if (!tab)
            continue;
        *tab = 0;
        for (int kind = 0; kind < KINDS; kind++)
            if (strcmp(line, kinds[kind]) == 0)
                out[count++] = (struct asked){kind, spell(kind, tab + 1)};
    }
    fclose(in);
    return count;
}

static void
read_facets(char *names)
{
    struct error err = {0};
    for (char *name = strtok(names, ","); name && facets_asked < 8;
         name = strtok(NULL, ","))
        if (facet_find(&facets[facets_asked++], str_from(name), &err) !=
            STATUS_OK)
            fail(err.text);
}

static struct request
request_of(const char *query, int feature)
{
    struct request request = {.query = str_from(query),
                              .match = MATCH_AUTO,
                              .limit = 10,
                              .facets = facets,
                              .facet_limit = 10};
    switch (feature) {
    case 1:
        request.uids_only = true;
        break;
    case 2:
        request.count_only = true;
        break;
    case 3:
        request.facet_count = facets_asked < 3 ? facets_asked : 3;
        break;
    case 4:
        request.facet_count = facets_asked;
        break;
    case 5:
        request.sort = SORT_DATE_NEWEST;
        break;
    case 6:
        request.sort = SORT_DATE;
        break;
    case 7:
        request.snippets.max = 1;
        break;
    case 8:
        request.snippets.max = SNIPPETS_USUAL;
        request.relax = true;
        break;
    default:
        break;
    }
    return request;
}

/* One query, answered and written as JSON into memory; microseconds. */
static double
ask(struct search *search, const char *query, int feature, struct arena *arena,
    struct buf *buf, uint64_t *total)
{
    struct answer answer;
    struct error err = {0};
    struct request request = request_of(query, feature);
    size_t where;
    double started = now();
    arena_reset(arena);
    buf_clear(buf);
    struct writing writing = {.buf = buf, .first = true};
    if (answer_make(&answer, &where, search, &request, arena, &err) !=
            STATUS_OK ||
        output_answer(&writing, &output_json, &answer, &err) != STATUS_OK)
        fail(err.text);
    *total += answer.total;
    return now() - started;
}

static int
by_size(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static double
mean(const double *at, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += at[i];
    return count ? sum / (double)count : 0;
}

static void
print_row(const char *name, double *at, size_t count, double plain)
{
    if (count == 0)
        return;
    qsort(at, count, sizeof *at, by_size);
    printf("%-9s p50 %9.1f us  p99 %9.1f us  mean %9.1f us", name,
           at[count / 2], at[count * 99 / 100], mean(at, count));
    if (plain > 0)
        printf("  %5.2f x plain", mean(at, count) / plain);
    putchar('\n');
}

int
main(int argc, char **argv)
{
    AUTO(search) struct search *search = NULL;
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf buf = BUF_INIT(1 << 30);
    struct error err = {0};
    static struct asked asked[QUERIES_ROOM];
    uint64_t total = 0, first_total = 0;
    const char *wanted = getenv("LIASSE_BENCH_CLOCK");
    if (wanted && strcmp(wanted, "cpu") == 0)
        which = CLOCK_PROCESS_CPUTIME_ID;
    if (argc < 3)
        fail("usage: query_time INDEX QUERIES.tsv [PASSES [FACETS]]");
    size_t count = read_queries(asked, argv[2]);
    size_t passes = argc > 3 ? (size_t)atoi(argv[3]) : 3, taken = 0;
    char usual[] = "kind,status,year";
    read_facets(argc > 4 ? argv[4] : usual);
    const char *paths[] = {argv[1]};
    if (search_new(&search, paths, 1, &err) != STATUS_OK)
        fail(err.text);
    double *times[FEATURES];
    for (int f = 0; f < FEATURES; f++)
        times[f] = calloc(count * passes + 1, sizeof(double));
    for (size_t pass = 0; pass <= passes; pass++)
        for (size_t q = 0; q < count; q++)
            for (int f = 0; f < FEATURES; f++) {
                double us = ask(search, asked[q].query, f, &arena, &buf,
                                f ? &first_total : &total);
                if (pass)
                    times[f][(pass - 1) * count + q] = us;
            }
    taken = count * passes;
    printf("%zu queries, %zu passes, %.0f hits a query\n", count, passes,
           (double)total / (double)(count * (passes + 1)));
    double *some = calloc(taken + 1, sizeof *some);
    for (int kind = 0; kind < KINDS; kind++) {
        size_t n = 0;
        for (size_t i = 0; i < taken; i++)
            if (asked[i % count].kind == kind)
                some[n++] = times[0][i];
        print_row(kinds[kind], some, n, 0);
    }
    double plain = mean(times[0], taken);
    for (int f = 0; f < FEATURES; f++)
        print_row(features[f], times[f], taken, plain);
    return 0;
}
