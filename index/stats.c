/* index: --stats. */
#include "stats.h"

#include "lang.h"
#include "retry.h"
#include "store.h"
#include "term_lists.h"
#include "terms.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

static void
row(const char *name, uint64_t value)
{
    printf("%s\t%llu\n", name, (unsigned long long)value);
}

/* Sizes of the tables of one database, each as "store postlist.glass". */
static void
table_sizes(const char *name, const char *path)
{
    DIR *dir = opendir(path);
    struct stat stat;
    uint64_t all = 0;
    char label[300];
    if (!dir)
        return;
    for (struct dirent *entry; (entry = readdir(dir));) {
        bool columns = str_starts(str_from(entry->d_name), STR("columns-"));
        if ((!columns && !str_ends(str_from(entry->d_name), STR(".glass"))) ||
            fstatat(dirfd(dir), entry->d_name, &stat, 0) != 0)
            continue;
        snprintf(label, sizeof label, "%s/%s bytes", name,
                 columns ? "columns" : entry->d_name);
        row(label, (uint64_t)stat.st_size);
        all += (uint64_t)stat.st_size;
    }
    closedir(dir);
    snprintf(label, sizeof label, "%s bytes", name);
    row(label, all);
}

static enum status
count_term(void *payload, struct str term, uint32_t count)
{
    (void)term;
    (void)count;
    ++*(uint64_t *)payload;
    return STATUS_OK;
}

static enum status
count_source(void *payload, struct str key)
{
    (void)key;
    ++*(uint64_t *)payload;
    return STATUS_OK;
}

static enum status
store_stats(struct store *store, struct error *err)
{
    uint32_t documents, tombstones;
    uint64_t sequence, missing, references, sources = 0;
    TRY(store_count(&documents, &tombstones, store, err));
    TRY(store_sequence(&sequence, store, err));
    TRY(xap_reader_keys(store_reader(store), STR("L"), count_source, &sources,
                        err));
    row("documents", documents);
    row("deleted", tombstones);
    row("sources", sources);
    TRY(store_unresolved(&missing, &references, store, err));
    row("sequence", sequence);
    row("references unresolved", references);
    row("documents they miss", missing);
    return STATUS_OK;
}

static enum status
search_stats(struct xap_reader *search, struct store *store, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(positions) struct positions *positions = NULL;
    struct str value;
    uint32_t documents;
    uint64_t reached = 0, pending, words = 0;
    double length;
    TRY(xap_reader_doc_count(&documents, search, err));
    TRY(xap_reader_average_length(&length, search, err));
    TRY(xap_reader_metadata(&value, search, STR(META_SEQUENCE), &arena, err));
    if (!str_to_u64(value, &reached))
        reached = 0;
    TRY(store_pending(&pending, store, reached, err));
    TRY(positions_through(&positions, search, err));
    TRY(term_lists_each(&(struct term_lists){search, &positions, 1},
                        STR(TERM_PREFIX_WORD), count_term, &words, err));
    row("indexed", documents);
    row("pending", pending);
    row("words", words);
    row("average length", (uint64_t)length);
    return STATUS_OK;
}

static enum status
stats_once(const struct layout *layout, struct error *err)
{
    char path[LAYOUT_PATH_MAX];
    AUTO(xap_reader) struct xap_reader *search = NULL;
    AUTO(store) struct store *store = NULL;
    uint32_t generation;
    enum status indexed = layout_current(&generation, layout, err);
    if (indexed == STATUS_OK) {
        layout_generation(path, layout, generation);
        TRY(xap_reader_open(&search, path, err));
    } else if (indexed != STATUS_NOT_FOUND) {
        return indexed;
    }
    TRY(store_open(&store, layout, err));
    TRY(store_stats(store, err));
    char store_path[LAYOUT_PATH_MAX];
    layout_store(store_path, layout);
    if (search) {
        TRY(search_stats(search, store, err));
        row("generation", generation);
        table_sizes("search", path);
    }
    table_sizes("store", store_path);
    return STATUS_OK;
}

enum status
index_stats(const struct layout *layout, struct error *err)
{
    struct retry retry = RETRY_START;
    enum status status;
    do
        status = stats_once(layout, err);
    while (status == STATUS_STALE && retry_again(&retry));
    return status;
}
