#ifndef LIASSE_CITE_H
#define LIASSE_CITE_H

/* References to law, and dates, in the tokens of a text.
 *
 * Each has one normal form whatever its spelling:
 *
 *   article    art:l162-31-1  art:51  art:6-nonies  art:278-0-bis-a
 *              the letter of a code in front (L, LO, R, D, A; R* is R), no
 *              blank, no dot; "1er" and "premier" are 1.  The code or law is
 *              apart (`of`).
 *   text       no:2017-1836   laws, ordinances, decrees and what else the
 *              Journal officiel numbers by year: one series for all, so the
 *              number tells the text
 *   European   ue:2016/679    year first; since 2015 one series for all acts
 *              (OJ L, "harmonising the numbering of EU legal acts");
 *              dir:2006/123, reg:2011/1169, dec:2002/584 before
 *   NOR, ELI   nor:ssas2401234a  eli:loi/2017/12/30/2017-1836
 *   ECLI, IDCC ecli:fr:ccass:2019:c100001  idcc:1505
 *   question   question:15483
 *   date       2026-05-26
 *
 * Where to cut is in the words of the law itself: circulaire du 11 juin 2004
 * (rules of codification), Guide de légistique, fiches 3.1.1 and 3.4.1.
 *
 * Reads tokens, not bytes: case, no-break spaces and hyphens, soft hyphens
 * and decomposed letters were dealt with before.  Linear; nothing is looked
 * at but around a digit (and the word premier).  It would rather miss a
 * reference than find one in a sentence: "article premier venu", "art déco",
 * "12 bis rue D 123", years, amounts and telephone numbers are none. */

#include "arena.h"
#include "error.h"
#include "str.h"

#include <stdint.h>

struct token;
struct tokens;

enum cite_kind {
    CITE_ARTICLE,
    CITE_TEXT,
    CITE_EUROPEAN,
    CITE_NOR,
    CITE_ELI,
    CITE_ECLI,
    CITE_IDCC,
    CITE_QUESTION,
    CITE_DATE,
    CITE_WORD /* no reference: "art." before one, which is "article" */
};

/* Names of the kinds, in English, for --analyze. */
const char *cite_kind_name(enum cite_kind kind);

/* What the words behind an article say of the code or text it is of. */
enum cite_of {
    CITE_OF_UNTOLD,    /* nothing: the one it stands in, if any */
    CITE_OF_NAMED,     /* cite.of */
    CITE_OF_PRESENT,   /* "du présent code", "de la présente loi" */
    CITE_OF_SAME_CODE, /* "du même code", "dudit code" */
    CITE_OF_SAME_TEXT, /* "de la même loi", "de ladite ordonnance" */
    CITE_OF_OTHER      /* a text that is not known: "de la convention" */
};

struct cite {
    enum cite_kind kind;
    enum cite_of relation;
    bool loose;          /* a number that looks like one, nothing says so:
                            one word of a query, but no citation */
    uint32_t start, end; /* bytes, with "article" or "loi" in front */
    uint32_t first;      /* the tokens it stands for, without these */
    uint32_t count;      /* of them; 0: stands between the members of a range,
                            is a word where its last member is */
    /* Set by analyse(): positions of the first and of the last of its words
     * and, for further members of a list, the one right behind "article";
     * else 0.  The number of `word`. */
    uint32_t position, last, also;
    uint32_t known;    /* of word, as of a token */
    uint32_t head;     /* 1 + token of "article", 0 for none */
    struct str normal; /* the normal form */
    struct str of;     /* code ("code du travail") or text ("no:1978-17")
                          that the article is of, empty when not named */
    struct str word;   /* as a word of the index: "§" and the normal form (no
                          word of a text holds that sign); of a date the
                          normal form; empty when its words are enough */
    struct str stem;   /* = word, but of CITE_WORD */
};

struct cites {
    struct cite *at; /* by `first` */
    size_t count;
};

/* All references of a text among its tokens, into arena. */
enum status cite_find(struct cites *out, struct str text,
                      const struct token *tokens, size_t count,
                      struct arena *arena, struct error *err) MUST_USE;

/* The code or text that a title names first ("Code du travail, article L1":
 * "code du travail"; "LOI n° 2017-1836 du 30 décembre 2017": "no:2017-1836"),
 * as cite.of; empty for none. */
enum status cite_title(struct str *out, struct str title,
                       const struct token *tokens, size_t count,
                       struct arena *arena, struct error *err) MUST_USE;

/* Gives the articles of a text that name no code or text the one that is
 * meant: the last one named before for "du même code", else `own`, the code
 * or text (cite.of) that the text itself is of, empty for none.  Without a
 * code of its own an article with a letter goes with the one that the text
 * names, where there is no doubt (cite_own.c). */
void cites_own(struct tokens *tokens, struct str text, struct str own);

/* The normal form of an article's number that stands alone, without "art:"
 * and whatever it looks like: the key of the field `article`. */
enum status cite_article_key(struct str *out, const struct token *tokens,
                             size_t count, struct arena *arena,
                             struct error *err) MUST_USE;

/* What cite: looks for: the normal form, with its code when named
 * ("art:l162-31-1 code de la securite sociale"). */
enum status cite_key(struct str *out, const struct cite *cite,
                     struct arena *arena, struct error *err) MUST_USE;
/* Is this text such a key already, in small letters? */
bool cite_is_key(struct str text);

#endif
