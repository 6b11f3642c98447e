/* MCP: is a quotation literally in a text? */
#include "mcp.h"

#include "answer.h"
#include "output.h"
#include "utf8.h"

enum { CONTEXT = 120, CANDIDATES = 50, FOUND_MAX = 5 };

/* A text with every kind of blank, apostrophe, dash and quotation mark made
 * one kind, runs of blanks one; origin[i] = byte of the text that byte i
 * comes from. */
struct plain {
    char *at;
    uint32_t *origin;
    size_t len;
};

/* What stands for a character; 0 = itself. */
static char
plain_char(uint32_t c)
{
    switch (c) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case 0xA0:
    case 0x202F:
    case 0x2009:
        return ' ';
    case 0x2018:
    case 0x2019:
    case 0x2BC:
        return '\'';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
        return '-';
    case 0xAB:
    case 0xBB:
    case 0x201C:
    case 0x201D:
        return '"';
    default:
        return 0;
    }
}

static enum status
plain_make(struct plain *out, struct str text, struct arena *arena,
           struct error *err)
{
    size_t at = 0;
    out->len = 0;
    out->at = arena_alloc(arena, text.len + 1);
    out->origin = arena_array(arena, text.len + 1, sizeof *out->origin);
    if (!out->at || !out->origin)
        return error_no_memory(err);
    while (at < text.len) {
        uint32_t c = 0;
        size_t len = utf8_decode(str_from_offset(text, at), &c);
        char plain = plain_char(c);
        len = len ? len : 1;
        bool again = plain == ' ' && out->len && out->at[out->len - 1] == ' ';
        /* French sets a blank inside its quotation marks. */
        bool inside = plain == ' ' && out->len && out->at[out->len - 1] == '"';
        if (plain == '"' && out->len && out->at[out->len - 1] == ' ' &&
            c == 0xBB)
            out->len--;
        for (size_t k = 0; !again && !inside && k < (plain ? 1 : len); k++) {
            out->origin[out->len] = (uint32_t)at;
            out->at[out->len++] = plain ? plain : text.at[at + k];
        }
        at += len;
    }
    out->origin[out->len] = (uint32_t)text.len;
    return STATUS_OK;
}

/* Small letters for A-Z and the accented capitals of Latin-1 and OE. */
static void
lower(struct plain *plain)
{
    for (size_t i = 0; i < plain->len; i++) {
        unsigned char c = (unsigned char)plain->at[i];
        unsigned char before = i ? (unsigned char)plain->at[i - 1] : 0;
        if (c >= 'A' && c <= 'Z')
            plain->at[i] = (char)(c + 32);
        else if (before == 0xC3 && c >= 0x80 && c <= 0x9E && c != 0x97)
            plain->at[i] = (char)(c + 32);
        else if (before == 0xC5 && c == 0x92)
            plain->at[i] = (char)0x93;
    }
}

struct place {
    bool found, other_case;
    uint32_t block;
    size_t start, end; /* bytes of the block's text */
};

static size_t
find(const struct plain *text, const struct plain *quote)
{
    return str_find((struct str){text->at, text->len},
                    (struct str){quote->at, quote->len});
}

static enum status
find_in(struct place *out, struct str text, struct str quote,
        struct arena *arena, struct error *err)
{
    struct plain plain, wanted;
    TRY(plain_make(&plain, text, arena, err));
    TRY(plain_make(&wanted, str_trim(quote), arena, err));
    out->found = out->other_case = false;
    size_t at = find(&plain, &wanted);
    if (at == SIZE_MAX) {
        lower(&plain);
        lower(&wanted);
        at = find(&plain, &wanted);
        out->other_case = at != SIZE_MAX;
    }
    if (at == SIZE_MAX || wanted.len == 0)
        return STATUS_OK;
    out->found = true;
    out->start = plain.origin[at];
    out->end = plain.origin[at + wanted.len];
    return STATUS_OK;
}

static enum status
find_quote(struct place *out, const struct document *document, struct str quote,
           struct error *err)
{
    struct place other = {0};
    *out = (struct place){0};
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++) {
        AUTO(arena) struct arena scratch = {0};
        struct place here = {.block = i};
        TRY(find_in(&here, document_part(document, FIELD_TEXT, i, TEXT_TEXT),
                    quote, &scratch, err));
        if (here.found && !here.other_case) {
            *out = here;
            return STATUS_OK;
        }
        if (here.found && !other.found)
            other = here;
    }
    *out = other;
    return STATUS_OK;
}

static void
write_place(struct json_out *json, const struct document *document,
            const struct place *place)
{
    struct str text =
        document_part(document, FIELD_TEXT, place->block, TEXT_TEXT);
    size_t from = place->start > CONTEXT ? place->start - CONTEXT : 0;
    while (from && ((unsigned char)text.at[from] & 0xC0) == 0x80)
        from++;
    struct str context =
        utf8_cut(str_from_offset(text, from), place->end - from + CONTEXT);
    json_object(json);
    json_member_string(json, STR("verdict"),
                       place->other_case ? STR("other_case") : STR("exact"));
    mcp_document_members(json, document);
    json_member_number(json, STR("block"), place->block);
    json_member_string(
        json, STR("role"),
        document_part(document, FIELD_TEXT, place->block, TEXT_ROLE));
    json_member_number(json, STR("start"), (int64_t)place->start);
    json_member_number(json, STR("end"), (int64_t)place->end);
    json_member_string(json, STR("as_written"),
                       str_range(text, place->start, place->end));
    json_member_string(json, STR("context"), context);
    json_object_end(json);
}

/* verdict, quote, results */
static void
write_verdict(struct json_out *json, struct str quote, const char *verdict)
{
    json_array_end(json);
    json_member_string(json, STR("verdict"), str_from(verdict));
    json_member_string(json, STR("quote"), quote);
    json_object_end(json);
}

static const char *
verdict_of(const struct place *place)
{
    return !place->found       ? "absent"
           : place->other_case ? "other_case"
                               : "exact";
}

static enum status
verify_in(struct mcp_call *call, struct str uid, struct str quote,
          struct error *err)
{
    struct document document;
    struct place place = {0};
    bool found;
    TRY(answer_show(&found, &document, call->search, uid, call->arena, err));
    if (found)
        TRY(find_quote(&place, &document, quote, err));
    if (place.found)
        write_place(call->json, &document, &place);
    write_verdict(call->json, quote,
                  found ? verdict_of(&place) : "no_such_document");
    return STATUS_OK;
}

/* Reads the best documents for the words of the quotation. */
static enum status
verify_among(const char **verdict, struct mcp_call *call, struct str quote,
             enum match_mode match, struct error *err)
{
    struct request request = {.plain = true,
                              .uids_only = true,
                              .match = match,
                              .query = quote,
                              .limit = CANDIDATES};
    struct answer answer = {0};
    size_t where, told = 0;
    TRY(answer_make(&answer, &where, call->search, &request, call->arena, err));
    for (size_t i = 0; i < answer.count && told < FOUND_MAX; i++) {
        struct document document;
        struct place place = {0};
        bool found;
        TRY(answer_show(&found, &document, call->search, answer.hits[i].uid,
                        call->arena, err));
        if (found)
            TRY(find_quote(&place, &document, quote, err));
        if (!place.found)
            continue;
        if (!place.other_case || told == 0)
            *verdict = verdict_of(&place);
        write_place(call->json, &document, &place);
        told++;
    }
    return STATUS_OK;
}

/* A quotation may begin or end within a word: then not all of its words are
 * found, but most. */
static enum status
verify_anywhere(struct mcp_call *call, struct str quote, struct error *err)
{
    const char *verdict = NULL;
    TRY(verify_among(&verdict, call, quote, MATCH_ALL, err));
    if (!verdict)
        TRY(verify_among(&verdict, call, quote, MATCH_ANY, err));
    write_verdict(call->json, quote, verdict ? verdict : "absent");
    return STATUS_OK;
}

enum status
mcp_verify_quote(struct mcp_call *call, struct error *err)
{
    struct str quote, uid;
    TRY(mcp_only(call, "quote uid", err));
    TRY(mcp_string(&quote, call, "quote", true, err));
    TRY(mcp_string(&uid, call, "uid", false, err));
    if (utf8_count(quote) < 3)
        return error_set(err, STATUS_SYNTAX,
                         "argument 'quote' is shorter than 3 characters");
    json_object(call->json);
    json_key(call->json, STR("results"));
    json_array(call->json);
    if (uid.len)
        return verify_in(call, uid, quote, err);
    return verify_anywhere(call, quote, err);
}
