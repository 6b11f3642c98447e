/* ingest, step 3: questions of the Assemblée nationale, XML of its open data,
 * current schema: one <question> a file (from the 15th legislature on, in a
 * namespace), or <questionsEcrites> of many (14th, without one). */
#include "readers_list.h"

#include "an_question.h"
#include "xml.h"

int
an_question_xml_bid(const struct input *in)
{
    struct str root = xml_root(in->head);
    bool one = str_eq(root, STR("question"));
    bool many = str_starts_nocase(root, STR("questions")) &&
                str_contains(in->head, STR("<question"));
    if (!one && !many)
        return 0;
    bool ours = str_contains(in->head, STR("<identifiant")) ||
                str_contains(in->head, STR("QANR5L")) ||
                str_contains(in->head, STR("assemblee-nationale.fr"));
    return ours ? 95 : 0;
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
    TRY(an_question_give(node, to->in, to->sink, arena, err));
    return xml_tell_unseen(&to->told, node, to->sink, err);
}

enum status
an_question_xml_read(struct input *in, struct sink *sink, struct error *err)
{
    static const char *const records[] = {"question", NULL};
    static const struct xml_rule rules[] = {
        {"texte", XML_HTML},       {"analyse", XML_HTML},  {"ANA", XML_HTML},
        {"teteAnalyse", XML_HTML}, {"rubrique", XML_HTML}, {NULL, XML_TREE}};
    struct reading to = {.in = in, .sink = sink};
    struct xml_reading reading = {
        .records = records, .rules = rules, .record = read_one, .context = &to};
    return xml_read(in, &reading, sink, err);
}
