/* tests: real files (LIASSE_SHARED) and the corpus through the readers of
 * pages, Markdown, codes and CSV.
 *
 * tests/tables/documents_*.txt hold what files must give, field by field
 * (reading.h), each checked by eye; LIASSE_UPDATE=1 rewrites them.  The table
 * of folders says how many documents, empty texts and filled fields each
 * gives; over everything no tag, entity, control character or U+FFFD stands
 * in any value, and no word of a menu in a page of the Assembly. */
#include "check.h"
#include "label.h"
#include "reading.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* What a folder gives. */
struct tally {
    struct sink sink; /* first */
    size_t files, empty, refused, documents, no_text, notes, dirty;
    size_t filled[FIELD_COUNT];
    const char *file;
    bool of_assembly;
};

/* Words of menus, banners and footers; folded. */
static const char *const menu_words[] = {"plan du site",
                                         "aller au menu",
                                         "aller au contenu",
                                         "mentions legales",
                                         "contacter son depute",
                                         "anciens deputes",
                                         "les groupes politiques",
                                         "gerer mes cookies",
                                         "tout accepter",
                                         "(c) assemblee nationale",
                                         "politique d'accessibilite"};

static const char *
menu_word_in(struct str text)
{
    struct str rest = text, line;
    while (str_line(&rest, &line)) {
        struct label label = label_fold(line);
        for (size_t i = 0; i < sizeof menu_words / sizeof menu_words[0]; i++)
            if (label_contains(&label, menu_words[i]))
                return menu_words[i];
    }
    return NULL;
}

static enum status
count_document(struct sink *sink, const struct document *document,
               struct str url, struct error *err)
{
    struct tally *tally = (struct tally *)sink;
    char why[200] = "";
    (void)url, (void)err;
    tally->documents++;
    for (int f = 0; f < FIELD_COUNT; f++)
        tally->filled[f] += document->field[f].count > 0;
    tally->no_text += !document_has(document, FIELD_TEXT);
    bool clean = document_is_clean(document, why);
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++) {
        const char *word =
            menu_word_in(document_part(document, FIELD_TEXT, i, TEXT_TEXT));
        if (word && tally->of_assembly) {
            clean = false;
            snprintf(why, sizeof why, "menu: %s", word);
        }
    }
    if (!clean)
        printf("%s: %s\n", tally->file, why);
    tally->dirty += !clean;
    return STATUS_OK;
}

static enum status
count_deletion(struct sink *sink, struct str uid, struct error *err)
{
    (void)sink, (void)uid, (void)err;
    return STATUS_OK;
}

static enum status
count_note(struct sink *sink, enum cause cause, struct str where,
           struct str detail, struct error *err)
{
    (void)cause, (void)where, (void)detail, (void)err;
    ((struct tally *)sink)->notes++;
    return STATUS_OK;
}

static void
count_file(struct tally *tally, const char *path)
{
    const struct reader *reader = NULL;
    struct error err = {0};
    size_t before = tally->documents;
    tally->file = path;
    enum status status = read_file_into(&tally->sink, &reader, path, &err);
    if (status == STATUS_NOT_FOUND)
        return; /* README, LICENSE */
    tally->files++;
    if (status == STATUS_OK || status == STATUS_DONE)
        tally->empty += tally->documents == before;
    else
        tally->refused++;
}

static void
count_folder(struct tally *tally, const char *folder)
{
    char path[1200];
    struct stat stat_;
    DIR *dir = opendir(folder);
    CHECK(dir != NULL);
    for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || stat(path, &stat_) != 0)
            continue;
        if (S_ISDIR(stat_.st_mode))
            count_folder(tally, path);
        else
            count_file(tally, path);
    }
    if (dir)
        closedir(dir);
}

/* "files=2 empty=0 refused=0 documents=2 no_text=0 notes=0 dirty=0" and the
 * fields that any document fills, with their number. */
static void
check_folder(const char *folder, const char *want)
{
    char path[600];
    struct tally tally = {.sink = {count_document, count_deletion, count_note},
                          .of_assembly = strstr(folder, "html/an-") != NULL};
    AUTO(buf) struct buf got = BUF_INIT(10000);
    snprintf(path, sizeof path, "%s/data/%s", LIASSE_SHARED, folder);
    count_folder(&tally, path);
    buf_printf(&got,
               "files=%zu empty=%zu refused=%zu documents=%zu no_text=%zu "
               "notes=%zu dirty=%zu",
               tally.files, tally.empty, tally.refused, tally.documents,
               tally.no_text, tally.notes, tally.dirty);
    for (int f = 0; f < FIELD_COUNT; f++)
        if (tally.filled[f] && f != FIELD_UID && f != FIELD_KIND)
            buf_printf(&got, " " STR_FMT "=%zu", STR_ARG(schema[f].json),
                       tally.filled[f]);
    check_str(buf_str(&got), str_from(want), folder, __FILE__, __LINE__);
}

static void
shared_folders(void)
{
    if (!have_shared())
        return;
    check_folder(
        "html/an-amendements",
        "files=2 empty=0 refused=0 documents=2 no_text=0 notes=0 dirty=0"
        " title=2 text=2 number=2 legislature=2 chamber=2 author=2 outcome=2 "
        "container=2 path=2 date=2 links=2 author_ref=2 group_ref=2");
    check_folder(
        "html/an-doslegs-asp",
        "files=395 empty=5 refused=0 documents=390 no_text=0 notes=0 dirty=0"
        " title=390 text=390 legislature=385 chamber=390 outcome=66 nor=66 "
        "date=382 links=390");
    check_folder(
        "html/an-dossiers",
        "files=4 empty=0 refused=0 documents=4 no_text=0 notes=0 dirty=0"
        " title=4 text=4 number=1 legislature=3 chamber=4 outcome=2 nor=2 "
        "date=4 links=3");
    check_folder(
        "html/an-seances-asp",
        "files=1 empty=0 refused=0 documents=1 no_text=0 notes=0 dirty=0"
        " title=1 text=1 number=1 legislature=1 chamber=1 date=1 links=1");
    check_folder(
        "html/an-textes",
        "files=4 empty=0 refused=0 documents=4 no_text=0 notes=0 dirty=0"
        " title=4 text=4 number=4 legislature=4 chamber=4 author=1 path=4 "
        "date=4 links=4 author_ref=1");
    check_folder(
        "html/senat-doslegs",
        "files=134 empty=0 refused=0 documents=134 no_text=0 notes=0 dirty=0"
        " title=134 text=134 chamber=134 date=134 links=134");
    check_folder(
        "html/senat-questions",
        "files=1 empty=0 refused=0 documents=1 no_text=0 notes=0 dirty=0"
        " title=1 text=1 links=1");
    check_folder(
        "html/senat-textes",
        "files=6 empty=0 refused=0 documents=6 no_text=0 notes=0 dirty=0"
        " title=6 text=6 chamber=5 links=6");
    check_folder(
        "markdown/constitution",
        "files=5 empty=0 refused=0 documents=5 no_text=0 notes=0 dirty=0"
        " title=5 text=5 status=4 article=4 date=5 date_start=5 links=5");
    check_folder(
        "markdown/legalize-fr",
        "files=8 empty=0 refused=0 documents=46 no_text=0 notes=0 dirty=0"
        " title=46 text=46 code=46 article=46 container=46 path=45");
    check_folder(
        "markdown/reglements-an",
        "files=6 empty=0 refused=0 documents=857 no_text=0 notes=0 dirty=0"
        " title=857 text=857 article=857 path=857 date=857");
    check_folder(
        "text/codes-2012",
        "files=8 empty=0 refused=0 documents=101 no_text=0 notes=0 dirty=0"
        " title=101 text=101 code=101 article=101 container=101 path=101");
    check_folder(
        "an-syceron",
        "files=2 empty=0 refused=0 documents=11 no_text=0 notes=0 dirty=0"
        " title=11 text=11 legislature=11 chamber=11 author=9 container=9 "
        "path=9 date=11 links=2 author_ref=6 mandate_ref=6");
    check_folder(
        "tei",
        "files=1 empty=0 refused=0 documents=381 no_text=0 notes=0 dirty=0"
        " title=381 text=381 chamber=381 author=378 group=319 container=380 "
        "path=378 date=381");
    check_folder(
        "senat-questions-csv",
        "files=1 empty=0 refused=0 documents=4 no_text=4 notes=0 dirty=0"
        " title=4 number=4 chamber=4 author=4 group=4 constituency=4 "
        "ministry_asked=4 ministry_answering=4 rubric=4 status=4 date=4 "
        "date_answer=3 links=3");
    check_folder(
        "senat-amendements-csv",
        "files=9 empty=0 refused=0 documents=3943 no_text=214 notes=10 dirty=0"
        " title=3943 text=3729 number=2202 chamber=3943 author=2097 group=2378 "
        "constituency=1740 status=1741 outcome=2143 container=1988 path=2095 "
        "date=1988 links=3683");
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
        {"an-debate-xml", "debats/CRSANR5L17S2026O1N9304.xml"},
        {"debate-tei", "debats/19980512.tei.xml"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        survive_damage(files[i][0], files[i][1], 60, 200);
}

CU_TestInfo documents_tests[] = {
    {"the corpus", corpus_documents},
    {"documents of ../shared", shared_documents},
    {"folders of ../shared", shared_folders},
    {"bad inputs", bad_inputs},
    {"damaged files", damaged_files},
    CU_TEST_INFO_NULL,
};
