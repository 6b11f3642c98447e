#ifndef LIASSE_ASSETS_H
#define LIASSE_ASSETS_H

/* The files of query/web/, compiled in (no path is ever opened): each at an
 * address that holds a digest of its content, so that it may be kept for
 * ever, and at its plain name. */

#include "str.h"

struct asset {
    const char *name; /* "style.css" */
    const char *type;
    struct str bytes;
    const char *url; /* "/style.1234abcd.css" */
    const char *etag;
    bool served; /* else only used by the program itself */
};

/* NULL past the end; NULL if there is none of that name. */
const struct asset *asset_at(size_t i);
const struct asset *asset_find(struct str name);

/* The address of an asset: "/style.1234abcd.css". */
struct str asset_url(const char *name);

/* Changes when any of them does. */
const char *assets_stamp(void);

#endif
