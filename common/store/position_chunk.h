#ifndef LIASSE_POSITION_CHUNK_H
#define LIASSE_POSITION_CHUNK_H

/* Positions as `search` keeps them: for each term that has some, its lists of
 * many documents together, in chunks of about POSITION_CHUNK bytes that are
 * metadata of the database.  They are all there is of such a term: it has no
 * posting list and stands in no termlist, for the chunks say which documents
 * have it.
 *
 * Xapian's own position table has an item for each term of each document: 20
 * bytes of which 4 are positions, and a way from the root for each that is
 * read.  In chunks a list takes 5 bytes, and those of one term follow one
 * another in the order of docids.
 *
 *   key     "P" term 00 docid (4, high byte first).  The chunk holds the lists
 *           of docids up to this one, above that of the chunk before; the
 *           last one of a term has POSITION_LAST.  So the chunk of a docid is
 *           that of the first key from `P term 00 docid` on.
 *   value   for each document, docids rising: uint (docid - the one before
 *           - 1) * 8 + bytes of the list - 1, or + 7 and then uint bytes; the
 *           list: uint first position, then uint position - the one before
 *           - 1...  (uint: LEB128; before the first document: 0)
 *           In the last one of a term there stands uint documents of the term
 *           before that: to count them would be to go over all its chunks, as
 *           often as a query asks how frequent a word is; a change to one
 *           chunk writes a second one only where a document gets or loses the
 *           word.  A term has a last chunk, perhaps without lists, as long as
 *           it has documents.
 *
 * A term with positions holds no zero byte. */

#include "buf.h"
#include "error.h"
#include "str.h"

#include <stdint.h>

#define META_POSITIONS "P"
#define POSITION_LAST UINT32_MAX
enum {
    POSITION_CHUNK = 800, /* bytes behind which a chunk ends */
    POSITION_KEY_MAX = 251,
    POSITION_KEY_END = 4 /* bytes of the docid */
};

/* A key; `len` of it without the docid is the same for all of a term. */
struct position_key {
    char at[POSITION_KEY_MAX];
    size_t len;
};
/* False: the term is none that has positions (too long, a zero byte). */
bool position_key_start(struct position_key *out, struct str term);
/* The key up to a docid, in out->at. */
struct str position_key_upto(struct position_key *key, uint32_t docid);
/* The docid of a key of this term; 0: it is of another. */
uint32_t position_key_docid(const struct position_key *key, struct str found);
/* The term of any key, a slice of it; false: it is none. */
bool position_key_term(struct str *out, struct str found);

/* A list at `to`, with room for 5 bytes each: at rising, count at least 1; says
 * how many bytes. */
size_t positions_put(uint8_t *to, const uint32_t *at, size_t count);
/* Appends a list. */
void positions_encode(struct buf *out, const uint32_t *at, size_t count);
/* The other way; `to` has room for list.len of them.  False: damaged. */
bool positions_decode(uint32_t *to, size_t *count, struct str list);

/* What a last chunk starts with. */
void position_chunk_count(struct buf *chunk, uint32_t documents);
/* Off the front of one; false: damaged. */
bool position_chunk_documents(struct str *rest, uint32_t *documents);

/* Appends a document's encoded list to a chunk; *last = docid before, 0 at
 * the start. */
void position_chunk_add(struct buf *chunk, uint32_t *last, uint32_t docid,
                        struct str list);
/* The next document off the front of a chunk; *last as above.  False at the
 * end, and then *rest is empty, or damaged, and then it is not. */
bool position_chunk_next(struct str *rest, uint32_t *last, struct str *list);
/* The first one from there on whose docid is not below `wanted`. */
bool position_chunk_find(struct str *rest, uint32_t *last, struct str *list,
                         uint32_t wanted);

/* The documents of the next lists, at most `room`, those from `wanted` on.
 * False: damaged. */
bool position_chunk_docids(uint32_t *out, size_t *count, size_t room,
                           struct str *rest, uint32_t *last, uint32_t wanted);

/* Documents of a window: bit i stands for docid start + i. */
struct position_window {
    uint32_t start, width;
    const uint64_t *bits; /* of the documents that are wanted */
};

/* A list of one of them: its bytes at first, or, decoded, its numbers. */
struct position_part {
    uint32_t document; /* its bit */
    uint32_t first, count;
};

/* Takes lists off the front of a chunk, those of documents that are wanted, up
 * to `room`, where each starts in `chunk`.  Stops at the first document behind
 * the window, whose docid is *next then, or 0.  False: damaged. */
bool position_chunk_take(struct position_part *out, size_t *count, size_t room,
                         struct str chunk, struct str *rest, uint32_t *last,
                         uint32_t *next, const struct position_window *window);
/* Decodes what was taken: bytes give way to numbers.  `to` has room for as
 * many as there are bytes and POSITION_SLACK; so many bytes behind the chunk
 * may be read, too. */
enum { POSITION_SLACK = 8 };
bool position_parts_decode(uint32_t *to, struct position_part *parts,
                           size_t count, const char *chunk);

#endif
