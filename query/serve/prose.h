#ifndef LIASSE_PROSE_H
#define LIASSE_PROSE_H

/* The text of a document as HTML: paragraphs, tables, marks of the words
 * searched (each an anchor #m1, #m2...) and references to law as links: to the
 * document cited where the index has it, else to a search for it. */

#include "marks.h"
#include "match.h"
#include "site.h"

struct prose {
    struct visit *visit;
    struct matcher matcher;
    struct arena scratch; /* of a paragraph */
    const struct document *document;
    const char *block; /* start of the text block at hand */
    uint64_t before;   /* bytes of the blocks before it */
    uint32_t cite;     /* the next of the document's citations */
    bool numbered;     /* alinéas have numbers and anchors #al1... */
    unsigned alinea;
    unsigned marks; /* given so far */
};

/* marks in the visit's arena. */
enum status prose_init(struct prose *out, struct visit *visit,
                       const struct document *document,
                       const struct marks *marks, struct error *err) MUST_USE;
void prose_release(struct prose *prose);
/* The title into out, before any block. */
enum status prose_title(struct buf *out, struct prose *prose, struct str title,
                        struct error *err) MUST_USE;
/* The next text block into out; all of them, in their order. */
enum status prose_write(struct buf *out, struct prose *prose, struct str text,
                        struct error *err) MUST_USE;

/* The marks of a query (none when it cannot be read). */
void prose_marks(struct marks *out, struct visit *visit, struct str query);

CLEANUP_KIND(prose, struct prose, prose_release)

#endif
