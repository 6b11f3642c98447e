/* ingest, step 3: texts, articles and speeches of Akoma Ntoso. */
#include "akn.h"

#include "an_question.h"
#include "html.h"
#include "sections.h"

struct str
akn_chamber(const struct akn *akn)
{
    struct str author = buf_str(&akn->author);
    if (str_starts_nocase(author, STR("Assemblée nationale")))
        return STR("an");
    return str_starts_nocase(author, STR("Sénat")) ? STR("senat") : STR("");
}

struct str
akn_language(const struct akn *akn)
{
    struct str language = buf_str(&akn->language);
    if (str_eq(language, STR("fra")) || str_eq(language, STR("fre")))
        return STR("fr");
    return str_eq(language, STR("eng")) ? STR("en") : language;
}

enum status
akn_plain(struct str *out, struct str html, struct arena *arena,
          struct error *err)
{
    AUTO(buf) struct buf text = BUF_INIT(html.len * 4 + 64);
    TRY(html_to_text(&text, html, HTML_PLAIN, NULL, err));
    *out = arena_copy(arena, buf_str(&text));
    return text.len && !out->at ? error_no_memory(err) : STATUS_OK;
}

static struct str
text_title(const struct akn *akn)
{
    return buf_str(akn->title.len ? &akn->title : &akn->doc_title);
}

/* What all documents of the file have. */
static enum status
add_common(struct akn *akn, struct document *document, struct arena *arena,
           struct error *err)
{
    TRY(an_add(document, FIELD_CHAMBER, akn_chamber(akn), arena, err));
    TRY(an_add(document, FIELD_LANG, akn_language(akn), arena, err));
    bool text = str_eq(document_first(document, FIELD_KIND), STR("texte"));
    TRY(document_add_date(document, FIELD_DATE,
                          akn->start && !text ? akn->start : akn->day, arena,
                          err));
    return document_add_date(document, FIELD_DATE_START, akn->start, arena,
                             err);
}

/* The text and the eId within it; an eId that comes twice has its number. */
static enum status
part_uid(struct str *out, struct akn *akn, struct str id, struct arena *arena,
         struct error *err)
{
    struct str uid = arena_printf(arena, STR_FMT ":" STR_FMT,
                                  STR_ARG(buf_str(&akn->uid)), STR_ARG(id));
    uint64_t *times = uid.at ? map_at(&akn->ids, uid) : NULL;
    if (!times)
        return error_no_memory(err);
    if (++*times > 1 || !id.len)
        uid = arena_printf(arena, STR_FMT "-%llu", STR_ARG(uid),
                           (unsigned long long)*times);
    if (!uid.at)
        return error_no_memory(err);
    *out = uid;
    if (akn->uid.len && document_uid_is_valid(uid))
        return STATUS_OK;
    return reader_plain_uid(out, akn->in, uid, arena, err);
}

/* What all versions of a part have in common. */
static enum status
add_cid(struct akn *akn, struct document *document, struct str id,
        struct arena *arena, struct error *err)
{
    struct str cid =
        arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(buf_str(&akn->work)),
                     id.len ? ":" : "", STR_ARG(id));
    if (!cid.at)
        return error_no_memory(err);
    return akn->start ? an_add(document, FIELD_CID, cid, arena, err)
                      : STATUS_OK;
}

/* The divisions above, the innermost `without` left out. */
static enum status
add_place(struct akn *akn, struct document *document, unsigned without,
          struct arena *arena, struct error *err)
{
    struct str parts[] = {buf_str(&akn->uid), text_title(akn)};
    TRY(document_add_parts(document, FIELD_CONTAINER, parts, arena, err));
    for (unsigned i = 0; i + without < akn->depth; i++)
        TRY(an_add(document, FIELD_PATH, buf_str(&akn->levels[i].title), arena,
                   err));
    return STATUS_OK;
}

/* A line of the contents of the text. */
static void
add_contents(struct akn *akn, struct str title)
{
    akn->contents.max = 4 << 20;
    if (akn->contents.len + title.len + 1 > akn->contents.max || !title.len)
        return; /* the articles themselves are there */
    if (akn->contents.len)
        buf_add(&akn->contents, STR("\n"));
    buf_add(&akn->contents, title);
}

/* ---- the article --------------------------------------------------------- */

struct article {
    struct str id, number, heading; /* number: "Article 1er", as printed */
    struct buf text;
};

static bool
is(struct json *node, const char *name)
{
    return str_eq(node->key, str_from(name));
}

/* Text of all that is below, in its order. */
static enum status
collect(struct article *article, struct json *node, struct arena *arena,
        struct error *err)
{
    bool plain = node->type == JSON_STRING;
    struct str text;
    if (str_starts(node->key, STR("@")) || is(node, "meta"))
        return STATUS_OK;
    for (struct json *it = node->first; it; it = it->next)
        if (!is(it, "#text") && !str_starts(it->key, STR("@")))
            TRY(collect(article, it, arena, err));
    if (!plain && !json_get(node, "#text"))
        return STATUS_OK;
    TRY(akn_plain(&text, json_text(node), arena, err));
    if (text.len && article->text.len)
        buf_add(&article->text, STR("\n\n"));
    buf_add(&article->text, text);
    return buf_status(&article->text, err);
}

static enum status
read_article(struct article *article, struct json *node, struct arena *arena,
             struct error *err)
{
    article->id = json_text_at(node, "@eId");
    if (!article->id.len)
        article->id = json_text_at(node, "@id");
    for (struct json *it = node->first; it; it = it->next) {
        if (is(it, "num") && !article->number.len)
            TRY(html_line(&article->number, json_text(it), arena, err));
        else if (is(it, "heading") && !article->heading.len)
            TRY(html_line(&article->heading, json_text(it), arena, err));
        else if (!str_starts(it->key, STR("@")) && !is(it, "#text"))
            TRY(collect(article, it, arena, err));
    }
    struct json own = *node; /* loose text of the article itself */
    own.first = own.last = json_get(node, "#text");
    if (own.first)
        own.first->next = NULL;
    return own.first ? collect(article, own.first, arena, err) : STATUS_OK;
}

/* "1er" of "Article 1er.", "L. 121-4" of "Art. L. 121-4. –". */
static struct str
bare_number(struct str number)
{
    struct str bare = section_article(number, false);
    if (!bare.len)
        bare = number;
    for (;;) {
        bare = str_trim(bare);
        if (str_ends(bare, STR(".")) || str_ends(bare, STR(":")) ||
            str_ends(bare, STR("-")))
            bare.len--;
        else if (str_ends(bare, STR("–")) || str_ends(bare, STR("—")))
            bare.len -= 3;
        else
            return bare;
    }
}

/* "Loi sur les phares - Article 2 : Définitions" */
static enum status
add_article_title(struct akn *akn, struct document *document,
                  const struct article *article, struct arena *arena,
                  struct error *err)
{
    struct str number = bare_number(article->number), text = text_title(akn);
    struct str line = arena_printf(
        arena, "%s" STR_FMT "%s" STR_FMT, number.len ? "Article " : "",
        STR_ARG(number), number.len && article->heading.len ? " : " : "",
        STR_ARG(article->heading));
    struct str title =
        arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(text),
                     text.len && line.len ? " - " : "", STR_ARG(line));
    if (!line.at || !title.at)
        return error_no_memory(err);
    add_contents(akn, line);
    return an_add(document, FIELD_TITLE, title, arena, err);
}

static enum status
give_article(struct akn *akn, const struct article *article,
             struct arena *arena, struct error *err)
{
    struct document document = {0};
    struct str uid;
    TRY(part_uid(&uid, akn, article->id, arena, err));
    TRY(document_add(&document, FIELD_UID, uid, arena, err));
    TRY(document_add(&document, FIELD_KIND, STR("article"), arena, err));
    TRY(add_article_title(akn, &document, article, arena, err));
    TRY(an_add(&document, FIELD_ARTICLE, bare_number(article->number), arena,
               err));
    TRY(add_cid(akn, &document, article->id, arena, err));
    TRY(add_common(akn, &document, arena, err));
    TRY(add_place(akn, &document, 0, arena, err));
    TRY(document_add_text(&document, STR("body"), STR(""),
                          buf_str(&article->text), arena, err));
    return sink_put(akn->sink, akn->in, &document, STR(""), arena, err);
}

enum status
akn_article(struct akn *akn, struct json *node, struct arena *arena,
            struct error *err)
{
    struct article article = {.text = BUF_INIT(2 * (size_t)INPUT_TEXT_MAX)};
    enum status status = read_article(&article, node, arena, err);
    if (status == STATUS_OK)
        status = give_article(akn, &article, arena, err);
    buf_release(&article.text);
    return status;
}

enum status
akn_division(struct akn *akn, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct document document = {0};
    struct akn_level *level = akn->depth ? &akn->levels[akn->depth - 1] : NULL;
    struct str uid, text = text_title(akn);
    if (!level || !level->text.len)
        return STATUS_OK;
    TRY(part_uid(&uid, akn, buf_str(&level->id), &arena, err));
    TRY(document_add(&document, FIELD_UID, uid, &arena, err));
    TRY(document_add(&document, FIELD_KIND, STR("section"), &arena, err));
    struct str title = arena_printf(&arena, STR_FMT "%s" STR_FMT, STR_ARG(text),
                                    text.len && level->title.len ? " - " : "",
                                    STR_ARG(buf_str(&level->title)));
    if (!title.at)
        return error_no_memory(err);
    add_contents(akn, buf_str(&level->title));
    TRY(an_add(&document, FIELD_TITLE, title, &arena, err));
    TRY(add_cid(akn, &document, buf_str(&level->id), &arena, err));
    TRY(add_common(akn, &document, &arena, err));
    TRY(add_place(akn, &document, 1, &arena, err));
    TRY(document_add_text(&document, STR("body"), STR(""),
                          buf_str(&level->text), &arena, err));
    return sink_put(akn->sink, akn->in, &document, STR(""), &arena, err);
}

/* ---- the text ------------------------------------------------------------ */

enum status
akn_text(struct akn *akn, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct document document = {0};
    const struct {
        const char *role;
        struct buf *text;
    } blocks[] = {{"summary", &akn->preface},
                  {"visas", &akn->preamble},
                  {"body", &akn->loose},
                  {"headings", &akn->contents},
                  {"signature", &akn->conclusions}};
    TRY(document_add(&document, FIELD_UID, buf_str(&akn->uid), &arena, err));
    TRY(document_add(&document, FIELD_KIND, STR("texte"), &arena, err));
    TRY(an_add(&document, FIELD_TITLE, text_title(akn), &arena, err));
    TRY(an_add(&document, FIELD_NUMBER, buf_str(&akn->number), &arena, err));
    TRY(an_add(&document, FIELD_AUTHOR, buf_str(&akn->author), &arena, err));
    TRY(add_cid(akn, &document, STR(""), &arena, err));
    TRY(add_common(akn, &document, &arena, err));
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        TRY(buf_status(blocks[i].text, err));
        TRY(document_add_text(&document, str_from(blocks[i].role), STR(""),
                              buf_str(blocks[i].text), &arena, err));
    }
    return sink_put(akn->sink, akn->in, &document, buf_str(&akn->url), &arena,
                    err);
}

/* ---- debates ------------------------------------------------------------- */

/* <speech by="#person" as="#role"><from>Mme Le Goff</from><p>...</p>. */
enum status
akn_speech(struct akn *akn, struct json *node, struct arena *arena,
           struct error *err)
{
    struct article words = {.text = BUF_INIT(2 * (size_t)INPUT_TEXT_MAX)};
    struct debate_speech speech = {.id = json_text_at(node, "@eId")};
    struct str by = json_text_at(node, "@by");
    enum status status = STATUS_OK;
    for (struct json *it = node->first; it && status == STATUS_OK;
         it = it->next) {
        if (is(it, "from"))
            status = html_line(&speech.name, json_text(it), arena, err);
        else if (!str_starts(it->key, STR("@")))
            status = collect(&words, it, arena, err);
    }
    while (str_ends(speech.name, STR(":")) || str_ends(speech.name, STR(",")) ||
           str_ends(speech.name, STR(" ")) ||
           (str_ends(speech.name, STR(".")) &&
            str_contains(speech.name, STR(" "))))
        speech.name.len--;
    if (!speech.name.len)
        speech.name = akn_name(akn, by);
    speech.quality = akn_name(akn, json_text_at(node, "@as"));
    speech.text = buf_str(&words.text);
    if (!document_uid_is_valid(speech.id))
        speech.id = STR("");
    if (status == STATUS_OK)
        status = debate_say(&akn->debate, &speech, err);
    buf_release(&words.text);
    return status;
}

enum status
akn_end_debate(struct akn *akn, struct error *err)
{
    return debate_end(&akn->debate, err);
}

void
akn_release(struct akn *akn)
{
    struct buf *bufs[] = {&akn->kind,    &akn->work,     &akn->uid,
                          &akn->number,  &akn->title,    &akn->language,
                          &akn->url,     &akn->author,   &akn->doc_title,
                          &akn->preface, &akn->preamble, &akn->conclusions,
                          &akn->loose,   &akn->contents};
    for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
        buf_release(bufs[i]);
    for (size_t i = 0; i < AKN_DEPTH_MAX; i++) {
        buf_release(&akn->levels[i].title);
        buf_release(&akn->levels[i].id);
        buf_release(&akn->levels[i].text);
    }
    map_release(&akn->ids);
    map_release(&akn->names);
    arena_release(&akn->kept);
    debate_release(&akn->debate);
}
