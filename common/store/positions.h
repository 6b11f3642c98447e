#ifndef LIASSE_POSITIONS_H
#define LIASSE_POSITIONS_H

/* Where a term stands, in many documents: its lists out of the chunks that
 * `search` keeps them in (position_chunk.h); and what of other terms their
 * posting lists tell: which documents have it, how many they are, and which
 * terms there are.
 *
 * The chunks come straight from the table of a glass database (glass_cursor.h:
 * some 10 ns a list where many of a term are wanted), or through Xapian's
 * interface where there is no such table: several databases, another format.
 *
 *     TRY(positions_open(&positions, directory, revision, err));
 *     AUTO(position_list) struct position_list list = {0};
 *     position_list_start(&list, positions, term);
 *     TRY(position_list_find(&next, &list, docid, err));
 *     if (next == docid)
 *         TRY(position_list_read(&list, err));      list.at, list.count */

#include "glass_cursor.h"
#include "position_chunk.h"
#include "xap.h"

#include <stdbool.h>

struct positions;

/* STATUS_NOT_FOUND: there is no such revision in this directory (any more), or
 * its format is not the one known: positions_through reads it. */
enum status positions_open(struct positions **out, const char *directory,
                           uint64_t revision, struct error *err) MUST_USE;
/* On the open table "postlist" of one, which lives longer. */
enum status positions_on(struct positions **out, struct glass_file *file,
                         struct error *err) MUST_USE;
/* Through Xapian; the reader is of one database and lives longer. */
enum status positions_through(struct positions **out, struct xap_reader *reader,
                              struct error *err) MUST_USE;
void positions_close(struct positions *positions);

/* How many documents have a term that has positions. */
enum status positions_documents(uint32_t *out, struct positions *positions,
                                struct str term, struct error *err) MUST_USE;

/* The terms with positions that start with a prefix, in bytewise order, each
 * with its documents. */
struct position_terms {
    struct str term; /* the one at hand, until the next; empty at the end */
    uint32_t documents;
    /* Private. */
    struct positions *positions;
    struct glass_cursor cursor;
    char prefix[POSITION_KEY_MAX], at[POSITION_KEY_MAX];
    size_t prefix_len, len; /* of keys; at: the key to go on from */
};
/* Zeroed storage or one that was started before.  To the first one. */
enum status position_terms_start(struct position_terms *terms,
                                 struct positions *positions, struct str prefix,
                                 struct error *err) MUST_USE;
enum status position_terms_next(struct position_terms *terms,
                                struct error *err) MUST_USE;
void position_terms_release(struct position_terms *terms);

/* The lists of one term. */
struct position_list {
    uint32_t *at; /* what was read last: ascending, each once */
    size_t count, room;
    /* Private. */
    struct positions *positions;
    struct glass_cursor cursor;
    struct position_key key;
    bool none;          /* no term that has positions */
    struct buf chunk;   /* at hand: for docids from low up to upto */
    uint32_t low, upto; /* upto 0: none */
    uint32_t from;      /* no list lies between it and the one at hand, or
                           what was taken last */
    struct str lists;   /* of the chunk */
    struct str rest;    /* of them, behind the list at hand */
    struct str list;    /* at hand */
    uint32_t docid;     /* of it; 0: the chunk has no more */
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

/* The third way, documents alone: the next ones, ascending, at most `room`;
 * *count = 0 at the end.  position_list_seek: what is read next is the first
 * one from `docid` on; never goes back. */
enum status position_list_docids(size_t *count, struct position_list *list,
                                 uint32_t *docids, size_t room,
                                 struct error *err) MUST_USE;
void position_list_seek(struct position_list *list, uint32_t docid);

/* Lists of several documents. */
enum { POSITION_PARTS = 512 };
struct position_parts {
    struct position_part part[POSITION_PARTS];
    size_t count;
    uint32_t *at; /* the numbers of all: those of a part from its first on */
    size_t room;
};

/* Another way to read, many documents at once; a list is read in one way, from
 * its start on, and windows rise.  The next lists of documents that
 * are wanted; none: the window has no more, and then list->from is the docid
 * of the next one behind it, or one before that, UINT32_MAX where there is
 * none. */
enum status position_list_take(struct position_parts *out,
                               struct position_list *list,
                               const struct position_window *window,
                               struct error *err) MUST_USE;
void position_parts_release(struct position_parts *parts);

CLEANUP_HANDLE(positions, struct positions, positions_close)
CLEANUP_KIND(position_list, struct position_list, position_list_release)
CLEANUP_KIND(position_terms, struct position_terms, position_terms_release)
CLEANUP_KIND(position_parts, struct position_parts, position_parts_release)

#endif
