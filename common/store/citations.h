#ifndef LIASSE_CITATIONS_H
#define LIASSE_CITATIONS_H

/* What a document cites: the references in its texts, found by the same
 * analysis as for the index, and the citations that its source tells itself
 * (`links` of type CITATION_LINK).  Nothing of it is stored: it can never be
 * older than the text. */

#include "self.h"

/* <LIEN typelien="CITATION" sens="source"> in the dumps of the DILA: the
 * document cites the target (sens="cible": it is cited by it). */
#define CITATION_LINK "CITATION:source"

/* Where a citation stands: CITE_IN of a document. */
#define CITE_IN_TEXT "text"
#define CITE_IN_HEADING "heading"
#define CITE_IN_LINK "link"

struct citation {
    struct str key;    /* normal form, of an article with its code or text;
                          empty for a link whose label tells none */
    struct str target; /* of a link, as its source has it: a uid, or empty */
    struct str text;   /* as written, a slice of the document */
    struct str in;     /* CITE_IN_... */
    uint32_t block;    /* the text block, from 0; not of a link */
    uint64_t at; /* in a text: its byte in the texts of all blocks, one behind
                    the other with nothing between (--slice); in a heading:
                    its byte there; not of a link */
};

/* In the order of the document, each block's heading before its text, links
 * last; into arena. */
enum status citations_find(struct citation **out, size_t *count,
                           const struct document *document,
                           struct analyser *analyser, struct arena *arena,
                           struct error *err) MUST_USE;

/* Entry i of `links` as a citation; false when it is none.  Its key is that of
 * the article or text which the label names. */
enum status citation_of_link(bool *is_one, struct citation *out,
                             const struct document *document, uint32_t i,
                             struct analyser *analyser, struct arena *arena,
                             struct error *err) MUST_USE;

/* Does cite: find this reference?  Dates and numbers that only look like a
 * text's are none. */
bool citation_counts(const struct cite *cite);

#endif
