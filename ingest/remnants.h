#ifndef LIASSE_REMNANTS_H
#define LIASSE_REMNANTS_H

/* What no text should hold: traces of a format or an encoding that a reader
 * failed to undo.  For --anomalies, and for the tests that assert that there
 * are none. */

#include "str.h"

enum remnant {
    REMNANT_NONE,
    REMNANT_REPLACEMENT, /* U+FFFD */
    REMNANT_CONTROL,     /* U+0080 to U+009F */
    REMNANT_ENTITY,      /* "&nbsp;", "&#233;" */
    REMNANT_TAG,         /* "<br/>", "</p>" of HTML */
    REMNANT_MOJIBAKE     /* "Ã©": UTF-8 read as Latin-1 */
};

/* The first one in text; *at = where it begins. */
enum remnant remnant_find(struct str text, size_t *at);
/* Its name in --anomalies. */
const char *remnant_name(enum remnant remnant);

#endif
