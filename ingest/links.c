/* ingest, step 3: the links of a document. */
#include "links.h"

#include "lang.h"

#include <string.h>

static bool
links_has(const struct links *links, struct str type, struct str target)
{
    for (size_t i = 0; i < links->count; i++)
        if (str_eq(links->at[i].target, target) &&
            str_eq(links->at[i].type, type))
            return true;
    return false;
}

enum status
links_add_typed(struct links *links, struct str type, struct str target,
                struct str label, struct error *err)
{
    if (links->count == LINKS_MAX)
        return STATUS_OK;
    if (links->count == links->room) {
        size_t room = links->room ? links->room * 2 : 8;
        struct link *grown = arena_array(links->arena, room, sizeof *grown);
        if (!grown)
            return error_no_memory(err);
        if (links->count)
            memcpy(grown, links->at, links->count * sizeof *grown);
        links->at = grown;
        links->room = room;
    }
    struct link link = {type, arena_copy(links->arena, target),
                        arena_copy(links->arena, label)};
    if ((target.len && !link.target.at) || (label.len && !link.label.at))
        return error_no_memory(err);
    links->at[links->count++] = link;
    return STATUS_OK;
}

enum status
links_add(struct links *links, struct str target, struct str label,
          struct error *err)
{
    target = str_trim(target);
    label = str_trim(label);
    if (target.len == 0 || target.at[0] == '#' ||
        str_starts_nocase(target, STR("javascript:")) ||
        str_starts_nocase(target, STR("data:")))
        return STATUS_OK;
    bool mail = str_starts_nocase(target, STR("mailto:"));
    struct str type = mail ? STR("mail") : STR("link");
    if (links_has(links, type, target))
        return STATUS_OK;
    return links_add_typed(links, type, target, label, err);
}

/* Length of the bytes that a URL may be made of, at the start of s. */
static size_t
url_bytes(struct str s)
{
    size_t len = 0;
    while (len < s.len && (unsigned char)s.at[len] > 0x20 &&
           !strchr("<>\"`{}|\\^[]", s.at[len]) &&
           !str_starts(str_from_offset(s, len), STR("\xC2\xA0")) &&
           !str_starts(str_from_offset(s, len), STR("\xC2\xBB")))
        len++;
    return len;
}

size_t
url_length(struct str s)
{
    size_t scheme = str_starts_nocase(s, STR("https://"))  ? 8
                    : str_starts_nocase(s, STR("http://")) ? 7
                                                           : 0;
    if (scheme == 0)
        return 0;
    struct str url = str_head(s, url_bytes(s));
    while (url.len && strchr(".,;:!?'*_", url.at[url.len - 1]))
        url.len--;
    if (str_ends(url, STR(")")) && !str_contains(url, STR("(")))
        url.len--;
    return url.len > scheme ? url.len : 0;
}

enum status
links_add_urls(struct links *links, struct str text, struct error *err)
{
    size_t at;
    while ((at = str_find(text, STR("http"))) != SIZE_MAX) {
        text = str_from_offset(text, at);
        size_t len = url_length(text);
        if (len)
            TRY(links_add(links, str_head(text, len), STR(""), err));
        text = str_from_offset(text, len ? len : 4);
    }
    return STATUS_OK;
}

enum status
links_give(const struct links *links, struct document *document,
           struct error *err)
{
    for (size_t i = 0; i < links->count; i++) {
        const struct link *link = &links->at[i];
        struct str parts[] = {link->type, link->target, link->label};
        TRY(document_add_parts(document, FIELD_LINKS, parts, links->arena,
                               err));
    }
    return STATUS_OK;
}
