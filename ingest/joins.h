#ifndef LIASSE_JOINS_H
#define LIASSE_JOINS_H

/* Joins: what documents of the store say about one another, at the end of a
 * run (DESIGN.md 1).
 *
 *     store_watch(store, joins_class);  before the first store_put
 *     joins_run(&result, deposit, err); behind the last
 *
 * Persons, mandates and bodies (acteur, mandat, organe) give names, groups,
 * constituencies and ministries to the documents that carry only their
 * references (join_names.h), texts and dossiers their titles to what is in
 * them; copies of one text get a common group_key (copies.h).  What was
 * joined is kept in the record beside the contributions, with a term for each
 * document that was asked, found or not ("R" and its uid): when that one
 * comes, changes or goes, the documents that asked are joined anew, and no
 * others.  So files may come in any order, in one run or in many, and the
 * store is the same in the end.  A run that was stopped leaves its joins to
 * the next one. */

#include "deposit.h"

struct joins_result {
    uint64_t changed;             /* records that got other values */
    uint64_t missing, unresolved; /* store_unresolved; 0 if nothing was new */
};

enum join_class joins_class(const struct record *record);

/* STATUS_INTERRUPTED when a signal came: nothing is lost. */
enum status joins_run(struct joins_result *out, struct deposit *deposit,
                      struct error *err) MUST_USE;

#endif
