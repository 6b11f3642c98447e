/* build: tables to the disk, beside other work. */
#include "table_sync.h"

static void *
sync_main(void *payload)
{
    struct table_sync *sync = payload;
    sync->status = glass_table_sync(sync->table, &sync->err);
    return NULL;
}

/* A thread that cannot be had is no failure: the caller waits instead. */
void
table_sync_start(struct table_sync *out, const struct glass_table *table)
{
    *out = (struct table_sync){.table = table};
    out->running = pthread_create(&out->thread, NULL, sync_main, out) == 0;
    if (!out->running)
        (void)sync_main(out);
}

void
table_sync_release(struct table_sync *sync)
{
    if (sync->running)
        pthread_join(sync->thread, NULL);
    sync->running = false;
}

enum status
table_sync_end(struct table_sync *sync, struct error *err)
{
    table_sync_release(sync);
    if (sync->status != STATUS_OK && err)
        *err = sync->err;
    return sync->status;
}
