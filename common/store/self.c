/* index, query: what a document is cited by. */
#include "self.h"

#include "lang.h"

struct finding {
    struct self self;
    const struct document *document;
    struct values_met *met;
    struct error *err;
};

static enum status
add_key(struct finding *finding, const char *kind, struct str key,
        struct str of)
{
    struct self *self = &finding->self;
    if (!key.len || self->count == SELF_KEYS_MAX)
        return STATUS_OK;
    const struct str parts[] = {str_from(kind), key, STR(" "), of};
    struct str whole = arena_join(finding->met->arena, parts, of.len ? 4 : 2);
    if (!whole.at)
        return error_no_memory(finding->err);
    if (!self_has(self, whole))
        self->keys[self->count++] = whole;
    return STATUS_OK;
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
    for (size_t i = 0; i < 3 && !finding->self.of.len; i++) {
        struct met_value *title = value_met(finding->met, titles[i]);
        TRY(met_name(title, finding->met, finding->err));
        finding->self.of = title->name;
    }
    return STATUS_OK;
}

static enum status
find_article(struct finding *finding)
{
    struct str key, value = document_first(finding->document, FIELD_ARTICLE);
    if (!value.len || !finding->self.of.len)
        return STATUS_OK;
    TRY(met_key(&key, finding->met, FIELD_ARTICLE, value, finding->err));
    return add_key(finding, "art:", key, finding->self.of);
}

/* A field that holds a number of its own, in normal form. */
static enum status
find_number(struct finding *finding, enum field field, const char *kind)
{
    struct str key, value = document_first(finding->document, field);
    if (!value.len)
        return STATUS_OK;
    TRY(met_key(&key, finding->met, field, value, finding->err));
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
        struct values_met *met, struct error *err)
{
    struct finding finding = {.document = document, .met = met, .err = err};
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
