/* ingest, step 3: XML of the DILA (FORMATS.md 10): LEGI, JORF and KALI
 * (articles, texts, sections, issues, agreements), the decisions of JADE,
 * CASS, INCA, CAPP, CONSTIT and CNIL, the company agreements of ACCO, the
 * legislative files of DOLE.  A file holds one of them, or many under a root
 * that somebody else made.
 *
 * A text is described in two files of one name and identifier:
 * texte/version (TEXTE_VERSION: title, state, visas) and texte/struct
 * (TEXTELR, TEXTEKALI: its table of contents).  Both are contributions to one
 * document; the table of contents has the lower rank, so that it fills in
 * what the other has not. */
#include "readers_list.h"

#include "dila.h"

static const struct kind {
    struct str root;
    enum status (*read)(struct dila *d);
} kinds[] = {{STR_INIT("ARTICLE"), dila_article},
             {STR_INIT("TEXTE_VERSION"), dila_text},
             {STR_INIT("TEXTELR"), dila_text},
             {STR_INIT("TEXTEKALI"), dila_text},
             {STR_INIT("SECTION_TA"), dila_section},
             {STR_INIT("JO"), dila_container},
             {STR_INIT("IDCC"), dila_container},
             {STR_INIT("TEXTE_JURI_ADMIN"), dila_decision},
             {STR_INIT("TEXTE_JURI_JUDI"), dila_decision},
             {STR_INIT("TEXTE_JURI_CONSTIT"), dila_decision},
             {STR_INIT("TEXTE_CNIL"), dila_decision},
             {STR_INIT("TEXTE_ACCO"), dila_accord},
             {STR_INIT("ACCO"), dila_accord},
             {STR_INIT("DOSSIER_LEGISLATIF"), dila_dossier}};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static const struct kind *
kind_of(struct str root)
{
    for (size_t i = 0; i < KINDS; i++)
        if (str_eq(root, kinds[i].root))
            return &kinds[i];
    return NULL;
}

/* A text's table of contents. */
static bool
is_contents(struct str root)
{
    return str_eq(root, STR("TEXTELR")) || str_eq(root, STR("TEXTEKALI"));
}

/* An identifier of theirs, or the element that has it. */
static bool
is_dila(const struct input *in)
{
    static const struct str marks[] = {
        STR_INIT("<META_COMMUN"), STR_INIT("LEGIARTI"), STR_INIT("LEGITEXT"),
        STR_INIT("LEGISCTA"),     STR_INIT("JORFARTI"), STR_INIT("JORFTEXT"),
        STR_INIT("JORFSCTA"),     STR_INIT("KALIARTI"), STR_INIT("KALITEXT"),
        STR_INIT("KALISCTA")};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_contains(in->head, marks[i]))
            return true;
    return false;
}

/* Does one of their elements begin in the head, whatever the root is? */
static bool
has_element(struct str head)
{
    for (size_t at; (at = str_find_char(head, '<')) != SIZE_MAX;) {
        head = str_from_offset(head, at + 1);
        size_t end = 0;
        while (end < head.len &&
               ((head.at[end] >= 'A' && head.at[end] <= 'Z') ||
                head.at[end] == '_'))
            end++;
        if (kind_of(str_head(head, end)))
            return true;
    }
    return false;
}

static bool
is_dossier(const struct input *in)
{
    return str_eq(xml_root(in->head), STR("DOSSIER_LEGISLATIF")) ||
           (str_contains(in->head, STR("JORFDOLE")) &&
            str_contains(in->head, STR("<META_DOSSIER_LEGISLATIF")));
}

int
dila_bid(const struct input *in)
{
    struct str root = xml_root(in->head);
    if (root.len == 0 || !is_dila(in) || is_dossier(in))
        return 0;
    if (kind_of(root))
        return 95;
    return str_contains(in->head, STR("<META_COMMUN")) && has_element(in->head)
               ? 90
               : 0;
}

int
dila_struct_bid(const struct input *in)
{
    return is_contents(xml_root(in->head)) && is_dila(in) ? 96 : 0;
}

int
dila_dossier_bid(const struct input *in)
{
    return xml_root(in->head).len && is_dossier(in) ? 96 : 0;
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
    const struct kind *kind = kind_of(node->key);
    TRY(dila_identify(&d));
    TRY(kind ? kind->read(&d) : dila_dossier(&d));
    TRY(links_give(&d.links, &d.document, err));
    if (is_contents(node->key)) /* under a root that is another's, too */
        to->sink->reader = reader_by_name(STR("dila-struct-xml"));
    enum status status =
        sink_put(to->sink, to->in, &d.document, dila_url(&d), arena, err);
    to->sink->reader = NULL;
    TRY(status);
    return xml_tell_unseen(&to->told, node, to->sink, err);
}

/* The names of all kinds: a root that is none of them is passed through. */
static void
name_records(const char *names[KINDS + 1])
{
    for (size_t i = 0; i < KINDS; i++)
        names[i] = kinds[i].root.at; /* of a literal */
    names[KINDS] = NULL;
}

static enum status
read_all(struct input *in, struct sink *sink, const struct xml_rule *rules,
         bool root, struct error *err)
{
    const char *records[KINDS + 1];
    struct reading to = {.in = in, .sink = sink};
    struct xml_reading reading = {.records = root ? NULL : records,
                                  .rules = rules,
                                  .record = read_one,
                                  .context = &to};
    name_records(records);
    return xml_read(in, &reading, sink, err);
}

enum status
dila_read(struct input *in, struct sink *sink, struct error *err)
{
    static const struct xml_rule rules[] = {{"CONTENU", XML_MARKUP},
                                            {"TITRE_TXT", XML_HTML},
                                            {"TITRE_TM", XML_HTML},
                                            {"TITRE_TA", XML_HTML},
                                            {"TITRE", XML_HTML},
                                            {"TITREFULL", XML_HTML},
                                            {"SCT", XML_HTML},
                                            {"ANA", XML_HTML},
                                            {"LIEN", XML_HTML},
                                            {"LIEN_SECTION_TA", XML_HTML},
                                            {"STRUCTURE_TA", XML_ORDERED},
                                            {"STRUCT", XML_ORDERED},
                                            {NULL, XML_TREE}};
    return read_all(in, sink, rules, false, err);
}

/* CONTENU is no text here, but what holds them. */
enum status
dila_dossier_read(struct input *in, struct sink *sink, struct error *err)
{
    static const struct xml_rule rules[] = {{"EXPOSE_MOTIF", XML_HTML},
                                            {"CONTENU_DOSSIER_1", XML_HTML},
                                            {"CONTENU_DOSSIER_2", XML_HTML},
                                            {"CONTENU_DOSSIER_3", XML_HTML},
                                            {"CONTENU_DOSSIER_4", XML_HTML},
                                            {"CONTENU_DOSSIER_5", XML_HTML},
                                            {"LIBELLE_TEXTE_1", XML_HTML},
                                            {"LIBELLE_TEXTE_2", XML_HTML},
                                            {"LIBELLE_TEXTE_3", XML_HTML},
                                            {"LIBELLE_TEXTE_4", XML_HTML},
                                            {"LIBELLE_TEXTE_5", XML_HTML},
                                            {"LIEN", XML_HTML},
                                            {"LIEN_ARTICLE", XML_HTML},
                                            {"OBJET", XML_HTML},
                                            {"TITRE", XML_HTML},
                                            {NULL, XML_TREE}};
    bool root = kind_of(xml_root(in->head)) == NULL;
    return read_all(in, sink, rules, root, err);
}
