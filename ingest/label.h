#ifndef LIASSE_LABEL_H
#define LIASSE_LABEL_H

/* Folding of labels and fixed phrases, so that "Données clés", "DONNÉES
 * CLÉS" and "donnees\u00A0cles" are one: lower case, no accents, composed or
 * not, plain blanks, apostrophes and hyphens, no blanks at the ends.  It
 * serves to recognise a line, never to make a value.
 *
 *     struct label label = label_fold(line);
 *     if (label_is(&label, "donnees cles")) ... */

#include "str.h"

struct label {
    char text[200]; /* NUL-terminated ASCII; a longer line is cut */
    size_t len;
};

struct label label_fold(struct str s);
bool label_is(const struct label *label, const char *folded);
bool label_starts(const struct label *label, const char *folded);
bool label_contains(const struct label *label, const char *folded);

#endif
