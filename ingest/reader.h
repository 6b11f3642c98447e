#ifndef LIASSE_READER_H
#define LIASSE_READER_H

/* A reader turns one input of one format into documents.
 *
 * Each bids on the name and the first bytes; the highest bid reads.  A
 * further format is one file (read_NAME.c) and one row in readers.c.
 *
 * read() gives each document to the sink as soon as it is complete.  What it
 * returns:
 *   STATUS_OK      all read
 *   STATUS_FORMAT  the input is bad (error_set says what and where); the
 *                  documents given so far stay, the input counts as refused
 *                  (none given) or damaged (some given)
 *   STATUS_LIMIT   over a limit
 *   any other      an environment error: the run stops
 * In an input of many documents a bad one goes to sink_refuse and reading
 * goes on. */

#include "document.h"
#include "input.h"

enum cause {
#define CAUSE(name, ...) CAUSE_##name,
#include "causes.def"
#undef CAUSE
    CAUSE_COUNT
};

/* How official a format is: decides merges (DESIGN.md 1). */
enum rank { RANK_NDJSON = 1, RANK_PAGE = 2, RANK_OFFICIAL = 3 };

/* Where a reader puts what it reads.  Implemented by the worker (over the
 * pipe) and by tests (in memory). */
struct sink {
    enum status (*document)(struct sink *sink, const struct document *document,
                            struct str url, struct error *err);
    enum status (*deletion)(struct sink *sink, struct str uid,
                            struct error *err);
    enum status (*diagnostic)(struct sink *sink, enum cause cause,
                              struct str where, struct str detail,
                              struct error *err);
    /* Whose word the next documents are, NULL: the input's reader.  Two words
     * of one input on one document stand side by side when their readers
     * differ (a text and its table of contents in one file). */
    const struct reader *reader;
};

/* Gives a document: a missing uid is made from the input's name
 * (reader_plain_uid), texts over the limit are cut and told, the document is
 * checked; STATUS_FORMAT when it fails the check (nothing is given then).
 * url may be empty.  The document may be reset when the call returns. */
enum status sink_put(struct sink *sink, struct input *in,
                     struct document *document, struct str url,
                     struct arena *arena, struct error *err) MUST_USE;
/* uid is to be deleted (NDJSON). */
enum status sink_delete(struct sink *sink, struct str uid, struct error *err)
    MUST_USE;
/* What a dump has at this path, or below it, is to be withdrawn (dump.h); the
 * sink's deletion gets it with a slash in it, which no uid has. */
enum status sink_withdraw(struct sink *sink, struct str path,
                          struct error *err) MUST_USE;
/* One document among many, or a detail, went wrong.  `where` says the place
 * in the input ("line 12"), may be empty. */
enum status sink_tell(struct sink *sink, enum cause cause, struct str where,
                      struct str detail, struct error *err) MUST_USE;

struct reader {
    const char *name;            /* "an-question-json": --reader, provenance */
    uint32_t version;            /* +1 when equal bytes may read otherwise */
    enum rank rank;
    const char *french, *english; /* one line for --list-formats */
    /* 0 = not mine; 100 = certainly mine.  in->file, in->head are set. */
    int (*bid)(const struct input *in);
    enum status (*read)(struct input *in, struct sink *sink,
                        struct error *err);
    int highest; /* no bid of it is above; 0 = not known */
};

/* The table of readers, ended by a name of NULL. */
extern const struct reader readers[];

/* The highest bidder (the first of equals), NULL when nobody bids.  The
 * members of a JSON object have no order: what says which format it is may
 * stand behind a long text, so JSON that nobody knows is looked at again by
 * its first INPUT_WIDE_HEAD bytes. */
enum status reader_choose(const struct reader **out, struct input *in,
                          struct error *err) MUST_USE;
/* By name, NULL if there is none. */
const struct reader *reader_by_name(struct str name);
/* A number that changes with any name or version in the table. */
uint32_t readers_stamp(void);

/* Gives a document its place in the container that the input holds whole:
 * the next one. */
enum status reader_order(struct document *document, struct input *in,
                         struct arena *arena, struct error *err) MUST_USE;

/* "p-" and 16 hex digits of SHA-256(source, NUL, member): the uid of a
 * document without an official one.  `part` (may be empty) tells apart
 * several documents of one input. */
enum status reader_plain_uid(struct str *out, const struct input *in,
                             struct str part, struct arena *arena,
                             struct error *err) MUST_USE;

#endif
