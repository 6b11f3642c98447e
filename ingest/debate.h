#ifndef LIASSE_DEBATE_H
#define LIASSE_DEBATE_H

/* A sitting told from front to back, whatever the format: its points, one in
 * the other, and what is said in them.  Gives an `intervention` for what one
 * speaker says in a row within one point, for what nobody says (stage
 * directions, announcements) where no speech is open, and at the end the
 * `compte-rendu` of the sitting with the titles of its points.
 *
 *     AUTO(debate) struct debate debate = {.in = in, .sink = sink};
 *     debate_set(&debate, DEBATE_UID, uid) ...
 *     TRY(debate_enter(&debate, err));   debate_title(), debate_say(),
 *     TRY(debate_leave(&debate, err));   further points within
 *     TRY(debate_end(&debate, err));
 *
 * Memory is that of one speech, the titles, and one short entry a speech. */

#include "links.h"
#include "map.h"
#include "reader.h"

enum { DEBATE_DEPTH_MAX = 64 };

/* What is known of the sitting; set before the first word is said. */
enum debate_value {
    DEBATE_UID,
    DEBATE_TITLE,
    DEBATE_DATE, /* YYYY-MM-DD */
    DEBATE_LEGISLATURE,
    DEBATE_CHAMBER,
    DEBATE_SITTING_REF, /* of the meeting in the agenda, a link */
    DEBATE_URL,
    DEBATE_LANG,
    DEBATE_NUMBER, /* of the sitting itself */
    DEBATE_VALUES
};

/* Somebody speaks; every string may be empty, and is borrowed. */
struct debate_speech {
    struct str name; /* as printed: "Mme la présidente", "M. Hendrik Davi" */
    struct str quality; /* "rapporteur de la commission" */
    struct str ref;     /* PA721908 */
    struct str mandate; /* PM843467 */
    struct str group;
    struct str id; /* of this paragraph, unique in the sitting */
    struct str url;
    struct str text; /* paragraphs parted by "\n\n" */
};

struct debate_point {
    struct buf title;
};

struct debate {
    struct input *in;
    struct sink *sink;
    const struct links *links; /* of the sitting; NULL: none */
    struct buf value[DEBATE_VALUES];
    struct debate_point points[DEBATE_DEPTH_MAX];
    unsigned depth;
    struct buf headings;
    struct buf chair; /* who presides, by name */
    /* The speech that is open. */
    bool open;
    struct buf name, quality, ref, mandate, group, id, url, text;
    uint64_t speeches;
    struct map ids, people; /* ids given; ref -> place in names */
    struct arena names, arena;
};

/* Buffers are NUL-free text; any failure is told at the next call below. */
void debate_set(struct debate *debate, enum debate_value value,
                struct str text);
/* A point opens; its title comes later, or never. */
enum status debate_enter(struct debate *debate, struct error *err) MUST_USE;
/* The title of the point open last; a further one is added to it. */
enum status debate_title(struct debate *debate, struct str title,
                         struct error *err) MUST_USE;
enum status debate_say(struct debate *debate,
                       const struct debate_speech *speech,
                       struct error *err) MUST_USE;
/* Ends the speech that is open, so that the next one is another. */
enum status debate_pause(struct debate *debate, struct error *err) MUST_USE;
enum status debate_leave(struct debate *debate, struct error *err) MUST_USE;
/* Gives the sitting itself. */
enum status debate_end(struct debate *debate, struct error *err) MUST_USE;
void debate_release(struct debate *debate);

CLEANUP_KIND(debate, struct debate, debate_release)

#endif
