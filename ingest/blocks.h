#ifndef LIASSE_BLOCKS_H
#define LIASSE_BLOCKS_H

/* A text as a row of blocks: what Markdown (markdown.h) and plain lines
 * (lines.h) become on their way to the field `text`.
 *
 * The text of a block is one paragraph of the document: "\n" in it is a line
 * break.  Strings live in the arena of whoever made the blocks. */

#include "document.h"

enum block_kind { BLOCK_HEADING, BLOCK_PARAGRAPH, BLOCK_LIST };

struct block {
    enum block_kind kind;
    bool strong; /* a paragraph that is emphasised as a whole */
    struct str text;
    /* Of a page of HTML: what the class of a heading says ("titre3"), else 0;
     * how much at the start of the text is bold; whether it is centred. */
    unsigned level;
    size_t bold;
    bool centred;
};

struct blocks {
    struct block *at;
    size_t count, room;
};

/* Appends a block (its text is borrowed); an empty one is ignored. */
enum status blocks_add(struct blocks *blocks, struct block block,
                       struct arena *arena, struct error *err) MUST_USE;

/* Blocks from `from` to the end, as one text: paragraphs ended by "\n\n",
 * headings among them. */
enum status blocks_join(struct str *out, const struct blocks *blocks,
                        size_t from, struct arena *arena, struct error *err)
    MUST_USE;

/* Gives the blocks from `from` on to the document, one text block of role
 * `body` a heading.  A heading without text of its own goes before the next
 * one ("Témoignages – Marie Dubois"); one at the very end becomes a
 * paragraph. */
enum status blocks_give(const struct blocks *blocks, size_t from,
                        struct document *document, struct arena *arena,
                        struct error *err) MUST_USE;

/* Blocks `from` to `end` (excluded) as one text block of a role; nothing when
 * there are none. */
enum status blocks_give_text(struct document *document,
                             const struct blocks *blocks, size_t from,
                             size_t end, const char *role, struct arena *arena,
                             struct error *err) MUST_USE;

/* A title made of a text: its first sentence without the full stop; a long
 * one is cut between words and ends in an ellipsis. */
enum status title_from_text(struct str *out, struct str text,
                            struct arena *arena, struct error *err) MUST_USE;

#endif
