#ifndef LIASSE_VALUES_MET_H
#define LIASSE_VALUES_MET_H

/* What values of fields come to, each worked out once.
 *
 * One title stands above hundreds of articles, one kind in all of them, and
 * the tokens, the key, the name that a value gives depend on its text alone.
 * So a value asked for twice in a document is worked out once, and one that
 * comes again in another document is kept, up to `most` bytes in all: when
 * they are full, the next document begins with none.
 *
 * Tokens are kept when every word of the value has a number in the analyser:
 * then they are what a new analysis would give, in any document.
 *
 *     values_met_start(&met, &arena);               a document
 *     struct met_value *title = value_met(&met, text);
 *     TRY(met_tokens(title, &met, err));            title->tokens
 *
 * Strings are slices in arena or in the memory of values_met: they live until
 * the next document, a met_value until the next call of value_met. */

#include "acronym.h"
#include "headings.h"
#include "terms.h"

enum {
    MET_VALUE_MAX = 1024, /* bytes; longer ones are not kept */
    MET_PASSING = 16,     /* of one document */
    MET_SEEN = 1 << 12
};

/* All but value and kept: after the call that gives it. */
struct met_value {
    struct str value;
    uint32_t hash;
    bool kept;          /* else it is of one document */
    unsigned has;       /* bits of what is here and lasts as it does */
    uint32_t document;  /* in which it was met first */
    uint32_t tokens_of; /* ... and was taken apart last */
    struct tokens tokens;
    const uint8_t *capitals; /* enum capitals of each token */
    struct acronyms acronyms;
    struct heading heading;    /* of no stems: it is none */
    struct str title;          /* term_title_key, empty: none */
    struct str name;           /* cite_title */
    struct str folded;         /* french_fold */
    struct str exact, article; /* term_field_key */
};

struct values_met {
    struct analyser *analyser;
    struct arena *arena; /* of the document */
    size_t most;
    uint32_t document;
    struct met_value passing[MET_PASSING]; /* by hash */
    struct met_value **kept; /* by hash; a power of two, or none */
    size_t kept_size, kept_count;
    uint32_t *seen; /* hashes of values, to know them the second time */
    struct arena memory;
};

/* Keeps up to about `most` bytes, 0: nothing beyond a document. */
enum status values_met_init(struct values_met *met, struct analyser *analyser,
                            size_t most, struct error *err) MUST_USE;
void values_met_release(struct values_met *met);
/* Memory held. */
size_t values_met_bytes(const struct values_met *met);

/* A document begins, in its arena. */
void values_met_start(struct values_met *met, struct arena *arena);

/* The value is a slice that lives as long as the document. */
struct met_value *value_met(struct values_met *met, struct str value);
/* tokens, capitals, acronyms */
enum status met_tokens(struct met_value *value, struct values_met *met,
                       struct error *err) MUST_USE;
enum status met_heading(struct met_value *value, struct values_met *met,
                        struct error *err) MUST_USE;
enum status met_title(struct met_value *value, struct values_met *met,
                      struct error *err) MUST_USE;
enum status met_name(struct met_value *value, struct values_met *met,
                     struct error *err) MUST_USE;
/* french_fold of a value. */
enum status met_fold(struct str *out, struct values_met *met, struct str value,
                     struct error *err) MUST_USE;
/* term_field_key of a value. */
enum status met_key(struct str *out, struct values_met *met, enum field field,
                    struct str value, struct error *err) MUST_USE;

CLEANUP_KIND(values_met, struct values_met, values_met_release)

#endif
