/* bench: bytes a second that the French analysis takes on one core.
 *
 *   analyse_speed FILE [ROUNDS]
 *
 * FILE: a document a line; what stands behind the last tab is its text
 * (corpus.tsv of ../shared/bench/corpus.py).  Prints per round the CPU time
 * over all documents, twice:
 *   tokens and stems   tokens in normal form and their stems from the cache,
 *                      what the speed is asked for (issue 4, point 1)
 *   all of analyse()   with flags, positions, references and dates besides
 * The first round of analyse(), which fills the cache, is not counted. */
#include "analyse.h"
#include "token.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double
cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static enum status
read_whole(struct buf *out, const char *path, struct error *err)
{
    FILE *in = fopen(path, "rb");
    size_t got = 1;
    if (!in)
        return error_set(err, STATUS_IO, "cannot open '%s'", path);
    while (got > 0 && buf_reserve(out, 1 << 20)) {
        got = fread(out->at + out->len, 1, 1 << 20, in);
        out->len += got;
    }
    fclose(in);
    return buf_status(out, err);
}

struct counts {
    size_t documents, bytes, tokens, cites, stem_bytes;
};

/* Behind the last tab; titles and the like come first. */
static struct str
text_of(struct str line)
{
    enum { FIELDS = 8 };
    struct str field, rest = line;
    for (int i = 0; i < FIELDS && str_find_char(rest, '\t') != SIZE_MAX; i++)
        str_cut(rest, STR("\t"), &field, &rest);
    return rest;
}

static enum status
analyse_all(struct counts *out, struct analyser *analyser, struct str all,
            struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct counts counts = {0};
    struct str line;
    while (str_line(&all, &line)) {
        struct str text = text_of(line);
        struct tokens tokens;
        arena_reset(&arena);
        TRY(analyse(&tokens, analyser, text, &arena, err));
        counts.documents++;
        counts.bytes += text.len;
        counts.tokens += tokens.count;
        counts.cites += tokens.cite_count;
    }
    *out = counts;
    return STATUS_OK;
}

static enum status
stem_text(struct counts *counts, struct analyser *analyser, struct str text,
          struct error *err)
{
    struct tokeniser tokeniser;
    struct raw_token raw;
    struct str stem;
    tokeniser_init(&tokeniser, text);
    while (tokeniser_next(&tokeniser, &raw)) {
        TRY(analyser_stem(&stem, analyser, raw.word, err));
        counts->tokens++;
        counts->stem_bytes += stem.len;
    }
    return STATUS_OK;
}

static enum status
stem_all(struct counts *out, struct analyser *analyser, struct str all,
         struct error *err)
{
    struct counts counts = {0};
    struct str line;
    while (str_line(&all, &line)) {
        struct str text = text_of(line);
        TRY(stem_text(&counts, analyser, text, err));
        counts.documents++;
        counts.bytes += text.len;
    }
    *out = counts;
    return STATUS_OK;
}

typedef enum status measured(struct counts *out, struct analyser *analyser,
                             struct str all, struct error *err);

static enum status
measure(measured *pass, const char *name, struct analyser *analyser,
        struct str all, struct error *err)
{
    struct counts counts;
    double start = cpu_seconds();
    TRY(pass(&counts, analyser, all, err));
    double seconds = cpu_seconds() - start;
    printf("%s: %zu documents, %.1f MB, %zu tokens, %zu references: "
           "%.2f s, %.1f MB/s\n",
           name, counts.documents, (double)counts.bytes / 1e6, counts.tokens,
           counts.cites, seconds, (double)counts.bytes / 1e6 / seconds);
    return STATUS_OK;
}

static enum status
run(const char *path, int rounds, struct error *err)
{
    AUTO(buf) struct buf all = BUF_INIT(SIZE_MAX / 2);
    AUTO(analyser) struct analyser *analyser = NULL;
    struct counts counts;
    TRY(read_whole(&all, path, err));
    TRY(analyser_new(&analyser, err));
    TRY(analyse_all(&counts, analyser, buf_str(&all), err));
    for (int i = 0; i < rounds; i++) {
        TRY(measure(stem_all, "tokens and stems", analyser, buf_str(&all),
                    err));
        TRY(measure(analyse_all, "all of analyse()", analyser, buf_str(&all),
                    err));
    }
    return STATUS_OK;
}

int
main(int argc, char **argv)
{
    struct error err = {0};
    if (argc < 2) {
        fprintf(stderr, "usage: analyse_speed FILE [ROUNDS]\n");
        return 2;
    }
    enum status status = run(argv[1], argc > 2 ? atoi(argv[2]) : 3, &err);
    if (status != STATUS_OK)
        fprintf(stderr, "analyse_speed: %s\n", err.text);
    return status == STATUS_OK ? 0 : 1;
}
