#ifndef LIASSE_ATOM_H
#define LIASSE_ATOM_H

/* A search as an Atom feed (RFC 4287), the newest documents first. */

#include "site.h"

bool atom_answer(struct visit *visit, struct request *request);

#endif
