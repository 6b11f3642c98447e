#ifndef LIASSE_AN_PAGE_H
#define LIASSE_AN_PAGE_H

/* A saved question page while it is read: read_an_page.c finds its sections,
 * an_page_keys.c reads the labelled values at its end. */

#include "an_question.h"
#include "links.h"
#include "reader.h"

enum an_section { AN_HEAD, AN_QUESTION, AN_ANSWER, AN_KEYS, AN_SECTIONS };

/* What the page says, as slices of it, before it is made a document. */
struct an_page {
    struct str section[AN_SECTIONS]; /* first to last line of each */
    struct str title;
    const struct an_type *type;
    struct str number, legislature;
    uint32_t asked, answered;
    const char *status, *outcome;
    struct document document;
    struct links links;
    struct arena *arena;
    struct sink *sink;
    struct error *err;
};

/* A line without the marks of a Markdown heading around it. */
struct str an_page_bare(struct str line);
/* The section that a line opens, AN_SECTIONS if it opens none. */
enum an_section an_page_section(struct str line);
/* "Auteur : [M. Daniel Grenon](#)" gives label and value. */
bool an_page_split(struct str line, struct str *name, struct str *value);
/* The last run of digits in a line, empty if there is none. */
struct str an_page_digits(struct str line);

/* A bid: how surely a text is such a page. */
int an_page_likely(struct str text);
/* Reads the page from its text, wherever that comes from (HTML too). */
enum status an_page_read_text(struct input *in, struct sink *sink,
                              struct str text, struct error *err) MUST_USE;

/* Reads the section AN_KEYS: fields into the document, type, number and dates
 * into the page; an unknown label is told. */
enum status an_page_keys(struct an_page *page) MUST_USE;

#endif
