#ifndef LIASSE_LINKS_H
#define LIASSE_LINKS_H

/* Links met while a text is read, on their way into the field `links`.
 *
 *     struct links links = {.arena = arena};
 *     TRY(links_add(&links, target, label, err));
 *     TRY(links_give(&links, document, err)); */

#include "document.h"

struct link {
    struct str type, target, label;
};

struct links {
    struct arena *arena;
    struct link *at;
    size_t count, room;
};

enum { LINKS_MAX = 10000 }; /* of one document; the others are left out */

/* Keeps a target that leads somewhere ("#", "javascript:" do not), once.
 * Type `mail` for mailto:, else `link`.  Copies both. */
enum status links_add(struct links *links, struct str target, struct str label,
                      struct error *err) MUST_USE;
/* Adds the URLs that stand in a plain text, without label. */
enum status links_add_urls(struct links *links, struct str text,
                           struct error *err) MUST_USE;
/* An entry of any type, kept as it is. */
enum status links_add_typed(struct links *links, struct str type,
                            struct str target, struct str label,
                            struct error *err) MUST_USE;
/* Moves them into the document. */
enum status links_give(const struct links *links, struct document *document,
                       struct error *err) MUST_USE;

/* Length of the http or https URL at the start of s, 0 if there is none;
 * punctuation that ends a sentence does not belong to it. */
size_t url_length(struct str s);

#endif
