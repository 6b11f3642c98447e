#ifndef LIASSE_NOTICES_H
#define LIASSE_NOTICES_H

/* What the page says about a search: the sentence that finishes its count,
 * how it was read, what was corrected or widened. */

#include "site.h"

/* "contiennent ... ": the search in words. */
void notice_sentence(struct visit *visit, const struct answer *answer);
void notices_write(struct visit *visit, const struct answer *answer);

/* Proposals that find something, where the search stops, advice. */
void nothing_write(struct visit *visit, const struct answer *answer);

/* Documents that a search finds; 0 also when it cannot be made. */
uint64_t count_of(struct visit *visit, const struct ask *ask);

#endif
