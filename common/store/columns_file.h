#ifndef LIASSE_COLUMNS_FILE_H
#define LIASSE_COLUMNS_FILE_H

/* The file of sealed columns (columns.h): a header, a row a column, the
 * columns.  What does not fit (another version, another byte order, a wrong
 * CRC, a length that cannot be) is as if it were not there. */

#include "columns.h"
#include "layout.h"

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

/* A file being written, a column at a time. */
struct columns_out {
    int fd;
    uint64_t at; /* where the next column goes */
    struct columns_row *rows;
    size_t count;
    char name[LAYOUT_PATH_MAX], fresh[LAYOUT_PATH_MAX + 8],
        path[LAYOUT_PATH_MAX];
};

/* Under another name first. */
enum status columns_out_open(struct columns_out *out, const char *path,
                             uint64_t sequence, struct error *err) MUST_USE;
enum status columns_out_add(struct columns_out *out, uint32_t slot,
                            const struct column *column,
                            struct error *err) MUST_USE;
/* Synced, renamed, the directory synced; other files of columns are gone. */
enum status columns_out_end(struct columns_out *out,
                            struct error *err) MUST_USE;
/* What was not brought to its end is not there. */
void columns_out_close(struct columns_out *out);

CLEANUP_KIND(columns_out, struct columns_out, columns_out_close)

#endif
