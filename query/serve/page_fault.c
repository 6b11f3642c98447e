/* Serve, page: a fault, in plain words, and the way on. */
#include "markup.h"
#include "lang.h"
#include "page.h"

#include <string.h>

static const char *
heading(const struct fault *fault)
{
    if (fault->status == 404)
        return strcmp(fault->code, "no_such_document") == 0
                   ? TR("This document is not in the index",
                        "Ce document n’est pas dans l’index")
                   : TR("There is nothing at this address",
                        "Il n’y a rien à cette adresse");
    if (fault->position)
        return TR("The query could not be read",
                  "La requête n’a pas pu être lue");
    if (fault->status == 503)
        return TR("The index cannot be searched at the moment",
                  "L’index ne peut pas être consulté pour le moment");
    if (fault->status >= 500)
        return TR("Something went wrong here", "Une erreur s’est produite");
    return TR("The search was not run", "La recherche n’a pas été lancée");
}

/* The query with the character at fault marked. */
static void
write_query(struct visit *visit)
{
    struct buf *out = visit->out;
    struct str query = visit->ask.query;
    size_t at = 0, left = visit->fault.position;
    while (at < query.len && left > 1) { /* positions count characters */
        at++;
        while (at < query.len && ((unsigned char)query.at[at] & 0xC0) == 0x80)
            at++;
        left--;
    }
    size_t end = at < query.len ? at + 1 : at;
    while (end < query.len && ((unsigned char)query.at[end] & 0xC0) == 0x80)
        end++;
    html(out, "<p class=\"where\">%t<mark>%t</mark>%t</p>\n",
         str_head(query, at),
         end > at ? str_range(query, at, end) : STR("\u00A0"),
         str_from_offset(query, end));
}

static void
write_ways(struct visit *visit)
{
    struct buf *out = visit->out;
    html(out, "<h2>%l</h2>\n<ul class=\"bul\">\n",
         TR("To continue", "Pour continuer"));
    if (visit->fault.position && visit->ask.query.len) {
        AUTO(buf) struct buf plain = BUF_INIT(ASK_QUERY_BYTES + 1);
        for (size_t i = 0; i < visit->ask.query.len; i++) {
            char c = visit->ask.query.at[i];
            buf_add_char(
                &plain, c == '(' || c == ')' || c == '"' || c == '*' ? ' ' : c);
        }
        html(out, "<li><a href=\"");
        page_query_link(out, visit, str_trim(buf_str(&plain)));
        html(out, "\">%l</a></li>\n",
             TR("Search the words without the signs",
                "Chercher les mots sans les signes"));
    }
    html(out, "<li><a href=\"");
    page_path(out, visit, "/aide");
    html(out, "\">%l</a></li>\n<li><a href=\"",
         TR("How a query is written", "Comment s’écrit une requête"));
    page_path(out, visit, "/");
    html(out, "\">%l</a></li>\n</ul>\n",
         TR("Back to the start", "Retour à l’accueil"));
}

void
page_fault(struct visit *visit)
{
    const struct fault *fault = &visit->fault;
    struct buf *out = visit->out;
    struct page_head head = {.title = str_from(heading(fault))};
    page_begin(visit, &head);
    html(out, "<div class=\"sheet\">\n<h1>%l</h1>\n<p class=\"text\">%t</p>\n",
         heading(fault), str_from(fault->message));
    if (fault->position && visit->ask.query.len)
        write_query(visit);
    write_ways(visit);
    html(out, "<p class=\"hint\"><code>%l</code>", fault->code);
    if (fault->position)
        html(out, TR(", character %n", ", caractère %n"),
             (uint64_t)fault->position);
    html(out, "%l <code>%t</code></p>\n</div>\n", TR(", request", ", demande"),
         visit->request->id);
    page_end(visit);
}
