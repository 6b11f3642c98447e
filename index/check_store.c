/* index: --check of the store's insides. */
#include "check_store.h"

#include "lang.h"
#include "ledger.h"
#include "merge.h"
#include "suppressed.h"

#include <stdlib.h>

/* What belongs to each document is summed up, in whatever order it is met:
 * equal sums, equal contents. */
struct checking {
    struct store *store;
    struct xap_reader *reader;
    check_fault *fault;
    void *payload;
    struct error *err;
    struct arena arena;
    xap_docid last;
    uint64_t *expected, *values, *found; /* by docid */
    bool *sound;
    xap_docid before; /* in an ascending walk */
    uint64_t count, highest;
    uint64_t postings; /* of the term at hand */
    struct str term;
};

static void
checking_release(struct checking *checking)
{
    arena_release(&checking->arena);
    free(checking->expected);
    free(checking->values);
    free(checking->found);
    free(checking->sound);
}

CLEANUP_KIND(checking, struct checking, checking_release)

static uint64_t
mix(uint64_t seed, struct str bytes)
{
    uint64_t hash = 0xCBF29CE484222325 ^ seed * 0x9E3779B97F4A7C15;
    for (size_t i = 0; i < bytes.len; i++)
        hash = (hash ^ (unsigned char)bytes.at[i]) * 0x100000001B3;
    hash ^= hash >> 32;
    return hash * 0xD6E8FEB86659FD93;
}

static void
fault(struct checking *checking, xap_docid docid, const char *what)
{
    checking->fault(checking->payload, docid, what);
}

/* A list that does not rise may have no end. */
static enum status
ascends(struct checking *checking, xap_docid docid)
{
    bool rises = docid > checking->before && docid <= checking->last;
    checking->before = docid;
    if (rises)
        return STATUS_OK;
    return error_set(checking->err, STATUS_IO, "%s",
                     TR("a list of documents is out of order",
                        "une liste de documents est en désordre"));
}

/* ---- records ----------------------------------------------------------- */

static enum status
expect_term(void *payload, struct str term)
{
    struct checking *checking = payload;
    checking->expected[checking->before] += mix(0, term);
    return STATUS_OK;
}

static enum status
expect_record(struct checking *checking, xap_docid docid,
              const struct record *record)
{
    char sequence[SEQUENCE_BYTES];
    sequence_encode(sequence, record->sequence);
    checking->values[docid] =
        mix(SLOT_UID + 1, record->uid) +
        mix(SLOT_SEQUENCE + 1, (struct str){sequence, SEQUENCE_BYTES});
    if (record->sequence > checking->highest)
        checking->highest = record->sequence;
    if (!document_uid_is_valid(record->uid))
        fault(checking, docid, TR("its uid is none", "uid invalide"));
    return store_terms(record, &checking->arena, expect_term, checking,
                       checking->err);
}

/* Also what Xapian cannot read costs this record only. */
static enum status
take_record(void *payload, xap_docid docid, uint32_t wdf)
{
    struct checking *checking = payload;
    struct record record;
    struct document document;
    struct error own = {0};
    (void)wdf;
    TRY(ascends(checking, docid));
    checking->count++;
    arena_reset(&checking->arena);
    enum status status =
        store_record(&record, checking->store, docid, &checking->arena, &own);
    if (status == STATUS_OK)
        status = merge_record(&document, &record, &checking->arena, &own);
    if (status == STATUS_FORMAT || status == STATUS_IO ||
        status == STATUS_NOT_FOUND) {
        fault(checking, docid, own.text);
        return STATUS_OK;
    }
    if (status != STATUS_OK)
        return error_set(checking->err, status, "%s", own.text);
    checking->sound[docid] = true;
    return expect_record(checking, docid, &record);
}

static enum status
check_records(struct checking *checking)
{
    uint32_t documents;
    checking->before = 0;
    TRY(xap_reader_postings(checking->reader, STR(""), take_record, checking,
                            checking->err));
    TRY(xap_reader_doc_count(&documents, checking->reader, checking->err));
    if (documents != checking->count)
        fault(checking, 0,
              TR("the store counts another number of documents than it has",
                 "le store compte un autre nombre de documents qu'il n'en a"));
    return STATUS_OK;
}

/* ---- what follows from them ---------------------------------------------- */

static void
compare(struct checking *checking, const uint64_t *expected, const char *what)
{
    for (xap_docid docid = 1; docid <= checking->last; docid++) {
        if (!checking->sound[docid] && checking->found[docid] == 0)
            continue;
        if (!checking->sound[docid] && expected[docid] == 0)
            continue; /* its record is damaged: told */
        if (checking->found[docid] != expected[docid])
            fault(checking, docid, what);
    }
}

static void
find_again(struct checking *checking)
{
    for (size_t i = 0; i <= checking->last; i++)
        checking->found[i] = 0;
}

static enum status
find_posting(void *payload, xap_docid docid, uint32_t wdf)
{
    struct checking *checking = payload;
    (void)wdf;
    TRY(ascends(checking, docid));
    checking->postings++;
    checking->found[docid] += mix(0, checking->term);
    return STATUS_OK;
}

static enum status
find_postings(void *payload, struct str term, uint32_t count)
{
    struct checking *checking = payload;
    checking->term = term;
    checking->before = 0;
    checking->postings = 0;
    TRY(xap_reader_postings(checking->reader, term, find_posting, checking,
                            checking->err));
    if (checking->postings != count)
        fault(checking, 0,
              TR("the store counts another number of postings than it has",
                 "le store compte un autre nombre d'occurrences qu'il n'en "
                 "a"));
    return STATUS_OK;
}

static enum status
check_postings(struct checking *checking)
{
    find_again(checking);
    TRY(xap_reader_terms(checking->reader, STR(""), find_postings, checking,
                         checking->err));
    compare(checking, checking->expected,
            TR("its postings in the store are not its own",
               "ses occurrences dans le store ne sont pas les siennes"));
    return STATUS_OK;
}

static enum status
find_term(void *payload, struct str term, uint32_t count)
{
    struct checking *checking = payload;
    (void)count;
    checking->found[checking->before] += mix(0, term);
    return STATUS_OK;
}

static enum status
check_term_lists(struct checking *checking)
{
    find_again(checking);
    for (xap_docid docid = 1; docid <= checking->last; docid++) {
        struct error own = {0};
        if (!checking->sound[docid])
            continue;
        checking->before = docid;
        enum status status = xap_reader_document_terms(
            checking->reader, docid, find_term, checking, &own);
        if (status == STATUS_IO || status == STATUS_NOT_FOUND) {
            fault(checking, docid, own.text);
            checking->found[docid] = checking->expected[docid];
        } else if (status != STATUS_OK) {
            return error_set(checking->err, status, "%s", own.text);
        }
    }
    compare(checking, checking->expected,
            TR("its terms in the store are not its own",
               "ses termes dans le store ne sont pas les siens"));
    return STATUS_OK;
}

struct slot_walk {
    struct checking *checking;
    uint32_t slot;
};

static enum status
find_value(void *payload, xap_docid docid, struct str value)
{
    struct slot_walk *walk = payload;
    TRY(ascends(walk->checking, docid));
    walk->checking->found[docid] += mix(walk->slot + 1, value);
    return STATUS_OK;
}

static enum status
check_values(struct checking *checking)
{
    static const uint32_t slots[] = {SLOT_UID, SLOT_SEQUENCE};
    find_again(checking);
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        struct slot_walk walk = {checking, slots[i]};
        checking->before = 0;
        TRY(xap_reader_values(checking->reader, slots[i], 1, find_value, &walk,
                              checking->err));
    }
    compare(checking, checking->values,
            TR("its values in the store are not its own",
               "ses valeurs dans le store ne sont pas les siennes"));
    return STATUS_OK;
}

/* ---- the ledger ---------------------------------------------------------- */

static enum status
check_entries(struct checking *checking,
              enum status (*check)(struct store *store, struct error *err))
{
    struct error own = {0};
    enum status status = check(checking->store, &own);
    if (status == STATUS_FORMAT || status == STATUS_IO)
        fault(checking, 0, own.text);
    else if (status != STATUS_OK)
        return error_set(checking->err, status, "%s", own.text);
    return STATUS_OK;
}

static enum status
check_ledger(struct checking *checking)
{
    uint64_t sequence;
    TRY(store_sequence(&sequence, checking->store, checking->err));
    if (sequence < checking->highest)
        fault(checking, 0,
              TR("the store's sequence number is behind its records",
                 "le numéro de séquence du store est derrière ses "
                 "enregistrements"));
    TRY(check_entries(checking, ledger_check));
    return check_entries(checking, suppressed_check);
}

/* The highest docid, by the list of all documents: what the version file says
 * of it may be damaged. */
static enum status
find_last(void *payload, xap_docid docid, uint32_t wdf)
{
    struct checking *checking = payload;
    (void)wdf;
    if (docid <= checking->last)
        return error_set(checking->err, STATUS_IO, "%s",
                         TR("a list of documents is out of order",
                            "une liste de documents est en désordre"));
    checking->last = docid;
    return STATUS_OK;
}

static enum status
checking_init(struct checking *checking)
{
    xap_docid last;
    TRY(xap_reader_postings(checking->reader, STR(""), find_last, checking,
                            checking->err));
    TRY(xap_reader_last_docid(&last, checking->reader, checking->err));
    if (last < checking->last)
        fault(checking, 0,
              TR("the store's last docid is behind its documents",
                 "le dernier docid du store est derrière ses documents"));
    size_t count = (size_t)checking->last + 1;
    checking->expected = calloc(count, sizeof(uint64_t));
    checking->values = calloc(count, sizeof(uint64_t));
    checking->found = calloc(count, sizeof(uint64_t));
    checking->sound = calloc(count, sizeof(bool));
    if (!checking->expected || !checking->values || !checking->found ||
        !checking->sound)
        return error_no_memory(checking->err);
    return STATUS_OK;
}

enum status
check_store(struct store *store, check_fault *fault_told, void *payload,
            struct error *err)
{
    AUTO(checking)
    struct checking checking = {.store = store,
                                .reader = store_reader(store),
                                .fault = fault_told,
                                .payload = payload,
                                .err = err};
    TRY(checking_init(&checking));
    TRY(check_records(&checking));
    TRY(check_postings(&checking));
    TRY(check_term_lists(&checking));
    TRY(check_values(&checking));
    return check_ledger(&checking);
}
