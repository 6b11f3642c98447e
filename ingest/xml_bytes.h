#ifndef LIASSE_XML_BYTES_H
#define LIASSE_XML_BYTES_H

/* The bytes of an XML input on their way to the parser: the declaration is
 * taken off (the charset is ours), control characters are refused, named
 * entities of HTML become their character.
 *
 * CDATA sections, comments and processing instructions pass as they are.  A
 * name that HTML does not have stays, for the parser to refuse. */

#include "buf.h"

struct xml_bytes {
    struct buf waiting; /* not yet looked at: may go on in the next piece */
    struct buf ready;   /* for the parser; the caller clears it */
    struct str closing; /* what ends the section that is open, else empty */
    bool started;
    char encoding[40]; /* that was declared, "" if none */
};

/* Takes the next piece of valid UTF-8 (the last one: with `end`).
 * STATUS_FORMAT: a control character, or an unknown encoding declared. */
enum status xml_bytes_add(struct xml_bytes *bytes, struct str piece, bool end,
                          struct error *err) MUST_USE;
void xml_bytes_release(struct xml_bytes *bytes);

CLEANUP_KIND(xml_bytes, struct xml_bytes, xml_bytes_release)

#endif
