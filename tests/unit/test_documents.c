/* tests: real files (LIASSE_SHARED) and the corpus through the readers of
 * pages, Markdown, codes and CSV.
 *
 * tests/tables/documents_*.txt hold what files must give, field by field
 * (reading.h), each checked by eye; LIASSE_UPDATE=1 rewrites them. */
#include "check.h"
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef LIASSE_SHARED
#define LIASSE_SHARED ""
#endif

enum { CUT = 100 };

static bool
have_shared(void)
{
    static bool told;
    bool have = access(LIASSE_SHARED "/data/html", R_OK) == 0;
    if (!have && !told)
        printf("(no %s: skipped) ", LIASSE_SHARED);
    told = true;
    return have;
}

/* One section of a table: "## reader path" and the lines below it. */
static void
check_section(const char *root, struct str header, struct str body, FILE *out)
{
    struct str reader, name;
    char path[1200];
    str_cut(header, STR(" "), &reader, &name);
    snprintf(path, sizeof path, "%s/" STR_FMT, root, STR_ARG(name));
    if (!out) {
        char want[20000], by[60];
        snprintf(want, sizeof want, STR_FMT, STR_ARG(body));
        snprintf(by, sizeof by, STR_FMT, STR_ARG(reader));
        check_reads_file(path, by, CUT, want, __LINE__);
        return;
    }
    AUTO(arena) struct arena arena = {0};
    const char *by = "";
    struct str got = reads_file(path, CUT, &by, &arena);
    fprintf(out, "## %s " STR_FMT "\n" STR_FMT, by, STR_ARG(name),
            STR_ARG(got));
}

static void
check_table(const char *table, const char *root)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", LIASSE_TABLES, table);
    struct str file = file_bytes(path), rest = file, line;
    bool update = getenv("LIASSE_UPDATE") != NULL;
    FILE *out = update ? fopen(path, "w") : NULL;
    CHECK(file.at != NULL);
    while (str_line(&rest, &line) && !str_starts(line, STR("## ")))
        if (out)
            fprintf(out, STR_FMT "\n", STR_ARG(line));
    while (str_starts(line, STR("## "))) {
        struct str header = str_from_offset(line, 3), body = {rest.at, 0};
        line.len = 0;
        while (str_line(&rest, &line) && !str_starts(line, STR("## "))) {
            body.len = (size_t)(rest.at - body.at);
            line.len = 0;
        }
        check_section(root, header, body, out);
    }
    if (out)
        fclose(out);
    free((char *)file.at);
}

static void
shared_documents(void)
{
    if (have_shared())
        check_table("documents_shared.txt", LIASSE_SHARED "/data");
}

static void
corpus_documents(void)
{
    check_table("documents_corpus.txt", LIASSE_CORPUS);
}

/* badinputs/README.md: no crash, no signal; what is read is clean. */
static void
bad_inputs(void)
{
    if (!have_shared())
        return;
#define BAD LIASSE_SHARED "/badinputs/"
    check_reads_file(BAD "html_latin1.html", "html", 0,
                     "kind=page\ntitle=décret\nbody=décret\n", __LINE__);
    check_reads_file(BAD "html_unclosed.html", "html", 0,
                     "kind=page\ntitle=décretx\nbody=décretx\n", __LINE__);
    check_reads_file(BAD "html_attr.html", "html", 0, "", __LINE__);
    check_reads_file(BAD "garbage.html", "nobody", 0, "! \n", __LINE__);
    check_reads_file(BAD "text_crlf_nul.txt", "nobody", 0, "! \n", __LINE__);
#undef BAD
}

/* One damaged input: it must end, in STATUS_OK or a refusal, and never give a
 * bad character. */
static void
survive(const char *reader, const char *name, struct str bytes)
{
    static struct sink_memory got;
    struct error err = {0};
    char why[200] = "";
    enum status status = read_literal_as(&got, reader, name, bytes, &err);
    if (status != STATUS_OK && status != STATUS_FORMAT &&
        status != STATUS_DONE && status != STATUS_LIMIT)
        check_status(status, STATUS_OK, &err, name, __FILE__, __LINE__);
    for (size_t i = 0; i < got.count && i < MEMORY_MAX; i++)
        if (!document_is_clean(&got.documents[i], why) &&
            (strstr(why, "UTF-8") || strstr(why, "control")))
            check_str(str_from(why), STR(""), name, __FILE__, __LINE__);
    sink_memory_release(&got);
}

static void
survive_damage(const char *reader, const char *file, size_t cuts, int flips)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", LIASSE_CORPUS, file);
    struct str bytes = file_bytes(path);
    const char *name = strrchr(path, '/') + 1;
    uint32_t seed = 4711;
    CHECK(bytes.len > 0);
    for (size_t i = 0; bytes.len && i < cuts; i++)
        survive(reader, name, str_head(bytes, bytes.len * i / cuts));
    for (int round = 0; bytes.len && round < flips; round++) {
        seed = seed * 1664525 + 1013904223;
        size_t at = (seed >> 8) % bytes.len;
        char kept = bytes.at[at];
        ((char *)bytes.at)[at] = (char)(kept ^ (1 << (seed >> 5) % 8));
        survive(reader, name, bytes);
        if (round % 4) /* every fourth stays: damage adds up */
            ((char *)bytes.at)[at] = kept;
    }
    free((char *)bytes.at);
}

static void
damaged_files(void)
{
    static const char *const files[][2] = {
        {"html", "pages-html/dossier-erosion-cotiere.asp"},
        {"html", "pages-html/amendement-117.html"},
        {"html", "pages-html/senat-dossier-phares.html"},
        {"html", "pages-html/question-16011.html"},
        {"markdown", "markdown/article-12.md"},
        {"markdown", "markdown/fiche-recul-du-trait-de-cote.md"},
        {"code-text", "codes/code-des-rivages.txt"},
        {"code-markdown", "codes/code-sante-gens-de-mer.md"},
        {"csv", "csv/questions-senat.csv"},
        {"csv", "csv/amendements-senat.csv"},
        {"csv", "csv/notes.csv"},
        {"senat-dossier-atom", "senat-atom/doslegppl25-917.xml"},
        {"senat-question-sql", "senat-sql/questions.sql"},
        {"akoma-ntoso", "akoma-ntoso/loi-2026-9921.xml"},
        {"akoma-ntoso", "akoma-ntoso/seance-2026-04-09.xml"},
        {"an-debate-xml", "debats/CRSANR5L17S2026O1N9304.xml"},
        {"debate-tei", "debats/19980512.tei.xml"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        survive_damage(files[i][0], files[i][1], 60, 200);
}

CU_TestInfo documents_tests[] = {
    {"the corpus", corpus_documents},
    {"documents of ../shared", shared_documents},
    {"bad inputs", bad_inputs},
    {"damaged files", damaged_files},
    CU_TEST_INFO_NULL,
};
