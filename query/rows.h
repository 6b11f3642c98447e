#ifndef LIASSE_ROWS_H
#define LIASSE_ROWS_H

/* The hits that are being re-ranked: for rerank*.c only.
 *
 * Rows are by docid. */

#include "plan.h"
#include "rerank.h"
#include "search.h"

struct row {
    struct xap_hit hit; /* its score: plain, then with what is added */
    struct rerank_parts parts;
    size_t plain;                   /* rank by that score, from 0 */
    double score;                   /* with the sections */
    uint32_t group[SECTION_GROUPS]; /* numbers from 1; 0 = in none */
    bool exact;      /* what the query names: its number, its title */
    bool out_of_use; /* not in force today: ended, or to come */
};

struct rows {
    struct row *at;
    size_t count;
    xap_docid *docids; /* of the rows, in their order */
};

/* Calls visit for the value of a slot of each row that has one. */
typedef enum status row_visit(void *payload, struct row *row, struct str value);
enum status rows_values(const struct rows *rows, struct search *search,
                        uint32_t slot, row_visit *visit, void *payload,
                        struct error *err) MUST_USE;

/* rerank_cited.c: adds what the sentences that cite a document say. */
enum status rerank_cited(struct rows *rows, struct search *search,
                         const struct plan *plan, struct arena *arena,
                         struct error *err) MUST_USE;
/* rerank_pairs.c: words side by side. */
enum status rerank_pairs(struct rows *rows, struct search *search,
                         const struct plan *plan, struct error *err) MUST_USE;
/* rerank_headings.c: adds what headings say of the query. */
enum status rerank_headings(struct rows *rows, struct search *search,
                            const struct plan *plan,
                            struct error *err) MUST_USE;
/* rerank_versions.c: marks rows exact and out of use; puts the version in
 * force before the others and near-duplicates behind the first of them. */
enum status rerank_versions(struct rows *rows, struct search *search,
                            const struct plan *plan, struct arena *arena,
                            struct error *err) MUST_USE;
/* rerank_sections.c: score, from the plain scores. */
enum status rerank_sections(struct rows *rows, struct search *search,
                            struct arena *arena, struct error *err) MUST_USE;

#endif
