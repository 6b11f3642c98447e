#ifndef LIASSE_HTML_SAX_H
#define LIASSE_HTML_SAX_H

/* HTML (valid UTF-8, in memory) as events: no tree, no file, no network.
 * Every start has its end.  Broken markup is read as a browser would; what
 * libxml2 takes otherwise is mended on the way (html_sax.c says what).  The
 * declared charset is ignored: the bytes are UTF-8 already. */

#include "error.h"
#include "str.h"

struct html_events {
    void (*start)(
        void *context, const char *name,
        const char *const *attributes); /* pairs, then NULL; or NULL */
    void (*end)(void *context, const char *name);
    void (*text)(void *context, struct str text);
    void *context;
};

/* Attributes of a tag that are read. */
enum { HTML_ATTRIBUTES_MAX = 256 };

/* STATUS_LIMIT when elements are nested deeper than HTML_DEPTH_MAX. */
enum status html_parse(const struct html_events *events, struct str html,
                       struct error *err) MUST_USE;

#endif
