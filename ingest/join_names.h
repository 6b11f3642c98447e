#ifndef LIASSE_JOIN_NAMES_H
#define LIASSE_JOIN_NAMES_H

/* The names behind the references of one document (joins.h).
 *
 * author                 of author_ref: the persons' full names in the order
 *                        of the references.  Names that were read stay, behind
 *                        them, where a reference leads nowhere.
 * group, group_short     of group_ref; else of the group that the first
 *                        author sat in on the document's date
 * constituency           of mandate_ref; else that of the first author's
 *                        mandate in the Assembly on that date
 * ministry_asked, ministry_answering    of their references
 * container              its title
 * links                  labels of links to persons and bodies
 * text                   of a recorded vote: the names of the groups
 *
 * What the sources say stays, but for author. */

#include "map.h"
#include "store.h"

struct join_names {
    struct store *store;
    struct map known;      /* uid -> place in people */
    struct map mandates;   /* uid of a person -> place in terms */
    struct person *people; /* what stands behind a uid */
    size_t person_count, person_room;
    struct term_of_office *terms; /* those of a person side by side */
    size_t term_count, term_room;
    struct arena arena; /* of all that is known */
};

void join_names_init(struct join_names *names, struct store *store);
void join_names_release(struct join_names *names);

/* Adds fields and terms of document (its merge_sources) to *out, in arena.
 * Terms may stand in it twice. */
enum status join_names(struct supplement *out, struct join_names *names,
                       const struct document *document, struct arena *arena,
                       struct error *err) MUST_USE;

/* Does join_names want to see it? */
bool join_names_wants(const struct document *document);
/* A mandate by which its person's documents get a group or constituency. */
bool join_names_is_office(const struct document *document);

/* A term into arena: the letter, then the uid. */
enum status join_term(struct supplement *out, char letter, struct str uid,
                      struct arena *arena, struct error *err) MUST_USE;

CLEANUP_KIND(join_names, struct join_names, join_names_release)

#endif
