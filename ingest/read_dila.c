/* ingest, step 3: XML of the DILA, bases LEGI and JORF: articles, texts,
 * sections (FORMATS.md 10).
 *
 * A text is described in two files of one name and identifier:
 * texte/version (TEXTE_VERSION: title, state, visas) and texte/struct
 * (TEXTELR: its table of contents).  Both are contributions to one document;
 * the table of contents has the lower rank, so that it fills in what the
 * other has not. */
#include "readers_list.h"

#include "dila.h"

static bool
is_dila(const struct input *in)
{
    static const struct str marks[] = {
        STR_INIT("<META_COMMUN"), STR_INIT("LEGIARTI"), STR_INIT("LEGITEXT"),
        STR_INIT("LEGISCTA"),     STR_INIT("JORFARTI"), STR_INIT("JORFTEXT"),
        STR_INIT("JORFSCTA")};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_contains(in->head, marks[i]))
            return true;
    return false;
}

int
dila_bid(const struct input *in)
{
    struct str root = xml_root(in->head);
    bool ours = str_eq(root, STR("ARTICLE")) ||
                str_eq(root, STR("TEXTE_VERSION")) ||
                str_eq(root, STR("SECTION_TA"));
    return ours && is_dila(in) ? 95 : 0;
}

int
dila_struct_bid(const struct input *in)
{
    return str_eq(xml_root(in->head), STR("TEXTELR")) && is_dila(in) ? 95 : 0;
}

static enum status
read_kind(struct dila *d)
{
    struct str root = d->json->key;
    if (str_eq(root, STR("ARTICLE")))
        return dila_article(d);
    if (str_eq(root, STR("SECTION_TA")))
        return dila_section(d);
    return dila_text(d);
}

struct reading {
    struct input *in;
    struct sink *sink;
    struct xml_told told;
};

static enum status
read_one(void *context, struct json *node, struct arena *arena,
         struct error *err)
{
    struct reading *to = context;
    struct dila d = {
        .json = node, .links = {.arena = arena}, .arena = arena, .err = err};
    TRY(dila_identify(&d));
    TRY(read_kind(&d));
    TRY(links_give(&d.links, &d.document, err));
    TRY(sink_put(to->sink, to->in, &d.document, dila_url(&d), arena, err));
    return xml_tell_unseen(&to->told, node, to->sink, err);
}

enum status
dila_read(struct input *in, struct sink *sink, struct error *err)
{
    static const char *const records[] = {"ARTICLE", "TEXTE_VERSION",
                                          "SECTION_TA", "TEXTELR", NULL};
    static const struct xml_rule rules[] = {{"CONTENU", XML_MARKUP},
                                            {"TITRE_TXT", XML_HTML},
                                            {"TITRE_TM", XML_HTML},
                                            {"TITRE_TA", XML_HTML},
                                            {"TITRE", XML_HTML},
                                            {"TITREFULL", XML_HTML},
                                            {"LIEN", XML_HTML},
                                            {"LIEN_SECTION_TA", XML_HTML},
                                            {"STRUCTURE_TA", XML_ORDERED},
                                            {"STRUCT", XML_ORDERED},
                                            {NULL, XML_TREE}};
    struct reading to = {.in = in, .sink = sink};
    struct xml_reading reading = {
        .records = records, .rules = rules, .record = read_one, .context = &to};
    return xml_read(in, &reading, sink, err);
}
