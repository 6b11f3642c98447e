#ifndef LIASSE_POSITIONS_H
#define LIASSE_POSITIONS_H

/* Position lists straight from the position table of a glass database
 * (glass_cursor.h), of one revision of it: STATUS_STALE where that is gone.
 * Lists of a term in the order of docids follow one another in a leaf.
 *
 *     TRY(positions_open(&positions, directory, revision, err));
 *     AUTO(position_list) struct position_list list = {0};
 *     position_list_start(&list, positions, term);
 *     TRY(position_list_find(&next, &list, docid, err));
 *     if (next == docid)
 *         TRY(position_list_read(&list, err));      list.at, list.count */

#include "glass_cursor.h"

struct positions;

/* STATUS_NOT_FOUND: there is no such revision in this directory (any more), or
 * its format is not the one known: Xapian reads it. */
enum status positions_open(struct positions **out, const char *directory,
                           uint64_t revision, struct error *err) MUST_USE;
void positions_close(struct positions *positions);

/* The lists of one term. */
struct position_list {
    uint32_t *at; /* what was read last: ascending, each once */
    size_t count, room;
    /* Private. */
    struct glass_cursor cursor;
    uint8_t key[GLASS_CURSOR_KEY_MAX + 8];
    size_t term_len; /* of the key: what all lists of the term start with */
};

/* Zeroed storage or one that was started before. */
void position_list_start(struct position_list *list,
                         struct positions *positions, struct str term);
void position_list_release(struct position_list *list);

/* *next = docid where it has a list; else a docid behind it before which there
 * is none, UINT32_MAX when there is none at all.  Ascending docids are quick.
 * STATUS_STALE, STATUS_IO (damage, too). */
enum status position_list_find(uint32_t *next, struct position_list *list,
                               uint32_t docid, struct error *err) MUST_USE;
/* Reads the list that was found, before anything else is looked for. */
enum status position_list_read(struct position_list *list,
                               struct error *err) MUST_USE;

CLEANUP_HANDLE(positions, struct positions, positions_close)
CLEANUP_KIND(position_list, struct position_list, position_list_release)

#endif
