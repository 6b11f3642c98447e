#ifndef LIASSE_TABLE_H
#define LIASSE_TABLE_H

/* Tables of cases in plain text (tests/tables): one case a line, "#" lines
 * and empty lines do not count, "\n", "\r" and "\uXXXX" stand for characters.
 *
 *     AUTO(table) struct table table = {0};
 *     table_open(&table, "elide.txt");
 *     while (table_next(&table, STR(" => "), &input, &expected)) ... */

#include "arena.h"
#include "cleanup.h"
#include "str.h"

struct table {
    struct str rest;
    unsigned line;
    struct arena arena;
};

/* Reads LIASSE_TABLES/name; false (and a failed check) without it. */
bool table_open(struct table *table, const char *name);
/* A file from elsewhere; false when there is none. */
bool table_open_path(struct table *table, const char *path);
/* The next line that counts, cut at the separator, with its escapes
 * replaced; false at the end. */
bool table_next(struct table *table, struct str separator, struct str *left,
                struct str *right);
void table_close(struct table *table);

CLEANUP_KIND(table, struct table, table_close)

#endif
