/* index: a new generation is looked at, then used. */
#include "generation.h"

#include "lang.h"
#include "manifest.h"
#include "parallel.h"
#include "version_file.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* The tables of a generation, checked side by side. */
static const char *const names[] = {"position", "termlist", "postlist",
                                    "docdata"};
enum { TABLES = sizeof names / sizeof *names };

struct table {
    const char *name;
    off_t size;
    uint32_t faults;
};

struct checking {
    const char *path;
    struct table tables[TABLES];
    unsigned count;
    const struct generation_beside *beside;
};

static int
larger_first(const void *left, const void *right)
{
    const struct table *a = left, *b = right;
    return (a->size < b->size) - (a->size > b->size);
}

/* A table that holds nothing may have no file. */
static void
tables_find(struct checking *checking)
{
    for (unsigned i = 0; i < TABLES; i++) {
        char file[LAYOUT_PATH_MAX + 32];
        struct stat about;
        snprintf(file, sizeof file, "%s/%s.glass", checking->path, names[i]);
        if (stat(file, &about) == 0)
            checking->tables[checking->count++] =
                (struct table){.name = names[i], .size = about.st_size};
    }
    qsort(checking->tables, checking->count, sizeof *checking->tables,
          larger_first);
}

static enum status
check_tables(void *payload, struct parallel *parallel, unsigned index,
             struct error *err)
{
    struct checking *checking = payload;
    const struct generation_beside *beside = checking->beside;
    unsigned i;
    (void)index;
    while (parallel_next(parallel, checking->count + (beside ? 1 : 0), &i)) {
        AUTO(buf) struct buf report = BUF_INIT(1 << 20);
        if (i == checking->count)
            TRY(beside->work(beside->payload, err));
        else
            TRY(xap_check_table(&checking->tables[i].faults, checking->path,
                                checking->tables[i].name, &report, err));
    }
    return STATUS_OK;
}

static enum status
check_lists(const char *path, struct error *err)
{
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    AUTO(wordlists) struct wordlists lexicon = {0};
    char stamp[WORDS_STAMP];
    TRY(xap_reader_open(&reader, path, err));
    enum status status = words_read(&lexicon, stamp, reader, err);
    if (status == STATUS_FORMAT)
        return error_set(err, STATUS_IO, "%s",
                         TR("the new generation lost its word lists",
                            "la nouvelle génération a perdu ses listes"));
    return status;
}

enum status
generation_faults(uint32_t *out, const char *path, unsigned jobs,
                  const struct generation_beside *beside, struct error *err)
{
    struct checking checking = {.path = path, .beside = beside};
    *out = 0;
    tables_find(&checking);
    TRY(parallel_run(jobs, check_tables, &checking, err));
    for (unsigned i = 0; i < checking.count; i++)
        *out += checking.tables[i].faults;
    return STATUS_OK;
}

enum status
generation_verify(const char *path, unsigned jobs, struct error *err)
{
    uint32_t faults;
    TRY(generation_faults(&faults, path, jobs, NULL, err));
    if (faults)
        return error_set(err, STATUS_IO,
                         TR("the new generation has %u faults; the old one "
                            "stays in use",
                            "%u défauts dans la nouvelle génération ; "
                            "l'ancienne reste en service"),
                         faults);
    return STATUS_OK;
}

enum status
generation_use(const struct layout *layout, uint32_t generation,
               struct error *err)
{
    char path[LAYOUT_PATH_MAX];
    layout_generation(path, layout, generation);
    TRY(check_lists(path, err));
    TRY(directory_sync_all(path, err));
    TRY(manifest_write(path, err));
    version_note(path);
    return layout_switch(layout, generation, err);
}
