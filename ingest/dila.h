#ifndef LIASSE_DILA_H
#define LIASSE_DILA_H

/* What the DILA's kinds of documents share, while one is read: laws (dila.c),
 * decisions (dila_decision.c), containers, company agreements and legislative
 * files (dila_container.c).
 *
 * 2999-01-01 means "no date", 2222-02-22 "a date not known yet": neither is
 * stored. */

#include "links.h"
#include "reader.h"
#include "xml.h"

struct dila {
    struct json *json; /* the record: ARTICLE, TEXTE_VERSION, ... */
    struct document document;
    struct links links;
    struct arena *arena;
    struct error *err;

    struct str id;   /* LEGIARTI000006398122 */
    struct str text; /* cid of the text it belongs to, or is */
    bool is_code;
    uint32_t day; /* on which titles are chosen: its start, 0 if none */
};

/* The identifier, and what META says of every kind. */
enum status dila_identify(struct dila *d) MUST_USE;
/* The rest, by kind; dila_text reads TEXTE_VERSION and TEXTELR. */
enum status dila_article(struct dila *d) MUST_USE;
enum status dila_section(struct dila *d) MUST_USE;
enum status dila_text(struct dila *d) MUST_USE;
/* TEXTE_JURI_ADMIN, _JUDI, _CONSTIT and TEXTE_CNIL. */
enum status dila_decision(struct dila *d) MUST_USE;
/* JO and IDCC: an issue of the JORF, a collective agreement. */
enum status dila_container(struct dila *d) MUST_USE;
enum status dila_accord(struct dila *d) MUST_USE;
enum status dila_dossier(struct dila *d) MUST_USE;
/* Its page on legifrance.gouv.fr, empty for an unknown base. */
struct str dila_url(const struct dila *d);

/* A line of metadata, out of HTML; nothing when empty. */
enum status dila_add(struct dila *d, enum field field,
                     struct str value) MUST_USE;
enum status dila_add_date(struct dila *d, enum field field,
                          uint32_t date) MUST_USE;
/* The element or elements at path, HTML, a text block each. */
enum status dila_add_text(struct dila *d, const char *path, const char *role,
                          const char *heading) MUST_USE;
/* Keywords ("mots clés"), one or a list. */
enum status dila_add_keywords(struct dila *d, const char *path) MUST_USE;

/* ---- dila_links.c -------------------------------------------------------- */

/* A date of theirs, 0 for the two that mean none. */
uint32_t dila_date(struct str s);
/* Of elements with @debut and @fin the one in force on d->day, else the first;
 * NULL if there is none. */
struct json *dila_in_force(struct json *node, uint32_t day);
/* LIENS (citations, creations...), VERSIONS, ELI. */
enum status dila_links(struct dila *d) MUST_USE;
/* The articles and sections below: as links, and the sections' titles as a
 * text of role `headings`. */
enum status dila_contents(struct dila *d, struct json *contents) MUST_USE;

#endif
