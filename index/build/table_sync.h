#ifndef LIASSE_TABLE_SYNC_H
#define LIASSE_TABLE_SYNC_H

/* A finished table goes to the disk while others are made: a thread waits for
 * it, which needs no processor of its own.
 *
 * Usage: table_sync_start once the table is finished; table_sync_end says how
 * it went; the table stays open until then. */

#include "glass_table.h"

#include <pthread.h>

struct table_sync {
    const struct glass_table *table; /* NULL: none was started */
    pthread_t thread;
    bool running;
    enum status status;
    struct error err;
};

void table_sync_start(struct table_sync *out, const struct glass_table *table);
/* Waits; STATUS_OK too if none was started. */
enum status table_sync_end(struct table_sync *sync, struct error *err) MUST_USE;
/* Waits, however it went. */
void table_sync_release(struct table_sync *sync);

CLEANUP_KIND(table_sync, struct table_sync, table_sync_release)

#endif
