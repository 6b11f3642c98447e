#ifndef LIASSE_SCHEMA_H
#define LIASSE_SCHEMA_H

/* The fields of a document: enum, names and look-up over schema.def.
 *
 * History of SCHEMA_VERSION (what `search` holds; a mismatch asks for
 * liasse-index --rebuild):
 *   1  the first.
 *   2  value slots for facets and sections; words in capitals told
 *      (terms.h).
 *   3  value slots for keys (KEY of schema.def).
 *   4  citations: terms of what a document is cited by and of the sentences
 *      that cite it, the latter also as data (terms.h); mirror sections.
 *   5  one letter before words with positions: a list of positions carries
 *      its term, and there are millions of them.
 *   6  the words of headings in a value slot (headings.h).
 *   7  citations that the source tells, articles of no code apart, uids in
 *      their own letters (terms.h).
 *   8  sections in one value, with the chapter of an article's number.
 *   9  stretches of the families of fields in place of positions of their
 *      words; no capitals of long numbers.
 *  10  stretches of the texts; positions in chunks of many documents
 *      (position_chunk.h).
 *  11  terms with positions stand in their chunks alone: no posting list, no
 *      entry in a termlist. */

#include "str.h"

#define SCHEMA_VERSION "11"

enum field {
#define FIELD(tag, name, ...) FIELD_##name,
#include "schema.def"
#undef FIELD
    FIELD_COUNT
};

enum shape {
    SHAPE_STRING,
    SHAPE_INTEGER,
    SHAPE_DATE,
    SHAPE_STRINGS,
    SHAPE_OBJECT,
    SHAPE_OBJECTS
};

enum index_kind {
    INDEX_NONE,
    INDEX_EXACT,
    INDEX_WORDS,
    INDEX_NUMBER,
    INDEX_DATE
};

/* What a name of the query language asks of its field. */
enum meaning { MEANING_FIELD, MEANING_YEAR, MEANING_ANSWER, MEANING_IN_FORCE };

/* Value slots of `search`; the first two also in `store`.  All sort
 * bytewise: sequence and number as xap_sortable or big-endian, dates as
 * YYYYMMDD.  The slots of facets hold lists (terms.h). */
enum slot {
    SLOT_UID = 0,
    SLOT_SEQUENCE = 1,
    SLOT_DATE = 2,
    SLOT_DATE_ANSWER = 3,
    SLOT_DATE_START = 4,
    SLOT_DATE_END = 5,
    SLOT_NUMBER = 6,
#define FACET(name, slot, ...) SLOT_FACET_##name = slot,
#include "schema.def"
#undef FACET
#define KEY(name, slot) SLOT_KEY_##name = slot,
#include "schema.def"
#undef KEY
    /* Where it stands: a key of each enum section_group, SECTION_BYTES long
     * and all zero for none; those at the end that are none left out. */
    SLOT_SECTION = 40,
    /* The words of the headings above it, without a path those of its title
     * (headings.h). */
    SLOT_HEADINGS = 43
};

/* Keys that are equal where two documents of one container stand ... */
enum section_group {
    SECTION_OWN,     /* in the same section, */
    SECTION_ABOVE,   /* in sections right under the same one, */
    SECTION_MIRROR,  /* under the same headings, the one in the legislative
                        part, the other in the regulatory part, */
    SECTION_CHAPTER, /* under numbers of the same chapter. */
    SECTION_GROUPS
};
enum { SECTION_BYTES = 6 }; /* of a digest */

struct schema_field {
    uint32_t tag;
    enum shape shape;
    enum index_kind index;
    uint32_t weight;       /* wdf in the general family, 0 = not in it */
    uint32_t parts;        /* strings an entry: 1, or the parts of an object */
    struct str json;       /* name in JSON */
    struct str part_names; /* separated by blanks */
    struct str names;      /* of the query language, separated by blanks */
    struct str prefix;     /* of its terms */
};

extern const struct schema_field schema[FIELD_COUNT];

/* The name of part i of an object field. */
struct str schema_part_name(enum field field, uint32_t i);

/* FIELD_COUNT when there is none. */
enum field schema_by_json(struct str name);
enum field schema_by_tag(uint64_t tag);

/* The value slot of a date field, or UINT32_MAX. */
uint32_t schema_date_slot(enum field field);

/* The value slot of a field whose values can be counted, or UINT32_MAX, and
 * its name for people, in the current language. */
uint32_t schema_facet_slot(enum field field);
const char *schema_facet_label(enum field field);
/* The value slot of a KEY field, or UINT32_MAX. */
uint32_t schema_key_slot(enum field field);

/* Looks a name of the query language up (any case of ASCII letters, JSON
 * names too).  Several fields may carry one name ("ministere"): they are put
 * into out[FIELD_COUNT]; the result is their number, 0 for no such name. */
size_t schema_by_query_name(struct str name, enum field out[FIELD_COUNT],
                            enum meaning *meaning);

/* The i-th further name (VIRTUAL of schema.def); false past the last. */
bool schema_virtual(size_t i, struct str *names, enum field *field,
                    enum meaning *meaning);

/* The closed lists; index -1 = not in the list. */
int schema_kind(struct str name);
int schema_role(struct str name);
/* Name of the i-th kind for people, in the current language. */
const char *schema_kind_label(int kind);
const char *schema_role_label(int role);
/* Name of kind i in JSON, NULL past the end. */
const char *schema_kind_name(int kind);

#endif
