#ifndef LIASSE_PLAN_NEAR_H
#define LIASSE_PLAN_NEAR_H

/* PRÈS and AVANT: for plan.c only. */

#include "plan_leaf.h"

/* The filter of a NODE_NEAR; candidates (borrowed) finds every document that
 * has its operands.  Words, wildcards and ORs of them go to Xapian's own
 * operator, the rest to near.h. */
enum status plan_near_filter(struct xap_query **out, struct planner *planner,
                             const struct node *node,
                             const struct xap_query *candidates) MUST_USE;

/* Leaves of *query, which finds every document that has the words of a unit,
 * those where they stand in its field; on failure it is as it was, or NULL. */
enum status plan_unit_places(struct xap_query **query, struct planner *planner,
                             const struct unit *unit) MUST_USE;

#endif
