/* tests: the real files of the project's workshop (LIASSE_SHARED): every
 * field of the five seeds, every question of data/an-questions-json.  Without
 * the folder they say so and pass. */
#include "reader.h"

#include "check.h"
#include "map.h"
#include "sink_memory.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef LIASSE_SHARED
#define LIASSE_SHARED ""
#endif

static struct sink_memory got;

static bool
have_shared(void)
{
    static bool told;
    bool have = access(LIASSE_SHARED "/seeds", R_OK) == 0;
    if (!have && !told)
        printf("(no %s: skipped) ", LIASSE_SHARED);
    told = true;
    return have;
}

/* What a document must hold: every field that is not named here must be
 * absent.  A field of several values: the values joined by "|". */
struct want {
    enum field field;
    const char *values;
};

struct want_block {
    const char *role, *heading;
    size_t bytes;
    const char *start, *end;
};

static void
check_values(enum field field, const char *want)
{
    const struct values *values = &got.documents[0].field[field];
    AUTO(buf) struct buf all = BUF_INIT(1 << 20);
    for (size_t i = 0; i < (size_t)values->count * schema[field].parts; i++) {
        buf_add(&all, i ? STR("|") : STR(""));
        buf_add(&all, values->at[i]);
    }
    check_str(buf_str(&all), str_from(want), schema[field].json.at, __FILE__,
              __LINE__);
}

static void
check_fields(const struct want *want, size_t count)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        const char *values = "";
        for (size_t i = 0; i < count; i++)
            if (want[i].field == (enum field)f)
                values = want[i].values;
        if (f != FIELD_TEXT)
            check_values((enum field)f, values);
    }
}

static void
check_blocks(const struct want_block *want, size_t count)
{
    CHECK_INT(got.documents[0].field[FIELD_TEXT].count, count);
    for (uint32_t i = 0; i < count; i++) {
        struct str text = memory_text(&got, i, TEXT_TEXT);
        struct str start = str_from(want[i].start);
        struct str end = str_from(want[i].end);
        CHECK_STR(memory_text(&got, i, TEXT_ROLE), str_from(want[i].role));
        CHECK_STR(memory_text(&got, i, TEXT_HEADING),
                  str_from(want[i].heading));
        CHECK_INT(text.len, want[i].bytes);
        CHECK_STR(str_head(text, start.len), start);
        CHECK_STR(str_from_offset(text, text.len - end.len), end);
    }
}

static bool
read_seed(const char *name, const char *reader, const char *url)
{
    char path[600], why[200] = "";
    struct error err = {0};
    if (!have_shared())
        return false;
    snprintf(path, sizeof path, "%s/seeds/%s", LIASSE_SHARED, name);
    CHECK_OK(read_file(&got, path, &err), &err);
    CHECK_INT(got.count, 1);
    CHECK_INT(got.note_count, 0);
    CHECK(got.reader != NULL);
    if (got.count != 1 || !got.reader)
        return false;
    CHECK_CSTR(got.reader->name, reader);
    CHECK_STR(got.urls[0], str_from(url));
    document_is_clean(&got.documents[0], why);
    CHECK_CSTR(why, "");
    return true;
}

#define CHECK_SEED(want, blocks)                                               \
    do {                                                                       \
        check_fields((want), sizeof(want) / sizeof(want)[0]);                  \
        check_blocks((blocks), sizeof(blocks) / sizeof(blocks)[0]);            \
        sink_memory_release(&got);                                             \
    } while (0)

/* The paragraph of a page as it stands in the file, but for the emphasis. */
static void
check_paragraph_of_file(const char *name)
{
    char path[600];
    snprintf(path, sizeof path, "%s/seeds/%s", LIASSE_SHARED, name);
    struct str file = file_bytes(path), line, rest = file;
    struct str text = memory_text(&got, 0, TEXT_TEXT);
    bool found = false;
    while (str_line(&rest, &line)) {
        AUTO(buf) struct buf plain = BUF_INIT(1 << 20);
        for (size_t i = 0; i < line.len; i++)
            if (line.at[i] != '*')
                buf_add_char(&plain, line.at[i]);
        found = found || str_eq(buf_str(&plain), text);
    }
    CHECK(found);
    free((char *)file.at);
}

static void
seed_000(void)
{
    static const struct want want[] = {
        {FIELD_UID, "QANR5L17QE15483"},
        {FIELD_KIND, "question-ecrite"},
        {FIELD_TITLE,
         "Avenir de l'expérimentation « Équilibres » et accès aux soins"},
        {FIELD_NUMBER, "15483"},
        {FIELD_LEGISLATURE, "17"},
        {FIELD_CHAMBER, "an"},
        {FIELD_AUTHOR, "Daniel Grenon"},
        {FIELD_GROUP, "Non inscrit"},
        {FIELD_CONSTITUENCY, "Yonne (1re circonscription)"},
        {FIELD_MINISTRY_ASKED, "Travail et solidarités"},
        {FIELD_MINISTRY_ANSWERING, "Travail et solidarités"},
        {FIELD_RUBRIC, "Santé"},
        {FIELD_DATE, "2026-05-26"},
    };
    static const struct want_block blocks[] = {
        {"question", "", 3734,
         "M. Daniel Grenon attire l'attention de M. le ministre du travail et "
         "des solidarités sur l'avenir de l'expérimentation « Équilibres »,",
         "l'article 51 ayant démontré leur utilité en matière d'accès aux "
         "soins et d'organisation territoriale de santé."},
    };
    if (!read_seed("000_ec8b54b497127184.txt", "an-question-page",
                   "https://questions.assemblee-nationale.fr/q17/"
                   "17-15483QE.htm"))
        return;
    check_paragraph_of_file("000_ec8b54b497127184.txt");
    CHECK_SEED(want, blocks);
}

static void
seed_001(void)
{
    static const struct want want[] = {
        {FIELD_UID, "p-55abf8eeb10853e9"},
        {FIELD_KIND, "communique"},
        {FIELD_TITLE,
         "Soignons Humain annonce la publication du rapport final "
         "d'évaluation de l'expérimentation Article 51 « EQUILIBRES »"},
        {FIELD_DATE, "2024-01-16"},
        {FIELD_LINKS,
         "link|https://sante.gouv.fr/IMG/pdf/rapport_final_equilibres.pdf|"
         "https://sante.gouv.fr/IMG/pdf/rapport_final_equilibres.pdf|"
         "link|https://www.soignonshumain.com|https://www.soignonshumain.com|"
         "mail|mailto:ahananel@aromates.fr|ahananel@aromates.fr"},
    };
    static const struct want_block blocks[] = {
        {"body", "", 1942,
         "Wambrechies, le 16 janvier 2024\n\nAssociation dédiée à la promotion "
         "de nouveaux modèles d'organisation dans le domaine des soins et de "
         "l'accompagnement à domicile, Soignons Humain annonce la publication "
         "du rapport final d'évaluation* de l'expérimentation EQUILIBRES",
         "qui a formulé un avis favorable en vue de sa généralisation.\n\n"
         "*Le rapport est disponible sur le site : "
         "https://sante.gouv.fr/IMG/pdf/rapport_final_equilibres.pdf"},
        {"body", "Les points clés du rapport", 1131,
         "- Satisfaction des patients notée à 9,5/10\n- Qualité de vie au "
         "travail des infirmiers notée 9,3/10 (5,8/10 dans le cadre "
         "précédent)\n- 25% de dépenses",
         "avoir mené à bien cette expérience aux côtés de nos consœurs et "
         "confrères infirmiers qui en ont été les acteurs. »"},
        {"body", "À propos de Soignons Humain", 611,
         "Soignons Humain est une association créée en 2016",
         "Pour plus d'informations :\n\nhttps://www.soignonshumain.com\n\n"
         "Chaîne Youtube témoignages d'infirmiers\n\nFil d'actualités de "
         "l'association"},
        {"body", "Contact presse Aromates", 76,
         "Alexandra Hananel – ahananel@aromates.fr - 01 46 99 10 82 / "
         "06 21 22 49 79",
         ""},
    };
    if (read_seed("001_aab33bc47fef690f.txt", "communique", ""))
        CHECK_SEED(want, blocks);
}

static void
seed_002(void)
{
    static const struct want want[] = {
        {FIELD_UID, "p-f8aba15f65f85279"},
        {FIELD_KIND, "page"},
        {FIELD_TITLE,
         "L’article 51 de la loi de financement de la sécurité sociale "
         "révolutionne l’accès aux soins en France"},
    };
    static const struct want_block blocks[] = {
        {"body", "", 508,
         "L’article 51 de la loi de financement de la sécurité sociale",
         "rience encourageants de la part des professionnels de santé."},
        {"body", "Bilan chiffré des expérimentations article 51 en 2025", 682,
         "Les 347 expérimentations autorisées depuis 2018 ont atteint ",
         "ngagement des agences régionales de santé dans l’innovation."},
        {"body", "Répartition par spécialités médicales", 441,
         "Les parcours de soins coordonnés dominent les expérimentatio",
         "iques, qui représentent 60% des dépenses de santé en France."},
        {"body", "Typologie des 2 millions de patients concernés", 207,
         "L’analyse démographique des bénéficiaires révèle une diversi",
         "5 ans constituent 58% des participants aux expérimentations."},
        {"body", "Profil sociodémographique détaillé", 577,
         "Répartition par âge :\n– 18-35 ans : 12% (240 000 patients)\n–",
         " ces parcours pour réduire les inégalités d’accès aux soins."},
        {"body", "Nouveaux parcours de soins détaillés avec exemples concrets",
         151, "Les parcours de soins intégrés transforment la prise en char",
         "odèles innovants se distinguent par leur efficacité mesurée."},
        {"body", "Parcours diabète connecté – Région PACA", 539,
         "Le programme « Diabète 360° » coordonne 23 établissements de",
         "nne et une réduction de 35% des hospitalisations en urgence."},
        {"body", "Parcours oncologie de proximité – Grand Est", 474,
         "Le réseau « Cancer Sans Frontières » déploie des unités mobi",
         "ation sécurisée\nCoordination avec médecin traitant renforcée"},
        {"body", "Parcours psychiatrie communautaire – Bretagne", 508,
         "Le programme « Esprit Solidaire » révolutionne la prise en c",
         "cateur le plus significatif de cette approche communautaire."},
        {"body",
         "Témoignages de médecins et patients participants – Dr Sarah "
         "Martineau, cardiologue à Lyon",
         370, "« L’expérimentation ‘Cœur Connecté’ transforme ma pratique q",
         "missions hospitalières dans les 30 jours suivant une sortie."},
        {"body", "Marie Dubois, 67 ans, diabétique", 339,
         "« Mon parcours diabète m’évite 6 déplacements par mois à l’h",
         "ioration de leur qualité de vie grâce aux nouveaux parcours."},
        {"body", "Dr Antoine Roussel, psychiatre à Rennes", 314,
         "« Notre équipe mobile intervient dans un rayon de 50 km. Nou",
         "en psychiatrie communautaire avec un taux d’adhésion de 89%."},
        {"body", "Jean-Claude Martin, 74 ans, en chimiothérapie", 174,
         "« Recevoir mes traitements à domicile change tout. L’infirmi",
         "fets secondaires. Je reste dans mon cadre de vie familier. »"},
        {"body", "Dr Émilie Lefort, gériatre à Bordeaux", 216,
         "« Notre parcours ‘Bien Vieillir’ coordonne 12 professionnels",
         "ent en synergie. Les chutes à domicile ont diminué de 48%. »"},
        {"body", "Françoise Petit, 82 ans, en gériatrie", 141,
         "« L’équipe passe trois fois par semaine. Ils adaptent mon lo",
         "veillent mes médicaments. Je me sens en sécurité chez moi. »"},
        {"body", "Impact économique et modalités de remboursement", 203,
         "L’évaluation médico-économique des expérimentations article ",
         "vestissement atteint 1,8 euro économisé pour 1 euro investi."},
        {"body", "Répartition budgétaire 2025", 304,
         "L’enveloppe totale allouée s’élève à 890 millions d’euros :\n",
         " 89 millions (10%)\nÉvaluation et pilotage : 44 millions (5%)"},
        {"body", "Modalités de remboursement pour les patients", 523,
         "Les nouveaux actes créés dans le cadre de l’article 51 bénéf",
         " proposent des garanties spécifiques aux parcours innovants."},
        {"body", "Économies générées par pathologie", 485,
         "L’analyse par pathologie révèle des gains significatifs :\n\n1",
         "lisations non programmées et des consultations aux urgences."},
        {"body", "Perspectives d’évolution et généralisation", 174,
         "L’horizon 2026-2027 dessine une montée en puissance des parc",
         "ctif de 4 millions de patients bénéficiaires d’ici fin 2027."},
        {"body", "Nouvelles expérimentations en préparation", 594,
         "Trois axes prioritaires guident les futurs déploiements :\n\nI",
         "tructures ouvriront en 2026 dans les territoires sous-dotés."},
        {"body", "Cadre réglementaire renforcé", 379,
         "L’évolution réglementaire accompagne cette transformation. L",
         "es données de santé (EHDS) entre en vigueur progressivement."},
        {"body", "Intégration dans le droit commun", 479,
         "La pérennisation des expérimentations réussies s’accélère. 8",
         "ront des modules de formation aux nouveaux parcours en 2026."},
        {"body", "Mesure d’impact et évaluation continue", 355,
         "L’observatoire national des expérimentations article 51 publ",
         "n patient, complétant les mesures cliniques traditionnelles."},
        {"body",
         "Questions Fréquentes (FAQ) – Combien de patients bénéficient des "
         "expérimentations article 51 en 2025 ?",
         183, "2 millions de patients bénéficient des nouveaux parcours de ",
         "elon les derniers chiffres gouvernementaux de novembre 2025."},
        {"body",
         "Quelles sont les principales pathologies concernées par l’article 51 "
         "?",
         173, "Les pathologies chroniques représentent 73% des cas : diabèt",
         " (15%), troubles psychiatriques et pathologies gériatriques."},
        {"body",
         "Les nouveaux parcours de soins sont-ils entièrement remboursés ?",
         197, "Oui, les nouveaux actes créés dans le cadre de l’article 51 ",
         "ale, incluant téléconsultations et coordination de parcours."},
        {"body", "Quelles économies génèrent les expérimentations article 51 ?",
         185, "Les expérimentations génèrent 156 millions d’euros d’économi",
         "ur investissement de 1,8 euro économisé pour 1 euro investi."},
        {"body", "Combien de patients sont visés d’ici 2027 ?", 171,
         "Le gouvernement annonce un objectif de 4 millions de patient",
         "n 2027, soit un doublement par rapport aux chiffres actuels."},
    };
    if (read_seed("002_a3fd8c09392e02d4.txt", "text", ""))
        CHECK_SEED(want, blocks);
}

static void
seed_003(void)
{
    static const struct want want[] = {
        {FIELD_UID, "p-4fb3f8bcf70c4217"},
        {FIELD_KIND, "page"},
        {FIELD_TITLE, "Un signal politique pour les soins primaires… mais une "
                      "vigilance qui reste de mise"},
        {FIELD_LINKS, "source|https://www.fncs.org/fin-brutale-de-l-"
                      "experimentation-secpa-article-51|"},
    };
    static const struct want_block blocks[] = {
        {"body", "", 544,
         "En début d’année, l’annonce d’une fin brutale de l’expérimentation "
         "SECPA (structures d’exercice coordonné participatives – article 51) "
         "avait provoqué une forte inquiétude dans le champ des soins "
         "primaires.\n\nCette expérimentation concerne",
         "à améliorer l’accès aux soins et à réduire les inégalités "
         "territoriales."},
        {"body", "Une expérimentation finalement prolongée", 661,
         "Après mobilisation des acteurs, la situation a évolué :\n\nLe "
         "financement des structures",
         "ces centres accueillent souvent des publics éloignés du système de "
         "santé."},
        {"body", "Une mobilisation nationale pour préserver l’accès aux soins",
         1502,
         "Cette inquiétude n’est pas restée cantonnée aux seuls acteurs "
         "locaux.",
         "un système centré uniquement sur l’offre médicale ou un système "
         "construit avec les populations."},
    };
    if (!read_seed("003_9bfc8b1a431167dd.txt", "text", ""))
        return;
    CHECK(str_contains(
        memory_text(&got, 2, TEXT_TEXT),
        STR("\n\nElle rappelle que ces organisations permettent notamment\n\n"
            "- d’atteindre des publics éloignés du soin,\n- d’améliorer "
            "l’accès aux soins dans des territoires fragiles,\n- de renforcer "
            "l’appropriation des parcours de santé par les patients "
            "eux-mêmes.\n\nLes signataires")));
    CHECK_SEED(want, blocks);
}

static void
seed_004(void)
{
    static const struct want want[] = {
        {FIELD_UID, "QANR5L17QE15486"},
        {FIELD_KIND, "question-ecrite"},
        {FIELD_TITLE, "Menace sur la pérennité du dispositif Asalée et "
                      "l'accès aux soins de proximité"},
        {FIELD_NUMBER, "15486"},
        {FIELD_LEGISLATURE, "17"},
        {FIELD_CHAMBER, "an"},
        {FIELD_AUTHOR, "Marie-Agnès Poussier-Winsback"},
        {FIELD_GROUP, "Horizons & Indépendants"},
        {FIELD_CONSTITUENCY, "Seine-Maritime (9e circonscription)"},
        {FIELD_MINISTRY_ASKED,
         "Santé, familles, autonomie et personnes handicapées"},
        {FIELD_MINISTRY_ANSWERING,
         "Santé, familles, autonomie et personnes handicapées"},
        {FIELD_RUBRIC, "Santé"},
        {FIELD_DATE, "2026-05-26"},
    };
    static const struct want_block blocks[] = {
        {"question", "", 1848,
         "Mme Marie-Agnès Poussier-Winsback attire l'attention de Mme la "
         "ministre de la santé,",
         "pour garantir la pérennité du dispositif via la signature d'une "
         "convention 2026-2028. Elle souhaite savoir si le Gouvernement "
         "entend protéger ce modèle de soin humain et de proximité."},
    };
    if (!read_seed("004_600f71aa55bcf211.txt", "an-question-page",
                   "https://questions.assemblee-nationale.fr/q17/"
                   "17-15486QE.htm"))
        return;
    check_paragraph_of_file("004_600f71aa55bcf211.txt");
    CHECK_SEED(want, blocks);
}

struct tally {
    size_t files, good;
    struct map uids;
};

/* What every question of the open data must give. */
static bool
is_whole_question(void)
{
    static const enum field fields[] = {
        FIELD_UID,
        FIELD_KIND,
        FIELD_NUMBER,
        FIELD_LEGISLATURE,
        FIELD_TITLE,
        FIELD_DATE,
        FIELD_DATE_ANSWER,
        FIELD_AUTHOR_REF,
        FIELD_MANDATE_REF,
        FIELD_GROUP,
        FIELD_GROUP_SHORT,
        FIELD_GROUP_REF,
        FIELD_MINISTRY_ASKED,
        FIELD_MINISTRY_ANSWERING,
        FIELD_TEXT,
        FIELD_STATUS,
        FIELD_OUTCOME,
        FIELD_CHAMBER,
        FIELD_LINKS,
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (!document_has(&got.documents[0], fields[i]))
            return false;
    size_t len = 0; /* a transcript has a block a speech */
    for (uint32_t i = 0; i < got.documents[0].field[FIELD_TEXT].count; i++)
        len += document_part(&got.documents[0], FIELD_TEXT, i, TEXT_TEXT).len;
    return len > 200;
}

static void
read_question(struct tally *tally, const char *path)
{
    char why[200] = "";
    struct error err = {0};
    tally->files++;
    enum status status = read_file(&got, path, &err);
    bool good = status == STATUS_OK && got.count == 1 &&
                strcmp(got.reader->name, "an-question-json") == 0 &&
                got.note_count == 0 && is_whole_question() &&
                document_is_clean(&got.documents[0], why);
    if (good) {
        uint64_t *times = map_at(&tally->uids, memory_first(&got, FIELD_UID));
        *times += 1;
        tally->good++;
    } else {
        printf("%s: %s %s\n", path, err.text, why);
    }
    sink_memory_release(&got);
}

static void
read_questions(struct tally *tally, const char *folder)
{
    char path[1200];
    DIR *dir = opendir(folder);
    CHECK(dir != NULL);
    for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
        struct str name = str_from(entry->d_name);
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (str_ends(name, STR(".json")))
            read_question(tally, path);
    }
    if (dir)
        closedir(dir);
}

static void
all_questions(void)
{
    struct tally tally = {0};
    if (!have_shared())
        return;
    read_questions(&tally, LIASSE_SHARED "/data/an-questions-json");
    read_questions(&tally,
                   LIASSE_SHARED "/data/an-questions-json/qg-l16-compact");
    read_questions(&tally,
                   LIASSE_SHARED "/data/an-questions-json/qg-l16-pretty");
    CHECK_INT(tally.files, 469);
    CHECK_INT(tally.good, 469);
    CHECK_INT(tally.uids.count, 453);
    map_release(&tally.uids);
}

/* One input through the chosen reader and every other one: it must end, in
 * STATUS_OK or a refusal. */
static void
survive(const char *name, struct str bytes)
{
    for (const struct reader *reader = readers; reader->name; reader++) {
        struct error err = {0};
        enum status status =
            read_literal_as(&got, reader->name, name, bytes, &err);
        char why[200] = "";
        if (status != STATUS_OK && status != STATUS_FORMAT &&
            status != STATUS_DONE)
            CHECK_STATUS(status, STATUS_OK);
        /* flipped bits make tags, but never bad characters */
        if (status == STATUS_OK && got.count == 1 &&
            !document_is_clean(&got.documents[0], why) &&
            (strstr(why, "UTF-8") || strstr(why, "control")))
            CHECK_CSTR(why, "");
        sink_memory_release(&got);
    }
}

static void
survive_damage(const char *path, size_t step, int flips)
{
    struct str bytes = file_bytes(path);
    const char *name = strrchr(path, '/') + 1;
    uint32_t seed = 12345;
    for (size_t len = 0; len < bytes.len; len += step)
        survive(name, str_head(bytes, len));
    for (int round = 0; round < flips; round++) {
        seed = seed * 1664525 + 1013904223;
        size_t at = (seed >> 8) % bytes.len;
        char kept = bytes.at[at];
        ((char *)bytes.at)[at] = (char)(kept ^ (1 << (seed >> 5) % 8));
        survive(name, bytes);
        if (round % 4) /* every fourth stays: damage adds up */
            ((char *)bytes.at)[at] = kept;
    }
    free((char *)bytes.at);
}

static void
damaged_files(void)
{
    static const char *const names[] = {
        "seeds/000_ec8b54b497127184.txt",
        "seeds/001_aab33bc47fef690f.txt",
        "seeds/002_a3fd8c09392e02d4.txt",
        "seeds/003_9bfc8b1a431167dd.txt",
        "seeds/004_600f71aa55bcf211.txt",
        "data/an-questions-json/QANR5L17QE5268.json",
        "data/an-questions-json/qg-l16-compact/QANR5L16QG1.json",
    };
    char path[600];
    if (!have_shared())
        return;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", LIASSE_SHARED, names[i]);
        survive_damage(path, 97, 300);
    }
}

CU_TestInfo shared_tests[] = {
    {"seed 000", seed_000},           {"seed 001", seed_001},
    {"seed 002", seed_002},           {"seed 003", seed_003},
    {"seed 004", seed_004},           {"469 questions", all_questions},
    {"damaged files", damaged_files}, CU_TEST_INFO_NULL,
};
