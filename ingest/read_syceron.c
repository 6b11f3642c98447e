/* ingest, step 3: debates of the Assemblée nationale, XML of the "Syceron"
 * chain (FORMATS.md 7): a sitting with points in points, a paragraph a
 * speaker. */
#include "readers_list.h"

#include "an_question.h"
#include "date.h"
#include "debate.h"
#include "debate_text.h"
#include "html.h"
#include "xml.h"

struct reading {
    struct debate *debate;
    struct sink *sink;
    struct xml_told told;
};

int
syceron_bid(const struct input *in)
{
    return str_eq(xml_root(in->head), STR("compteRendu")) &&
                   (str_contains(in->head,
                                 STR("assemblee-nationale.fr/referentiel")) ||
                    str_contains(in->head, STR("CRSANR")))
               ? 95
               : 0;
}

/* ---- the sitting --------------------------------------------------------- */

/* 20251002090000000 and 2025-10-02T09:00 are one day. */
static enum status
set_date(struct reading *to, struct str stamp, struct arena *arena,
         struct error *err)
{
    uint32_t day = 0;
    struct str iso = stamp;
    if (stamp.len >= 8 && an_first_digits(stamp).len >= 8)
        iso = arena_printf(arena, "%.4s-%.2s-%.2s", stamp.at, stamp.at + 4,
                           stamp.at + 6);
    if (!iso.at && stamp.len)
        return error_no_memory(err);
    if (date_from_iso(iso, &day) && date_is_valid(day))
        debate_set(to->debate, DEBATE_DATE, str_head(iso, 10));
    return STATUS_OK;
}

/* "Séance du jeudi 02 octobre 2025", "Deuxième séance du ...". */
static enum status
set_title(struct reading *to, struct json *meta, struct arena *arena,
          struct error *err)
{
    char french[DATE_FRENCH_BYTES] = "";
    uint32_t day = 0;
    struct str words = json_text_at(meta, "dateSeanceJour");
    struct str which = json_text_at(meta, "numSeanceJour");
    struct str iso = buf_str(&to->debate->value[DEBATE_DATE]);
    bool numbered = which.len && !str_eq_nocase(which, STR("unique"));
    if (!words.len && date_from_iso(iso, &day)) {
        date_to_french(french, day);
        words = str_from(french);
    }
    struct str title = arena_printf(arena, STR_FMT "%s%s" STR_FMT,
                                    STR_ARG(numbered ? which : STR("")),
                                    numbered ? " séance" : "Séance",
                                    words.len ? " du " : "", STR_ARG(words));
    if (!title.at)
        return error_no_memory(err);
    debate_set(to->debate, DEBATE_TITLE, title);
    return STATUS_OK;
}

static enum status
read_meta(struct reading *to, struct json *meta, struct arena *arena,
          struct error *err)
{
    TRY(set_date(to, json_text_at(meta, "dateSeance"), arena, err));
    TRY(set_title(to, meta, arena, err));
    debate_set(to->debate, DEBATE_LEGISLATURE,
               an_first_digits(json_text_at(meta, "legislature")));
    bool senat =
        str_starts_nocase(json_text_at(meta, "typeAssemblee"), STR("sen"));
    debate_set(to->debate, DEBATE_CHAMBER, senat ? STR("senat") : STR("an"));
    /* The summary repeats the titles of the points. */
    json_ignore(meta);
    return STATUS_OK;
}

/* ---- what is said -------------------------------------------------------- */

static enum status
line_at(struct str *out, struct json *node, const char *path,
        struct arena *arena, struct error *err)
{
    return html_line(out, json_text_at(node, path), arena, err);
}

/* PA721908 of an attribute, else of the bare number in the speaker; 0 is
 * nobody in particular, a negative one an office of no person. */
static struct str
reference(struct str given, struct str bare, const char *prefix,
          struct arena *arena)
{
    struct str digits = given.len > 2 ? str_from_offset(given, 2) : STR("");
    uint64_t number;
    if (str_starts(given, str_from(prefix)) && str_to_u64(digits, &number) &&
        number)
        return given;
    if (given.len || !str_to_u64(bare, &number) || !number)
        return STR("");
    return arena_printf(arena, "%s" STR_FMT, prefix, STR_ARG(bare));
}

/* Several speakers of one paragraph are named together. */
static enum status
read_speaker(struct debate_speech *speech, struct json *node,
             struct arena *arena, struct error *err)
{
    struct json_items items = json_items(json_get(node, "orateurs/orateur"));
    struct str bare = {NULL, 0};
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str name, quality;
        TRY(line_at(&name, it, "nom", arena, err));
        TRY(line_at(&quality, it, "qualite", arena, err));
        if (!speech->name.len)
            bare = json_text_at(it, "id");
        speech->name = arena_printf(
            arena, STR_FMT "%s" STR_FMT, STR_ARG(speech->name),
            speech->name.len && name.len ? ", " : "", STR_ARG(name));
        if (!speech->name.at)
            return error_no_memory(err);
        if (!speech->quality.len)
            speech->quality = quality;
        json_ignore(it);
    }
    /* The record writes the name with its full stop or comma at times. */
    while (str_ends(speech->name, STR(",")) ||
           (str_ends(speech->name, STR(".")) &&
            str_contains(speech->name, STR(" "))))
        speech->name.len--;
    speech->ref =
        reference(json_text_at(node, "@id_acteur"), bare, "PA", arena);
    speech->mandate =
        reference(json_text_at(node, "@id_mandat"), STR(""), "PM", arena);
    return STATUS_OK;
}

/* The record's own number of the paragraph, else its place ("o85"). */
static enum status
read_id(struct str *out, struct json *node, struct arena *arena,
        struct error *err)
{
    struct str place = json_text_at(node, "@ordre_absolu_seance");
    *out = json_text_at(node, "@id_syceron");
    if (out->len || !place.len)
        return STATUS_OK;
    *out = arena_printf(arena, "o" STR_FMT, STR_ARG(place));
    return out->at ? STATUS_OK : error_no_memory(err);
}

static enum status
read_paragraph(struct reading *to, struct json *node, struct arena *arena,
               struct error *err)
{
    static const char *const known[] = {"@valeur_ptsodj",
                                        "@ordinal_prise",
                                        "@id_preparation",
                                        "@id_mandat",
                                        "@id_nomination_oe",
                                        "@id_nomination_op",
                                        "@code_grammaire",
                                        "@code_style",
                                        "@code_parole",
                                        "@sommaire",
                                        "@valeur",
                                        "@roledebat",
                                        "texte/@stime",
                                        "orateurs",
                                        "@art",
                                        "@adt",
                                        "@ssadt",
                                        "@nivpoint",
                                        "@ordre_absolu_seance"};
    struct debate_speech speech = {0};
    TRY(read_speaker(&speech, node, arena, err));
    TRY(read_id(&speech.id, node, arena, err));
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        json_ignore(json_get(node, known[i]));
    struct json_items items = json_items(json_get(node, "texte"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        TRY(debate_paragraphs(&speech.text, json_text(it), arena, err));
        TRY(debate_say(to->debate, &speech, err));
    }
    return STATUS_OK;
}

/* A text that no paragraph holds is the title of its point. */
static enum status
read_own_text(struct reading *to, struct json *node, struct arena *arena,
              struct error *err)
{
    struct debate_speech speech = {0};
    json_ignore(json_get(node, "@stime"));
    if (to->debate->depth) {
        struct str title;
        TRY(html_line(&title, json_text(node), arena, err));
        return debate_title(to->debate, title, err);
    }
    TRY(debate_paragraphs(&speech.text, json_text(node), arena, err));
    return debate_say(to->debate, &speech, err);
}

static enum status
read_one(void *context, struct json *node, struct arena *arena,
         struct error *err)
{
    struct reading *to = context;
    struct str name = node->key;
    if (str_eq(name, STR("uid")))
        debate_set(to->debate, DEBATE_UID, json_text(node));
    else if (str_eq(name, STR("seanceRef")))
        debate_set(to->debate, DEBATE_SITTING_REF, json_text(node));
    else if (str_eq(name, STR("metadonnees")))
        TRY(read_meta(to, node, arena, err));
    else if (str_eq(name, STR("paragraphe")))
        TRY(read_paragraph(to, node, arena, err));
    else if (str_eq(name, STR("texte")))
        TRY(read_own_text(to, node, arena, err));
    else
        json_ignore(node); /* quantiemes, sessionRef: said elsewhere */
    return xml_tell_unseen(&to->told, node, to->sink, err);
}

static bool
is_point(struct str name)
{
    return str_eq(name, STR("point")) || str_eq(name, STR("ouvertureSeance")) ||
           str_eq(name, STR("finSeance"));
}

static enum status
enter(void *context, struct json *node, struct error *err)
{
    struct reading *to = context;
    return is_point(node->key) ? debate_enter(to->debate, err) : STATUS_OK;
}

static enum status
leave(void *context, struct str name, struct error *err)
{
    struct reading *to = context;
    if (str_eq(name, STR("compteRendu")))
        return debate_end(to->debate, err);
    return is_point(name) ? debate_leave(to->debate, err) : STATUS_OK;
}

enum status
syceron_read(struct input *in, struct sink *sink, struct error *err)
{
    static const char *const records[] = {
        "uid",        "seanceRef", "sessionRef", "metadonnees", "quantiemes",
        "paragraphe", "texte",     "orateurs",   NULL};
    static const struct xml_rule rules[] = {{"texte", XML_INLINE},
                                            {"nom", XML_INLINE},
                                            {"qualite", XML_INLINE},
                                            {"sommaire", XML_INLINE},
                                            {NULL, XML_TREE}};
    static const struct xml_tag tags[] = {
        {"italique", "i", NULL},    {"exposant", "sup", NULL},
        {"indice", "sub", NULL},    {"gras", "b", NULL},
        {"alinea", "p", NULL},      {"paragraphe", "p", NULL},
        {"ligne", "tr", NULL},      {"cellule", "td", NULL},
        {"tableau", "table", NULL}, {NULL, NULL, NULL}};
    AUTO(debate) struct debate debate = {.in = in, .sink = sink};
    struct reading to = {.debate = &debate, .sink = sink};
    struct xml_reading reading = {.records = records,
                                  .rules = rules,
                                  .tags = tags,
                                  .enter = enter,
                                  .leave = leave,
                                  .record = read_one,
                                  .context = &to};
    return xml_read(in, &reading, sink, err);
}
