#ifndef LIASSE_AN_TRANSCRIPT_H
#define LIASSE_AN_TRANSCRIPT_H

/* The transcript that a question put in the chamber has instead of a text: a
 * text block a speech, its heading the speaker with the office.
 *
 * With role `body` (questions to the Government) what the Government says is
 * the `answer`, what the first speaker beside the chair says the `question`,
 * the chair and interruptions keep `body`.  With another role (the answer of
 * an oral question) all blocks have that.  What stands before the first word,
 * the centred title, is a block of role `headings`. */

#include "document.h"
#include "links.h"

/* True when two speakers are marked in the text. */
bool an_is_transcript(struct str html);
enum status an_add_transcript(struct document *document, struct links *links,
                              struct str role, struct str html,
                              struct arena *arena, struct error *err) MUST_USE;

#endif
