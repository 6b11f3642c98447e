/* Extracts: what is marked, where it is cut. */
#include "check.h"

#include "output.h"
#include "snippet.h"

#include <string.h>

static const struct snippet_wish usual = {.max = SNIPPETS_USUAL};

/* One text, some marks, and what comes out, printed with ** **. */
struct showing {
    struct arena arena;
    struct analyser *analyser;
    struct marks marks;
    struct buf printed;
    struct extract extracts[SNIPPETS_MAX];
    size_t count;
};

static void
showing_init(struct showing *showing)
{
    *showing = (struct showing){.printed = BUF_INIT(1 << 24)};
    CHECK_STATUS(analyser_new(&showing->analyser, NULL), STATUS_OK);
}

static void
showing_release(struct showing *showing)
{
    analyser_free(showing->analyser);
    arena_release(&showing->arena);
    buf_release(&showing->printed);
}

CLEANUP_KIND(showing, struct showing, showing_release)

/* Marks the words of `words`, each alone or all as one phrase. */
static void
showing_mark(struct showing *showing, struct str words, bool phrase,
             enum mark_kind kind)
{
    struct tokens tokens = {0};
    struct mark *mark = NULL;
    CHECK_STATUS(
        analyse(&tokens, showing->analyser, words, &showing->arena, NULL),
        STATUS_OK);
    for (size_t i = 0; i < tokens.count; i++) {
        if (!phrase || i == 0)
            mark = marks_add(&showing->marks, MARK_TEXT,
                             phrase ? tokens.count : 1, &showing->arena);
        if (!mark) {
            CHECK(mark != NULL);
            return;
        }
        mark->words[phrase ? i : 0] = (struct mark_word){
            .kind = kind,
            .text = kind == MARK_STEM ? tokens.at[i].stem : tokens.at[i].word};
    }
}

static void
showing_mark_pattern(struct showing *showing, struct str text)
{
    struct pattern *pattern = arena_alloc(&showing->arena, sizeof *pattern);
    struct mark *mark =
        marks_add(&showing->marks, MARK_TEXT, 1, &showing->arena);
    CHECK_STATUS(pattern_make(pattern, text, &showing->arena, NULL), STATUS_OK);
    mark->words[0] =
        (struct mark_word){.kind = MARK_PATTERN, .pattern = pattern};
}

static struct str
showing_show(struct showing *showing, struct str text)
{
    AUTO(snipper) struct snipper snipper = {0};
    struct document document = {0};
    CHECK_STATUS(document_add_text(&document, STR("body"), STR(""), text,
                                   &showing->arena, NULL),
                 STATUS_OK);
    CHECK_STATUS(snipper_init(&snipper, &showing->marks, showing->analyser,
                              &showing->arena, NULL),
                 STATUS_OK);
    CHECK_STATUS(snippet_best(showing->extracts, &showing->count, usual,
                              &snipper, &document, NULL),
                 STATUS_OK);
    buf_clear(&showing->printed);
    for (size_t i = 0; i < showing->count; i++) {
        if (i)
            buf_add(&showing->printed, STR(" || "));
        text_extract(&showing->printed, &showing->extracts[i], false);
    }
    CHECK_STATUS(buf_status(&showing->printed, NULL), STATUS_OK);
    return buf_str(&showing->printed);
}

/* words => what of text is shown. */
static void
check_shown(struct str words, struct str text, struct str want)
{
    AUTO(showing) struct showing showing;
    showing_init(&showing);
    showing_mark(&showing, words, false, MARK_STEM);
    CHECK_STR(showing_show(&showing, text), want);
}

static void
test_elision(void)
{
    check_shown(STR("accès"), STR("Pour l'accès et L’ACCÈS de tous."),
                STR("Pour l'**accès** et L’**ACCÈS** de tous."));
    check_shown(STR("l'hôpital"), STR("jusqu'à l'hôpital d'Auxerre"),
                STR("jusqu'à l'**hôpital** d'Auxerre"));
}

static void
test_forms(void)
{
    check_shown(STR("hôpital"), STR("Les hôpitaux et l'hopital, HOPITAL."),
                STR("Les **hôpitaux** et l'**hopital**, **HOPITAL**."));
}

static void
test_inline_marks(void)
{
    check_shown(STR("décret numéro"), STR("le *décret* **numéro** [3](#)"),
                STR("le ***décret*** ****numéro**** [3](#)"));
    check_shown(STR("soins"), STR("<b>soins</b> & soins"),
                STR("<b>**soins**</b> & **soins**"));
}

static void
test_exact_and_prefix(void)
{
    AUTO(showing) struct showing showing;
    showing_init(&showing);
    showing_mark(&showing, STR("soin"), false, MARK_WORD);
    showing_mark_pattern(&showing, STR("infirmi*"));
    showing_mark_pattern(&showing, STR("*uil*"));
    CHECK_STR(showing_show(&showing,
                           STR("Soins, soin, infirmière, infirme; équilibre")),
              STR("Soins, **soin**, **infirmière**, infirme; **équilibre**"));
}

static void
test_phrase(void)
{
    AUTO(showing) struct showing showing;
    showing_init(&showing);
    showing_mark(&showing, STR("accès aux soins"), true, MARK_STEM);
    CHECK_STR(
        showing_show(&showing, STR("Aux soins, l'accès\naux  soins : l'accès")),
        STR("Aux soins, l'**accès aux soins** : l'accès"));
    CHECK_STR(showing_show(&showing, STR("accès\n\naux soins")), STR("accès"));
}

static void
test_phrase_and_its_word(void)
{
    AUTO(showing) struct showing showing;
    showing_init(&showing);
    showing_mark(&showing, STR("aux soins"), true, MARK_STEM);
    showing_mark(&showing, STR("soins"), false, MARK_STEM);
    CHECK_STR(showing_show(&showing, STR("accès aux soins, soin")),
              STR("accès **aux soins**, **soin**"));
}

#define TEN "dix mots sans le moindre rapport avec ce sujet "
#define FIFTY TEN TEN TEN TEN TEN

static void
test_best_paragraph(void)
{
    check_shown(STR("accès soins"),
                STR("Un accès.\n\nPlus loin, un paragraphe dit que l'accès "
                    "aux soins recule.\n\nDes soins."),
                STR("Plus loin, un paragraphe dit que l'**accès** aux "
                    "**soins** recule."));
}

static void
test_cuts(void)
{
    AUTO(showing) struct showing showing;
    showing_init(&showing);
    showing_mark(&showing, STR("soins"), false, MARK_STEM);
    struct str got = showing_show(
        &showing, STR(FIFTY FIFTY "Ici commencent les soins. " FIFTY FIFTY));
    CHECK(str_contains(got, STR("Ici commencent les **soins**. ")));
    CHECK(str_starts(got, STR("… ")));
    CHECK(str_ends(got, STR(" …")));
    CHECK(got.len < SNIPPET_BYTES + 2 * 40 + 20);
    CHECK(str_starts(showing_show(&showing, STR("Les soins " FIFTY FIFTY)),
                     STR("Les **soins** dix mots")));
    CHECK(str_ends(showing_show(&showing, STR(FIFTY FIFTY "les soins")),
                   STR(" les **soins**")));
}

static void
test_second_extract(void)
{
    AUTO(showing) struct showing showing;
    showing_init(&showing);
    showing_mark(&showing, STR("accès soins"), false, MARK_STEM);
    CHECK_STR(showing_show(&showing, STR("Un accès.\n\nDes soins.\n\nRien.")),
              STR("Un **accès**. || Des **soins**."));
    CHECK_INT(showing.count, 2);
    (void)showing_show(&showing, STR("accès soins\n\naccès\n\nsoins"));
    CHECK_INT(showing.count, 1);
}

static void
test_no_match(void)
{
    AUTO(showing) struct showing showing;
    showing_init(&showing);
    CHECK_STR(showing_show(&showing, STR("\n\n  \n\nPremier alinéa.\n\nB")),
              STR("Premier alinéa."));
    CHECK(!showing.extracts[0].matched);
    showing_mark(&showing, STR("absent"), false, MARK_STEM);
    CHECK_STR(showing_show(&showing, STR("Premier alinéa.\n\nB")),
              STR("Premier alinéa."));
    struct document empty = {0};
    AUTO(snipper) struct snipper snipper = {0};
    CHECK_STATUS(snipper_init(&snipper, &showing.marks, showing.analyser,
                              &showing.arena, NULL),
                 STATUS_OK);
    CHECK_STATUS(snippet_best(showing.extracts, &showing.count, usual, &snipper,
                              &empty, NULL),
                 STATUS_OK);
    CHECK_INT(showing.count, 0);
}

/* A text of one word without blanks, of two-byte characters. */
static void
test_no_blanks(void)
{
    AUTO(showing) struct showing showing;
    AUTO(buf) struct buf text = BUF_INIT(1 << 20);
    showing_init(&showing);
    showing_mark(&showing, STR("soins"), false, MARK_STEM);
    for (int i = 0; i < 5000; i++)
        buf_add(&text, STR("é"));
    buf_add(&text, STR(",soins,"));
    for (int i = 0; i < 100000; i++)
        buf_add(&text, STR("é"));
    struct str got = showing_show(&showing, buf_str(&text));
    CHECK(str_contains(got, STR("é,**soins**,é")));
    CHECK(got.len < 2 * SNIPPET_BYTES);
    CHECK(str_find(got, STR("\xEF\xBF\xBD")) == SIZE_MAX);
}

static void
test_long_word(void)
{
    AUTO(showing) struct showing showing;
    AUTO(buf) struct buf text = BUF_INIT(1 << 20);
    showing_init(&showing);
    for (int i = 0; i < 1000; i++)
        buf_add_char(&text, 'x');
    showing_mark(&showing, buf_str(&text), false, MARK_STEM);
    struct str got = showing_show(&showing, buf_str(&text));
    CHECK(got.len > 0);
    CHECK(str_contains(got, STR("**")));
}

static void
test_long_text(void)
{
    AUTO(showing) struct showing showing;
    AUTO(buf) struct buf text = BUF_INIT(1 << 24);
    showing_init(&showing);
    showing_mark(&showing, STR("soins rares"), false, MARK_STEM);
    for (int i = 0; i < 20000; i++)
        buf_add(&text, STR(TEN "soins "));
    buf_add(&text, STR(" rares"));
    struct str got = showing_show(&showing, buf_str(&text));
    CHECK(str_contains(got, STR("**rares**")));
    CHECK(got.len < 2000);
}

static void
test_title(void)
{
    AUTO(showing) struct showing showing;
    AUTO(snipper) struct snipper snipper = {0};
    struct extract title;
    showing_init(&showing);
    showing_mark(&showing, STR("soins"), false, MARK_STEM);
    CHECK_STATUS(snipper_init(&snipper, &showing.marks, showing.analyser,
                              &showing.arena, NULL),
                 STATUS_OK);
    CHECK_STATUS(snippet_whole(&title, &snipper, STR("L'accès aux soins"),
                               MARK_TEXT, NULL),
                 STATUS_OK);
    text_extract(&showing.printed, &title, false);
    CHECK_STR(buf_str(&showing.printed), STR("L'accès aux **soins**"));
    CHECK_STATUS(snippet_whole(&title, &snipper, STR("L'accès aux soins"),
                               MARK_TITLE, NULL),
                 STATUS_OK);
    CHECK(!title.matched);
}

static void
test_terminal(void)
{
    AUTO(showing) struct showing showing;
    showing_init(&showing);
    showing_mark(&showing, STR("soins"), false, MARK_STEM);
    (void)showing_show(&showing, STR("a\x1B[31m soins \xC2\x9B"
                                     "31m"));
    buf_clear(&showing.printed);
    text_extract(&showing.printed, &showing.extracts[0], true);
    CHECK_STR(buf_str(&showing.printed), STR("a[31m \x1B[1msoins\x1B[0m 31m"));
}

/* The text at the offsets of an extract is what it shows. */
static void
check_places(const struct showing *showing, const struct document *document)
{
    for (size_t e = 0; e < showing->count; e++) {
        const struct extract *extract = &showing->extracts[e];
        struct str text =
            document_part(document, FIELD_TEXT, extract->block, TEXT_TEXT);
        CHECK_STR(extract->role, document_part(document, FIELD_TEXT,
                                               extract->block, TEXT_ROLE));
        CHECK_STR(
            extract->heading,
            document_part(document, FIELD_TEXT, extract->block, TEXT_HEADING));
        CHECK_INT(extract->at[0].start, extract->start);
        CHECK_INT(extract->at[extract->count - 1].end, extract->end);
        for (size_t i = 0; i < extract->count; i++) {
            const struct fragment *fragment = &extract->at[i];
            if (fragment->marked)
                CHECK_STR(str_range(text, fragment->start, fragment->end),
                          fragment->text);
        }
    }
}

static void
test_places(void)
{
    AUTO(showing) struct showing showing;
    AUTO(snipper) struct snipper snipper = {0};
    struct document document = {0};
    struct snippet_wish every = {.max = SNIPPETS_MAX, .every = true};
    showing_init(&showing);
    struct arena *arena = &showing.arena;
    showing_mark(&showing, STR("accès soins"), false, MARK_STEM);
    CHECK_OK(document_add_text(&document, STR("question"), STR(""),
                               STR("\n\nPremier alinéa.\n\n\n\nDeuxième, sur "
                                   "l’accès\taux  soins.\n\nTroisième."),
                               arena, NULL),
             NULL);
    CHECK_OK(document_add_text(&document, STR("answer"), STR("Réponse « 1 »"),
                               STR("Sans rien.\n\nL’accès, dit-il."), arena,
                               NULL),
             NULL);
    CHECK_OK(
        snipper_init(&snipper, &showing.marks, showing.analyser, arena, NULL),
        NULL);
    CHECK_OK(snippet_best(showing.extracts, &showing.count, every, &snipper,
                          &document, NULL),
             NULL);
    CHECK_INT(showing.count, 2);
    CHECK_INT(showing.extracts[0].block, 0);
    CHECK_INT(showing.extracts[0].alinea, 2);
    CHECK_INT(showing.extracts[1].block, 1);
    CHECK_INT(showing.extracts[1].alinea, 2);
    check_places(&showing, &document);
}

/* A long paragraph is cut where a sentence ends. */
static void
test_sentence_end(void)
{
    AUTO(buf) struct buf text = BUF_INIT(1 << 16);
    AUTO(showing) struct showing showing;
    showing_init(&showing);
    showing_mark(&showing, STR("budget"), false, MARK_STEM);
    for (int i = 0; i < 30; i++)
        buf_printf(&text, "La phrase %d parle%s de M. Martin. ", i,
                   i == 0 ? " du budget" : "");
    struct str shown = showing_show(&showing, buf_str(&text));
    CHECK(str_ends(shown, STR("Martin. …")));
    CHECK(shown.len > SNIPPET_BYTES / 2);
}

CU_TestInfo snippet_tests[] = {
    {"elision", test_elision},
    {"forms", test_forms},
    {"inline marks", test_inline_marks},
    {"exact and prefix", test_exact_and_prefix},
    {"phrase", test_phrase},
    {"phrase and its word", test_phrase_and_its_word},
    {"best paragraph", test_best_paragraph},
    {"cuts", test_cuts},
    {"second extract", test_second_extract},
    {"places", test_places},
    {"cut where a sentence ends", test_sentence_end},
    {"no match", test_no_match},
    {"no blanks", test_no_blanks},
    {"long word", test_long_word},
    {"long text", test_long_text},
    {"title", test_title},
    {"terminal", test_terminal},
    CU_TEST_INFO_NULL,
};
