#ifndef LIASSE_HOME_H
#define LIASSE_HOME_H

/* The first page: the search box, searches to begin with that find something
 * in this very index, and what the index holds. */

#include "site.h"

bool page_home(struct visit *visit);

#endif
