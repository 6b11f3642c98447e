/* tests: tables of a glass database with damaged blocks, as a target: every
 * entry, posting list, list of positions and text is some answer or an error,
 * in order, and ends. */
#define _GNU_SOURCE
#include "fuzz.h"

#include "glass_data.h"
#include "positions.h"
#include "postings.h"
#include "version_file.h"
#include "xap.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PATH_ROOM = 1200,
    TERMS = 600,
    DOCIDS = 40,
    ROOM = 64,
    SEED = 128 * 1024
};

/* A copy of one table; what is fed stands in place of its end, where the root
 * is. */
static struct copied {
    char directory[PATH_ROOM], file[PATH_ROOM + 40];
    uint64_t revision;
    off_t before;
} postlist, docdata;

static struct arena names;
static struct str terms[TERMS];
static size_t term_count;

static void
must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

static bool
told(enum status status)
{
    must(status == STATUS_OK || status == STATUS_IO || status == STATUS_STALE ||
             status == STATUS_NOT_FOUND,
         "a status of damage");
    return status != STATUS_OK;
}

/* ---- what is read --------------------------------------------------------
 */

static void
read_entries(struct glass_file *file)
{
    AUTO(glass_cursor) struct glass_cursor cursor = {0};
    char last[GLASS_CURSOR_KEY_MAX];
    struct str before = {last, 0}, tag;
    bool more, compressed, first = true;
    glass_cursor_start(&cursor, file);
    if (told(glass_cursor_find(&more, &cursor, STR(""), NULL)))
        return;
    while (more) {
        struct str key = glass_cursor_key(&cursor);
        must(first || str_cmp(before, key) < 0, "keys that rise");
        memcpy(last, key.at, key.len);
        before.len = key.len;
        first = false;
        if (told(glass_cursor_raw(&tag, &compressed, &cursor, NULL)) ||
            told(glass_cursor_next(&more, &cursor, NULL)))
            return;
    }
    for (size_t i = 0; i < term_count; i++)
        if (!told(glass_cursor_find_last(&more, &cursor, terms[i], NULL)) &&
            more)
            must(str_cmp(glass_cursor_key(&cursor), terms[i]) <= 0,
                 "a key that is not above");
}

static void
read_postings(struct postings *postings, struct str term, uint32_t from)
{
    AUTO(posting_walk) struct posting_walk walk = {0};
    uint32_t docids[ROOM], wdfs[ROOM], last = 0;
    size_t count = 1;
    if (told(posting_walk_start(&walk, postings, term, NULL)) ||
        (from && told(posting_walk_seek(&walk, from, NULL))))
        return;
    while (count) {
        if (told(posting_walk_read(&count, &walk, docids, wdfs, ROOM, NULL)))
            return;
        for (size_t i = 0; i < count; i++) {
            must(docids[i] > last && docids[i] >= from, "docids that rise");
            last = docids[i];
        }
    }
}

static void
read_positions(struct positions *positions, struct str term)
{
    AUTO(position_list) struct position_list list = {0};
    uint32_t next;
    position_list_start(&list, positions, term);
    for (uint32_t docid = 1; docid <= DOCIDS; docid++) {
        if (told(position_list_find(&next, &list, docid, NULL)))
            return;
        must(next >= docid, "a docid from there on");
        if (next != docid)
            continue;
        if (told(position_list_read(&list, NULL)))
            return;
        for (size_t i = 1; i < list.count; i++)
            must(list.at[i - 1] < list.at[i], "positions that rise");
    }
}

static void
take_positions(struct positions *positions, struct str term)
{
    AUTO(position_list) struct position_list list = {0};
    AUTO(position_parts) struct position_parts parts = {0};
    static const uint64_t bits[] = {UINT64_MAX, 0x5555555555555555, 1};
    struct position_window window = {1, 150, bits};
    position_list_start(&list, positions, term);
    do {
        if (told(position_list_take(&parts, &list, &window, NULL)))
            return;
        for (size_t i = 0; i < parts.count; i++) {
            const struct position_part *part = &parts.part[i];
            const uint32_t *at = parts.at + part->first;
            must(part->document < window.width, "documents of the window");
            for (size_t n = 1; n < part->count; n++)
                must(at[n - 1] < at[n], "positions that rise");
        }
    } while (parts.count);
}

static void
list_positions(struct positions *positions, struct str term)
{
    AUTO(position_list) struct position_list list = {0};
    AUTO(position_terms) struct position_terms walk = {0};
    uint32_t docids[50], last = 0, documents;
    size_t count;
    if (told(positions_documents(&documents, positions, term, NULL)))
        return;
    position_list_start(&list, positions, term);
    do {
        if (told(position_list_docids(&count, &list, docids, 50, NULL)))
            return;
        for (size_t i = 0; i < count; i++) {
            must(docids[i] > last, "docids that rise");
            last = docids[i];
        }
    } while (count);
    if (told(position_terms_start(&walk, positions, str_head(term, 1), NULL)))
        return;
    while (walk.term.len && !told(position_terms_next(&walk, NULL)))
        continue;
}

/* ---- targets -------------------------------------------------------------
 */

static void
write_bytes(const struct copied *copy, struct str bytes)
{
    int fd = open(copy->file, O_WRONLY | O_CLOEXEC);
    must(fd >= 0 &&
             pwrite(fd, bytes.at, bytes.len, copy->before) ==
                 (ssize_t)bytes.len &&
             ftruncate(fd, copy->before + (off_t)bytes.len) == 0,
         "a copy to write to");
    close(fd);
}

static void
run_postlist(const void *what, struct str bytes)
{
    AUTO(glass_file) struct glass_file *file = NULL;
    AUTO(postings) struct postings *postings = NULL;
    AUTO(positions) struct positions *positions = NULL;
    const struct copied *copy = what;
    write_bytes(copy, bytes);
    if (told(glass_file_open(&file, copy->directory, "postlist", copy->revision,
                             NULL)) ||
        told(postings_open(&postings, copy->directory, copy->revision, NULL)) ||
        told(positions_open(&positions, copy->directory, copy->revision, NULL)))
        return;
    read_entries(file);
    read_postings(postings, STR(""), 0);
    for (size_t i = 0; i < term_count; i++) {
        read_postings(postings, terms[i], i % 3 ? 0 : 1 + (uint32_t)i % 20);
        read_positions(positions, terms[i]);
        take_positions(positions, terms[i]);
        list_positions(positions, terms[i]);
    }
}

static void
run_docdata(const void *what, struct str bytes)
{
    AUTO(glass_data) struct glass_data *data = NULL;
    const struct copied *copy = what;
    write_bytes(copy, bytes);
    if (told(glass_data_open(&data, copy->directory, "docdata", copy->revision,
                             NULL)))
        return;
    for (uint32_t docid = 1; docid <= DOCIDS; docid++) {
        AUTO(arena) struct arena arena = {0};
        struct str text;
        (void)told(glass_data_read(&text, data, docid, &arena, NULL));
    }
}

/* ---- seeds ---------------------------------------------------------------
 */

/* A file, whole, by malloc; no bytes when there is none. */
static struct str
read_file(const char *path)
{
    struct stat stat;
    struct str none = {NULL, 0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &stat) != 0)
        return none;
    char *bytes = malloc((size_t)stat.st_size + 1);
    must(bytes && read(fd, bytes, (size_t)stat.st_size) == stat.st_size,
         "a file to read");
    close(fd);
    return (struct str){bytes, (size_t)stat.st_size};
}

static struct str
copy_file(const char *from, const char *to, const char *name, char *path)
{
    char source[PATH_ROOM + 40];
    snprintf(source, sizeof source, "%s/%s", from, name);
    snprintf(path, sizeof source, "%s/%s", to, name);
    struct str bytes = read_file(source);
    FILE *file = fopen(path, "wb");
    must(file && bytes.at &&
             fwrite(bytes.at, 1, bytes.len, file) == bytes.len &&
             fclose(file) == 0,
         "a copy of a table");
    return bytes;
}

static enum status
take_term(void *payload, struct str term, uint32_t count)
{
    (void)payload;
    (void)count;
    terms[term_count++] = arena_copy(&names, term);
    return term_count == TERMS ? STATUS_DONE : STATUS_OK;
}

static void
take_terms(const char *directory)
{
    static const char *const starts[] = {"E", "S", "I", "l", "p"};
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    term_count = 0;
    if (xap_reader_open(&reader, directory, NULL) != STATUS_OK)
        return;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (term_count < TERMS)
            (void)!xap_reader_terms(reader, str_from(starts[i]), take_term,
                                    NULL, NULL);
}

/* Of the table `name` in INDEX/PART, with the others, for they are looked at
 * together; the seed by malloc. */
static struct str
copy_table(struct copied *out, const char *index, const char *part,
           const char *name)
{
    char from[PATH_ROOM], path[PATH_ROOM + 40], file[40];
    struct version_file version;
    struct str bytes = {NULL, 0};
    snprintf(from, sizeof from, "%s/%s", index, part);
    snprintf(out->directory, sizeof out->directory, "%s/fuzz-%s", index, name);
    (void)mkdir(out->directory, 0777);
    must(version_look(&version, NULL, NULL, from, NULL) == STATUS_OK,
         "a version file");
    out->revision = version.revision;
    bytes = copy_file(from, out->directory, VERSION_FILE, path);
    free((void *)(uintptr_t)bytes.at);
    for (unsigned i = 0; i < VERSION_FILE_TABLES; i++) {
        if (version.tables[i].fake || strcmp(version_table_name(i), name) == 0)
            continue;
        snprintf(file, sizeof file, "%s.glass", version_table_name(i));
        bytes = copy_file(from, out->directory, file, path);
        free((void *)(uintptr_t)bytes.at);
    }
    snprintf(file, sizeof file, "%s.glass", name);
    bytes = copy_file(from, out->directory, file, out->file);
    size_t seed = bytes.len < SEED ? bytes.len : SEED;
    out->before = (off_t)(bytes.len - seed);
    memmove((char *)(uintptr_t)bytes.at, bytes.at + out->before, seed);
    return (struct str){bytes.at, seed};
}

void
fuzz_glass_postlist(struct fuzz_target *target, const char *index,
                    struct str *seed)
{
    char directory[PATH_ROOM];
    snprintf(directory, sizeof directory, "%s/search-1", index);
    take_terms(directory);
    *seed = copy_table(&postlist, index, "search-1", "postlist");
    target->run = run_postlist;
    target->what = &postlist;
}

void
fuzz_glass_docdata(struct fuzz_target *target, const char *index,
                   struct str *seed)
{
    *seed = copy_table(&docdata, index, "store", "docdata");
    target->run = run_docdata;
    target->what = &docdata;
}
