/* index: a new generation is looked at, then used. */
#include "generation.h"

#include "lang.h"
#include "manifest.h"
#include "parallel.h"
#include "version_file.h"
#include "words.h"

#include <stdio.h>
#include <unistd.h>

/* The tables of a generation, checked side by side. */
static const char *const tables[] = {"position", "termlist", "postlist",
                                     "docdata"};
enum { TABLES = sizeof tables / sizeof *tables };

struct checking {
    const char *path;
    uint32_t faults[TABLES];
};

/* A table that holds nothing may have no file. */
static bool
table_is_there(const char *path, const char *table)
{
    char file[LAYOUT_PATH_MAX + 32];
    snprintf(file, sizeof file, "%s/%s.glass", path, table);
    return access(file, F_OK) == 0;
}

static enum status
check_tables(void *payload, struct parallel *parallel, unsigned index,
             struct error *err)
{
    struct checking *checking = payload;
    unsigned i;
    (void)index;
    while (parallel_next(parallel, TABLES, &i)) {
        AUTO(buf) struct buf report = BUF_INIT(1 << 20);
        if (!table_is_there(checking->path, tables[i]))
            continue;
        TRY(xap_check_table(&checking->faults[i], checking->path, tables[i],
                            &report, err));
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
                  struct error *err)
{
    struct checking checking = {.path = path};
    *out = 0;
    TRY(parallel_run(jobs, check_tables, &checking, err));
    for (unsigned i = 0; i < TABLES; i++)
        *out += checking.faults[i];
    return STATUS_OK;
}

enum status
generation_verify(const char *path, unsigned jobs, struct error *err)
{
    uint32_t faults;
    TRY(generation_faults(&faults, path, jobs, err));
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
