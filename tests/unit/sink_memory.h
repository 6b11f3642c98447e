#ifndef LIASSE_SINK_MEMORY_H
#define LIASSE_SINK_MEMORY_H

/* A sink that keeps what readers give, and ways to feed them: for tests.
 *
 *     struct sink_memory got;
 *     CHECK_STATUS(read_literal(&got, "a.txt", STR("..."), &err), STATUS_OK);
 *     CHECK_STR(memory_first(&got, FIELD_TITLE), STR("..."));
 *     sink_memory_release(&got); */

#include "reader.h"

enum { MEMORY_MAX = 64 };

struct memory_note {
    enum cause cause;
    struct str where, detail;
};

struct sink_memory {
    struct sink sink; /* first: the readers see only this */
    struct arena arena;
    struct document documents[MEMORY_MAX];
    struct str urls[MEMORY_MAX];
    size_t count; /* all given, also those past MEMORY_MAX */
    struct str deleted[MEMORY_MAX];
    size_t deletions;
    struct memory_note notes[MEMORY_MAX];
    size_t note_count;
    const struct reader *reader; /* that was chosen, NULL if none */
};

/* Makes it empty; for tests that drive a reader's parts themselves. */
void sink_memory_init(struct sink_memory *got);

/* Reads bytes under a name as if they stood in a file of it.  Without a
 * bidder: STATUS_NOT_FOUND.  STATUS_DONE for an empty input. */
enum status read_literal(struct sink_memory *got, const char *name,
                         struct str bytes, struct error *err) MUST_USE;
/* The same, read by the reader of that name whatever the bids. */
enum status read_literal_as(struct sink_memory *got, const char *reader,
                            const char *name, struct str bytes,
                            struct error *err) MUST_USE;
enum status read_file(struct sink_memory *got, const char *path,
                      struct error *err) MUST_USE;
/* A file into a sink of one's own, by the reader that bids most. */
enum status read_file_into(struct sink *sink, const struct reader **reader,
                           const char *path, struct error *err) MUST_USE;
void sink_memory_release(struct sink_memory *got);

/* A descriptor from which the bytes can be read. */
int open_bytes(struct str bytes);
/* The bytes of a file, from malloc; at == NULL when it cannot be read. */
struct str file_bytes(const char *path);

/* Of the first document. */
struct str memory_first(const struct sink_memory *got, enum field field);
struct str memory_text(const struct sink_memory *got, uint32_t i,
                       uint32_t part);
/* "type target label" of a link of it. */
struct str memory_link(struct sink_memory *got, uint32_t i);
/* All of a document in lines "field=value|value" in the order of schema.def,
 * texts as "role[heading]=text", line ends as "/": without source and a uid
 * that is made of the file's name.  A text longer than `cut` (0 = none) is
 * its first and last 40 bytes and its length, then also a list of more than
 * eight values is its number. */
struct str memory_dump(struct sink_memory *got, size_t i, size_t cut);
/* The notes of a cause. */
size_t memory_notes(const struct sink_memory *got, enum cause cause);

/* True when no value of the document holds a control character (but line
 * feeds and tabs), U+FFFD, an HTML tag, an entity or a Markdown link; else
 * *why says which. */
bool document_is_clean(const struct document *document, char why[200]);

#endif
