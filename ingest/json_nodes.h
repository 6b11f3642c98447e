#ifndef LIASSE_JSON_NODES_H
#define LIASSE_JSON_NODES_H

/* A JSON text that is one tree: nodes whose member "children" lists further
 * nodes (a whole code: sections, articles).  Each node is given by itself, as
 * a tree of json.h without its children, so that a file of any size takes the
 * memory of its largest node and of the nodes above it.  A list of trees,
 * [{...}, {...}], is read as one behind the other. */

#include "json.h"
#include "reader.h"

enum { JSON_NODES_DEPTH_MAX = 64 };

struct json_nodes {
    /* Takes a node; depth: 0 for the root.  `inner`: it has children, which
     * come next; what stands behind them in the text is not given.  The node
     * lives until the next one of its depth or above.  STATUS_FORMAT: a bad
     * node, told with its number; the reading goes on. */
    enum status (*node)(void *context, struct json *node, unsigned depth,
                        bool inner, struct arena *arena, struct error *err);
    void *context;
};

/* Reads all of it.  STATUS_FORMAT: brackets that do not match, an end too
 * early; STATUS_LIMIT: a node too large, nodes too deep. */
enum status json_nodes_read(struct input *in, const struct json_nodes *nodes,
                            struct sink *sink, struct error *err) MUST_USE;

#endif
