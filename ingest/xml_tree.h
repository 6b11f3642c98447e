#ifndef LIASSE_XML_TREE_H
#define LIASSE_XML_TREE_H

/* The elements of one record, as they come, made a tree (xml.h says of what
 * shape).  Bounded: the first failure is remembered in status, what comes
 * after it is ignored. */

#include "xml.h"

struct xml_level {
    struct json *node;
    struct buf text; /* kept for the next element at this level */
    enum xml_shape shape;
    bool nil;
    bool within; /* XML_PLAIN: an element within a sentence */
    bool label;  /* struct xml_tag */
    const char *attribute;
};

struct xml_tree {
    const struct xml_reading *reading;
    struct arena *arena;
    struct json *record;
    struct xml_level levels[XML_DEPTH_MAX];
    unsigned depth;  /* levels open */
    unsigned markup; /* the level that became HTML, from 1; 0 = none */
    bool labelled;   /* in it: a label was closed, its text is still to come */
    size_t nodes, bytes;
    struct buf value, key; /* of one attribute or text */
    enum status status;
    struct error *err;
};

/* Begins a record; the arena was reset. */
void xml_tree_start(struct xml_tree *tree);
void xml_tree_open(struct xml_tree *tree, struct str name);
/* An attribute of the element opened last. */
void xml_tree_attribute(struct xml_tree *tree, struct str prefix,
                        struct str name, struct str value);
void xml_tree_text(struct xml_tree *tree, struct str text);
/* True when it was the record's own end. */
bool xml_tree_close(struct xml_tree *tree);
void xml_tree_release(struct xml_tree *tree);

#endif
