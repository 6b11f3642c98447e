#ifndef LIASSE_FACET_CITES_H
#define LIASSE_FACET_CITES_H

/* The facet `cites` of one index: what documents cite, by normal form
 * ("art:l1234-5 code du travail", "no:2017-1836"; "art:12" where no code or
 * text is known), or by uid where the source of a document names one and
 * nothing else. */

#include "postings.h"
#include "xap.h"

/* Gets each value, perhaps several times, with the documents that have it. */
typedef enum status facet_cites_add(void *payload, struct str value,
                                    uint64_t documents);

/* docids: of this reader's own index, rising.  postings: its table, or NULL. */
enum status facet_cites(struct xap_reader *reader, struct postings *postings,
                        const xap_docid *docids, size_t count,
                        facet_cites_add *add, void *payload,
                        struct error *err) MUST_USE;

#endif
