#ifndef LIASSE_NAMED_H
#define LIASSE_NAMED_H

/* Values that come with a name in words: the columns of a CSV, the keys of a
 * front matter.  One table (named.c) says which field a name means; names are
 * compared as label.h folds them, so "Thème(s)", "theme(s) " and "THÈME(S)"
 * are one.  Some names mean another thing in the files of one publisher: a
 * *dress* is recognised by the names that occur together.
 *
 *     struct named values = {.arena = arena, .dress = dress};
 *     TRY(named_add(&values, named_find(name, dress), name, value, err));
 *     TRY(named_end(&values, err));       document, url, links are ready */

#include "document.h"
#include "links.h"

enum named_dress {
    DRESS_ANY,
    DRESS_SENAT_QUESTION,
    DRESS_SENAT_AMENDMENT,
    DRESS_SENATOR
};

struct named_row; /* of the table */

struct named {
    struct arena *arena;
    enum named_dress dress;
    struct document document;
    struct links links;
    struct str url;
    struct str first, last; /* of the author's name */
    struct str rest;        /* "Name : value" lines of names in no row */
    bool bad;               /* a value was none of its field, it is in rest */
};

/* The row of a name, NULL when it is in none.  Also every JSON name of a
 * field (schema.def). */
const struct named_row *named_find(struct str name, enum named_dress dress);
/* The dress whose names all occur among these. */
enum named_dress named_dress_of(const struct str *names, size_t count);

/* Adds a value under a row, or to the rest (row NULL).  An empty value is
 * none.  Markup and entities in it are undone. */
enum status named_add(struct named *named, const struct named_row *row,
                      struct str name, struct str value,
                      struct error *err) MUST_USE;
/* What follows from several values: the author, a title, the kind (page when
 * nothing says another), the rest as a text. */
enum status named_end(struct named *named, struct error *err) MUST_USE;

#endif
