/* tests: fidelity over all real files (LIASSE_SHARED/data).
 *
 * tests/tables/fidelity.txt says of every folder how many files it has, how
 * many documents they give, how many of these have no text, and how many fill
 * each field; LIASSE_UPDATE=1 rewrites it, the difference is to be reviewed.
 * A folder that is not in it fails.  Over everything no tag, entity, control
 * character, U+FFFD or UTF-8 read as Latin-1 stands in any text, title, path,
 * author or rubric, and no word of a menu in a page of the Assembly. */
#include "check.h"
#include "label.h"
#include "remnants.h"
#include "sink_memory.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef LIASSE_SHARED
#define LIASSE_SHARED ""
#endif

/* What a folder gives. */
enum { KINDS_MAX = 64 };

struct tally {
    struct sink sink; /* first */
    size_t files, empty, refused, documents, no_text, notes, dirty;
    size_t filled[FIELD_COUNT], kinds[KINDS_MAX];
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

static bool
has_no_remnant(const struct document *document, char why[200])
{
    static const enum field fields[] = {FIELD_TITLE, FIELD_TEXT, FIELD_PATH,
                                        FIELD_AUTHOR, FIELD_RUBRIC};
    for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++) {
        const struct values *values = &document->field[fields[f]];
        size_t count = (size_t)values->count * schema[fields[f]].parts;
        for (size_t i = 0; i < count; i++) {
            size_t at = 0;
            enum remnant found = remnant_find(values->at[i], &at);
            if (found == REMNANT_NONE)
                continue;
            struct str rest = str_from_offset(values->at[i], at);
            snprintf(why, 200, "%s in %s: " STR_FMT, remnant_name(found),
                     schema[fields[f]].json.at, STR_ARG(str_head(rest, 60)));
            return false;
        }
    }
    return true;
}

static enum status
count_document(struct sink *sink, const struct document *document,
               struct str url, struct error *err)
{
    struct tally *tally = (struct tally *)sink;
    char why[200] = "";
    (void)url, (void)err;
    int kind = schema_kind(document_first(document, FIELD_KIND));
    tally->documents++;
    if (kind >= 0)
        tally->kinds[kind]++;
    for (int f = 0; f < FIELD_COUNT; f++)
        tally->filled[f] += document->field[f].count > 0;
    tally->no_text += !document_has(document, FIELD_TEXT);
    bool clean =
        document_is_clean(document, why) && has_no_remnant(document, why);
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

/* "files 2 empty 0 ...", then a line a kind, then one a field that any
 * document fills, with their numbers. */
static void
dump(struct buf *out, const struct tally *tally)
{
    buf_printf(out,
               "files %zu\nempty %zu\nrefused %zu\nnotes %zu\n"
               "documents %zu\nwithout text %zu\n",
               tally->files, tally->empty, tally->refused, tally->notes,
               tally->documents, tally->no_text);
    for (int k = 0; k < KINDS_MAX && schema_kind_name(k); k++)
        if (tally->kinds[k])
            buf_printf(out, "kind %s %zu\n", schema_kind_name(k),
                       tally->kinds[k]);
    for (int f = 0; f < FIELD_COUNT; f++)
        if (tally->filled[f] && f != FIELD_UID && f != FIELD_KIND)
            buf_printf(out, STR_FMT " %zu\n", STR_ARG(schema[f].json),
                       tally->filled[f]);
}

/* The lines of a folder in the table: those behind "## folder". */
static struct str
section_of(struct str table, const char *folder)
{
    char header[300];
    int len = snprintf(header, sizeof header, "## %s\n", folder);
    size_t at = str_find(table, str_from(header));
    if (at == SIZE_MAX)
        return STR("");
    struct str rest = str_from_offset(table, at + (size_t)len);
    size_t end = str_find(rest, STR("## "));
    return end == SIZE_MAX ? rest : str_head(rest, end);
}

struct checking {
    struct str table;
    FILE *out; /* with LIASSE_UPDATE */
    size_t documents, folders;
};

static void
check_folder(struct checking *checking, const char *folder)
{
    char path[1200];
    struct tally tally = {.sink = {.document = count_document,
                                  .deletion = count_deletion,
                                  .diagnostic = count_note},
                          .of_assembly = strstr(folder, "html/an-") != NULL};
    AUTO(buf) struct buf got = BUF_INIT(10000);
    snprintf(path, sizeof path, "%s/data/%s", LIASSE_SHARED, folder);
    count_folder(&tally, path);
    dump(&got, &tally);
    checking->documents += tally.documents;
    checking->folders++;
    check_int((int64_t)tally.dirty, 0, folder, __FILE__, __LINE__);
    if (checking->out)
        fprintf(checking->out, "## %s\n" STR_FMT, folder,
                STR_ARG(buf_str(&got)));
    else
        check_str(buf_str(&got), section_of(checking->table, folder), folder,
                  __FILE__, __LINE__);
}

static bool
is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* The folders of data/ in bytewise order; those of several formats (html,
 * markdown, text) by what is in them. */
static void
check_folders(struct checking *checking, const char *under)
{
    char path[1200], name[600];
    struct dirent **entries;
    snprintf(path, sizeof path, "%s/data/%s", LIASSE_SHARED, under);
    int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        snprintf(name, sizeof name, "%s%s", under, entries[i]->d_name);
        snprintf(path, sizeof path, "%s/data/%s", LIASSE_SHARED, name);
        bool folder = entries[i]->d_name[0] != '.' && is_folder(path);
        free(entries[i]);
        if (!folder)
            continue;
        if (!under[0] &&
            (strcmp(name, "html") == 0 || strcmp(name, "markdown") == 0 ||
             strcmp(name, "text") == 0)) {
            strcat(name, "/");
            check_folders(checking, name);
        } else {
            check_folder(checking, name);
        }
    }
    if (count >= 0)
        free(entries);
}

static const char table_head[] =
    "# What each folder of ../shared/data gives (tests/unit/test_fidelity.c).\n"
    "# LIASSE_UPDATE=1 build/bin/unit fidelity rewrites, review the "
    "difference.\n";

static void
folders_of_shared(void)
{
    static const char path[] = LIASSE_TABLES "/fidelity.txt";
    if (access(LIASSE_SHARED "/data/html", R_OK) != 0) {
        printf("(no %s: skipped) ", LIASSE_SHARED);
        return;
    }
    struct checking checking = {.table = file_bytes(path)};
    if (getenv("LIASSE_UPDATE"))
        checking.out = fopen(path, "w");
    if (checking.out)
        fputs(table_head, checking.out);
    check_folders(&checking, "");
    CHECK(checking.folders > 30);
    CHECK(checking.documents > 10000);
    if (checking.out)
        fclose(checking.out);
    free((char *)checking.table.at);
}

CU_TestInfo fidelity_tests[] = {
    {"folders of ../shared", folders_of_shared},
    CU_TEST_INFO_NULL,
};
