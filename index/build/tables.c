/* build: from runs to tables. */
#include "tables.h"

#include "glass_lists.h"
#include "document.h"
#include "parallel.h"
#include "table_sync.h"
#include "terms.h"
#include "vocabulary.h"

#include <stdlib.h>
#include <string.h>

enum {
    CUTS_PER_JOB = 8,
    TERM_CUTS_MAX = 64,
    AHEAD = 6 /* terms looked ahead: memory is slow */
};

/* Everything that the tasks share. */
struct making {
    const struct tables *tables;
    struct glass_table postlist, termlist;
    /* Parts, in the order of their keys: of the postlist table the metadata
     * before the positions, the positions of each cut of terms, what else
     * stands before the terms, the terms of each cut. */
    struct glass_part *postlists, *termlists;
    struct str bounds[TERM_CUTS_MAX + 1]; /* of the cuts of terms */
    unsigned cuts;
    struct arena arena; /* of the bounds */
    struct glass_version *version;
    atomic_uint lists_left; /* parts of termlists that are not whole */
    struct table_sync termlist_sync, docdata_sync;
};

/* ---- terms -> postings and positions
 * ------------------------------------------------ */

static struct glass_part *
part_before(struct making *making)
{
    return &making->postlists[0];
}

static struct glass_part *
part_positions(struct making *making, unsigned cut)
{
    return &making->postlists[1 + cut];
}

static struct glass_part *
part_behind(struct making *making)
{
    return &making->postlists[1 + making->cuts];
}

static struct glass_part *
part_terms(struct making *making, unsigned cut)
{
    return &making->postlists[2 + making->cuts + cut];
}

static unsigned
part_count(const struct making *making)
{
    return 2 + 2 * making->cuts;
}

/* The cursors stand in a heap, the lowest term at its top; of equal terms the
 * first run's, for its docids come first. */
struct merging {
    struct making *making;
    struct run_cursor *cursors;
    size_t count, heaped;
    uint32_t *heap;  /* cursors that are not at their end */
    uint32_t *equal; /* those of the term at hand, in the order of runs */
    struct posting_list list;
    struct place_list places;
};

static bool
is_before(const struct merging *merging, uint32_t left, uint32_t right)
{
    const struct run_cursor *a = &merging->cursors[left];
    const struct run_cursor *b = &merging->cursors[right];
    if (a->order != b->order)
        return a->order < b->order;
    int order = str_cmp(a->term, b->term);
    return order ? order < 0 : left < right;
}

static void
heap_add(struct merging *merging, uint32_t cursor)
{
    uint32_t *heap = merging->heap;
    size_t at = merging->heaped++;
    if (merging->cursors[cursor].end) {
        merging->heaped--;
        return;
    }
    for (; at > 0 && is_before(merging, cursor, heap[(at - 1) / 2]);
         at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = cursor;
}

static uint32_t
heap_take(struct merging *merging)
{
    uint32_t *heap = merging->heap, top = heap[0];
    size_t count = --merging->heaped, at = 0, child;
    uint32_t moved = heap[count];
    while ((child = 2 * at + 1) < count) {
        if (child + 1 < count &&
            is_before(merging, heap[child + 1], heap[child]))
            child++;
        if (!is_before(merging, heap[child], moved))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
    return top;
}

/* The lowest term at hand and the cursors that stand at it; false when there
 * is none below `end`. */
static bool
lowest_term(struct str *out, size_t *equal, struct merging *merging,
            struct str end)
{
    *equal = 0;
    if (merging->heaped == 0)
        return false;
    struct str lowest = merging->cursors[merging->heap[0]].term;
    if (end.len && str_cmp(lowest, end) >= 0)
        return false;
    while (merging->heaped &&
           str_eq(merging->cursors[merging->heap[0]].term, lowest))
        merging->equal[(*equal)++] = heap_take(merging);
    *out = lowest;
    return true;
}

/* To the next term of a cursor. */
static enum status
merging_next(struct merging *merging, uint32_t cursor, struct error *err)
{
    TRY(run_cursor_next(&merging->cursors[cursor], err));
    heap_add(merging, cursor);
    return STATUS_OK;
}

static enum status
merge_postings(struct merging *merging, struct run_cursor *cursor,
               struct error *err)
{
    struct posting posting = {0};
    const uint8_t *start, *at, *end, *next;
    for (;;) {
        TRY(run_cursor_postings(&start, &end, cursor, err));
        if (start == end)
            return STATUS_OK;
        for (at = start; (next = posting_next(&posting, at, end, false));) {
            TRY(posting_list_add(&merging->list, posting.docid, posting.wdf,
                                 err));
            at = posting_list_copy(&merging->list, &posting.docid, next, end);
        }
        run_cursor_read(cursor, start, at);
    }
}

/* The same of a term with positions. */
static enum status
merge_places(struct merging *merging, struct run_cursor *cursor,
             struct error *err)
{
    struct posting posting = {0};
    const uint8_t *start, *at, *end, *next;
    for (;;) {
        TRY(run_cursor_postings(&start, &end, cursor, err));
        if (start == end)
            return STATUS_OK;
        for (at = start; (next = posting_next(&posting, at, end, true));) {
            TRY(place_list_add(&merging->places, posting.docid,
                               posting.positions, err));
            at = place_list_copy(&merging->places, &posting.docid, next, end);
        }
        run_cursor_read(cursor, start, at);
    }
}

/* Its documents in all runs; none: it is a pair of the map of words. */
static enum status
list_start(uint32_t *documents, struct merging *merging, struct str term,
           size_t equal, bool places, struct error *err)
{
    uint64_t wdf = 0;
    *documents = 0;
    for (size_t i = 0; i < equal; i++) {
        *documents += merging->cursors[merging->equal[i]].documents;
        wdf += merging->cursors[merging->equal[i]].wdf;
    }
    if (*documents && places)
        return place_list_start(&merging->places, term, err);
    if (*documents)
        posting_list_start(&merging->list, term, *documents, wdf);
    return STATUS_OK;
}

static enum status
merge_term(struct merging *merging, struct str term, size_t equal,
           struct error *err)
{
    bool places = term_has_positions(term);
    uint32_t documents;
    TRY(list_start(&documents, merging, term, equal, places, err));
    for (size_t i = 0; i < equal; i++) {
        uint32_t cursor = merging->equal[i];
        TRY((places ? merge_places
                    : merge_postings)(merging, &merging->cursors[cursor], err));
        TRY(merging_next(merging, cursor, err));
    }
    if (documents == 0)
        return STATUS_OK;
    return places ? place_list_end(&merging->places, err)
                  : posting_list_end(&merging->list, err);
}

static enum status
merging_open(struct merging *out, struct making *making, struct str from,
             struct error *err)
{
    const struct tables *tables = making->tables;
    *out = (struct merging){.making = making,
                            .count = tables->count + tables->late,
                            .list = POSTING_LIST_INIT(NULL),
                            .places = PLACE_LIST_INIT};
    out->cursors = calloc(out->count + 1, sizeof *out->cursors);
    out->heap = calloc(out->count + 1, sizeof *out->heap);
    out->equal = calloc(out->count + 1, sizeof *out->equal);
    if (!out->cursors || !out->heap || !out->equal)
        return error_no_memory(err);
    for (uint32_t i = 0; i < out->count; i++) {
        TRY(run_cursor_open(&out->cursors[i], &tables->runs[i], from,
                            tables->buffer, err));
        heap_add(out, i);
    }
    return STATUS_OK;
}

static void
merging_release(struct merging *merging)
{
    for (size_t i = 0; merging->cursors && i < merging->count; i++)
        run_cursor_release(&merging->cursors[i]);
    free(merging->cursors);
    free(merging->heap);
    free(merging->equal);
    posting_list_release(&merging->list);
    place_list_release(&merging->places);
}

CLEANUP_KIND(merging, struct merging, merging_release)

/* The terms of one cut. */
static enum status
make_terms(struct making *making, unsigned cut, struct error *err)
{
    AUTO(merging) struct merging merging = {0};
    struct glass_part *terms = part_terms(making, cut);
    struct glass_part *positions = part_positions(making, cut);
    struct str term;
    size_t equal;
    TRY(glass_part_open(terms, &making->postlist, false, err));
    TRY(glass_part_open(positions, &making->postlist, false, err));
    TRY(merging_open(&merging, making, making->bounds[cut], err));
    merging.list.part = terms;
    merging.places.part = positions;
    while (lowest_term(&term, &equal, &merging, making->bounds[cut + 1]))
        TRY(merge_term(&merging, term, equal, err));
    TRY(glass_part_end(terms, err));
    return glass_part_end(positions, err);
}

/* ---- documents -> termlist
 * --------------------------------------------------------- */

static struct str
slots_used(struct buf *out, const struct run_documents *document)
{
    const uint32_t *slots = (const void *)document->slots.at;
    uint32_t next = 0;
    buf_clear(out);
    for (size_t i = 0; i < document->slots.len / sizeof *slots; i++) {
        glass_add_uint(out, slots[i] - next);
        next = slots[i] + 1;
    }
    return buf_str(out);
}

static void
termlist_all(struct glass_termlist *list, const struct run_documents *document)
{
    const struct run_term *terms = (const void *)document->terms.at;
    size_t count = document->terms.len / sizeof *terms;
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count)
            __builtin_prefetch(
                run_documents_text(document, &terms[i + AHEAD]).at);
        glass_termlist_add(list, run_documents_text(document, &terms[i]),
                           terms[i].wdf);
    }
}

/* Terms of a document in two runs, as one list in order. */
static void
termlist_merge(struct glass_termlist *list,
               const struct run_documents *document,
               const struct run_documents *late)
{
    const struct run_term *terms = (const void *)document->terms.at;
    const struct run_term *more = (const void *)late->terms.at;
    size_t count = document->terms.len / sizeof *terms;
    size_t extra = late->terms.len / sizeof *more;
    size_t i = 0, k = 0;
    while (i < count || k < extra) {
        bool first =
            k == extra ||
            (i < count && str_cmp(run_documents_text(document, &terms[i]),
                                  run_documents_text(late, &more[k])) < 0);
        const struct run_term *term = first ? &terms[i++] : &more[k++];
        glass_termlist_add(
            list, run_documents_text(first ? document : late, term), term->wdf);
    }
}

struct listing {
    struct glass_part *part;
    struct run_documents documents, late;
    size_t late_run, late_end; /* runs of late terms still to be read */
    bool late_open;
    struct buf tag;
};

/* The late terms of the document at hand; NULL for none. */
static enum status
late_find(const struct run_documents **out, struct listing *listing,
          const struct tables *tables, struct error *err)
{
    uint32_t docid = listing->documents.docid;
    *out = NULL;
    while (listing->late_open || listing->late_run < listing->late_end) {
        if (!listing->late_open) {
            TRY(run_documents_open(&listing->late,
                                   &tables->runs[listing->late_run++], err));
            listing->late_open = true;
            TRY(run_documents_next(&listing->late, err));
        }
        while (!listing->late.end && listing->late.docid < docid)
            TRY(run_documents_next(&listing->late, err));
        if (!listing->late.end) {
            if (listing->late.docid == docid)
                *out = &listing->late;
            return STATUS_OK;
        }
        run_documents_release(&listing->late);
        listing->late = (struct run_documents){0};
        listing->late_open = false;
    }
    return STATUS_OK;
}

static enum status
list_document(struct listing *listing, const struct tables *tables,
              struct error *err)
{
    const struct run_documents *document = &listing->documents, *late;
    struct glass_termlist list;
    struct glass_key key;
    TRY(late_find(&late, listing, tables, err));
    size_t count = document->terms.len / sizeof(struct run_term);
    uint32_t length = document->length;
    if (late) {
        count += late->terms.len / sizeof(struct run_term);
        length += late->length;
    }
    buf_clear(&listing->tag);
    glass_termlist_start(&list, &listing->tag, length, (uint32_t)count);
    if (late)
        termlist_merge(&list, document, late);
    else
        termlist_all(&list, document);
    TRY(buf_status(&listing->tag, err));
    glass_key_docid(&key, document->docid);
    TRY(glass_part_add(listing->part, &key, buf_str(&listing->tag), err));
    struct str slots = slots_used(&listing->tag, document);
    if (slots.len == 0)
        return STATUS_OK;
    glass_key_slots(&key, document->docid);
    return glass_part_add(listing->part, &key, slots, err);
}

static enum status
list_all(struct listing *listing, const struct tables *tables,
         const struct run *run, struct error *err)
{
    TRY(run_documents_open(&listing->documents, run, err));
    for (;;) {
        TRY(run_documents_next(&listing->documents, err));
        if (listing->documents.end)
            return STATUS_OK;
        TRY(list_document(listing, tables, err));
    }
}

/* The first late run that may have terms of documents of this one. */
static size_t
late_first(const struct tables *tables, unsigned number)
{
    size_t at = tables->count, end = at + tables->late;
    while (at + 1 < end &&
           tables->runs[at + 1].first_docid <= tables->runs[number].first_docid)
        at++;
    return at;
}

/* The termlists of the documents of one run. */
static enum status
make_termlists(struct making *making, unsigned number, struct error *err)
{
    const struct tables *tables = making->tables;
    struct listing listing = {.part = &making->termlists[number],
                              .late_run = late_first(tables, number),
                              .late_end = tables->count + tables->late,
                              .tag = BUF_INIT(SIZE_MAX / 2)};
    TRY(glass_part_open(listing.part, &making->termlist, number == 0, err));
    enum status status =
        number < tables->count
            ? list_all(&listing, tables, &tables->runs[number], err)
            : STATUS_OK;
    run_documents_release(&listing.documents);
    run_documents_release(&listing.late);
    buf_release(&listing.tag);
    TRY(status);
    return glass_part_end(listing.part, err);
}

/* ---- what stands before the terms
 * ---------------------------------------------------- */

static enum status
metadata_add(struct glass_part *part, struct str name, struct str value,
             struct error *err)
{
    struct glass_key key;
    glass_key_metadata(&key, name);
    return glass_part_add(part, &key, value, err);
}

/* The given ones below a name; an empty one: all that are left. */
static enum status
metadata_until(size_t *at, struct glass_part *part, const struct tables *tables,
               struct str name, struct error *err)
{
    for (; *at < tables->metadata_count; ++*at) {
        const struct metadata *one = &tables->metadata[*at];
        if (name.len && str_cmp(one->key, name) >= 0)
            return STATUS_OK;
        TRY(metadata_add(part, one->key, one->value, err));
    }
    return STATUS_OK;
}

/* The words of one stem, as vocabulary.c writes them. */
struct forms {
    char stem[INVERTER_TEXT_MAX];
    size_t len;
    struct buf list;
};

static enum status
forms_write(struct forms *forms, size_t *at, struct glass_part *part,
            const struct tables *tables, struct error *err)
{
    struct term name;
    if (forms->list.len == 0)
        return STATUS_OK;
    TRY(buf_status(&forms->list, err));
    struct str key = term_make(&name, STR(META_FORMS),
                               (struct str){forms->stem, forms->len});
    TRY(metadata_until(at, part, tables, key, err));
    TRY(metadata_add(part, key, buf_str(&forms->list), err));
    buf_clear(&forms->list);
    return STATUS_OK;
}

/* A pair of stem and word, once over all runs. */
static enum status
forms_add(struct forms *forms, size_t *at, struct glass_part *part,
          const struct tables *tables, struct str pair, struct error *err)
{
    struct str stem, word;
    str_cut(str_from_offset(pair, sizeof INVERTER_WORDS - 1), STR("\0"), &stem,
            &word);
    if (!str_eq(stem, (struct str){forms->stem, forms->len}))
        TRY(forms_write(forms, at, part, tables, err));
    if (stem.len)
        memcpy(forms->stem, stem.at, stem.len);
    forms->len = stem.len;
    if (forms->list.len + word.len + GLASS_UINT_MAX < VOCABULARY_FORMS_MAX)
        encode_str(&forms->list, word);
    return buf_status(&forms->list, err);
}

static enum status
make_forms(size_t *at, struct making *making, struct forms *forms,
           struct error *err)
{
    AUTO(merging) struct merging merging = {0};
    struct glass_part *part = part_before(making);
    struct str lowest;
    size_t equal;
    TRY(merging_open(&merging, making, STR(INVERTER_WORDS), err));
    while (lowest_term(&lowest, &equal, &merging, STR(""))) {
        uint32_t documents = 0;
        for (size_t i = 0; i < equal; i++)
            documents += merging.cursors[merging.equal[i]].documents;
        if (documents == 0)
            TRY(forms_add(forms, at, part, making->tables, lowest, err));
        for (size_t i = 0; i < equal; i++)
            TRY(merging_next(&merging, merging.equal[i], err));
    }
    return forms_write(forms, at, part, making->tables, err);
}

static enum status
make_metadata(struct making *making, struct error *err)
{
    struct forms forms = {.list = BUF_INIT(SIZE_MAX / 2)};
    size_t at = 0;
    enum status status = make_forms(&at, making, &forms, err);
    buf_release(&forms.list);
    TRY(status);
    TRY(metadata_until(&at, part_before(making), making->tables,
                       STR(META_POSITIONS), err));
    return metadata_until(&at, part_behind(making), making->tables, STR(""),
                          err);
}

/* A slot over all runs. */
struct whole_slot {
    struct glass_key bounds_key, values_key; /* the latter for the order */
    uint32_t slot, count;
    struct str lowest, highest;
};

static struct inverted_slot *
slots_of(const struct run *run, size_t *count)
{
    *count = run->slots.len / sizeof(struct inverted_slot);
    return (struct inverted_slot *)(void *)run->slots.at;
}

static struct whole_slot *
slot_find(struct buf *all, uint32_t slot)
{
    struct whole_slot *slots = (struct whole_slot *)(void *)all->at;
    for (size_t i = 0; i < all->len / sizeof *slots; i++)
        if (slots[i].slot == slot)
            return &slots[i];
    if (!buf_reserve(all, sizeof *slots))
        return NULL;
    struct whole_slot *fresh =
        (struct whole_slot *)(void *)(all->at + all->len);
    *fresh = (struct whole_slot){.slot = slot};
    glass_key_bounds(&fresh->bounds_key, slot);
    glass_key_values(&fresh->values_key, slot, 0);
    all->len += sizeof *slots;
    return fresh;
}

static enum status
slots_join(struct buf *out, const struct tables *tables, struct error *err)
{
    for (size_t r = 0; r < tables->count; r++) {
        size_t count;
        const struct inverted_slot *slots = slots_of(&tables->runs[r], &count);
        for (size_t i = 0; i < count; i++) {
            struct whole_slot *whole = slot_find(out, slots[i].slot);
            if (!whole)
                return error_no_memory(err);
            struct str lowest = buf_str(&slots[i].lowest);
            struct str highest = buf_str(&slots[i].highest);
            if (!whole->count || str_cmp(lowest, whole->lowest) < 0)
                whole->lowest = lowest;
            if (!whole->count || str_cmp(highest, whole->highest) > 0)
                whole->highest = highest;
            whole->count += slots[i].count;
        }
    }
    return STATUS_OK;
}

static int
key_order(const struct glass_key *a, const struct glass_key *b)
{
    return str_cmp((struct str){(const char *)a->at, a->len},
                   (struct str){(const char *)b->at, b->len});
}

static int
by_bounds_key(const void *left, const void *right)
{
    const struct whole_slot *a = left, *b = right;
    return key_order(&a->bounds_key, &b->bounds_key);
}

static int
by_values_key(const void *left, const void *right)
{
    const struct whole_slot *a = left, *b = right;
    return key_order(&a->values_key, &b->values_key);
}

static enum status
make_bounds(struct glass_part *part, const struct whole_slot *slots,
            size_t count, struct error *err)
{
    AUTO(buf) struct buf tag = BUF_INIT(SIZE_MAX / 2);
    for (size_t i = 0; i < count; i++) {
        buf_clear(&tag);
        glass_add_uint(&tag, slots[i].count);
        glass_add_text(&tag, slots[i].lowest);
        if (!str_eq(slots[i].lowest, slots[i].highest))
            buf_add(&tag, slots[i].highest);
        TRY(buf_status(&tag, err));
        TRY(glass_part_add(part, &slots[i].bounds_key, buf_str(&tag), err));
    }
    return STATUS_OK;
}

static enum status
keep_value(void *payload, uint32_t docid, struct str value, struct error *err)
{
    return value_list_add(payload, docid, value, err);
}

static enum status
make_values(struct glass_part *part, const struct tables *tables, uint32_t slot,
            struct error *err)
{
    AUTO(value_list)
    struct value_list list = {
        .part = part, .piece = BUF_INIT(SIZE_MAX / 2), .slot = slot};
    for (size_t r = 0; r < tables->count; r++) {
        size_t count;
        const struct inverted_slot *slots = slots_of(&tables->runs[r], &count);
        for (size_t i = 0; i < count; i++)
            if (slots[i].slot == slot)
                TRY(run_values(&tables->runs[r], i, keep_value, &list, err));
    }
    return value_list_end(&list, err);
}

static enum status
make_slots(struct glass_part *part, const struct tables *tables,
           struct error *err)
{
    AUTO(buf) struct buf all = BUF_INIT(SIZE_MAX / 2);
    TRY(slots_join(&all, tables, err));
    struct whole_slot *slots = (struct whole_slot *)(void *)all.at;
    size_t count = all.len / sizeof *slots;
    if (count == 0)
        return STATUS_OK;
    qsort(slots, count, sizeof *slots, by_bounds_key);
    TRY(make_bounds(part, slots, count, err));
    qsort(slots, count, sizeof *slots, by_values_key);
    for (size_t i = 0; i < count; i++)
        TRY(make_values(part, tables, slots[i].slot, err));
    return STATUS_OK;
}

/* Lengths of some runs, one after the other. */
struct length_walk {
    const struct run *run, *end; /* that come next */
    struct run_lengths lengths;
    struct length at;
    bool open, found;
};

static enum status
length_next(struct length_walk *walk, struct error *err)
{
    walk->found = false;
    while (!walk->found && (walk->open || walk->run < walk->end)) {
        if (!walk->open)
            run_lengths_open(&walk->lengths, walk->run++);
        TRY(run_lengths_next(&walk->at, &walk->found, &walk->lengths, err));
        walk->open = walk->found;
        if (!walk->open)
            run_lengths_release(&walk->lengths);
    }
    return STATUS_OK;
}

/* The lengths of all documents, late terms included. */
struct lengths {
    struct length_walk all, late;
};

static enum status
lengths_open(struct lengths *out, const struct tables *tables,
             struct error *err)
{
    const struct run *late = tables->runs ? tables->runs + tables->count : NULL;
    *out = (struct lengths){
        {.run = tables->runs, .end = late},
        {.run = late, .end = late ? late + tables->late : NULL}};
    TRY(length_next(&out->all, err));
    return length_next(&out->late, err);
}

static void
lengths_release(struct lengths *walk)
{
    run_lengths_release(&walk->all.lengths);
    run_lengths_release(&walk->late.lengths);
}

CLEANUP_KIND(lengths, struct lengths, lengths_release)

/* *found = false: there are no more. */
static enum status
lengths_next(struct length *out, bool *found, struct lengths *walk,
             struct error *err)
{
    *found = walk->all.found;
    if (!*found)
        return STATUS_OK;
    *out = walk->all.at;
    TRY(length_next(&walk->all, err));
    while (walk->late.found && walk->late.at.docid <= out->docid) {
        if (walk->late.at.docid == out->docid)
            out->length += walk->late.at.length;
        TRY(length_next(&walk->late, err));
    }
    return STATUS_OK;
}

static enum status
make_lengths(struct glass_part *part, const struct tables *tables,
             struct error *err)
{
    AUTO(posting_list) struct posting_list list = POSTING_LIST_INIT(part);
    AUTO(lengths) struct lengths walk = {0};
    struct length length;
    bool found;
    posting_list_start(&list, STR(""), 0, 0);
    TRY(lengths_open(&walk, tables, err));
    for (;;) {
        TRY(lengths_next(&length, &found, &walk, err));
        if (!found)
            return posting_list_end(&list, err);
        TRY(posting_list_add(&list, length.docid, length.length, err));
    }
}

static enum status
make_head(struct making *making, struct error *err)
{
    struct glass_part *before = part_before(making);
    struct glass_part *behind = part_behind(making);
    TRY(glass_part_open(before, &making->postlist, true, err));
    TRY(glass_part_open(behind, &making->postlist, false, err));
    TRY(make_metadata(making, err));
    TRY(make_slots(behind, making->tables, err));
    TRY(make_lengths(behind, making->tables, err));
    TRY(glass_part_end(before, err));
    return glass_part_end(behind, err);
}

/* ---- tasks
 * ---------------------------------------------------------------------------
 */

/* A table has one part at least. */
static unsigned
termlist_parts(const struct tables *tables)
{
    return tables->count ? (unsigned)tables->count : 1;
}

static enum status
termlist_finish(struct making *making, struct error *err)
{
    TRY(glass_table_finish(&making->version->roots[GLASS_TERMLIST],
                           &making->termlist, making->termlists,
                           termlist_parts(making->tables), err));
    table_sync_start(&making->termlist_sync, &making->termlist);
    return STATUS_OK;
}

/* The table of termlists goes to the disk when its last part is whole. */
static enum status
make_part(struct making *making, unsigned number, struct error *err)
{
    TRY(make_termlists(making, number, err));
    return atomic_fetch_sub(&making->lists_left, 1) == 1
               ? termlist_finish(making, err)
               : STATUS_OK;
}

/* Big tasks first: termlists of runs, the head, cuts of terms. */
static enum status
work(void *payload, struct parallel *parallel, unsigned index,
     struct error *err)
{
    struct making *making = payload;
    unsigned lists = termlist_parts(making->tables), task;
    (void)index;
    while (parallel_next(parallel, making->cuts + lists + 1, &task)) {
        if (task < lists)
            TRY(make_part(making, task, err));
        else if (task == lists)
            TRY(make_head(making, err));
        else
            TRY(make_terms(making, task - lists - 1, err));
    }
    return STATUS_OK;
}

/* Where to cut the terms: by the bytes of the postings of the largest run in
 * memory, or by the marks of one in a file.  Any cut is right; a good one
 * makes tasks of about one size. */
static enum status
bound_add(struct making *making, struct str term, struct error *err)
{
    struct str *last = &making->bounds[making->cuts - 1];
    if (making->cuts == TERM_CUTS_MAX || term.len == 0 ||
        str_cmp(term, *last) <= 0)
        return STATUS_OK;
    struct str copy = arena_copy(&making->arena, term);
    if (!copy.at)
        return error_no_memory(err);
    making->bounds[making->cuts++] = copy;
    return STATUS_OK;
}

static const struct run *
largest_run(const struct tables *tables)
{
    const struct run *largest = NULL;
    for (size_t i = 0; i < tables->count; i++)
        if (!largest || tables->runs[i].term_count > largest->term_count)
            largest = &tables->runs[i];
    return largest;
}

/* Where the postings of a run in memory are, by stretches of its order: its
 * terms are not in order themselves. */
enum { STRETCHES = 4096 };

static enum status
cut_memory(struct making *making, const struct run *run, unsigned cuts,
           struct error *err)
{
    AUTO(buf) struct buf stretches = BUF_INIT(SIZE_MAX / 2);
    uint32_t width = run->term_count / STRETCHES + 1;
    uint64_t all = 0, sum = 0;
    unsigned cut = 1;
    if (!buf_reserve(&stretches, STRETCHES * sizeof(uint64_t)))
        return buf_status(&stretches, err);
    uint64_t *weights = (uint64_t *)(void *)stretches.at;
    memset(weights, 0, STRETCHES * sizeof *weights);
    for (uint32_t i = 0; i < run->term_count; i++) {
        uint32_t documents = run_terms(run)[i].documents;
        weights[run->names[i].place / width] += documents;
        all += documents;
    }
    for (uint32_t i = 0; i < run->term_count && cut < cuts; i += width) {
        if (sum >= all * cut / cuts) {
            TRY(bound_add(making, run_text(run, run_term_at(run, i)), err));
            cut++;
        }
        sum += weights[i / width];
    }
    return STATUS_OK;
}

static struct str
mark_text(const struct run *run, const struct run_mark *mark)
{
    return (struct str){run->mark_texts.at + mark->text, mark->len};
}

static enum status
cut_terms(struct making *making, struct error *err)
{
    const struct run *run = largest_run(making->tables);
    unsigned cuts = making->tables->jobs * CUTS_PER_JOB;
    making->cuts = 1; /* from the start */
    making->bounds[0] = STR("");
    if (!run)
        return STATUS_OK;
    if (cuts > TERM_CUTS_MAX)
        cuts = TERM_CUTS_MAX;
    if (run->fd < 0)
        return cut_memory(making, run, cuts, err);
    const struct run_mark *marks = (const void *)run->marks.at;
    size_t count = run->marks.len / sizeof *marks;
    for (unsigned cut = 1; cut < cuts; cut++)
        TRY(bound_add(making, mark_text(run, &marks[count * cut / cuts]), err));
    return STATUS_OK;
}

static enum status
version_count(struct glass_version *version, const struct tables *tables,
              struct error *err)
{
    AUTO(lengths) struct lengths walk = {0};
    struct length length;
    bool found;
    for (size_t i = 0; i < tables->count + tables->late; i++)
        if (tables->runs[i].highest_wdf > version->highest_wdf)
            version->highest_wdf = tables->runs[i].highest_wdf;
    TRY(lengths_open(&walk, tables, err));
    for (;;) {
        TRY(lengths_next(&length, &found, &walk, err));
        if (!found)
            return STATUS_OK;
        version->documents++;
        version->last_docid = length.docid;
        version->length += length.length;
        if (length.length > version->longest)
            version->longest = length.length;
        if (length.length &&
            (!version->shortest || length.length < version->shortest))
            version->shortest = length.length;
    }
}

static enum status
making_open(struct making *making, struct error *err)
{
    const struct tables *tables = making->tables;
    TRY(cut_terms(making, err));
    making->postlists = calloc(part_count(making), sizeof *making->postlists);
    making->termlists =
        calloc(termlist_parts(tables), sizeof *making->termlists);
    if (!making->postlists || !making->termlists)
        return error_no_memory(err);
    TRY(glass_table_open(&making->postlist, tables->directory, "postlist",
                         (struct glass_form){0}, err));
    /* Compressing termlists would halve them, and take more time than writing
     * them, and again as much in the check. */
    return glass_table_open(&making->termlist, tables->directory, "termlist",
                            (struct glass_form){.filled = true}, err);
}

static void
making_release(struct making *making)
{
    table_sync_release(&making->termlist_sync);
    table_sync_release(&making->docdata_sync);
    for (unsigned i = 0; making->postlists && i < part_count(making); i++)
        glass_part_release(&making->postlists[i]);
    for (unsigned i = 0;
         making->termlists && i < termlist_parts(making->tables); i++)
        glass_part_release(&making->termlists[i]);
    free(making->postlists);
    free(making->termlists);
    glass_table_close(&making->postlist);
    glass_table_close(&making->termlist);
    arena_release(&making->arena);
}

CLEANUP_KIND(making, struct making, making_release)

/* The data of documents were whole before. */
static enum status
docdata_finish(struct making *making, struct error *err)
{
    const struct tables *tables = making->tables;
    if (!tables->docdata)
        return STATUS_OK;
    TRY(glass_table_finish(&making->version->roots[GLASS_DOCDATA],
                           tables->docdata, tables->docdata_parts,
                           tables->docdata_count, err));
    table_sync_start(&making->docdata_sync, tables->docdata);
    return STATUS_OK;
}

static enum status
postlist_finish(struct making *making, struct error *err)
{
    TRY(glass_table_finish(&making->version->roots[GLASS_POSTLIST],
                           &making->postlist, making->postlists,
                           part_count(making), err));
    return glass_table_sync(&making->postlist, err);
}

enum status
tables_write(struct glass_version *version, const struct tables *tables,
             struct error *err)
{
    AUTO(making)
    struct making making = {.tables = tables,
                            .version = version,
                            .lists_left = termlist_parts(tables),
                            .postlist = {.fd = -1, .leaves = UNNAMED_NONE},
                            .termlist = {.fd = -1, .leaves = UNNAMED_NONE}};
    TRY(making_open(&making, err));
    TRY(docdata_finish(&making, err));
    TRY(parallel_run(tables->jobs, work, &making, err));
    TRY(postlist_finish(&making, err));
    version->documents = version->last_docid = 0;
    TRY(version_count(version, tables, err));
    TRY(table_sync_end(&making.termlist_sync, err));
    return table_sync_end(&making.docdata_sync, err);
}
