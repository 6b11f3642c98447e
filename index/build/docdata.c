/* build: the data of documents. */
#include "docdata.h"

#include "lang.h"

#include <stdlib.h>
#include <string.h>

void
docdata_init(struct docdata *docdata, const char *directory)
{
    *docdata = (struct docdata){.directory = directory,
                                .lock = PTHREAD_MUTEX_INITIALIZER,
                                .table = {.fd = -1, .leaves = UNNAMED_NONE},
                                .parts = BUF_INIT(SIZE_MAX / 2)};
}

struct glass_part *
docdata_parts(struct docdata *docdata, size_t *count)
{
    *count = docdata->parts.len / sizeof(struct glass_part);
    return (struct glass_part *)(void *)docdata->parts.at;
}

void
docdata_release(struct docdata *docdata)
{
    size_t count;
    struct glass_part *parts = docdata_parts(docdata, &count);
    for (size_t i = 0; i < count; i++)
        glass_part_release(&parts[i]);
    buf_release(&docdata->parts);
    glass_table_close(&docdata->table);
    pthread_mutex_destroy(&docdata->lock);
}

static enum status
parts_add(struct docdata *docdata, const struct glass_part *part,
          struct error *err)
{
    buf_add(&docdata->parts, (struct str){(const char *)part, sizeof *part});
    return buf_status(&docdata->parts, err);
}

/* The file and a part that leads: it holds nothing but the item with which a
 * table begins. */
static enum status
table_make(struct docdata *docdata, struct error *err)
{
    struct glass_part leading;
    if (docdata->made)
        return STATUS_OK;
    /* Compressing citing sentences would save a third of their table, a
     * fiftieth of all, and take more time than all else that is done for it;
     * then they are inflated in the check, and whenever one is read. */
    struct glass_form form = {.filled = true};
    TRY(glass_table_open(&docdata->table, docdata->directory, "docdata", form,
                         err));
    docdata->made = true;
    enum status status = glass_part_open(&leading, &docdata->table, true, err);
    if (status == STATUS_OK)
        status = glass_part_end(&leading, err);
    if (status == STATUS_OK)
        status = parts_add(docdata, &leading, err);
    if (status != STATUS_OK)
        glass_part_release(&leading);
    return status;
}

enum status
docdata_add(struct docdata_part *part, uint32_t docid, struct str data,
            struct error *err)
{
    struct docdata *docdata = part->docdata;
    struct glass_key key;
    if (!part->open) {
        pthread_mutex_lock(&docdata->lock);
        enum status status = table_make(docdata, err);
        pthread_mutex_unlock(&docdata->lock);
        TRY(status);
        part->open = true;
        TRY(glass_part_open(&part->part, &docdata->table, false, err));
    }
    glass_key_docid(&key, docid);
    return glass_part_add(&part->part, &key, data, err);
}

/* By their first keys, which sort as docids do; the leading one has none. */
static int
by_first_key(const void *left, const void *right)
{
    const struct glass_key *a = &((const struct glass_part *)left)->first;
    const struct glass_key *b = &((const struct glass_part *)right)->first;
    return str_cmp((struct str){(const char *)a->at, a->len},
                   (struct str){(const char *)b->at, b->len});
}

enum status
docdata_cut(struct docdata_part *part, struct error *err)
{
    struct docdata *docdata = part->docdata;
    size_t count;
    if (!part->open)
        return STATUS_OK;
    TRY(glass_part_end(&part->part, err));
    pthread_mutex_lock(&docdata->lock);
    enum status status = parts_add(docdata, &part->part, err);
    if (status == STATUS_OK) {
        struct glass_part *parts = docdata_parts(docdata, &count);
        qsort(parts, count, sizeof *parts, by_first_key);
        part->open = false;
    }
    pthread_mutex_unlock(&docdata->lock);
    return status;
}

void
docdata_part_release(struct docdata_part *part)
{
    if (part->open)
        glass_part_release(&part->part);
    part->open = false;
}
