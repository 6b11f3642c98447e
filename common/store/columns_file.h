#ifndef LIASSE_COLUMNS_FILE_H
#define LIASSE_COLUMNS_FILE_H

/* The file of sealed columns (columns.h): a header, a row a column, the
 * columns.  What does not fit (another version, another byte order, a wrong
 * CRC, a length that cannot be) is as if it were not there. */

#include "columns.h"

enum { COLUMN_LENGTHS = 0xFFFF, COLUMNS_MAX = 80 };

struct columns_file {
    const char *at; /* mapped; NULL: none */
    size_t size;
    bool checked[COLUMNS_MAX], damaged[COLUMNS_MAX];
};

/* Leaves *out empty when there is no such file. */
void columns_file_open(struct columns_file *out, const char *path,
                       uint64_t sequence);
void columns_file_close(struct columns_file *file);
/* False when the file has none or a damaged one. */
bool columns_file_column(struct column *out, struct columns_file *file,
                         uint32_t slot);

struct columns_out {
    const struct column *columns[COLUMNS_MAX];
    uint32_t slots[COLUMNS_MAX];
    size_t count;
};

/* The column must live until the file is written. */
void columns_out_add(struct columns_out *out, uint32_t slot,
                     const struct column *column);
/* Under another name first, synced, renamed, the directory synced. */
enum status columns_out_write(const struct columns_out *out, const char *path,
                              uint64_t sequence, struct error *err) MUST_USE;

#endif
