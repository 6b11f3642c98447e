/* ingest, step 3: the ends of saved web pages. */
#include "boilerplate.h"

#include "label.h"
#include "utf8.h"

enum {
    PHRASE_MAX = 400, /* bytes: a longer block is article */
    SHORT_MAX = 140,  /* characters of a headline in a list of them */
    HEAD_BLOCKS = 6,  /* how deep the beginning is searched */
    TAIL_PERCENT = 40 /* what may follow an anchor of TAIL */
};

/* Where a phrase is boilerplate, and how it matches the folded block. */
enum place { HEAD, FOOT, BOTH, TAIL, TAIL_SHORT };
enum how { IS, STARTS, CONTAINS };

/* TAIL: the block and all after it go (comments of readers); TAIL_SHORT: the
 * same if only headlines follow.  Folded as label.h says. */
static const struct phrase {
    enum place place;
    enum how how;
    const char *text;
} phrases[] = {
    {TAIL, STARTS, "commentaires ("},
    {TAIL, IS, "laisser un commentaire"},
    {TAIL, IS, "ajouter un commentaire"},
    {TAIL, IS, "laisser un commentaire annuler la reponse"},
    {TAIL_SHORT, IS, "a lire aussi"},
    {TAIL_SHORT, IS, "a lire aussi :"},
    {TAIL_SHORT, IS, "lire aussi"},
    {TAIL_SHORT, IS, "lire aussi :"},
    {TAIL_SHORT, IS, "sur le meme sujet"},
    {TAIL_SHORT, IS, "articles similaires"},
    {TAIL_SHORT, IS, "dans la meme rubrique"},
    {FOOT, STARTS, "votre adresse e-mail ne sera pas publiee"},
    {FOOT, STARTS, "votre adresse de messagerie ne sera pas publiee"},
    {FOOT, STARTS, "les champs obligatoires sont indiques"},
    {FOOT, IS, "votre adresse e-mail"},
    {FOOT, IS, "nom *"},
    {FOOT, IS, "e-mail *"},
    {FOOT, STARTS, "enregistrer mon nom, mon e-mail"},
    {FOOT, IS, "retour en haut"},
    {FOOT, IS, "haut de page"},
    {FOOT, STARTS, "pour toute remarque relative a ce dossier"},
    {FOOT, STARTS, "pour toute remarque ou suggestion relative"},
    {FOOT, STARTS, "cette page a ete generee le"},
    {FOOT, STARTS, "retour en haut de page"},
    {FOOT, IS, "je m'inscris"},
    {FOOT, IS, "je m'abonne"},
    {FOOT, IS, "s'abonner"},
    {FOOT, STARTS, "abonnez-vous"},
    {FOOT, STARTS, "inscrivez-vous a notre"},
    {FOOT, STARTS, "inscrivez-vous a la newsletter"},
    {FOOT, CONTAINS, "politique de confidentialite"},
    {FOOT, STARTS, "suivez-nous"},
    {FOOT, STARTS, "cet article vous a-t-il ete utile"},
    {FOOT, STARTS, "cette page vous a-t-elle ete utile"},
    {FOOT, STARTS, "imprimer |"},
    {FOOT, CONTAINS, "mentions legales"},
    {FOOT, CONTAINS, "gerer mes cookies"},
    {FOOT, STARTS, "tous droits reserves"},
    {FOOT, IS, "article precedent"},
    {FOOT, IS, "article suivant"},
    {FOOT, IS, "navigation de l'article"},
    {BOTH, STARTS, "partager sur facebook"},
    {BOTH, STARTS, "partager sur linkedin"},
    {BOTH, STARTS, "partager sur twitter"},
    {BOTH, STARTS, "partager sur whatsapp"},
    {BOTH, STARTS, "partager sur bluesky"},
    {BOTH, IS, "partager sur x"},
    {BOTH, STARTS, "partager sur les reseaux"},
    {BOTH, IS, "partager"},
    {BOTH, STARTS, "partager :"},
    {BOTH, STARTS, "partager cet article"},
    {BOTH, STARTS, "partagez cet article"},
    {BOTH, IS, "copier le lien"},
    {BOTH, IS, "imprimer"},
    {BOTH, STARTS, "nous utilisons des cookies"},
    {BOTH, STARTS, "ce site utilise des cookies"},
    {BOTH, IS, "tout accepter"},
    {BOTH, IS, "tout refuser"},
    {HEAD, STARTS, "temps de lecture"},
    {HEAD, STARTS, "aller au contenu"},
    {HEAD, STARTS, "(les informations concernant les reunions a venir"},
    {HEAD, STARTS, "la version en format html, a la difference de celle"},
    {HEAD, IS, "menu"},
    {HEAD, STARTS, "publie le"},
    {HEAD, STARTS, "mis a jour le"},
    {HEAD, STARTS, "mis en ligne le"},
};

static bool
matches(const struct block *block, enum place a, enum place b)
{
    if (block->text.len > PHRASE_MAX)
        return false;
    struct label label = label_fold(block->text);
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        const struct phrase *phrase = &phrases[i];
        if (phrase->place != a && phrase->place != b)
            continue;
        if (phrase->how == IS         ? label_is(&label, phrase->text)
            : phrase->how == CONTAINS ? label_contains(&label, phrase->text)
                                      : label_starts(&label, phrase->text))
            return true;
    }
    return false;
}

static bool
is_headline(const struct block *block)
{
    return block->text.len <= SHORT_MAX * 4 &&
           utf8_count(block->text) <= SHORT_MAX &&
           !str_ends(block->text, STR("."));
}

/* The first block of a tail that nobody wrote for the article; count if
 * there is none. */
static size_t
find_tail(const struct blocks *blocks, size_t from)
{
    size_t total = 0, after = 0, found = blocks->count;
    bool headlines = true;
    for (size_t i = from; i < blocks->count; i++)
        total += blocks->at[i].text.len;
    for (size_t i = blocks->count; i-- > from;) {
        const struct block *block = &blocks->at[i];
        if (after * 100 > total * TAIL_PERCENT)
            break;
        if (matches(block, TAIL, TAIL) ||
            (headlines && matches(block, TAIL_SHORT, TAIL_SHORT)))
            found = i;
        headlines = headlines && is_headline(block);
        after += block->text.len;
    }
    return found;
}

/* True when a block is one or more URLs, and nothing else. */
static bool
is_urls(struct str text)
{
    while (text.len) {
        size_t len = url_length(text);
        if (len == 0)
            return false;
        text = str_trim(str_from_offset(text, len));
    }
    return true;
}

/* Takes "Sources :" and the URLs under it off the end. */
static enum status
take_sources(struct blocks *blocks, size_t from, struct links *links,
             struct error *err)
{
    size_t at = blocks->count;
    while (at > from && is_urls(blocks->at[at - 1].text))
        at--;
    if (at == blocks->count || at == from)
        return STATUS_OK;
    struct label label = label_fold(blocks->at[at - 1].text);
    if (!label_is(&label, "sources :") && !label_is(&label, "source :") &&
        !label_is(&label, "sources") && !label_is(&label, "source"))
        return STATUS_OK;
    for (size_t i = at; i < blocks->count; i++) {
        struct str rest = blocks->at[i].text;
        while (rest.len) {
            size_t len = url_length(rest);
            TRY(links_add_typed(links, STR("source"), str_head(rest, len),
                                STR(""), err));
            rest = str_trim(str_from_offset(rest, len));
        }
    }
    blocks->count = at - 1;
    return STATUS_OK;
}

static void
cut_head(struct blocks *blocks, size_t from)
{
    size_t end = from + HEAD_BLOCKS;
    for (size_t i = from; i < end && i < blocks->count; i++) {
        if (!matches(&blocks->at[i], HEAD, BOTH))
            continue;
        for (size_t j = i + 1; j < blocks->count; j++)
            blocks->at[j - 1] = blocks->at[j];
        blocks->count--;
        end--;
        i--;
    }
}

enum status
boilerplate_cut(struct blocks *blocks, size_t from, struct links *links,
                struct error *err)
{
    size_t before;
    cut_head(blocks, from);
    do {
        before = blocks->count;
        while (blocks->count > from + 1 &&
               matches(&blocks->at[blocks->count - 1], FOOT, BOTH))
            blocks->count--;
        size_t tail = find_tail(blocks, from + 1);
        if (tail > from)
            blocks->count = tail;
        TRY(take_sources(blocks, from + 1, links, err));
    } while (blocks->count < before);
    return STATUS_OK;
}
