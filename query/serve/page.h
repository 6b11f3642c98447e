#ifndef LIASSE_PAGE_H
#define LIASSE_PAGE_H

/* The frame of every page: head, header, search band, footer; and the links
 * between pages. */

#include "site.h"

struct page_head {
    struct str title;     /* plain text, before " – liasse" */
    const char *current;  /* "/" or "/aide" in the navigation; NULL */
    struct str canonical; /* addresses; empty = none */
    struct str atom, previous, next;
    bool index; /* may be found by other search engines */
    bool hero;  /* the search box stands in the page itself */
};

void page_begin(struct visit *visit, const struct page_head *head);
void page_end(struct visit *visit);

/* The form alone. */
void page_form(struct visit *visit);

/* "/" and a search; escaped for an attribute. */
void page_link(struct buf *out, const struct ask *ask, unsigned with);
/* The same path with "lang" kept when it was asked for. */
void page_path(struct buf *out, struct visit *visit, const char *path);
/* " href" of a search for a query alone. */
void page_query_link(struct buf *out, struct visit *visit, struct str query);

/* Without filter i; without the dates (FILTERS_MAX). */
void ask_without(struct ask *out, const struct ask *ask, size_t i);

#endif
