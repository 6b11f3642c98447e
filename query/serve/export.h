#ifndef LIASSE_EXPORT_H
#define LIASSE_EXPORT_H

/* All hits of a search as NDJSON, CSV or one JSON object, piece by piece with
 * cursors: no end at 10,000, and no more memory than one page takes. */

#include "site.h"

bool export_answer(struct visit *visit);

#endif
