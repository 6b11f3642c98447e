/* tests: real files (LIASSE_SHARED/data), three or more a folder, as
 * fingerprints.
 *
 * tests/tables/fingerprints.txt has a section for each file: how many
 * documents it gives and a sum over all of them, then the first, the middle
 * and the last one field by field (number of values, bytes, CRC-32), so that
 * nothing of the texts stands in the repository.  The documents were read
 * beside their sources when the table was made.  LIASSE_UPDATE=1 rewrites it:
 * look at what changed with liasse-ingest --dry-run FILE. */
#include "check.h"
#include "digest.h"
#include "sink_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef LIASSE_SHARED
#define LIASSE_SHARED ""
#endif

struct fingerprints {
    struct sink sink; /* first */
    size_t documents, wanted[3];
    uint32_t sum;
    struct buf lines;
};

static uint32_t
sum_of(const struct values *values, uint32_t parts, size_t *bytes)
{
    uint32_t sum = 0;
    *bytes = 0;
    for (size_t i = 0; i < (size_t)values->count * parts; i++) {
        *bytes += values->at[i].len;
        if (values->at[i].len)
            sum = crc32_add(sum, values->at[i]);
        sum = crc32_add(sum, (struct str){"", 1});
    }
    return sum;
}

static enum status
take_document(struct sink *sink, const struct document *document,
              struct str url, struct error *err)
{
    struct fingerprints *to = (struct fingerprints *)sink;
    size_t number = to->documents++;
    bool wanted = number == to->wanted[0] || number == to->wanted[1] ||
                  number == to->wanted[2];
    (void)err;
    if (wanted)
        buf_printf(&to->lines, STR_FMT " " STR_FMT,
                   STR_ARG(document_first(document, FIELD_UID)),
                   STR_ARG(document_first(document, FIELD_KIND)));
    for (int f = 0; f < FIELD_COUNT; f++) {
        const struct values *values = &document->field[f];
        size_t bytes;
        uint32_t sum = sum_of(values, schema[f].parts, &bytes);
        to->sum = crc32_add(to->sum, (struct str){(char *)&sum, sizeof sum});
        if (wanted && values->count && f != FIELD_UID && f != FIELD_KIND)
            buf_printf(&to->lines, " " STR_FMT "=%u/%zu/%08x",
                       STR_ARG(schema[f].json), values->count, bytes, sum);
    }
    if (url.len)
        to->sum = crc32_add(to->sum, url);
    if (wanted)
        buf_add_char(&to->lines, '\n');
    return STATUS_OK;
}

static enum status
take_deletion(struct sink *sink, struct str uid, struct error *err)
{
    struct fingerprints *to = (struct fingerprints *)sink;
    (void)err;
    buf_printf(&to->lines, "deleted " STR_FMT "\n", STR_ARG(uid));
    return STATUS_OK;
}

static enum status
take_note(struct sink *sink, enum cause cause, struct str where,
          struct str detail, struct error *err)
{
    struct fingerprints *to = (struct fingerprints *)sink;
    (void)err;
    buf_printf(&to->lines, "note %d " STR_FMT "\n", (int)cause,
               STR_ARG(where.len ? where : detail));
    return STATUS_OK;
}

static void
read_one(struct fingerprints *to, const char *path, const char **reader)
{
    struct sink sink = {.document = take_document,
                        .deletion = take_deletion,
                        .diagnostic = take_note};
    const struct reader *by = NULL;
    struct error err = {0};
    buf_clear(&to->lines);
    to->sink = sink;
    to->documents = to->sum = 0;
    enum status status = read_file_into(&to->sink, &by, path, &err);
    check_status(status, STATUS_OK, &err, path, __FILE__, __LINE__);
    *reader = by ? by->name : "nobody";
}

/* Twice: the second time it is known which documents are wanted. */
static void
fingerprint(struct buf *out, struct str name)
{
    struct fingerprints to = {.lines = BUF_INIT(1 << 20)};
    const char *reader;
    char path[1200];
    snprintf(path, sizeof path, "%s/data/" STR_FMT, LIASSE_SHARED,
             STR_ARG(name));
    memset(to.wanted, 0xFF, sizeof to.wanted);
    read_one(&to, path, &reader);
    size_t last = to.documents ? to.documents - 1 : 0;
    to.wanted[0] = 0;
    to.wanted[1] = last / 2;
    to.wanted[2] = last;
    read_one(&to, path, &reader);
    buf_printf(out, "%s documents %zu sum %08x\n", reader, to.documents,
               to.sum);
    buf_add(out, buf_str(&to.lines));
    buf_release(&to.lines);
}

static void
real_files(void)
{
    static const char path[] = LIASSE_TABLES "/fingerprints.txt";
    if (access(LIASSE_SHARED "/data/html", R_OK) != 0) {
        printf("(no %s: skipped) ", LIASSE_SHARED);
        return;
    }
    struct str table = file_bytes(path), rest = table, line = {NULL, 0};
    FILE *out = getenv("LIASSE_UPDATE") ? fopen(path, "w") : NULL;
    size_t files = 0;
    while (str_line(&rest, &line) && !str_starts(line, STR("## ")))
        if (out)
            fprintf(out, STR_FMT "\n", STR_ARG(line));
    while (str_starts(line, STR("## "))) {
        AUTO(buf) struct buf got = BUF_INIT(1 << 20);
        struct str name = str_from_offset(line, 3), want = {rest.at, 0};
        char where[600];
        line = (struct str){NULL, 0};
        while (str_line(&rest, &line) && !str_starts(line, STR("## "))) {
            want.len = (size_t)(rest.at - want.at);
            line = (struct str){NULL, 0};
        }
        snprintf(where, sizeof where, STR_FMT, STR_ARG(name));
        fingerprint(&got, name);
        files++;
        if (out)
            fprintf(out, "## %s\n" STR_FMT, where, STR_ARG(buf_str(&got)));
        else
            check_str(buf_str(&got), want, where, __FILE__, __LINE__);
    }
    CHECK(files > 60);
    if (out)
        fclose(out);
    free((char *)table.at);
}

CU_TestInfo fingerprints_tests[] = {
    {"real files", real_files},
    CU_TEST_INFO_NULL,
};
