#ifndef LIASSE_AN_DATA_H
#define LIASSE_AN_DATA_H

/* The open data of the Assemblée nationale beside questions (FORMATS.md 4 to
 * 6): amendments, legislative files, documents, meetings, votes, recusals,
 * and the reference data: persons, mandates, bodies.
 *
 * One file a kind (an_amendment.c ...), each a mapping of the record's tree
 * to a document; the tree is the same from JSON and from XML.  What may be
 * repeated is an object when there is one, a list when there are several;
 * nothing is null or {"@xsi:nil": "true"} (json.h takes them all). */

#include "document.h"
#include "json.h"
#include "links.h"
#include "reader.h"

struct an_data {
    struct json *json; /* the record */
    struct document document;
    struct links links;
    struct str url; /* of its page */
    struct input *in;
    struct sink *sink;
    struct arena *arena;
    struct error *err;
};

/* The kinds of records.  Each adds to the document; uid, legislature and
 * chamber are there already. */
enum status an_amendment(struct an_data *d) MUST_USE;
enum status an_amendment_old(struct an_data *d) MUST_USE; /* FORMATS.md 4b */
enum status an_agenda(struct an_data *d) MUST_USE; /* order of discussion */
enum status an_dossier(struct an_data *d) MUST_USE;
enum status an_paper(struct an_data *d) MUST_USE; /* a parliamentary document */
enum status an_meeting(struct an_data *d) MUST_USE;
enum status an_vote(struct an_data *d) MUST_USE;
enum status an_recusal(struct an_data *d) MUST_USE;
enum status an_person(struct an_data *d) MUST_USE;
enum status an_mandate(struct an_data *d) MUST_USE;
enum status an_body(struct an_data *d) MUST_USE;

/* True when records have this name ("amendement"). */
bool an_data_is_record(struct str name);
/* Gives the document of a record; name: as above, or empty to tell by its
 * members and uid.  STATUS_FORMAT when it is no record. */
enum status an_data_give(struct json *json, struct str name, struct input *in,
                         struct sink *sink, struct arena *arena,
                         struct error *err) MUST_USE;

/* For the mappings; a path as json_get takes it. */

/* Each text at the path, markup and entities undone, as a value. */
enum status an_data_add(struct an_data *d, enum field field, const char *path)
    MUST_USE;
/* The day at the path, 0 if there is none.  Days with a time zone
 * ("2024-04-16+02:00") are taken as written. */
uint32_t an_data_day(struct an_data *d, const char *path);
/* Each text at the path as a link of this type. */
enum status an_data_link(struct an_data *d, const char *type, const char *path)
    MUST_USE;
/* A text block from HTML. */
enum status an_data_html(struct an_data *d, const char *role, struct str html)
    MUST_USE;
/* A text block from lines that were put together; nothing when empty. */
enum status an_data_lines(struct an_data *d, const char *role,
                          const struct buf *lines) MUST_USE;
/* One line of text at the path, markup and entities undone; empty if none. */
enum status an_data_line(struct str *out, struct an_data *d, struct json *node,
                         const char *path) MUST_USE;
/* The names in a line of signatories as authors: "Mme Laporte,  M. Amblard et
 * M. Barthès et les membres du groupe X" gives Laporte, Amblard, Barthès. */
enum status an_data_signatories(struct an_data *d, const char *path) MUST_USE;
/* The days from..to of a record, as date, date_start, date_end. */
enum status an_data_span(struct an_data *d, const char *from, const char *to)
    MUST_USE;
/* Known members, left out on purpose; ended by NULL. */
void an_data_ignore(struct json *node, const char *const *paths);

#endif
