/* Serve: a search as a feed. */
#include "atom.h"

#include "date.h"
#include "hit.h"
#include "markup.h"
#include "lang.h"

enum { ATOM_ENTRIES = 50 };

/* A day as the instant that Atom wants. */
static void
write_instant(struct buf *out, struct str iso)
{
    uint32_t date;
    char day[DATE_ISO_BYTES];
    if (!date_from_iso(iso, &date))
        date = 19700101;
    date_to_iso(day, date);
    html(out, "<updated>%lT00:00:00Z</updated>\n", day);
}

static void
write_entry(struct buf *out, struct str base, const struct hit *hit)
{
    const struct document *document = &hit->document;
    html(out, "<entry>\n<title>");
    hit_title_text(out, hit);
    html(out,
         "</title>\n<id>urn:liasse:%u</id>\n"
         "<link href=\"%t/documents/%u\"/>\n",
         hit->uid, base, hit->uid);
    write_instant(out, document_first(document, FIELD_DATE));
    for (uint32_t i = 0; i < document->field[FIELD_AUTHOR].count; i++)
        html(out, "<author><name>%t</name></author>\n",
             document->field[FIELD_AUTHOR].at[i]);
    html(out, "<summary>");
    for (size_t i = 0; i < hit->extract_count; i++) {
        html(out, i ? " " : "");
        hit_extract_text(out, &hit->extracts[i]);
    }
    html(out, "</summary>\n</entry>\n");
}

bool
atom_answer(struct visit *visit, struct request *request)
{
    AUTO(buf) struct buf link = BUF_INIT(64 * 1024);
    struct answer answer;
    struct buf *out = visit->out;
    request->sort = SORT_DATE_NEWEST;
    request->offset = 0;
    request->limit = ATOM_ENTRIES;
    request->count_only = false;
    request->facet_count = 0;
    if (!visit_search(&answer, visit, request))
        return false;
    struct str base = visit->site->base;
    if (!base.len)
        base = arena_printf(visit->arena, "http://" STR_FMT,
                            STR_ARG(visit->request->host));
    ask_link(&link, &visit->ask, 0);
    visit->response->type = STR("application/atom+xml; charset=utf-8");
    html(out,
         "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%l\">\n"
         "<title>%t – liasse</title>\n<id>%t/%t</id>\n"
         "<link rel=\"alternate\" type=\"text/html\" href=\"%t/%t\"/>\n"
         "<link rel=\"self\" type=\"application/atom+xml\" href=\"%t%t\"/>\n"
         "<author><name>liasse</name></author>\n"
         "<generator>liasse " LIASSE_VERSION "</generator>\n",
         lang_name(), visit->ask.query, base, buf_str(&link), base,
         buf_str(&link), base, visit->request->url.raw);
    write_instant(
        out, answer.count ? document_first(&answer.hits[0].document, FIELD_DATE)
                          : STR(""));
    for (size_t i = 0; i < answer.count; i++)
        write_entry(out, base, &answer.hits[i]);
    html(out, "</feed>\n");
    return true;
}
