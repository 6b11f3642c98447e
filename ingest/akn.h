#ifndef LIASSE_AKN_H
#define LIASSE_AKN_H

/* One file of Akoma Ntoso on its way to documents: read_akn.c follows the
 * file, akn.c makes the documents. */

#include "debate.h"
#include "links.h"
#include "xml.h"

enum { AKN_DEPTH_MAX = 64, AKN_RULES = 80, AKN_NAMES_MAX = 100 * 1000 };

/* An open division. */
struct akn_level {
    struct buf title, id, text; /* text: its own, in no article */
};

struct akn {
    struct input *in;
    struct sink *sink;
    struct buf kind; /* "act", "bill", "debate", "doc" */
    bool meta_read, given, is_debate;
    struct buf work, uid; /* of the text; of this version of it */
    struct buf number, title, language, url, author, doc_title;
    uint32_t day, start;
    struct akn_level levels[AKN_DEPTH_MAX];
    unsigned depth;
    struct buf preface, preamble, conclusions, loose, contents;
    struct map ids, names; /* eIds given; eId of a person -> struct str */
    struct debate debate;
    struct arena kept;
};

/* The name of "#person", empty if the references have none. */
struct str akn_name(const struct akn *akn, struct str reference);
/* "an", "senat" or empty; "fr" for "fra". */
struct str akn_chamber(const struct akn *akn);
struct str akn_language(const struct akn *akn);
/* Markup as text, in the arena: paragraphs, rows of a table as lines. */
enum status akn_plain(struct str *out, struct str html, struct arena *arena,
                      struct error *err) MUST_USE;
/* Gives an article. */
enum status akn_article(struct akn *akn, struct json *node, struct arena *arena,
                        struct error *err) MUST_USE;
/* Gives the division that closes when it has a text of its own. */
enum status akn_division(struct akn *akn, struct error *err) MUST_USE;
/* Takes a speech, or what stands between speeches. */
enum status akn_speech(struct akn *akn, struct json *node, struct arena *arena,
                       struct error *err) MUST_USE;
/* Give the text itself; the sitting. */
enum status akn_text(struct akn *akn, struct error *err) MUST_USE;
enum status akn_end_debate(struct akn *akn, struct error *err) MUST_USE;
void akn_release(struct akn *akn);

#endif
