#ifndef LIASSE_TERMS_H
#define LIASSE_TERMS_H

/* What `search` holds, for who writes it (index) and who reads it (query).
 *
 * Terms (DESIGN.md, "Terms, two families"):
 * References and dates are words too (analyse.h), their stem being the word.
 *   stem            no prefix, no positions; wdf = sum of the weights
 *                   (schema.def) of the places where it stands; the only
 *                   family that ranks and the only one in document lengths
 *   "E" word        as written, wdf 0, with positions (position_chunk.h):
 *                   every word of every field with a weight, texts included
 *   "S" word        the same, of one WORDS field (here the title), without
 *                   positions: it stands where the word does within the
 *                   stretches of its family
 *   "R" word        the same, of text blocks of role `answer`
 *   "C" word        where it is written in capitals only, with positions: at
 *                   a place may stand several words, not all in capitals
 *   "I" word        the same, where only its first letter is a capital, of
 *                   words that start with a, c, e, i, o, u.  These two tell
 *                   a form whose accents are missing on capitals (ETAT, Etat)
 *                   from another word (marche, not marché); not of numbers
 *                   of five digits or more, which many names hold
 *   "V" letter      the stretches of a family (S, R and other fields; T: the
 *                   texts): its positions are the first place of each and the
 *                   one behind its last
 *   "N" word        no positions: a word of the document that stands in no
 *                   text block (so `texte:word` is "E" word without it)
 *   "XKIND" key     one value of an EXACT field (term_exact_key)
 *   "XCITE" key     a reference that the texts hold: its normal form
 *                   ("art:l162-31-1", "no:2017-1836"), of an article also
 *                   with its code or law behind (cite_key), without
 *                   one also with " -" behind; and a uid as its source wrote
 *                   it
 *   "XLINK" uid     what the source says it cites (citations.h), where the
 *                   label of the link gave the "XCITE" key: of a link without
 *                   one the uid itself is an "XCITE" key
 *   "XSELF" key     what the document itself is cited by (self.h)
 *   "XNAME" digest  its title (term_title_key)
 *   "Y" stem        no positions: a stem of sentences that cite the document
 *                   (index/citing.h); adds weight, never matches by itself
 *   "XLEG" digits   one value of a NUMBER field
 *   "XSIGLE" a "=" e  the document says what the acronym a stands for: e =
 *   "XSENS" e "=" a   the stems of its words, a blank between (acronym.h);
 *                   "~" in place of "=" when the match is a loose one
 *   "Q" uid         the document, as in `store`
 * Positions: title, texts, then the other fields, each block ANALYSE_GAP
 * after the one before.
 *
 * Terms with positions (E, C, I, V) stand in their chunks alone
 * (position_chunk.h): Xapian knows no posting list of them and no entry in the
 * document's list of terms.  A document's words are found again by its stems
 * (position_writer.h); term_lists.h counts and lists all terms alike.
 *
 * Value slots: enum slot of schema.h.  The slot of a facet or a key holds the
 * values of its field as they are (of an object its first part), each once and
 * with its length (encode_str).
 *
 * Metadata:
 *   "stamp"      SCHEMA_VERSION "/" ANALYSER_VERSION "/" of who wrote it,
 *                then the hashes of the word lists (words.h)
 *   "words", "acronyms", "lexicon"   the word lists (words.h)
 *   "sequence"   last sequence number taken from the store (decimal)
 *   "cited"...   keys whose documents wait for liasse-index to gather the
 *                sentences that cite them (index/cited.h); none at rest
 *   "P"...       positions (position_chunk.h)
 *   "F" stem     the words of that stem, each with its length (LEB128), in
 *                bytewise order: the map stem -> forms; words are added,
 *                never removed */

#include "analyse.h"
#include "arena.h"
#include "schema.h"
#include "utf8.h"
#include "xap.h"

#define TERM_PREFIX_WORD "E"
#define TERM_PREFIX_CAPITALS "C"
#define TERM_PREFIX_INITIAL "I"
#define TERM_PREFIX_ANSWER "R"
#define TERM_PREFIX_TEXT "T" /* of stretches alone: no word has such a term */
#define TERM_CITES_UNCODED " -"
#define TERM_PREFIX_SELF "XSELF"
#define TERM_PREFIX_LINKED "XLINK"
#define TERM_PREFIX_CITED "Y"
#define TERM_PREFIX_NAME "XNAME"
#define TERM_PREFIX_OUTSIDE "N"
#define TERM_PREFIX_ACRONYM "XSIGLE"
#define TERM_PREFIX_EXPANSION "XSENS"
#define TERM_PREFIX_STRETCHES "V"
#define TERM_PREFIX_UID "Q"
#define META_STAMP "stamp"
#define META_SEQUENCE "sequence"
#define META_FORMS "F"
#define META_CITED "cited"
#define SEARCH_STAMP SCHEMA_VERSION "/" ANALYSER_VERSION "/"

/* A term in fixed storage: prefix and word, cut at XAP_TERM_MAX bytes. */
struct term {
    char at[XAP_TERM_MAX];
    uint8_t len;
};
struct str term_make(struct term *out, struct str prefix, struct str word);
/* As much of the word as stands in the term behind a (short) prefix. */
static inline struct str
term_word(struct str prefix, struct str word)
{
    size_t room = prefix.len < XAP_TERM_MAX ? XAP_TERM_MAX - prefix.len : 0;
    return word.len <= room ? word : utf8_cut(word, room);
}

/* Is it of a family whose terms have positions, and no zero byte in it? */
bool term_has_positions(struct str term);

/* Names of where words stand, for phrases and PRÈS: the term of a word, or of
 * a family that has no such terms ("VTEloi": "loi" in the texts, "VSCetat":
 * ETAT in the title) the stretches and the term to look for within them.
 *
 * term_place gives that of a word (E, C or I) in a family (its letter; E: in
 * all of them), term_place_documents the term that every document with the word
 * there has, term_place_list the one with its positions.  term_stretches: the
 * term whose positions are the stretches they must be in; false when they may
 * be anywhere. */
struct str term_place(struct term *out, struct str family, struct str kind,
                      struct str word);
struct str term_place_documents(struct str place);
struct str term_place_list(struct term *out, struct str place);
bool term_stretches(struct term *out, struct str place);

/* The key of an EXACT value: folded, blanks collapsed, ends trimmed, at most
 * 200 bytes; into arena. */
enum status term_exact_key(struct str *out, struct str value,
                           struct arena *arena, struct error *err) MUST_USE;

/* The key of a value of an EXACT field.  Numbers that are written in many ways
 * have one key: an article's is its normal form (cite.h: "l162-31-1"), what
 * `cite:` takes is the normal form of the reference, with its code when named
 * ("art:51 no:2017-1836"), or a uid as it is written; ECLI and IDCC are taken
 * without their name.  Else term_exact_key. */
enum status term_field_key(struct str *out, enum field field, struct str value,
                           struct analyser *analyser, struct arena *arena,
                           struct error *err) MUST_USE;

/* Equal for titles of the same stems in the same order; false for none. */
enum { TERM_TITLE_KEY = 17 };
bool term_title_key(char out[TERM_TITLE_KEY], const struct tokens *tokens);

/* The words of a stem, in arena; none is fine. */
enum status vocabulary_forms(struct str **out, size_t *count,
                             struct xap_reader *search, struct str stem,
                             struct arena *arena, struct error *err) MUST_USE;

#endif
