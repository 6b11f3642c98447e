#ifndef LIASSE_FRONT_MATTER_H
#define LIASSE_FRONT_MATTER_H

/* The lines "key: value" between two lines "---" that stand before a Markdown
 * text.  Not YAML, but what is written there: keys in French with blanks and
 * accents ("Date de début: 1958-10-05"), values with colons, quoted or not,
 * lists as "- item" lines or "[a, b]", values that go on in indented lines. */

#include "named.h"

struct front_entry {
    struct str key, value; /* a list gives an entry an item */
};

struct front {
    struct front_entry *at;
    size_t count, room;
};

/* Bytes of the front matter at the start of a text, with both its lines
 * "---"; 0 when there is none (or its end is missing). */
size_t front_length(struct str text);
/* Reads it (the bytes that front_length says); strings live in the arena. */
enum status front_read(struct front *out, struct str text, struct arena *arena,
                       struct error *err) MUST_USE;
/* The value of a key, written as label.h folds it; empty if there is none. */
struct str front_value(const struct front *front, const char *folded);
/* All of it into fields; *unknown = the keys in no row, joined by ", ". */
enum status front_give(const struct front *front, struct named *named,
                       struct str *unknown, struct error *err) MUST_USE;

#endif
