/* ingest, step 3: open data of the Assemblée nationale beside questions, XML,
 * one record a file or many; amendments of before it (FORMATS.md 4b). */
#include "readers_list.h"

#include "an_data.h"
#include "xml.h"

static const char *const records[] = {"amdtsParOrdreDeDiscussion",
                                      "amendement",
                                      "dossierParlementaire",
                                      "document",
                                      "reunion",
                                      "scrutin",
                                      "deport",
                                      "acteur",
                                      "mandat",
                                      "organe",
                                      "pays",
                                      NULL};

int
an_data_xml_bid(const struct input *in)
{
    static const struct str roots[] = {
        STR_INIT("export"),    STR_INIT("amendements"),
        STR_INIT("acteurs"),   STR_INIT("textesEtAmendements"),
        STR_INIT("organes"),   STR_INIT("dossiersLegislatifs"),
        STR_INIT("documents"), STR_INIT("textesLegislatifs"),
        STR_INIT("scrutins"),  STR_INIT("reunions"),
        STR_INIT("mandats"),   STR_INIT("deports")};
    struct str root = xml_root(in->head), head = in->head;
    const struct str site = STR("assemblee-nationale.fr/referentiel");
    if (str_eq(root, STR("amdtsParOrdreDeDiscussion")))
        return 95;
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++)
        if (str_eq(root, roots[i]) && str_contains(head, site))
            return 95;
    for (size_t i = 0; records[i]; i++)
        if (str_eq(root, str_from(records[i])))
            return str_contains(head, site) ||
                           (str_eq(root, STR("amendement")) &&
                            str_contains(head, STR("<numeroLong>")))
                       ? 95
                       : 0;
    return 0;
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
    TRY(an_data_give(node, node->key, to->in, to->sink, arena, err));
    return xml_tell_unseen(&to->told, node, to->sink, err);
}

enum status
an_data_xml_read(struct input *in, struct sink *sink, struct error *err)
{
    static const struct xml_rule rules[] = {
        {"dispositif", XML_HTML},  {"exposeSommaire", XML_HTML},
        {"avantAppel", XML_HTML},  {"annexeExposeSommaire", XML_HTML},
        {"explication", XML_HTML}, {"cartoucheInformatif", XML_HTML},
        {NULL, XML_TREE}};
    struct reading to = {.in = in, .sink = sink};
    struct xml_reading reading = {
        .records = records, .rules = rules, .record = read_one, .context = &to};
    return xml_read(in, &reading, sink, err);
}
