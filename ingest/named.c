/* ingest, step 3: named values into fields. */
#include "named.h"

#include "an_question.h"
#include "date.h"
#include "html.h"
#include "label.h"
#include "lang.h"

enum way {
    LINE,  /* one line of text */
    BLOCK, /* a text block of a role */
    DAY,
    DIGITS,
    LIST,    /* parted by ";" or "|", or by "," without a blank behind */
    KIND_OF, /* a kind, or what the publisher calls it */
    UID_OF,
    NAME, /* a whole name, with or without a civility */
    FIRST,
    LAST,
    URL,
    LINKED,    /* kept as a link of type `role` */
    CONTAINED, /* title of the container */
    ANSWERING, /* the ministry, unless one is there */
    NOTHING    /* known, and of no use here */
};

struct named_row {
    const char *label; /* folded */
    enum named_dress dress;
    enum way way;
    enum field field;
    const char *role; /* of a BLOCK, type of a LINKED */
};

static const struct named_row rows[] = {
    /* Sénat, questions (FORMATS.md 9) */
    {"sort", DRESS_SENAT_QUESTION, LINE, FIELD_STATUS, NULL},
    {"nature", DRESS_SENAT_QUESTION, KIND_OF, FIELD_KIND, NULL},
    {"reference", DRESS_SENAT_QUESTION, UID_OF, FIELD_UID, NULL},
    {"type appartenance", DRESS_SENAT_QUESTION, NOTHING, FIELD_UID, NULL},
    {"date de publication jo", DRESS_SENAT_QUESTION, DAY, FIELD_DATE, NULL},
    {"ministere de depot", DRESS_SENAT_QUESTION, LINE, FIELD_MINISTRY_ASKED,
     NULL},
    {"date de transmission", DRESS_SENAT_QUESTION, LINKED, FIELD_LINKS,
     "transmission"},
    {"ministere de transmission", DRESS_SENAT_QUESTION, ANSWERING,
     FIELD_MINISTRY_ANSWERING, NULL},
    {"ministere de reponse", DRESS_SENAT_QUESTION, LINE,
     FIELD_MINISTRY_ANSWERING, NULL},
    {"date de reponse jo", DRESS_SENAT_QUESTION, DAY, FIELD_DATE_ANSWER, NULL},
    {"reference de la question rappelee", DRESS_SENAT_QUESTION, LINKED,
     FIELD_LINKS, "rappel"},
    {"theme qc", DRESS_SENAT_QUESTION, LIST, FIELD_RUBRIC, NULL},
    {"url question", DRESS_SENAT_QUESTION, URL, FIELD_UID, NULL},
    /* Sénat, amendments */
    {"nature", DRESS_SENAT_AMENDMENT, NOTHING, FIELD_UID, NULL},
    {"subdivision", DRESS_SENAT_AMENDMENT, LINE, FIELD_PATH, NULL},
    {"alinea", DRESS_SENAT_AMENDMENT, LINE, FIELD_PATH, NULL},
    {"au nom de", DRESS_SENAT_AMENDMENT, LINE, FIELD_GROUP, NULL},
    {"date de depot", DRESS_SENAT_AMENDMENT, DAY, FIELD_DATE, NULL},
    {"objet", DRESS_SENAT_AMENDMENT, BLOCK, FIELD_TEXT, "expose"},
    {"sort", DRESS_SENAT_AMENDMENT, LINE, FIELD_OUTCOME, NULL},
    {"url amendement", DRESS_SENAT_AMENDMENT, URL, FIELD_UID, NULL},
    {"fiche senateur", DRESS_SENAT_AMENDMENT, LINKED, FIELD_LINKS, "auteur"},
    /* Sénat, list of senators */
    {"matricule", DRESS_SENATOR, UID_OF, FIELD_UID, NULL},
    {"qualite", DRESS_SENATOR, NOTHING, FIELD_UID, NULL},
    {"nom usuel", DRESS_SENATOR, LAST, FIELD_AUTHOR, NULL},
    {"prenom usuel", DRESS_SENATOR, FIRST, FIELD_AUTHOR, NULL},
    {"etat", DRESS_SENATOR, LINE, FIELD_STATUS, NULL},
    {"groupe politique", DRESS_SENATOR, LINE, FIELD_GROUP, NULL},
    {"date de deces", DRESS_SENATOR, LINKED, FIELD_LINKS, "deces"},
    {"date naissance", DRESS_SENATOR, LINKED, FIELD_LINKS, "naissance"},
    {"type d'app au grp politique", DRESS_SENATOR, NOTHING, FIELD_UID, NULL},
    {"courrier electronique", DRESS_SENATOR, NOTHING, FIELD_UID, NULL},
    /* anywhere */
    {"uid", DRESS_ANY, UID_OF, FIELD_UID, NULL},
    {"id", DRESS_ANY, UID_OF, FIELD_UID, NULL},
    {"identifiant", DRESS_ANY, UID_OF, FIELD_UID, NULL},
    {"identifier", DRESS_ANY, UID_OF, FIELD_UID, NULL},
    {"reference", DRESS_ANY, UID_OF, FIELD_UID, NULL},
    {"ancien identifiant", DRESS_ANY, NOTHING, FIELD_UID, NULL},
    {"kind", DRESS_ANY, KIND_OF, FIELD_KIND, NULL},
    {"nature", DRESS_ANY, KIND_OF, FIELD_KIND, NULL},
    {"rank", DRESS_ANY, KIND_OF, FIELD_KIND, NULL},
    {"type", DRESS_ANY, KIND_OF, FIELD_KIND, NULL},
    {"origine", DRESS_ANY, NOTHING, FIELD_UID, NULL},
    {"country", DRESS_ANY, NOTHING, FIELD_UID, NULL},
    {"titre", DRESS_ANY, LINE, FIELD_TITLE, NULL},
    {"intitule", DRESS_ANY, LINE, FIELD_TITLE, NULL},
    {"texte", DRESS_ANY, BLOCK, FIELD_TEXT, "body"},
    {"text", DRESS_ANY, BLOCK, FIELD_TEXT, "body"},
    {"contenu", DRESS_ANY, BLOCK, FIELD_TEXT, "body"},
    {"content", DRESS_ANY, BLOCK, FIELD_TEXT, "body"},
    {"corps", DRESS_ANY, BLOCK, FIELD_TEXT, "body"},
    {"body", DRESS_ANY, BLOCK, FIELD_TEXT, "body"},
    {"resume", DRESS_ANY, BLOCK, FIELD_TEXT, "summary"},
    {"summary", DRESS_ANY, BLOCK, FIELD_TEXT, "summary"},
    {"description", DRESS_ANY, BLOCK, FIELD_TEXT, "summary"},
    {"question", DRESS_ANY, BLOCK, FIELD_TEXT, "question"},
    {"texte de la question", DRESS_ANY, BLOCK, FIELD_TEXT, "question"},
    {"reponse", DRESS_ANY, BLOCK, FIELD_TEXT, "answer"},
    {"texte de la reponse", DRESS_ANY, BLOCK, FIELD_TEXT, "answer"},
    {"dispositif", DRESS_ANY, BLOCK, FIELD_TEXT, "dispositif"},
    {"expose", DRESS_ANY, BLOCK, FIELD_TEXT, "expose"},
    {"expose sommaire", DRESS_ANY, BLOCK, FIELD_TEXT, "expose"},
    {"nota", DRESS_ANY, BLOCK, FIELD_TEXT, "nota"},
    {"numero", DRESS_ANY, LINE, FIELD_NUMBER, NULL},
    {"no", DRESS_ANY, LINE, FIELD_NUMBER, NULL},
    {"legislature", DRESS_ANY, DIGITS, FIELD_LEGISLATURE, NULL},
    {"chambre", DRESS_ANY, LINE, FIELD_CHAMBER, NULL},
    {"auteur", DRESS_ANY, NAME, FIELD_AUTHOR, NULL},
    {"author", DRESS_ANY, NAME, FIELD_AUTHOR, NULL},
    {"auteurs", DRESS_ANY, NAME, FIELD_AUTHOR, NULL},
    {"nom", DRESS_ANY, LAST, FIELD_AUTHOR, NULL},
    {"prenom", DRESS_ANY, FIRST, FIELD_AUTHOR, NULL},
    {"civilite", DRESS_ANY, NOTHING, FIELD_AUTHOR, NULL},
    {"groupe", DRESS_ANY, LINE, FIELD_GROUP, NULL},
    {"circonscription", DRESS_ANY, LINE, FIELD_CONSTITUENCY, NULL},
    {"ministere", DRESS_ANY, LINE, FIELD_MINISTRY_ASKED, NULL},
    {"ministere interroge", DRESS_ANY, LINE, FIELD_MINISTRY_ASKED, NULL},
    {"ministere attributaire", DRESS_ANY, LINE, FIELD_MINISTRY_ANSWERING, NULL},
    {"rubrique", DRESS_ANY, LIST, FIELD_RUBRIC, NULL},
    {"rubric", DRESS_ANY, LIST, FIELD_RUBRIC, NULL},
    {"theme", DRESS_ANY, LIST, FIELD_RUBRIC, NULL},
    {"themes", DRESS_ANY, LIST, FIELD_RUBRIC, NULL},
    {"theme(s)", DRESS_ANY, LIST, FIELD_RUBRIC, NULL},
    {"tags", DRESS_ANY, LIST, FIELD_RUBRIC, NULL},
    {"mots-cles", DRESS_ANY, LIST, FIELD_RUBRIC, NULL},
    {"etat", DRESS_ANY, LINE, FIELD_STATUS, NULL},
    {"statut", DRESS_ANY, LINE, FIELD_STATUS, NULL},
    {"sort", DRESS_ANY, LINE, FIELD_OUTCOME, NULL},
    {"chapitre", DRESS_ANY, LINE, FIELD_PATH, NULL},
    {"section", DRESS_ANY, LINE, FIELD_PATH, NULL},
    {"chemin", DRESS_ANY, LIST, FIELD_PATH, NULL},
    {"date", DRESS_ANY, DAY, FIELD_DATE, NULL},
    {"date de publication", DRESS_ANY, DAY, FIELD_DATE, NULL},
    {"publication_date", DRESS_ANY, DAY, FIELD_DATE, NULL},
    {"date_publication", DRESS_ANY, DAY, FIELD_DATE, NULL},
    {"date de la reponse", DRESS_ANY, DAY, FIELD_DATE_ANSWER, NULL},
    {"date de reponse", DRESS_ANY, DAY, FIELD_DATE_ANSWER, NULL},
    {"date de debut", DRESS_ANY, DAY, FIELD_DATE_START, NULL},
    {"date_debut", DRESS_ANY, DAY, FIELD_DATE_START, NULL},
    {"date de fin", DRESS_ANY, DAY, FIELD_DATE_END, NULL},
    {"date_fin", DRESS_ANY, DAY, FIELD_DATE_END, NULL},
    {"last_updated", DRESS_ANY, LINKED, FIELD_LINKS, "last-updated"},
    {"enactment_date", DRESS_ANY, LINKED, FIELD_LINKS, "enactment"},
    {"url", DRESS_ANY, URL, FIELD_UID, NULL},
    {"lien", DRESS_ANY, URL, FIELD_UID, NULL},
    {"link", DRESS_ANY, URL, FIELD_UID, NULL},
    {"source", DRESS_ANY, URL, FIELD_UID, NULL},
    {"container", DRESS_ANY, CONTAINED, FIELD_CONTAINER, NULL},
    {"langue", DRESS_ANY, LINE, FIELD_LANG, NULL},
};

/* Names that only occur together in the files of one publisher. */
static const struct dress {
    enum named_dress dress;
    const char *labels[3];
} dresses[] = {
    {DRESS_SENAT_QUESTION,
     {"reference", "ministere de depot", "date de publication jo"}},
    {DRESS_SENAT_AMENDMENT, {"subdivision", "dispositif", "objet"}},
    {DRESS_SENATOR, {"matricule", "nom usuel", "prenom usuel"}},
};

/* What publishers call a kind; others by the names of schema.def. */
static const struct kind_name {
    const char *label, *kind;
} kind_names[] = {
    {"code", "texte"},
    {"loi", "texte"},
    {"decret", "texte"},
    {"arrete", "texte"},
    {"ordonnance", "texte"},
    {"constitution", "texte"},
    {"qe", "question-ecrite"},
    {"qg", "question-gouvernement"},
    {"qc", "question-gouvernement"},
    {"qosd", "question-orale"},
    {"qoad", "question-orale"},
    {"qoae", "question-orale"},
    {"amt", "amendement"},
    {"question ecrite", "question-ecrite"},
};

static const char *const default_kinds[] = {
    [DRESS_ANY] = "page",
    [DRESS_SENAT_QUESTION] = "question-ecrite",
    [DRESS_SENAT_AMENDMENT] = "amendement",
    [DRESS_SENATOR] = "acteur",
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A row for a JSON name of a field that needs no way of its own. */
static const struct named_row *
schema_row(const struct label *label)
{
    static const struct named_row plain[] = {
#define ROW(name, NAME_, way) {name, DRESS_ANY, way, FIELD_##NAME_, NULL}
        ROW("title", TITLE, LINE),
        ROW("number", NUMBER, LINE),
        ROW("chamber", CHAMBER, LINE),
        ROW("group", GROUP, LINE),
        ROW("group_short", GROUP_SHORT, LINE),
        ROW("constituency", CONSTITUENCY, LINE),
        ROW("ministry_asked", MINISTRY_ASKED, LINE),
        ROW("ministry_answering", MINISTRY_ANSWERING, LINE),
        ROW("status", STATUS, LINE),
        ROW("outcome", OUTCOME, LINE),
        ROW("nor", NOR, LINE),
        ROW("ecli", ECLI, LINE),
        ROW("cid", CID, LINE),
        ROW("idcc", IDCC, LINE),
        ROW("code", CODE, LINE),
        ROW("article", ARTICLE, LINE),
        ROW("path", PATH, LIST),
        ROW("date_answer", DATE_ANSWER, DAY),
        ROW("date_start", DATE_START, DAY),
        ROW("date_end", DATE_END, DAY),
        ROW("group_key", GROUP_KEY, LINE),
        ROW("lang", LANG, LINE),
#undef ROW
    };
    for (size_t i = 0; i < COUNT(plain); i++)
        if (label_is(label, plain[i].label))
            return &plain[i];
    return NULL;
}

const struct named_row *
named_find(struct str name, enum named_dress dress)
{
    struct label label = label_fold(name);
    const struct named_row *found = NULL;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!label_is(&label, rows[i].label))
            continue;
        if (rows[i].dress == dress)
            return &rows[i];
        if (rows[i].dress == DRESS_ANY)
            found = &rows[i];
    }
    return found ? found : schema_row(&label);
}

static bool
has_label(const struct str *names, size_t count, const char *label)
{
    for (size_t i = 0; i < count; i++) {
        struct label name = label_fold(names[i]);
        if (label_is(&name, label))
            return true;
    }
    return false;
}

enum named_dress
named_dress_of(const struct str *names, size_t count)
{
    for (size_t i = 0; i < COUNT(dresses); i++) {
        size_t found = 0;
        for (size_t j = 0; j < COUNT(dresses[i].labels); j++)
            found += has_label(names, count, dresses[i].labels[j]);
        if (found == COUNT(dresses[i].labels))
            return dresses[i].dress;
    }
    return DRESS_ANY;
}

static enum status
add_rest(struct named *named, struct str name, struct str value,
         struct error *err)
{
    struct str before = named->rest;
    named->rest = arena_printf(named->arena, STR_FMT "%s" STR_FMT " : " STR_FMT,
                               STR_ARG(before), before.len ? "\n" : "",
                               STR_ARG(str_trim(name)), STR_ARG(value));
    return named->rest.at ? STATUS_OK : error_no_memory(err);
}

static enum status
add_block(struct named *named, const char *role, struct str value,
          struct error *err)
{
    AUTO(buf) struct buf text = BUF_INIT(value.len * 4 + 64);
    TRY(html_to_text(&text, value, HTML_PLAIN, &named->links, err));
    struct str copy = arena_copy(named->arena, buf_str(&text));
    if (text.len && !copy.at)
        return error_no_memory(err);
    return document_add_text(&named->document, str_from(role), STR(""), copy,
                             named->arena, err);
}

/* "Économie et finances, fiscalité,Environnement" are two themes: a comma
 * with a blank behind belongs to its theme. */
static enum status
add_list(struct named *named, enum field field, struct str value,
         struct error *err)
{
    bool strong = str_find_char(value, ';') != SIZE_MAX ||
                  str_find_char(value, '|') != SIZE_MAX;
    size_t from = 0;
    for (size_t i = 0; i <= value.len; i++) {
        char c = i < value.len ? value.at[i] : '\0';
        char next = i + 1 < value.len ? value.at[i + 1] : '\0';
        bool parts = i == value.len || c == ';' || c == '|' ||
                     (c == ',' && next != ' ' && !strong);
        if (!parts)
            continue;
        TRY(an_add(&named->document, field, str_range(value, from, i),
                   named->arena, err));
        from = i + 1;
    }
    return STATUS_OK;
}

/* The sentinel of the Légifrance dumps for "no date". */
enum { NEVER = 29990101 };

static enum status
add_day(struct named *named, const struct named_row *row, struct str name,
        struct str value, struct error *err)
{
    uint32_t date = 0;
    if (!date_parse(value, &date) && !date_from_iso(value, &date)) {
        named->bad = true;
        return add_rest(named, name, value, err);
    }
    return document_add_date(&named->document, row->field,
                             date == NEVER ? 0 : date, named->arena, err);
}

static enum status
add_kind(struct named *named, struct str name, struct str value,
         struct error *err)
{
    struct label label = label_fold(value);
    const char *kind = NULL;
    for (size_t i = 0; i < COUNT(kind_names); i++)
        if (label_is(&label, kind_names[i].label))
            kind = kind_names[i].kind;
    if (!kind)
        kind = schema_kind_name(schema_kind(str_from(label.text)));
    if (!kind && document_has(&named->document, FIELD_KIND))
        return STATUS_OK; /* "Type: AUTONOME" below "Nature: Article" */
    if (!kind)
        return add_rest(named, name, value, err);
    if (document_has(&named->document, FIELD_KIND))
        return STATUS_OK;
    return an_add(&named->document, FIELD_KIND, str_from(kind), named->arena,
                  err);
}

static enum status
add_name(struct named *named, struct str value, struct error *err)
{
    while (value.len) {
        size_t next = str_find(value, STR(", M"));
        if (next == SIZE_MAX)
            next = str_find(value, STR(";"));
        if (next == SIZE_MAX)
            next = str_find(value, STR(" et M"));
        struct str one = str_head(value, next);
        value = next == SIZE_MAX ? STR("") : str_from_offset(value, next);
        while (value.len &&
               (value.at[0] == ',' || value.at[0] == ';' || value.at[0] == ' '))
            value = str_from_offset(value, 1);
        if (str_starts(value, STR("et ")))
            value = str_from_offset(value, 3);
        TRY(an_add(&named->document, FIELD_AUTHOR, an_bare_name(str_trim(one)),
                   named->arena, err));
    }
    return STATUS_OK;
}

/* An id that is no uid (blanks, accents) is a number. */
static enum status
add_uid(struct named *named, struct str value, struct error *err)
{
    enum field field = document_uid_is_valid(value) ? FIELD_UID : FIELD_NUMBER;
    if (document_has(&named->document, field))
        return STATUS_OK;
    return an_add(&named->document, field, value, named->arena, err);
}

static enum status
add_url(struct named *named, struct str value, struct error *err)
{
    bool host = str_starts(value, STR("//"));
    named->url = arena_printf(named->arena, "%s" STR_FMT, host ? "https:" : "",
                              STR_ARG(value));
    return named->url.at ? STATUS_OK : error_no_memory(err);
}

static enum status
add_linked(struct named *named, const char *type, struct str value,
           struct error *err)
{
    bool address =
        str_starts(value, STR("http")) || str_starts(value, STR("//"));
    struct str target = value;
    if (str_starts(value, STR("//")))
        target = arena_printf(named->arena, "https:" STR_FMT, STR_ARG(value));
    return links_add_typed(&named->links, str_from(type),
                           address ? target : STR(""),
                           address ? STR("") : value, err);
}

static enum status
add_line(struct named *named, const struct named_row *row, struct str name,
         struct str value, struct error *err)
{
    struct document *document = &named->document;
    struct str container[] = {{NULL, 0}, value};
    switch (row->way) {
    case DAY:
        return add_day(named, row, name, value, err);
    case DIGITS:
        return an_add(document, row->field, an_first_digits(value),
                      named->arena, err);
    case LIST:
        return add_list(named, row->field, value, err);
    case KIND_OF:
        return add_kind(named, name, value, err);
    case UID_OF:
        return add_uid(named, value, err);
    case NAME:
        return add_name(named, value, err);
    case URL:
        return add_url(named, value, err);
    case LINKED:
        return add_linked(named, row->role, value, err);
    case CONTAINED:
        return document_add_parts(document, FIELD_CONTAINER, container,
                                  named->arena, err);
    case ANSWERING:
        if (document_has(document, row->field))
            return STATUS_OK;
        return an_add(document, row->field, value, named->arena, err);
    case FIRST:
        named->first = value;
        return STATUS_OK;
    case LAST:
        named->last = value;
        return STATUS_OK;
    default:
        return an_add(document, row->field, value, named->arena, err);
    }
}

enum status
named_add(struct named *named, const struct named_row *row, struct str name,
          struct str value, struct error *err)
{
    struct str line;
    named->links.arena = named->arena;
    if (str_trim(value).len == 0 || (row && row->way == NOTHING))
        return STATUS_OK;
    if (row && row->way == BLOCK)
        return add_block(named, row->role, value, err);
    TRY(html_line(&line, value, named->arena, err));
    if (line.len == 0)
        return STATUS_OK;
    return row ? add_line(named, row, name, line, err)
               : add_rest(named, name, line, err);
}

static enum status
add_author(struct named *named, struct error *err)
{
    bool both = named->first.len && named->last.len;
    if (document_has(&named->document, FIELD_AUTHOR) ||
        (named->first.len == 0 && named->last.len == 0))
        return STATUS_OK;
    struct str name =
        arena_printf(named->arena, STR_FMT "%s" STR_FMT, STR_ARG(named->first),
                     both ? " " : "", STR_ARG(named->last));
    if (!name.at)
        return error_no_memory(err);
    if (named->dress == DRESS_SENATOR)
        return an_add(&named->document, FIELD_TITLE, name, named->arena, err);
    return an_add(&named->document, FIELD_AUTHOR, name, named->arena, err);
}

/* "Amendement n° 31 – Article 3" */
static enum status
add_amendment_title(struct named *named, struct error *err)
{
    struct str number = document_first(&named->document, FIELD_NUMBER);
    struct str article = document_first(&named->document, FIELD_PATH);
    struct str title = arena_printf(
        named->arena, "Amendement n° " STR_FMT "%s" STR_FMT, STR_ARG(number),
        article.len ? " – " : "", STR_ARG(article));
    if (!title.at)
        return error_no_memory(err);
    return an_add(&named->document, FIELD_TITLE, title, named->arena, err);
}

/* "//www.senat.fr/amendements/2017-2018/63/Amdt_31.html": the bill it is
 * about is number 63 of that session. */
static enum status
add_bill(struct named *named, struct error *err)
{
    size_t at = str_find(named->url, STR("/amendements/"));
    struct str rest =
        at == SIZE_MAX ? STR("") : str_from_offset(named->url, at + 13);
    struct str session, number, none = {NULL, 0};
    if (str_starts(rest, STR("commissions/")))
        rest = str_from_offset(rest, 12);
    if (!str_cut(rest, STR("/"), &session, &rest) ||
        !str_cut(rest, STR("/"), &number, &rest))
        return STATUS_OK;
    struct str title =
        arena_printf(named->arena, "Texte n° " STR_FMT " (" STR_FMT ")",
                     STR_ARG(number), STR_ARG(session));
    struct str container[] = {none, title};
    return document_add_parts(&named->document, FIELD_CONTAINER, container,
                              named->arena, err);
}

/* The kind that an identifier of Légifrance says. */
static const char *
kind_of_uid(struct str uid)
{
    return str_contains(uid, STR("ARTI0"))   ? "article"
           : str_contains(uid, STR("SCTA0")) ? "section"
           : str_contains(uid, STR("TEXT0")) ? "texte"
                                             : NULL;
}

/* The number of an article is its `article`. */
static enum status
end_article(struct document *document, struct arena *arena, struct error *err)
{
    if (!document_has(document, FIELD_ARTICLE)) {
        TRY(document_add(document, FIELD_ARTICLE,
                         document_first(document, FIELD_NUMBER), arena, err));
        document->field[FIELD_NUMBER].count = 0;
    }
    if (document_has(document, FIELD_DATE))
        return STATUS_OK;
    return document_add(document, FIELD_DATE,
                        document_first(document, FIELD_DATE_START), arena, err);
}

enum status
named_end(struct named *named, struct error *err)
{
    struct document *document = &named->document;
    struct arena *arena = named->arena;
    bool article = document_has(document, FIELD_ARTICLE);
    const char *kind = kind_of_uid(document_first(document, FIELD_UID));
    if (!kind)
        kind = article ? "article" : default_kinds[named->dress];
    if (!document_has(document, FIELD_KIND))
        TRY(document_add(document, FIELD_KIND, str_from(kind), arena, err));
    if (str_eq(document_first(document, FIELD_KIND), STR("article")))
        TRY(end_article(document, arena, err));
    if (!document_has(document, FIELD_DATE))
        TRY(document_add(document, FIELD_DATE,
                         document_first(document, FIELD_DATE_START), arena,
                         err));
    if (named->dress != DRESS_ANY)
        TRY(an_add(document, FIELD_CHAMBER, STR("senat"), arena, err));
    TRY(add_author(named, err));
    if (named->dress == DRESS_SENAT_AMENDMENT) {
        TRY(add_amendment_title(named, err));
        TRY(add_bill(named, err));
    }
    return document_add_text(document, STR("body"), STR(""), named->rest, arena,
                             err);
}
