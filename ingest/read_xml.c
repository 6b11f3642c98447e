/* ingest, step 3: XML of no kind that another reader knows: its text. */
#include "readers_list.h"

#include "blocks.h"
#include "html.h"
#include "lang.h"
#include "xml.h"

/* Only a file called .xml, or given by name.  Bases of the DILA that have no
 * reader yet are left alone: read as plain text they would have no
 * identifier. */
int
xml_any_bid(const struct input *in)
{
    static const char *const others[] = {"html", "svg", "xsl", "stylesheet",
                                         "project"};
    struct str root = xml_root(in->head);
    bool asked = in->named && root.len && str_starts(in->head, STR("<?xml"));
    if (in->charset.kind == CHARSET_BINARY ||
        (!asked && !str_ends_nocase(in->file, STR(".xml"))))
        return 0;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (str_eq_nocase(root, str_from(others[i])))
            return 0;
    return str_contains(in->head, STR("<META_COMMUN")) ? 0 : 5;
}

struct reading {
    struct input *in;
    struct sink *sink;
};

static enum status
read_root(void *context, struct json *node, struct arena *arena,
          struct error *err)
{
    struct reading *to = context;
    struct document document = {0};
    struct links links = {.arena = arena};
    struct str markup = json_text(node), title, copy;
    AUTO(buf) struct buf text = BUF_INIT(markup.len * 4 + 64);
    TRY(html_to_text(&text, markup, HTML_PLAIN, &links, err));
    copy = arena_copy(arena, buf_str(&text));
    if (text.len && !copy.at)
        return error_no_memory(err);
    TRY(title_from_text(&title, copy, arena, err));
    if (title.len == 0)
        title = to->in->file;
    TRY(document_add(&document, FIELD_KIND, STR("page"), arena, err));
    TRY(document_add(&document, FIELD_TITLE, title, arena, err));
    TRY(document_add_text(&document, STR("body"), STR(""), copy, arena, err));
    TRY(links_give(&links, &document, err));
    return sink_put(to->sink, to->in, &document, STR(""), arena, err);
}

enum status
xml_any_read(struct input *in, struct sink *sink, struct error *err)
{
    struct reading to = {in, sink};
    struct xml_reading reading = {
        .shape = XML_PLAIN, .record = read_root, .context = &to};
    return xml_read(in, &reading, sink, err);
}
