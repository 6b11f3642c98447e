#ifndef LIASSE_HTML_WRITER_H
#define LIASSE_HTML_WRITER_H

/* The events of html_sax.h written as text, as html.h describes it: shared by
 * fragments (html.c) and whole pages (html_page.c). */

#include "buf.h"
#include "links.h"

/* What separates two pieces of text; the strongest one met wins. */
enum html_gap { GAP_NONE, GAP_SPACE, GAP_CELL, GAP_LINE, GAP_PARAGRAPH };

struct html_writer {
    struct buf *out;
    size_t start; /* where this fragment's text begins in out */
    enum html_gap gap;
    bool bullet; /* the next text is the first of a list item */
    bool layout; /* the open table only places blocks: its cells are blocks */
    unsigned hidden, cells;
    struct links *links;
    struct str href; /* of the open <a>, in links->arena */
    size_t label;    /* where its text began */
    size_t raised;   /* the same of the open <sup> */
    /* Told where a paragraph begins in out; may be NULL. */
    void (*paragraph)(void *context, size_t offset);
    void *context;
    enum status status;
    struct error *err;
};

/* The events; the status of the links is kept in w->status. */
void html_writer_start(struct html_writer *w, const char *name,
                       const char *const *attributes);
void html_writer_end(struct html_writer *w, const char *name);
void html_writer_text(struct html_writer *w, struct str text);
/* Takes the blanks off the end. */
void html_writer_finish(struct html_writer *w);
/* True for an element that parts paragraphs. */
bool html_is_block(const char *name);
/* The value of an attribute, empty if there is none. */
struct str html_attribute(const char *const *attributes, const char *name);

#endif
