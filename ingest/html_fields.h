#ifndef LIASSE_HTML_FIELDS_H
#define LIASSE_HTML_FIELDS_H

/* What a page says about itself, as fields: the meta data of the sites of the
 * Assemblée nationale and the Sénat, and what any page may have (FORMATS.md
 * 8, 9). */

#include "document.h"
#include "html_page.h"

/* What sort of page it is: decides the kind and where fields come from. */
enum page_sort {
    PAGE_ANY,
    PAGE_AMENDMENT,
    PAGE_AN_DOSSIER,
    PAGE_AN_BILL,
    PAGE_AN_REPORT,
    PAGE_AN_RECORD, /* compte rendu */
    PAGE_AN_VOTE,
    PAGE_SENAT_DOSSIER,
    PAGE_SENAT_BILL,
    PAGE_SENAT_AMENDMENT,
    PAGE_LEGIFRANCE
};

enum page_sort html_page_sort(const struct html_page *page);

/* Everything but uid and text; links go to page->links.  *url = the page's own
 * address, empty if unknown. */
enum status html_fields(struct document *document, struct str *url,
                        struct html_page *page, enum page_sort sort,
                        struct error *err) MUST_USE;

#endif
