#ifndef LIASSE_CITING_H
#define LIASSE_CITING_H

/* Citing sentences: what others say about an article when they cite it is
 * text to rank it by (FRENCH.md 7, point 1).
 *
 * Two pure halves, which the writer of a running index and a bulk build share:
 *
 *   citing   from one document: its sentences that cite something by a key
 *            (self.h), each a bag of stems.  It needs nothing but the
 *            document.
 *   cited    for one document: the bags under its own keys, merged.  Rule:
 *            its keys in bytewise order, under each the citing documents by
 *            docid, of each its sentences as they stand in the text; the
 *            first CITED_SENTENCES that differ among the first
 *            CITED_LOOKED_AT.  A stem counts CITED_WEIGHT
 *            for each time, CITED_STEM_MAX times at most.
 *
 * So the stems added to a document depend on the documents that there are,
 * not on the order in which they came: an updated index equals a rebuilt one.
 *
 * They are terms of a family of their own (TERM_PREFIX_CITED), for what is not
 * in a text is not found there: they add weight to documents.
 *
 *     TRY(citing_start(&citing, document, &met, err));
 *     each text block:  cites_own(&tokens, text, citing.self.of);
 *                       TRY(citing_text(&citing, text, &tokens, err));
 *     TRY(citing_encode(&data, &citing, err));     the document's data
 *
 *     cited_clear(&cited);                         one a cited document
 *     each bag:  TRY(cited_add(&cited, bag, err)); until cited_is_full
 *     while (cited_next(&cited, &at, &stem, &wdf)) */

#include "map.h"
#include "self.h"

enum {
    CITING_STEMS = 60,    /* of a sentence, the first ones */
    CITING_KEYS = 1000,   /* the same: references of a sentence */
    CITED_SENTENCES = 60, /* of a cited document */
    CITED_LOOKED_AT = 1000,
    CITED_STEM_MAX = 4,
    CITED_WEIGHT = 1,                  /* wdf of one time */
    CITING_DATA_MAX = 64 * 1024 * 1024 /* bytes of a document's data */
};

/* A sentence and the keys it cites. */
struct citing_sentence {
    struct str *keys;
    uint32_t key_count;
    struct str bag; /* encoded: each stem with its length, and how often;
                       equal bags have equal bytes */
};

/* Of one document, in its arena. */
struct citing {
    struct self self;
    struct citing_sentence *at;
    size_t count, room;
    struct map seen; /* key -> sentences under it */
    struct arena *arena;
    struct buf packed;
};

enum status citing_start(struct citing *out, const struct document *document,
                         struct values_met *met, struct error *err) MUST_USE;
void citing_release(struct citing *citing);
/* Takes the sentences of one text block; its references have been through
 * cites_own.  Sentences that cite the document itself are none. */
enum status citing_text(struct citing *citing, struct str text,
                        const struct tokens *tokens,
                        struct error *err) MUST_USE;

/* The sentences as the data of the citing document in `search`; empty when
 * there are none. */
enum status citing_encode(struct buf *out, struct citing *citing,
                          struct error *err) MUST_USE;
/* Walks data: the next sentence, its keys as one slice for citing_has and
 * citing_key.  STATUS_DONE at the end, STATUS_FORMAT: no such data. */
struct citing_entry {
    struct str keys, bag;
};
enum status citing_next(struct citing_entry *out, struct str *rest,
                        struct error *err) MUST_USE;
/* The next of an entry's keys; false at the end. */
bool citing_key(struct str *keys, struct str *key);
bool citing_has(const struct citing_entry *entry, struct str key);

/* What is added to one cited document. */
struct cited {
    struct map bags, stems;
    uint32_t sentences, looked_at;
};

void cited_clear(struct cited *cited);
void cited_release(struct cited *cited);
bool cited_is_full(const struct cited *cited);
enum status cited_add(struct cited *cited, struct str bag,
                      struct error *err) MUST_USE;
/* The sentences of a document's data that cite the key. */
enum status cited_take(struct cited *cited, struct str data, struct str key,
                       struct error *err) MUST_USE;
/* Walks: *at starts at 0; false at the end.  The order is arbitrary. */
bool cited_next(const struct cited *cited, size_t *at, struct str *stem,
                uint32_t *wdf);

CLEANUP_KIND(citing, struct citing, citing_release)
CLEANUP_KIND(cited, struct cited, cited_release)

#endif
