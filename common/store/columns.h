#ifndef LIASSE_COLUMNS_H
#define LIASSE_COLUMNS_H

/* The values of `search` by column: for one slot, what every document has,
 * as a number into the list of the different values.  Reading a value slot
 * of Xapian costs some 100 ns a document, a column one or two: facets, orders
 * by date and ranges look at every document found.
 *
 * A column is derived from its slot and equal to it.  It comes from the sealed
 * file beside the generation (columns_seal), with what changed since read from
 * the slots, or, where there is no such file or it is damaged, from the whole
 * slot.  All belong to one revision of the reader.
 *
 * The file, search-N/columns-SEQUENCE, holds the columns as they were when the
 * metadata "sequence" had that value.  Metadata "unsealed" is the SEQUENCE of
 * the file that still counts and the docids changed since; without it, the
 * current sequence and none.  Numbers are in this machine's byte order, which
 * the header tells; each column has a CRC-32, looked at before its first
 * use. */

#include "terms.h"

#define META_UNSEALED "unsealed"

/* Number 0 is no value; numbers are in the order of the values' bytes. */
struct column {
    const void *numbers;  /* of each docid, 0 to docs */
    uint32_t width;       /* bytes of a number: 1, 2 or 4 */
    uint32_t docs;        /* last docid */
    uint32_t distinct;    /* values 1 to distinct */
    const uint32_t *ends; /* of value i in bytes; ends[0] = 0 */
    const char *bytes;
};

static inline uint32_t
column_number(const struct column *column, xap_docid docid)
{
    if (docid > column->docs)
        return 0;
    return column->width == 1   ? ((const uint8_t *)column->numbers)[docid]
           : column->width == 2 ? ((const uint16_t *)column->numbers)[docid]
                                : ((const uint32_t *)column->numbers)[docid];
}

/* The value of a number; empty for 0. */
static inline struct str
column_value(const struct column *column, uint32_t number)
{
    if (number == 0)
        return (struct str){"", 0};
    return (struct str){column->bytes + column->ends[number - 1],
                        column->ends[number] - column->ends[number - 1]};
}

/* The least number whose value is `value` or behind it. */
uint32_t column_find(const struct column *column, struct str value);

struct columns;

/* Of the generation in directory path (NULL: no file there is looked for), at
 * the revision that the reader has now and as long as it keeps it. */
enum status columns_open(struct columns **out, const char *path,
                         struct xap_reader *reader, struct error *err) MUST_USE;
void columns_close(struct columns *columns);
/* Valid until columns_close. */
enum status columns_get(const struct column **out, struct columns *columns,
                        uint32_t slot, struct error *err) MUST_USE;
/* The length of each document, by docid up to *last. */
enum status columns_lengths(const uint32_t **out, xap_docid *last,
                            struct columns *columns,
                            struct error *err) MUST_USE;

/* Writes and syncs the file for the reader's revision into the generation's
 * directory, and removes older ones. */
enum status columns_seal(const char *path, struct xap_reader *reader,
                         struct error *err) MUST_USE;
/* Is there a file that counts, and how many documents changed since? */
enum status columns_state(bool *sealed, uint32_t *unsealed, const char *path,
                          struct xap_reader *reader,
                          struct error *err) MUST_USE;

CLEANUP_HANDLE(columns, struct columns, columns_close)

#endif
