#ifndef LIASSE_XML_H
#define LIASSE_XML_H

/* XML from hostile hands, piece by piece, as records: libxml2's push parser
 * over bytes of ours (the only user of it but html.c).
 *
 * Safe by construction: no name is ever opened, no network, no entity
 * declared in the file is taken (it is refused), no external DTD is loaded;
 * names of HTML ("&nbsp;") that stand without a DTD are replaced in the bytes
 * before the parser.  The character set is the one found in the bytes
 * (charset.h), whatever the declaration says; a lie is told.
 *
 * A record is one element of a given name, with all below it, as a tree of
 * json.h: what a mechanical XML-to-JSON dump would give, so one mapping reads
 * both.  Attributes are members "@name"; an element of text alone is a
 * string, trimmed; text beside attributes or elements is the member "#text";
 * elements of one name are a list; an empty or xsi:nil element is null.  Names
 * are local names: namespaces may be there or not.
 *
 * libxml2's own limit of 10 MB for one tag, comment or CDATA section stands.
 *
 * A record within another root is given when its own element closes: the
 * memory used is that of one record.  A record that is the root is given only
 * when the whole file was well-formed. */

#include "json.h"
#include "reader.h"

enum {
    XML_DEPTH_MAX = 256,
    XML_ATTRIBUTES_MAX = 256,     /* of one element */
    XML_NODES_MAX = 250 * 1000,   /* of one record */
    XML_NAMES_MAX = 20 * 1000,    /* different names in one file */
    XML_MEMBERS_MAX = 1000,       /* names in one element */
    XML_TEXT_MAX = INPUT_TEXT_MAX /* bytes of one record */
};

/* How the content of an element becomes a tree. */
enum xml_shape {
    XML_TREE,    /* as told above */
    XML_ORDERED, /* the same, elements of one name stay single members, in the
                    order of the file: walk from ->first */
    XML_HTML,    /* a string of HTML: the text is HTML source as it stands
                    (escaped or in CDATA), elements are tags */
    XML_MARKUP,  /* a string of HTML: the text is text, elements are tags */
    XML_PLAIN,   /* the same for unknown elements: one within a sentence parts
                    nothing, any other is a paragraph */
    XML_INLINE   /* the same, unknown elements never part anything */
};

/* What an element within XML_PLAIN or XML_INLINE stands for. */
struct xml_tag {
    const char *name;
    const char *html;      /* "sup", "p"; "" is a label: it begins the paragraph
                              of what follows ("1°"), whatever wraps that */
    const char *attribute; /* whose value is its text, in parentheses: a
                              comment that stands beside the words */
};

struct xml_rule {
    const char *name;
    enum xml_shape shape;
};

struct xml_reading {
    const char *const *records;   /* names, ended by NULL; NULL: the root */
    enum xml_shape shape;         /* of a record without a rule */
    const struct xml_rule *rules; /* of elements in it; ended by a NULL name */
    const struct xml_tag *tags;   /* the same; may be NULL */
    /* Elements that are in no record, as they open (node: its name and its
     * attributes, lives until it returns) and close: the divisions that
     * records stand in.  May be NULL.  Any failure ends the reading. */
    enum status (*enter)(void *context, struct json *node, struct error *err);
    enum status (*leave)(void *context, struct str name, struct error *err);
    /* Takes a record; node->key is its name, in->line the line of its end
     * (0 when it is the root).
     * Tree and arena live until it returns.  STATUS_FORMAT or STATUS_LIMIT:
     * a bad record; told, and the reading goes on, unless it is the root. */
    enum status (*record)(void *context, struct json *node, struct arena *arena,
                          struct error *err);
    void *context;
};

/* Reads all of it.  STATUS_FORMAT, with the line: malformed, or no record in
 * it; STATUS_LIMIT: over a limit above.  A blank input is STATUS_OK without a
 * record. */
enum status xml_read(struct input *in, const struct xml_reading *reading,
                     struct sink *sink, struct error *err) MUST_USE;

/* What a reader did not know in the records of one input, told once as long
 * as it stays the same: a file of 100,000 records is no reason for as many
 * lines. */
struct xml_told {
    char paths[240];
};
enum status xml_tell_unseen(struct xml_told *told, struct json *record,
                            struct sink *sink, struct error *err) MUST_USE;

/* The local name of the first element in a head (as struct input has it),
 * empty if it is no XML. */
struct str xml_root(struct str head);

#endif
