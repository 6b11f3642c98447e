#ifndef LIASSE_DATES_H
#define LIASSE_DATES_H

/* Dates that stand within other text; for whole values see date.h. */

#include "str.h"

/* The first date in a line, in any form that date.h knows ("... du mardi 29
 * janvier 2013"), 0 if there is none. */
uint32_t dates_find(struct str line);

#endif
