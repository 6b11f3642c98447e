/* ingest, at the end of a run: references -> names. */
#include "join_names.h"

#include "analyse.h"
#include "lang.h"
#include "merge.h"

#include <stdlib.h>
#include <string.h>

/* What a document gives to those that refer to it. */
struct person {
    bool found;
    struct str name; /* a person's, else the title */
    struct str group, group_short, constituency;
};

/* A mandate of a person. */
struct term_of_office {
    struct str uid, start, end;
    struct str constituency, group; /* uid of the group */
    bool last;                      /* of this person */
};

void
join_names_init(struct join_names *names, struct store *store)
{
    *names = (struct join_names){.store = store};
}

void
join_names_release(struct join_names *names)
{
    map_release(&names->known);
    map_release(&names->mandates);
    arena_release(&names->arena);
    free(names->people);
    free(names->terms);
}

/* ---- what is wanted ---------------------------------------------------- */

static bool
kind_is(const struct document *document, struct str kind)
{
    return str_eq(document_first(document, FIELD_KIND), kind);
}

bool
join_names_is_office(const struct document *document)
{
    return kind_is(document, STR("mandat")) &&
           document_has(document, FIELD_AUTHOR_REF) &&
           (document_has(document, FIELD_CONSTITUENCY) ||
            document_has(document, FIELD_GROUP_REF));
}

static bool
container_lacks_title(const struct document *document)
{
    return document_first(document, FIELD_CONTAINER).len &&
           document_part(document, FIELD_CONTAINER, 0, CONTAINER_TITLE).len ==
               0;
}

/* "PA720446", "PO800538": a person, a body. */
static bool
is_person_or_body(struct str uid)
{
    return uid.len > 2 && uid.len <= DOCUMENT_UID_MAX && uid.at[0] == 'P' &&
           (uid.at[1] == 'A' || uid.at[1] == 'O') && uid.at[2] >= '0' &&
           uid.at[2] <= '9' && document_uid_is_valid(uid);
}

static bool
link_lacks_label(const struct document *document, uint32_t i)
{
    return document_part(document, FIELD_LINKS, i, LINK_LABEL).len == 0 &&
           is_person_or_body(
               document_part(document, FIELD_LINKS, i, LINK_TARGET));
}

bool
join_names_wants(const struct document *document)
{
    static const enum field references[] = {
        FIELD_AUTHOR_REF, FIELD_MANDATE_REF, FIELD_GROUP_REF,
        FIELD_MINISTRY_ASKED_REF, FIELD_MINISTRY_ANSWERING_REF};
    for (size_t i = 0; i < sizeof references / sizeof references[0]; i++)
        if (document_has(document, references[i]))
            return true;
    for (uint32_t i = 0; i < document->field[FIELD_LINKS].count; i++)
        if (link_lacks_label(document, i))
            return true;
    return container_lacks_title(document) || kind_is(document, STR("scrutin"));
}

/* ---- what is known ------------------------------------------------------ */

/* The document of a uid without what is joined to it; STATUS_NOT_FOUND. */
static enum status
find_document(struct document *out, struct store *store, struct str uid,
              struct arena *arena, struct error *err)
{
    struct record record;
    xap_docid docid;
    TRY(store_find(&docid, store, uid, err));
    TRY(store_record(&record, store, docid, arena, err));
    if (record.count == 0)
        return STATUS_NOT_FOUND;
    return merge_sources(out, &record, arena, err);
}

static enum status
keep(struct str *out, struct join_names *names, struct str s, struct error *err)
{
    *out = arena_copy(&names->arena, s);
    return s.len && !out->at ? error_no_memory(err) : STATUS_OK;
}

static enum status
learn(struct person *out, struct join_names *names, struct str uid,
      struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct document document;
    struct error missing = {0};
    *out = (struct person){0};
    enum status status =
        find_document(&document, names->store, uid, &arena, &missing);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status != STATUS_OK)
        return error_set(err, status, "%s", missing.text);
    bool person = kind_is(&document, STR("acteur")) &&
                  document_has(&document, FIELD_AUTHOR);
    out->found = true;
    TRY(keep(&out->name, names,
             document_first(&document, person ? FIELD_AUTHOR : FIELD_TITLE),
             err));
    TRY(keep(&out->group, names, document_first(&document, FIELD_GROUP), err));
    TRY(keep(&out->group_short, names,
             document_first(&document, FIELD_GROUP_SHORT), err));
    return keep(&out->constituency, names,
                document_first(&document, FIELD_CONSTITUENCY), err);
}

/* Room for one more of size bytes. */
static enum status
grow(void **at, size_t *room, size_t count, size_t size, struct error *err)
{
    if (count < *room)
        return STATUS_OK;
    size_t more = *room ? 2 * *room : 256;
    void *grown = realloc(*at, more * size);
    if (!grown)
        return error_no_memory(err);
    *at = grown;
    *room = more;
    return STATUS_OK;
}

/* What stands behind a uid; *out is a copy.  The document is noted to have
 * asked for it. */
static enum status
look_up(struct person *out, struct join_names *names, struct supplement *joined,
        struct str uid, struct arena *arena, struct error *err)
{
    *out = (struct person){0};
    if (!document_uid_is_valid(uid))
        return STATUS_OK;
    TRY(join_term(joined, 'R', uid, arena, err));
    uint64_t *place = map_find(&names->known, uid);
    if (place) {
        *out = names->people[*place];
        return STATUS_OK;
    }
    TRY(learn(out, names, uid, err));
    void *people = names->people;
    TRY(grow(&people, &names->person_room, names->person_count,
             sizeof *names->people, err));
    names->people = people;
    place = map_at(&names->known, uid);
    if (!place)
        return error_no_memory(err);
    *place = names->person_count;
    names->people[names->person_count++] = *out;
    return STATUS_OK;
}

/* ---- mandates ------------------------------------------------------------ */

struct docids {
    xap_docid at[512]; /* of one person: some dozens at the most */
    size_t count;
};

static enum status
add_docid(void *payload, xap_docid docid)
{
    struct docids *docids = payload;
    docids->at[docids->count++] = docid;
    return docids->count < sizeof docids->at / sizeof docids->at[0]
               ? STATUS_OK
               : STATUS_DONE;
}

static enum status
learn_office(struct join_names *names, xap_docid docid, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct record record;
    struct document document;
    TRY(store_record(&record, names->store, docid, &arena, err));
    if (record.count == 0)
        return STATUS_OK;
    TRY(merge_sources(&document, &record, &arena, err));
    if (!join_names_is_office(&document))
        return STATUS_OK;
    void *terms = names->terms;
    TRY(grow(&terms, &names->term_room, names->term_count, sizeof *names->terms,
             err));
    names->terms = terms;
    struct term_of_office term = {0};
    TRY(keep(&term.uid, names, record.uid, err));
    TRY(keep(&term.start, names, document_first(&document, FIELD_DATE_START),
             err));
    TRY(keep(&term.end, names, document_first(&document, FIELD_DATE_END), err));
    TRY(keep(&term.constituency, names,
             document_first(&document, FIELD_CONSTITUENCY), err));
    TRY(keep(&term.group, names, document_first(&document, FIELD_GROUP_REF),
             err));
    names->terms[names->term_count++] = term;
    return STATUS_OK;
}

/* The mandates of a person, *first to the one that is last; none: NULL. */
static enum status
offices(const struct term_of_office **first, struct join_names *names,
        struct str person, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct docids docids = {.count = 0};
    uint64_t *place = map_find(&names->mandates, person);
    *first = NULL;
    if (place) {
        *first = *place ? &names->terms[*place - 1] : NULL;
        return STATUS_OK;
    }
    struct str term = arena_printf(&arena, "M" STR_FMT, STR_ARG(person));
    if (!term.at)
        return error_no_memory(err);
    TRY(store_by_term(names->store, term, add_docid, &docids, err));
    size_t start = names->term_count;
    for (size_t i = 0; i < docids.count; i++)
        TRY(learn_office(names, docids.at[i], err));
    place = map_at(&names->mandates, person);
    if (!place)
        return error_no_memory(err);
    if (names->term_count > start) {
        *place = start + 1;
        *first = &names->terms[start];
        names->terms[names->term_count - 1].last = true;
    }
    return STATUS_OK;
}

/* The mandate on a day, of those with a constituency or with a group; of
 * several the one begun last. */
static const struct term_of_office *
office_on(const struct term_of_office *first, struct str day, bool group)
{
    const struct term_of_office *best = NULL;
    for (const struct term_of_office *it = first; it; it++) {
        bool fits = (group ? it->group : it->constituency).len &&
                    it->start.len && str_cmp(it->start, day) <= 0 &&
                    (it->end.len == 0 || str_cmp(day, it->end) <= 0);
        int order = !fits ? -1 : best ? str_cmp(it->start, best->start) : 1;
        if (order > 0 ||
            (fits && order == 0 && str_cmp(it->uid, best->uid) < 0))
            best = it;
        if (it->last)
            break;
    }
    return best;
}

/* ---- the fields -----------------------------------------------------------
 */

struct joining {
    struct supplement *out;
    struct join_names *names;
    const struct document *document;
    struct arena *arena;
    struct error *err;
};

enum status
join_term(struct supplement *out, char letter, struct str uid,
          struct arena *arena, struct error *err)
{
    /* A power of two, or none: then there is no room for one more. */
    if ((out->term_count & (out->term_count - 1)) == 0) {
        size_t room = out->term_count ? 2 * out->term_count : 1;
        struct str *grown = arena_array(arena, room, sizeof *grown);
        if (!grown)
            return error_no_memory(err);
        if (out->term_count)
            memcpy(grown, out->terms, out->term_count * sizeof *grown);
        out->terms = grown;
    }
    char *term = arena_alloc(arena, uid.len + 1);
    if (!term)
        return error_no_memory(err);
    term[0] = letter;
    memcpy(term + 1, uid.at, uid.len);
    out->terms[out->term_count++] = (struct str){term, uid.len + 1};
    return STATUS_OK;
}

static enum status
set(struct joining *j, enum field field, struct str value)
{
    return document_add(&j->out->fields, field, value, j->arena, j->err);
}

static enum status
person(struct person *out, struct joining *j, struct str uid)
{
    return look_up(out, j->names, j->out, uid, j->arena, j->err);
}

/* Is `name` the end of `full` ("Laporte" of "Hélène Laporte")? */
static enum status
is_end(bool *out, struct str full, struct str name, struct joining *j)
{
    struct str a, b;
    TRY(french_fold(&a, full, j->arena, j->err));
    TRY(french_fold(&b, name, j->arena, j->err));
    *out = str_ends(a, b) && (a.len == b.len || a.at[a.len - b.len - 1] == ' ');
    return STATUS_OK;
}

/* Names as read that are none of the persons found. */
static enum status
keep_others(struct joining *j, bool *used, uint32_t found)
{
    const struct values *read = &j->document->field[FIELD_AUTHOR];
    const struct values *full = &j->out->fields.field[FIELD_AUTHOR];
    for (uint32_t i = 0; i < read->count; i++) {
        bool known = false;
        for (uint32_t k = 0; k < found && !known; k++) {
            if (!used[k])
                TRY(is_end(&known, full->at[k], read->at[i], j));
            used[k] = used[k] || known;
        }
        if (!known)
            TRY(set(j, FIELD_AUTHOR, read->at[i]));
    }
    return STATUS_OK;
}

static enum status
join_authors(struct joining *j)
{
    const struct values *refs = &j->document->field[FIELD_AUTHOR_REF];
    uint32_t found = 0;
    for (uint32_t i = 0; i < refs->count; i++) {
        struct person who;
        TRY(person(&who, j, refs->at[i]));
        if (who.name.len == 0)
            continue;
        TRY(set(j, FIELD_AUTHOR, who.name));
        found++;
    }
    if (found == 0 || (found == refs->count &&
                       j->document->field[FIELD_AUTHOR].count <= found))
        return STATUS_OK;
    bool *used = arena_array(j->arena, found, sizeof *used);
    if (!used)
        return error_no_memory(j->err);
    memset(used, 0, found * sizeof *used);
    return keep_others(j, used, found);
}

static enum status
set_group(struct joining *j, struct str uid)
{
    struct person group;
    TRY(person(&group, j, uid));
    struct str name = group.group.len ? group.group : group.name;
    if (!document_has(j->document, FIELD_GROUP))
        TRY(set(j, FIELD_GROUP, name));
    if (!document_has(j->document, FIELD_GROUP_SHORT))
        TRY(set(j, FIELD_GROUP_SHORT, group.group_short));
    return STATUS_OK;
}

/* Of a recorded vote the references are those of all groups. */
static enum status
join_group(struct joining *j, const struct term_of_office *first)
{
    struct str ref = document_first(j->document, FIELD_GROUP_REF);
    struct str day = document_first(j->document, FIELD_DATE);
    if (j->document->field[FIELD_GROUP_REF].count > 1 ||
        (document_has(j->document, FIELD_GROUP) &&
         document_has(j->document, FIELD_GROUP_SHORT)))
        return STATUS_OK;
    if (ref.len)
        return set_group(j, ref);
    const struct term_of_office *office = office_on(first, day, true);
    if (!office || document_has(j->document, FIELD_GROUP))
        return STATUS_OK;
    TRY(join_term(j->out, 'R', office->uid, j->arena, j->err));
    return set_group(j, office->group);
}

static enum status
join_constituency(struct joining *j, const struct term_of_office *first)
{
    const struct values *refs = &j->document->field[FIELD_MANDATE_REF];
    struct str day = document_first(j->document, FIELD_DATE);
    if (document_has(j->document, FIELD_CONSTITUENCY))
        return STATUS_OK;
    for (uint32_t i = 0; i < refs->count; i++) {
        struct person mandate;
        TRY(person(&mandate, j, refs->at[i]));
        if (mandate.constituency.len)
            return set(j, FIELD_CONSTITUENCY, mandate.constituency);
    }
    const struct term_of_office *office = office_on(first, day, false);
    if (!office)
        return STATUS_OK;
    TRY(join_term(j->out, 'R', office->uid, j->arena, j->err));
    return set(j, FIELD_CONSTITUENCY, office->constituency);
}

/* Group and constituency by the mandates of the first author, those held on
 * the document's day. */
static enum status
join_offices(struct joining *j)
{
    const struct term_of_office *first = NULL;
    struct str author = document_first(j->document, FIELD_AUTHOR_REF);
    if (kind_is(j->document, STR("mandat")) ||
        kind_is(j->document, STR("acteur")))
        return join_group(j, NULL);
    if (author.len && document_has(j->document, FIELD_DATE) &&
        (!document_has(j->document, FIELD_GROUP) ||
         !document_has(j->document, FIELD_CONSTITUENCY)))
        TRY(offices(&first, j->names, author, j->err));
    TRY(join_group(j, first));
    return join_constituency(j, first);
}

static enum status
join_ministry(struct joining *j, enum field ref, enum field name)
{
    struct person ministry;
    struct str uid = document_first(j->document, ref);
    if (uid.len == 0 || document_has(j->document, name))
        return STATUS_OK;
    TRY(person(&ministry, j, uid));
    return set(j, name, ministry.name);
}

static enum status
join_container(struct joining *j)
{
    struct person container;
    struct str uid = document_first(j->document, FIELD_CONTAINER);
    if (!container_lacks_title(j->document))
        return STATUS_OK;
    TRY(person(&container, j, uid));
    if (container.name.len == 0)
        return STATUS_OK;
    struct str parts[] = {uid, container.name};
    return document_add_parts(&j->out->fields, FIELD_CONTAINER, parts, j->arena,
                              j->err);
}

static enum status
join_links(struct joining *j)
{
    const struct values *links = &j->document->field[FIELD_LINKS];
    struct document with = {0};
    bool any = false;
    for (uint32_t i = 0; i < links->count; i++) {
        struct str parts[3];
        memcpy(parts, links->at + (size_t)i * 3, sizeof parts);
        if (link_lacks_label(j->document, i)) {
            struct person target;
            TRY(person(&target, j, parts[LINK_TARGET]));
            parts[LINK_LABEL] = target.name;
            any = any || target.name.len;
        }
        TRY(document_add_parts(&with, FIELD_LINKS, parts, j->arena, j->err));
    }
    if (any)
        j->out->fields.field[FIELD_LINKS] = with.field[FIELD_LINKS];
    return STATUS_OK;
}

/* "PO845401 | pour | ...": lines of a vote that begin with a group. */
static enum status
name_groups(struct buf *out, bool *any, struct joining *j, struct str text)
{
    struct str line, rest = text;
    while (rest.len && str_line(&rest, &line)) {
        size_t end = str_find(line, STR(" | "));
        struct str uid = str_head(line, end == SIZE_MAX ? 0 : end);
        struct person group = {0};
        if (is_person_or_body(uid))
            TRY(person(&group, j, uid));
        if (group.name.len) {
            *any = true;
            buf_add(out, group.name);
            line = str_from_offset(line, end);
        }
        buf_add(out, line);
        if (rest.len)
            buf_add_char(out, '\n');
    }
    return buf_status(out, j->err);
}

static enum status
join_vote(struct joining *j)
{
    const struct values *texts = &j->document->field[FIELD_TEXT];
    struct document with = {0};
    bool any = false;
    if (!kind_is(j->document, STR("scrutin")))
        return STATUS_OK;
    for (uint32_t i = 0; i < texts->count; i++) {
        AUTO(buf) struct buf text = BUF_INIT(DOCUMENT_TEXT_MAX);
        struct str parts[3];
        memcpy(parts, texts->at + (size_t)i * 3, sizeof parts);
        TRY(name_groups(&text, &any, j, parts[TEXT_TEXT]));
        parts[TEXT_TEXT] = arena_copy(j->arena, buf_str(&text));
        if (text.len && !parts[TEXT_TEXT].at)
            return error_no_memory(j->err);
        TRY(document_add_parts(&with, FIELD_TEXT, parts, j->arena, j->err));
    }
    if (any)
        j->out->fields.field[FIELD_TEXT] = with.field[FIELD_TEXT];
    return STATUS_OK;
}

enum status
join_names(struct supplement *out, struct join_names *names,
           const struct document *document, struct arena *arena,
           struct error *err)
{
    struct joining j = {out, names, document, arena, err};
    if (join_names_is_office(document))
        TRY(join_term(out, 'M', document_first(document, FIELD_AUTHOR_REF),
                      arena, err));
    TRY(join_authors(&j));
    TRY(join_offices(&j));
    TRY(join_ministry(&j, FIELD_MINISTRY_ASKED_REF, FIELD_MINISTRY_ASKED));
    TRY(join_ministry(&j, FIELD_MINISTRY_ANSWERING_REF,
                      FIELD_MINISTRY_ANSWERING));
    TRY(join_container(&j));
    TRY(join_links(&j));
    return join_vote(&j);
}
