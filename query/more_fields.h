#ifndef LIASSE_MORE_FIELDS_H
#define LIASSE_MORE_FIELDS_H

/* Fields that hits carry besides the usual ones, by name: those that are large
 * or take reading the text again ("cites", "links", "text"...). */

#include "error.h"
#include "schema.h"

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t field_set; /* a bit a field */

static inline bool
field_set_has(field_set set, enum field field)
{
    return set >> field & 1;
}

/* Adds the fields of a list of names (schema_by_query_name), separated by
 * commas; STATUS_SYNTAX for a name that is none. */
enum status more_fields_add(field_set *set, struct str names,
                            struct error *err) MUST_USE;

#endif
