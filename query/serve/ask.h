#ifndef LIASSE_ASK_H
#define LIASSE_ASK_H

/* The parameters of a search, of the page and of the API alike: read from an
 * address, checked, and written back into one (links, cursors, the next
 * page).
 *
 * An empty value is an absent one (a form without script sends date_end=);
 * an unknown name is a fault that names those there are; field names are
 * those of the query language, in French or English. */

#include "answer.h"
#include "lang.h"
#include "url.h"

enum {
    ASK_QUERY_BYTES = 4096,
    ASK_QUERY_WORDS = 256,
    ASK_PAGE_SIZE = 10,
    ASK_PAGE_SIZE_MAX = 100,
    ASK_WINDOW_MAX = 10000, /* page * page_size; further on by cursor */
    ASK_FACETS_SHOWN = 10
};

enum ask_format {
    ASK_JSON,
    ASK_NDJSON,
    ASK_CSV,
    ASK_ATOM,
    ASK_HTML, /* of a document only, like the next */
    ASK_TEXT
};

struct ask {
    struct str query;
    uint32_t page, page_size;
    bool count_only; /* page_size=0 */
    enum sort_order sort;
    enum match_mode match;
    bool correct;
    struct str collapse; /* a field, "none", or empty */
    struct collapse_field fold;
    struct str date_start, date_end;    /* as given */
    struct str date;                    /* both, as the query language has it */
    bool bad_start, bad_end;            /* no dates; not in `date` */
    struct filter filters[FILTERS_MAX]; /* without the dates */
    size_t filter_count;
    struct facet_field facets[FACETS_MAX];
    size_t facet_count;
    uint32_t facet_limit;
    struct str facet_within; /* facette_query */
    struct str whole_facet;  /* facette: a facet shown whole */
    enum histogram_gap histogram;
    field_set fields; /* that hits carry besides */
    uint32_t snippets;
    bool snippets_given;
    struct str cursor;
    enum ask_format format;
    bool excel; /* bom=1 */
    bool whole; /* download=1: every hit, in json too */
    bool lang_given;
    enum lang lang;
};

/* What is wrong with a request: an HTTP status, a stable code, a text. */
struct fault {
    unsigned status;
    const char *code;
    const char *param; /* the parameter meant, NULL = none */
    size_t position;   /* in the query, from 1; 0 = none */
    char message[1024];
};

void fault_set(struct fault *fault, unsigned status, const char *code,
               const char *param, const char *format, ...) PRINTF_LIKE(5, 6);
/* From a failed call; where as answer_make gives it. */
void fault_from(struct fault *fault, const struct error *err, size_t where);

/* A negative answer leaves *fault filled.  Slices point into url and arena.
 * lenient: a date that is none is noted and left out (the page says so beside
 * its field) instead of being a fault. */
bool ask_read(struct ask *out, const struct url *url, bool lenient,
              struct arena *arena, struct fault *fault);

/* Fails with a fault for any parameter that is not in names (blank-separated
 * list). */
bool ask_only(const struct url *url, const char *names, struct fault *fault);

/* The request for the engine; filters in arena. */
bool ask_request(struct request *out, const struct ask *ask,
                 struct arena *arena, struct fault *fault);

/* Appends "?query=...": every parameter that is not the default; `page` and
 * `format` only when asked for. */
enum ask_with {
    ASK_WITH_PAGE = 1,
    ASK_WITH_SIZE = 2,
    ASK_WITH_SHAPE = 4 /* facets, histogram, snippets */
};
void ask_link(struct buf *out, const struct ask *ask, unsigned with);

/* The canonical (first French) name of a field by any of its names; empty if
 * there is no such name. */
struct str ask_field_name(struct str name);

#endif
