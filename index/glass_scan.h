#ifndef LIASSE_GLASS_SCAN_H
#define LIASSE_GLASS_SCAN_H

/* What a table of a glass database holds, read leaf by leaf without its tree,
 * its version file or Xapian: for a table too damaged to be opened.
 *
 * Any block that looks like a leaf (build/glass_table.h has the form) gives
 * its items; damaged blocks give none, or fewer.  Old states of leaves stay in
 * a file until their blocks are used again, so a key may have several states:
 * they are given newest first, and whoever asks must be able to tell which are
 * whole (records and ledger entries end in a CRC). */

#include "arena.h"
#include "cleanup.h"
#include "error.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

struct glass_scan;

/* Takes the keys that `wants` (NULL: all) from blocks of revision `newest` or
 * before.  STATUS_NOT_FOUND: no such file; never fails for damage. */
enum status glass_scan_open(struct glass_scan **out, const char *path,
                            uint32_t block, uint32_t newest,
                            bool (*wants)(struct str key),
                            struct error *err) MUST_USE;
void glass_scan_close(struct glass_scan *scan);

/* Different keys, in bytewise order. */
size_t glass_scan_count(const struct glass_scan *scan);
struct str glass_scan_key(const struct glass_scan *scan, size_t i);
/* The key's number, SIZE_MAX if there is none. */
size_t glass_scan_find(const struct glass_scan *scan, struct str key);
/* A state of the i-th key's tag, 0 = the newest, into arena: STATUS_FORMAT if
 * this one is not whole, STATUS_NOT_FOUND behind the oldest. */
enum status glass_scan_tag(struct str *out, const struct glass_scan *scan,
                           size_t i, uint32_t state, struct arena *arena,
                           struct error *err) MUST_USE;

/* Keys that are a docid (build/glass.h), and their docid; 0 = none. */
uint32_t glass_scan_docid(struct str key);

CLEANUP_HANDLE(glass_scan, struct glass_scan, glass_scan_close)

#endif
