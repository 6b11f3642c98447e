#ifndef LIASSE_JSON_SPLIT_H
#define LIASSE_JSON_SPLIT_H

/* Cuts the records out of a JSON text that holds many of them: the objects in
 * a list, which may stand alone ([{...}, {...}]) or under wrappers
 * ({"questions": {"question": [{...}, ...]}}).
 *
 * The text comes in pieces of any size, so that a file of gigabytes takes no
 * more memory than its largest record.  Only brackets and strings are looked
 * at here; each record is parsed, and judged, by json_parse.
 *
 *     AUTO(json_split) struct json_split split = JSON_SPLIT_INIT(max);
 *     for each piece
 *         while ((status = json_split_next(&record, &split, &piece, err)) ==
 *                STATUS_OK) ...
 *     TRY(json_split_end(&split, err)); */

#include "buf.h"

struct json_split {
    struct buf record;     /* the one being read */
    uint64_t records;      /* given so far */
    unsigned depth;        /* brackets open outside records */
    unsigned list;         /* depth within the list of records, 0 = none */
    unsigned record_depth; /* brackets open within the record, 0 = none */
    bool in_string, escaped, given;
};

#define JSON_SPLIT_INIT(maximum)                                               \
    {                                                                          \
        .record = BUF_INIT(maximum)                                            \
    }

/* Takes from the front of *piece.  STATUS_OK: *record is whole (it lives
 * until the next call); STATUS_DONE: the piece is used up; STATUS_LIMIT: a
 * record over the maximum; STATUS_FORMAT: brackets that do not match. */
enum status json_split_next(struct str *record, struct json_split *split,
                            struct str *piece, struct error *err) MUST_USE;
/* At the end of the text: STATUS_FORMAT when something is still open. */
enum status json_split_end(const struct json_split *split, struct error *err)
    MUST_USE;
void json_split_release(struct json_split *split);

CLEANUP_KIND(json_split, struct json_split, json_split_release)

#endif
