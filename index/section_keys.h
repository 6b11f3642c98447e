#ifndef LIASSE_SECTION_KEYS_H
#define LIASSE_SECTION_KEYS_H

/* Where a document stands in its container, as keys that re-ranking groups
 * hits by (schema.h: enum section_group; query/rerank.h). */

#include "document.h"
#include "values_met.h"

/* The value of SLOT_SECTION, into the document's arena; empty for a document
 * that stands nowhere: without a container headings and numbers mean nothing to
 * one another.
 *
 * Mirror: all headings but the part, each without what it is called and
 * numbered: "Partie réglementaire > Titre III : Congés > Section 2 : Congés
 * payés." and "Partie législative > Titre III : Congés > Chapitre I : Congés
 * payés" are mirrors.
 *
 * Chapter: what stands before the first hyphen of an article's number, if it
 * has three digits at least.  Codes number by book, title and chapter, in
 * front of them the part if there are many, and alike in all their parts: R.
 * 3121-5 stands in the chapter of L. 3121-16, D. 162-1 in that of L. 162-5,
 * whatever their headings say (circulaire du 30 mai 1996 relative à la
 * codification, 2.2.3). */
enum status section_value(struct str *out, const struct document *document,
                          struct values_met *met, struct error *err) MUST_USE;

#endif
