/* index, query: what a document is cited by. */
#include "self.h"

#include "lang.h"
#include "terms.h"

struct finding {
    struct self self;
    const struct document *document;
    struct analyser *analyser;
    struct arena *arena;
    struct error *err;
};

static enum status
add_key(struct finding *finding, const char *kind, struct str key,
        struct str of)
{
    struct self *self = &finding->self;
    if (!key.len || self->count == SELF_KEYS_MAX)
        return STATUS_OK;
    struct str whole =
        arena_printf(finding->arena, "%s" STR_FMT "%s" STR_FMT, kind,
                     STR_ARG(key), of.len ? " " : "", STR_ARG(of));
    if (!whole.at)
        return error_no_memory(finding->err);
    if (!self_has(self, whole))
        self->keys[self->count++] = whole;
    return STATUS_OK;
}

static enum status
name_in(struct str *out, struct finding *finding, struct str title)
{
    struct tokens tokens;
    *out = STR("");
    if (!title.len)
        return STATUS_OK;
    TRY(analyse(&tokens, finding->analyser, title, finding->arena,
                finding->err));
    return cite_title(out, title, tokens.at, tokens.count, finding->arena,
                      finding->err);
}

/* The code or text named by the first of these that names one. */
static enum status
find_of(struct finding *finding)
{
    const struct document *document = finding->document;
    struct str titles[] = {
        document_first(document, FIELD_CODE),
        document_has(document, FIELD_CONTAINER)
            ? document_part(document, FIELD_CONTAINER, 0, CONTAINER_TITLE)
            : STR(""),
        document_first(document, FIELD_TITLE),
    };
    for (size_t i = 0; i < 3 && !finding->self.of.len; i++)
        TRY(name_in(&finding->self.of, finding, titles[i]));
    return STATUS_OK;
}

static enum status
find_article(struct finding *finding)
{
    struct str key, value = document_first(finding->document, FIELD_ARTICLE);
    if (!value.len || !finding->self.of.len)
        return STATUS_OK;
    TRY(term_field_key(&key, FIELD_ARTICLE, value, finding->analyser,
                       finding->arena, finding->err));
    return add_key(finding, "art:", key, finding->self.of);
}

/* A field that holds a number of its own, in normal form. */
static enum status
find_number(struct finding *finding, enum field field, const char *kind)
{
    struct str key, value = document_first(finding->document, field);
    if (!value.len)
        return STATUS_OK;
    TRY(term_field_key(&key, field, value, finding->analyser, finding->arena,
                       finding->err));
    return add_key(finding, kind, key, STR(""));
}

static enum status
find_text(struct finding *finding)
{
    struct str of = finding->self.of;
    if (str_starts(of, STR("no:")))
        TRY(add_key(finding, "", of, STR("")));
    return find_number(finding, FIELD_NOR, "nor:");
}

enum status
self_of(struct self *out, const struct document *document,
        struct analyser *analyser, struct arena *arena, struct error *err)
{
    struct finding finding = {
        .document = document, .analyser = analyser, .arena = arena, .err = err};
    struct str kind = document_first(document, FIELD_KIND);
    bool article = str_eq(kind, STR("article"));
    bool text = str_eq(kind, STR("texte"));
    if (article || text || str_eq(kind, STR("section")))
        TRY(find_of(&finding));
    if (article)
        TRY(find_article(&finding));
    else if (text)
        TRY(find_text(&finding));
    else if (str_eq(kind, STR("decision")))
        TRY(find_number(&finding, FIELD_ECLI, "ecli:"));
    else if (str_starts(kind, STR("question-")))
        TRY(find_number(&finding, FIELD_NUMBER, "question:"));
    *out = finding.self;
    return STATUS_OK;
}

bool
self_has(const struct self *self, struct str key)
{
    for (uint32_t i = 0; i < self->count; i++)
        if (str_eq(self->keys[i], key))
            return true;
    return false;
}
