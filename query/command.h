#ifndef LIASSE_COMMAND_H
#define LIASSE_COMMAND_H

/* What liasse-query does once its options are read: one query, one document,
 * or a batch of queries, written to a stream. */

#include "output.h"
#include "show.h"

#include <stdio.h>

enum { COMMAND_EXPORT_PAGE = 5000 };

struct command {
    struct search *search;
    const struct output *output;
    struct request request; /* all but the query's text, which a batch sets */
    struct facet_field facets[FACETS_MAX]; /* what request.facets points to */
    struct filter filters[FILTERS_MAX];    /* what request.filters points to */
    bool match_given;                      /* --match was on the command line */
    bool snippets_given;  /* so was --snippets, for request.snippets.max */
    uint32_t export_page; /* hits held at once of a longer list; see below */
    bool begun;           /* an answer was written */
    bool terminal;        /* out is one */
    FILE *out;
};

/* How an answer may be relaxed and what it needs, from the other settings:
 * only text and json relax unless --match auto was given. */
void command_settle(struct command *command, bool batch);

/* Answers command->request.query.  A list of more than export_page hits in a
 * form of one row a hit is written page by page, so that its length costs time
 * and no memory; what was written stays when a later page fails.  *hits tells
 * whether there are any. STATUS_SYNTAX: *where as in parse.h. */
enum status command_query(bool *hits, size_t *where, struct command *command,
                          struct error *err) MUST_USE;

/* A document or a slice of it, as text or JSON; *found tells whether it
 * exists. */
enum status command_show(bool *found, struct command *command,
                         const struct show *show, struct error *err) MUST_USE;

/* What goes on from a text (suggest.h), at most request.limit; *any tells
 * whether there is something. */
enum status command_suggest(bool *any, struct command *command, struct str text,
                            struct error *err) MUST_USE;

/* The table of fields, as text or JSON. */
enum status command_fields(struct command *command, struct error *err) MUST_USE;

/* Queries from lines of `in`: ID, tab, query; blank lines are skipped.  A
 * line that does not parse is read again as plain words and told; one that
 * cannot be answered even so is told and makes *answered false. */
enum status command_batch(bool *answered, struct command *command, FILE *in,
                          struct error *err) MUST_USE;

#endif
