#ifndef LIASSE_OUTPUT_H
#define LIASSE_OUTPUT_H

/* The forms of an answer.  Each is one file and one row here: three calls in
 * a fixed order, begin, hit for every hit, end.  They append to a buffer and
 * cannot fail but by its maximum. */

#include "answer.h"
#include "json_out.h"
#include "show.h"
#include "suggest.h"

struct writing {
    struct buf *buf;
    struct json_out json;
    struct str id; /* of the query in a batch; empty otherwise */
    bool first;    /* the first answer of a batch, or the only one */
    bool terminal; /* bold instead of ** ** */
    bool places;   /* where in the document each extract stands */
};

struct output {
    const char *name;
    bool uids_only;  /* needs no documents */
    bool facets;     /* shows them */
    bool explains;   /* shows answer.explanation */
    bool fields;     /* shows request.fields */
    size_t snippets; /* extracts a hit unless --snippets says, 0 = as usual */
    void (*begin)(struct writing *writing, const struct answer *answer);
    void (*hit)(struct writing *writing, const struct answer *answer,
                const struct hit *hit);
    void (*end)(struct writing *writing, const struct answer *answer);
};

/* For people: the total, then for each hit a numbered title, a line of facts,
 * extracts with **marks**. */
extern const struct output output_text;
/* One JSON object (DESIGN.md 4, HTTP); in a batch one a line, with "id". */
extern const struct output output_json;
/* One JSON object a hit and a line; in a batch each with "query_id". */
extern const struct output output_ndjson;
/* A table with one row a hit and a header row (liasse-query.1): RFC 4180; the
 * same for spreadsheets (byte order mark, semicolons, nothing that would be
 * computed); tabs.  In a batch one table with query_id. */
extern const struct output output_csv;
extern const struct output output_csv_excel;
extern const struct output output_tsv;
/* One uid a line; in a batch ID, tab, uid. */
extern const struct output output_ids;
/* ID Q0 UID RANK SCORE liasse; ID is 1 outside a batch. */
extern const struct output output_trec;

/* NULL when there is none of that name. */
const struct output *output_find(struct str name);

/* begin, hit..., end; STATUS_LIMIT or STATUS_NOMEM of the buffer. */
enum status output_answer(struct writing *writing, const struct output *output,
                          const struct answer *answer,
                          struct error *err) MUST_USE;

/* A hit as a JSON object, the same in every form.  Its highlights are HTML:
 * <em> around the words found, & < > " ' of the text as entities, so that
 * they can be put into a page as they are. */
void json_hit(struct json_out *out, const struct hit *hit, struct str id);

/* An extract as such HTML. */
void html_extract(struct buf *out, const struct extract *extract);

/* The members of an answer, within an object of the caller's: what --format
 * json prints and the HTTP server sends. */
void json_answer(struct json_out *out, const struct answer *answer);
/* "facets" and "facet_values" of an answer; nothing when it has none. */
void json_facets(struct json_out *out, const struct answer *answer);

/* The first address that a source of the document gave; may be empty. */
struct str document_url(const struct document *document);

/* The table of fields, for people and as JSON. */
void text_fields(struct buf *out);
void json_fields(struct json_out *out);

/* An extract for people: control characters and the like left out
 * (safe_text), marks bold or **starred**, … where it was cut. */
void text_extract(struct buf *out, const struct extract *extract,
                  bool terminal);

/* A date for people: "26 mai 2026", "26 May 2026"; what is no date stays. */
void text_date(struct buf *out, struct str iso);

/* A document for people, marks bold or **starred**. */
void text_shown(struct buf *out, const struct shown *shown, bool terminal);
/* The bare document object; with a query or a slice, these members more:
 * slice {start, end, total}; title_marks and, for each text block, text_marks,
 * lists of [start, length] in bytes. */
void json_shown(struct json_out *out, const struct show *show,
                const struct shown *shown);

/* What goes on from a text: a line each; the object {prefix, suggestions}. */
void text_suggestions(struct buf *out, const struct suggestions *found);
void json_suggestion(struct json_out *out, const struct suggestion *one);
void json_suggestions(struct json_out *out, struct str prefix,
                      const struct suggestions *found);

#endif
