#ifndef LIASSE_INTERNAL_H
#define LIASSE_INTERNAL_H

/* What the files of the C library share: handles, and the way from the
 * engine's slices and statuses to C strings and public codes. */

#include "answer.h"
#include "liasse.h"

struct liasse {
    struct search *search;
};

/* Fills the public error from the engine's; returns the public status. */
liasse_status api_fail(liasse_error *error, const struct error *err,
                       size_t position);
liasse_status api_no_memory(liasse_error *error);

/* Values of a document as C strings, made once. */
struct api_fields {
    const char *const *at[FIELD_COUNT]; /* entries, each of all its parts */
    uint32_t count[FIELD_COUNT];        /* of entries */
};
bool api_fields_make(struct api_fields *out, const struct document *document,
                     struct arena *arena);
const char *api_field(const struct api_fields *fields, const char *name,
                      size_t i);
const char *api_part(const struct api_fields *fields, const char *name,
                     size_t i, const char *part);

#endif
