/* ingest: --anomalies, what looks wrong in the store. */
#include "anomalies.h"

#include "date.h"
#include "json_out.h"
#include "lang.h"
#include "ledger.h"
#include "map.h"
#include "merge.h"
#include "remnants.h"
#include "stopping.h"
#include "utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1 << 20, DETAIL_MAX = 200 };

/* A version of a text or article. */
struct version {
    uint64_t cid; /* a digest of it */
    uint32_t start, end;
    xap_docid docid;
};

struct finding {
    struct store *store;
    struct map kinds; /* uid -> 1 + its kind; 0: not here */
    struct version *versions;
    size_t version_count, version_room;
    uint64_t count;
    struct buf line;
    struct error *err;
    /* The document at hand. */
    const struct document *document;
};

/* ---- lines -----------------------------------------------------------------
 */

static enum status
print(struct finding *finding, const char *cause, struct str uid,
      struct str source, struct str member, struct str detail)
{
    struct json_out json;
    buf_clear(&finding->line);
    json_start(&json, &finding->line, JSON_COMPACT);
    json_object(&json);
    json_member_string(&json, STR("cause"), str_from(cause));
    if (uid.len)
        json_member_string(&json, STR("uid"), uid);
    json_member_string(&json, STR("source"), source);
    json_member_string(&json, STR("member"), member);
    json_member_string(&json, STR("detail"), detail);
    json_object_end(&json);
    buf_add_char(&finding->line, '\n');
    TRY(buf_status(&finding->line, finding->err));
    finding->count++;
    if (fwrite(finding->line.at, 1, finding->line.len, stdout) !=
        finding->line.len)
        return error_errno(finding->err, errno, "stdout");
    return STATUS_OK;
}

/* "field value" of the document at hand. */
static enum status
tell(struct finding *finding, const char *cause, const char *field,
     struct str value)
{
    AUTO(buf) struct buf detail = BUF_INIT(4096);
    const struct document *document = finding->document;
    buf_printf(&detail, "%s%s" STR_FMT, field, value.len ? " " : "",
               STR_ARG(utf8_cut(value, DETAIL_MAX)));
    return print(finding, cause, document_first(document, FIELD_UID),
                 document_part(document, FIELD_SOURCE, 0, SOURCE_SOURCE),
                 document_part(document, FIELD_SOURCE, 0, SOURCE_MEMBER),
                 buf_str(&detail));
}

/* ---- references -------------------------------------------------------------
 */

/* The kind of a document, -1 when it is not here. */
static enum status
kind_of(int *out, struct finding *finding, struct str uid)
{
    AUTO(arena) struct arena arena = {0};
    struct document document;
    struct error none = {0};
    uint64_t sequence;
    xap_docid docid;
    uint64_t *known = map_find(&finding->kinds, uid);
    *out = known ? (int)*known - 1 : -1;
    if (known)
        return STATUS_OK;
    enum status status = store_find(&docid, finding->store, uid, &none);
    if (status == STATUS_OK)
        status = store_document(&document, &sequence, finding->store, docid,
                                &arena, &none);
    if (status == STATUS_OK)
        *out = schema_kind(document_first(&document, FIELD_KIND));
    else if (status != STATUS_NOT_FOUND)
        return error_set(finding->err, status, "%s", none.text);
    known = map_at(&finding->kinds, uid);
    if (!known)
        return error_no_memory(finding->err);
    *known = (uint64_t)*out + 1;
    return STATUS_OK;
}

/* `kinds`: what it may lead to, NULL for anything. */
static enum status
check_reference(struct finding *finding, enum field field, struct str uid,
                const char *const *kinds)
{
    const char *name = schema[field].json.at;
    int kind;
    if (uid.len == 0)
        return STATUS_OK;
    if (!document_uid_is_valid(uid) ||
        str_eq(uid, document_first(finding->document, FIELD_UID)))
        return tell(finding, "bad-reference", name, uid);
    TRY(kind_of(&kind, finding, uid));
    if (kind < 0)
        return tell(finding,
                    field == FIELD_CONTAINER ? "orphan" : "missing-reference",
                    name, uid);
    if (!kinds)
        return STATUS_OK;
    for (; *kinds; kinds++)
        if (strcmp(*kinds, schema_kind_name(kind)) == 0)
            return STATUS_OK;
    return tell(finding, "bad-reference", name, uid);
}

static enum status
check_references(struct finding *finding)
{
    static const struct {
        enum field field;
        const char *kinds[3];
    } rows[] = {
        {FIELD_AUTHOR_REF, {"acteur", "organe"}},
        {FIELD_MANDATE_REF, {"mandat"}},
        {FIELD_GROUP_REF, {"organe"}},
        {FIELD_MINISTRY_ASKED_REF, {"organe"}},
        {FIELD_MINISTRY_ANSWERING_REF, {"organe"}},
        {FIELD_DOSSIER_REF, {"dossier"}},
    };
    const struct document *document = finding->document;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (uint32_t k = 0; k < document->field[rows[i].field].count; k++)
            TRY(check_reference(finding, rows[i].field,
                                document->field[rows[i].field].at[k],
                                rows[i].kinds));
    return check_reference(finding, FIELD_CONTAINER,
                           document_first(document, FIELD_CONTAINER), NULL);
}

/* ---- dates -----------------------------------------------------------------
 */

static enum status
check_order(struct finding *finding, enum field first, enum field second)
{
    struct str from = document_first(finding->document, first);
    struct str to = document_first(finding->document, second);
    char detail[80];
    if (from.len == 0 || to.len == 0 || str_cmp(from, to) <= 0)
        return STATUS_OK;
    snprintf(detail, sizeof detail, STR_FMT " < %s " STR_FMT, STR_ARG(to),
             schema[first].json.at, STR_ARG(from));
    return tell(finding, "date-inversion", schema[second].json.at,
                str_from(detail));
}

static uint64_t
hash_of(struct str s)
{
    uint8_t sha256[SHA256_BYTES];
    struct digest digest;
    uint64_t hash = 0;
    digest_init(&digest);
    digest_add(&digest, s);
    digest_end(&digest, sha256);
    for (int i = 0; i < 8; i++)
        hash = hash << 8 | sha256[i];
    return hash;
}

static enum status
note_version(struct finding *finding, xap_docid docid)
{
    const struct document *document = finding->document;
    struct str cid = document_first(document, FIELD_CID);
    struct version version = {.cid = hash_of(cid), .docid = docid};
    if (cid.len == 0 ||
        !date_from_iso(document_first(document, FIELD_DATE_START),
                       &version.start))
        return STATUS_OK;
    if (!date_from_iso(document_first(document, FIELD_DATE_END), &version.end))
        version.end = UINT32_MAX;
    if (finding->version_count == finding->version_room) {
        size_t room = finding->version_room ? 2 * finding->version_room : 1024;
        struct version *grown =
            realloc(finding->versions, room * sizeof *grown);
        if (!grown)
            return error_no_memory(finding->err);
        finding->versions = grown;
        finding->version_room = room;
    }
    finding->versions[finding->version_count++] = version;
    return STATUS_OK;
}

static int
by_cid(const void *left, const void *right)
{
    const struct version *a = left, *b = right;
    if (a->cid != b->cid)
        return a->cid < b->cid ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    return (a->docid > b->docid) - (a->docid < b->docid);
}

/* What lies between a version and the next one. */
static enum status
tell_versions(struct finding *finding, const struct version *before,
              const struct version *after)
{
    AUTO(arena) struct arena arena = {0};
    struct document document;
    uint64_t sequence;
    char detail[80], from[DATE_ISO_BYTES], to[DATE_ISO_BYTES] = "";
    bool gap = before->end < after->start;
    TRY(store_document(&document, &sequence, finding->store, after->docid,
                       &arena, finding->err));
    finding->document = &document;
    date_to_iso(from, after->start);
    if (before->end != UINT32_MAX)
        date_to_iso(to, before->end);
    snprintf(detail, sizeof detail, "%s, previous date_end %s", from,
             to[0] ? to : "-");
    return tell(finding, gap ? "date-gap" : "date-overlap", "date_start",
                str_from(detail));
}

/* Versions that are no longer than a day (born dead) count for nothing. */
static enum status
check_versions(struct finding *finding)
{
    const struct version *before = NULL;
    if (finding->version_count)
        qsort(finding->versions, finding->version_count,
              sizeof *finding->versions, by_cid);
    for (size_t i = 0; i < finding->version_count; i++) {
        const struct version *it = &finding->versions[i];
        if (it->start >= it->end)
            continue;
        if (before && before->cid == it->cid && before->end != it->start)
            TRY(tell_versions(finding, before, it));
        before = it;
    }
    return STATUS_OK;
}

/* ---- texts ------------------------------------------------------------------
 */

static bool
has_no_text_by_nature(struct str kind)
{
    static const char *const kinds[] = {
        "acteur",  "organe",  "mandat",  "dossier", "document",
        "scrutin", "reunion", "section", "texte",   "compte-rendu"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(kind, str_from(kinds[i])))
            return true;
    return false;
}

static enum status
check_remnants(struct finding *finding, enum field field, struct str text)
{
    size_t at = 0;
    enum remnant found = remnant_find(text, &at);
    if (found == REMNANT_NONE)
        return STATUS_OK;
    char detail[80];
    struct str near = utf8_cut(str_from_offset(text, at), 30);
    snprintf(detail, sizeof detail, "%zu: " STR_FMT, at, STR_ARG(near));
    return tell(finding, remnant_name(found), schema[field].json.at,
                str_from(detail));
}

static enum status
check_texts(struct finding *finding)
{
    const struct document *document = finding->document;
    uint32_t count = document->field[FIELD_TEXT].count;
    if (count == 0 &&
        !has_no_text_by_nature(document_first(document, FIELD_KIND)))
        TRY(tell(finding, "empty-text", "text", STR("")));
    TRY(check_remnants(finding, FIELD_TITLE,
                       document_first(document, FIELD_TITLE)));
    for (uint32_t i = 0; i < count; i++)
        TRY(check_remnants(finding, FIELD_TEXT,
                           document_part(document, FIELD_TEXT, i, TEXT_TEXT)));
    return STATUS_OK;
}

/* ---- the whole --------------------------------------------------------------
 */

static enum status
check_document(void *payload, xap_docid docid, uint32_t wdf)
{
    struct finding *finding = payload;
    AUTO(arena) struct arena arena = {0};
    struct document document;
    uint64_t sequence;
    (void)wdf;
    if (stop_signal())
        return STATUS_INTERRUPTED;
    enum status status = store_document(&document, &sequence, finding->store,
                                        docid, &arena, finding->err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    TRY(status);
    finding->document = &document;
    TRY(check_references(finding));
    TRY(check_order(finding, FIELD_DATE_START, FIELD_DATE_END));
    TRY(check_order(finding, FIELD_DATE, FIELD_DATE_ANSWER));
    TRY(note_version(finding, docid));
    return check_texts(finding);
}

static enum status
tell_repair(void *payload, const struct ledger_member *repair)
{
    struct finding *finding = payload;
    AUTO(arena) struct arena arena = {0};
    struct str cause = repair->cause;
    const char *name = arena_cstr(&arena, cause);
    if (!name)
        return error_no_memory(finding->err);
    return print(finding, name, STR(""), repair->source, repair->member,
                 repair->detail);
}

static enum status
find_all(struct finding *finding)
{
    TRY(xap_reader_postings(store_reader(finding->store), STR(""),
                            check_document, finding, finding->err));
    TRY(check_versions(finding));
    TRY(ledger_each_repair(finding->store, tell_repair, finding, finding->err));
    if (fflush(stdout) != 0)
        return error_errno(finding->err, errno, "stdout");
    return STATUS_OK;
}

enum status
anomalies_print(uint64_t *out, const struct layout *layout, struct error *err)
{
    AUTO(store) struct store *store = NULL;
    TRY(store_open(&store, layout, err));
    struct finding finding = {
        .store = store, .line = BUF_INIT(LINE_MAX_BYTES), .err = err};
    enum status status = find_all(&finding);
    *out = finding.count;
    map_release(&finding.kinds);
    buf_release(&finding.line);
    free(finding.versions);
    return status;
}
