#ifndef LIASSE_HTML_PAGE_H
#define LIASSE_HTML_PAGE_H

/* A whole HTML page: its title, its meta data, and its main text as blocks.
 *
 * Main text is found by counting, in two passes over the events:
 *
 * 1. Tables.  One that holds tables, a single column, or a cell of more than
 *    TABLE_CELL_MAX bytes only places things on the page: its cells are
 *    blocks.  Any other is data and gives rows "a | b".
 * 2. Zones.  An element opens a zone when its name, role, id or class says
 *    so (the tables at the top of html_page.c): *noise* (header, nav,
 *    footer, menu, cookies, sidebar ...) or *main* (main, article, #content
 *    ...).  The bytes of text within links and without are counted by zone.
 *    A zone of noise is dropped, unless it holds more than half of the
 *    page's text without links: then its name lies (a whole page within
 *    <div class="menu-page">).  A <ul> whose text is nearly all links is
 *    noise as well.  When the zones of *main* hold at least a third of what
 *    is left, only they are kept.
 * 3. Ends.  Blocks that are links only, or hold no letter, are dropped
 *    before the first and after the last other block (breadcrumbs, "haut de
 *    page"); then boilerplate.h takes its phrases off.
 *
 * Scripts, styles, forms' controls and what the page itself hides never are
 * text.  Headings are h1-h6, and short centred paragraphs in bold. */

#include "blocks.h"
#include "links.h"

struct html_meta {
    struct str name, content; /* name in lower case */
};

struct html_page {
    struct arena *arena;
    struct links links;
    struct str title;     /* of <title>, one line */
    struct str heading;   /* the first <h1> of the main text, one line */
    struct str canonical; /* <link rel=canonical> */
    struct str feed; /* of a feed: <link rel=alternate>, <a class=…rss> */
    struct str time; /* the first <time datetime> */
    struct html_meta *meta;
    size_t meta_count, meta_room;
    struct blocks blocks;
    /* Of each block: the name under which the table of html_page.c marks the
     * element around it ("amddispotexte"), else empty. */
    struct str *marks;
};

/* html is valid UTF-8; everything lives in the arena.  STATUS_LIMIT when
 * elements are nested deeper than HTML_DEPTH_MAX. */
enum status html_page_read(struct html_page *out, struct str html,
                           struct arena *arena, struct error *err) MUST_USE;

/* The content of the first <meta> of that name (or property) that has one;
 * names in lower case. */
struct str html_page_meta(const struct html_page *page, const char *name);

#endif
