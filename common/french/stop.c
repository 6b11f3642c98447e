/* Analysis: stop words. */
#include "stop.h"

#include "fold.h"

/* Written for liasse from the closed classes of French grammar.  Left out on
 * purpose: single letters but "a" and "y" (the L of a reference), "an"
 * (Assemblée nationale), "or" (the metal), and every noun, adjective and verb
 * that a query may be about.  "été" and "car" are lost as summer and coach. */
static const struct str lists[] = {
    /* articles, contractions, determiners */
    STR_INIT("le la les un une des du de au aux ce cet cette ces mon ma mes "
             "ton ta tes son sa ses notre nos votre vos leur leurs quelque "
             "quelques chaque tout toute tous toutes aucun aucune certains "
             "certaines plusieurs tel telle tels telles même mêmes autre "
             "autres"),
    /* pronouns */
    STR_INIT("je tu il elle on nous vous ils elles me te se lui eux moi toi "
             "soi en y celui celle ceux celles ceci cela ça qui que quoi dont "
             "où lequel laquelle lesquels lesquelles duquel desquels "
             "desquelles auquel auxquels auxquelles quelqu'un quelqu'une"),
    /* prepositions and conjunctions */
    STR_INIT("à dans par pour sur avec sans sous chez entre vers selon depuis "
             "pendant dès jusque lors afin ainsi alors aussi et ou ni mais "
             "donc car si comme lorsque puisque quoique tandis parce outre "
             "envers parmi malgré hors via"),
    /* adverbs */
    STR_INIT("ne pas plus moins très trop peu bien encore déjà toujours "
             "jamais ici là puis ensuite enfin notamment également seulement "
             "cependant toutefois néanmoins"),
    /* être, avoir and the auxiliaries of a question */
    STR_INIT("être suis es est sommes êtes sont étais était étions étiez "
             "étaient serai sera serons serez seront serais serait seraient "
             "sois soit soient étant été fut furent avoir ai as a avons avez "
             "ont avais avait avions aviez avaient aurai aura aurons aurez "
             "auront aurais aurait auraient aie ait aient ayant eu eut"),
    STR_INIT("peut peux peuvent pouvez pouvons pourra pourrait pourraient "
             "puisse puissent doit dois doivent devez devra devrait "
             "devraient faut faudra faudrait fait faire font va vont"),
    /* questions */
    STR_INIT("comment combien pourquoi quand quel quelle quels quelles "
             "quiconque"),
};

static enum status
add(struct map *words, struct str word, struct error *err)
{
    char folded[FOLD_MAX];
    struct str plain = {folded, fold_word(folded, word)};
    uint64_t *written = map_at(words, word);
    if (written)
        *written = 1;
    uint64_t *typed = written ? map_at(words, plain) : NULL;
    if (!typed)
        return error_set(err, STATUS_NOMEM, "no memory for the stop words");
    *typed = 1;
    return STATUS_OK;
}

enum status
stop_init(struct map *words, struct error *err)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct str rest = lists[i], word;
        while (!str_is_empty(rest)) {
            str_cut(rest, STR(" "), &word, &rest);
            if (!str_is_empty(word))
                TRY(add(words, word, err));
        }
    }
    return STATUS_OK;
}

bool
stop_has(const struct map *words, struct str word)
{
    return map_find(words, word) != NULL;
}
