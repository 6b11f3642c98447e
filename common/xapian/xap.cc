/* Every step that touches an index: C on one side, Xapian on the other.
 *
 * Nothing thrown may reach a C frame (the process would end there), so all
 * work happens in guard(), which is noexcept and holds the only try.  What
 * stands outside of it in an extern "C" function cannot throw.  The functions
 * themselves are not marked noexcept: their declarations in xap.h are C. */
#include <cstddef>
#include <cstdint>

/* C keeps struct xap_search and the function xap_search apart. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
extern "C" {
#include "xap.h"

extern "C" {
#include "deadline.h"
#include "ending.h"
#include "version_file.h"
}
}
#pragma GCC diagnostic pop

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <new>
#include <ostream>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <utility>
#include <vector>

#include <xapian.h>

struct xap_document {
    Xapian::Document document;
};

/* How often memory ended within Xapian.  What was open then may hold cursors
 * that are half made: another search through them crashes. */
static std::atomic<uint64_t> memory_ended{0};

struct xap_reader {
    Xapian::Database db;
    std::vector<std::string> paths{}; /* opened from; none within a writer */
    uint64_t opened = 0;              /* memory_ended before that */
};

struct xap_writer {
    Xapian::WritableDatabase db;
    struct xap_reader reader; /* shares db's insides: sees what is pending */
    bool open;                /* a transaction is */
    bool dead;                /* only close is allowed */
};

/* A query and what it was made of. */
struct xap_node {
    Xapian::Query query;
    enum xap_kind kind = XAP_KIND_OTHER;
    enum xap_op op = XAP_AND;
    std::vector<std::shared_ptr<const struct xap_node>> children{};
    std::string term{};
    uint32_t wqf = 0, slot = 0, window = 0;
    std::string low{}, high{};
    std::vector<xap_docid> docids{};
    bool ordered = false;
};

struct xap_query {
    Xapian::Query query;
    std::shared_ptr<const struct xap_node> node;
};

struct xap_postings {
    Xapian::Database db; /* keeps it open */
    Xapian::PostingIterator at;
};

namespace
{

enum status failed_io(struct error *err, const Xapian::Error &error) noexcept;

/* Runs the body and turns what it throws into a status; `other` answers for
 * the errors of Xapian that have no status of their own. */
template <typename Body, typename Other = decltype(&failed_io)>
enum status guard(struct error *err, Body body,
                  Other other = failed_io) noexcept;

/* The text of an Xapian error.  The errno text is made on demand and may run
 * out of memory: hence a guard of its own. */
enum status
failed(struct error *err, enum status code, const Xapian::Error &error) noexcept
{
    if (!err)
        return code;
    const char *cause = nullptr;
    (void)guard(nullptr, [&] {
        cause = error.get_error_string();
        return STATUS_OK;
    });
    return error_set(err, code, "%s%s%s", error.get_msg().c_str(),
                     cause ? ": " : "", cause ? cause : "");
}

enum status
failed_io(struct error *err, const Xapian::Error &error) noexcept
{
    return failed(err, STATUS_IO, error);
}

/* Xapian throws the same error for a lock held and for a lock file that
 * cannot be made (permission, read-only disk): only its words differ. */
enum status
failed_lock(struct error *err, const Xapian::DatabaseLockError &error) noexcept
{
    bool held = error.get_msg().find("already locked") != std::string::npos;
    return failed(err, held ? STATUS_LOCKED : STATUS_IO, error);
}

/* Thrown out of a search whose time is over (deadline.h). */
struct TimedOut {
};

template <typename Body, typename Other>
enum status
guard(struct error *err, Body body, Other other) noexcept
{
    try {
        return body();
    } catch (const Xapian::DatabaseLockError &error) {
        return failed_lock(err, error);
    } catch (const Xapian::DatabaseModifiedError &error) {
        return failed(err, STATUS_STALE, error);
    } catch (const Xapian::DatabaseNotFoundError &error) {
        return failed(err, STATUS_NOT_FOUND, error);
    } catch (const Xapian::DocNotFoundError &error) {
        return failed(err, STATUS_NOT_FOUND, error);
    } catch (const Xapian::LogicError &error) {
        return failed(err, STATUS_BUG, error); /* bad argument, wrong state */
    } catch (const Xapian::Error &error) {
        return other(err, error);
    } catch (const TimedOut &) {
        return deadline_check(err);
    } catch (const std::bad_alloc &) {
        memory_ended++;
        return error_set(err, STATUS_NOMEM, "out of memory");
    } catch (const std::length_error &) {
        return error_set(err, STATUS_IO, "damaged table: a length without end");
    } catch (...) {
        return error_set(err, STATUS_BUG, "unexpected C++ exception");
    }
}

std::string
string_of(struct str s)
{
    return s.len ? std::string(s.at, s.len) : std::string();
}

struct str
slice_of(const std::string &s) noexcept
{
    return {s.data(), s.size()};
}

enum status
copy_to(struct str *out, struct arena *arena, const std::string &from,
        struct error *err) noexcept
{
    struct str copy = arena_copy(arena, slice_of(from));
    if (copy.len != from.size())
        return error_set(err, STATUS_NOMEM, "out of memory");
    *out = copy;
    return STATUS_OK;
}

/* Xapian looks at the length when the document is added, and at zero bytes
 * only when the batch is flushed; either way it drops the whole batch.  So
 * every term is measured here first. */
enum status
term_check(struct str term, struct error *err) noexcept
{
    size_t size = term.len;
    for (size_t i = 0; i < term.len; i++)
        size += term.at[i] == '\0';
    if (size > XAP_TERM_MAX)
        return error_set(err, STATUS_LIMIT, "term of %zu bytes, limit %d", size,
                         static_cast<int>(XAP_TERM_MAX));
    return STATUS_OK;
}

enum status
key_check(struct str key, struct error *err) noexcept
{
    if (key.len > XAP_KEY_MAX)
        return error_set(err, STATUS_LIMIT, "key of %zu bytes, limit %d",
                         key.len, static_cast<int>(XAP_KEY_MAX));
    return STATUS_OK;
}

} // namespace

const char *
xap_version(void)
{
    return Xapian::version_string();
}

/* ---- documents ------------------------------------------------------- */

enum status
xap_document_new(struct xap_document **out, struct error *err)
{
    return guard(err, [&] {
        *out = new xap_document();
        return STATUS_OK;
    });
}

void
xap_document_free(struct xap_document *document)
{
    delete document;
}

enum status
xap_document_clear(struct xap_document *document, struct error *err)
{
    return guard(err, [&] {
        document->document = Xapian::Document();
        return STATUS_OK;
    });
}

enum status
xap_document_remove(struct xap_document *document, struct str term,
                    struct error *err)
{
    TRY(term_check(term, err));
    return guard(err, [&] {
        document->document.remove_term(string_of(term));
        return STATUS_OK;
    });
}

enum status
xap_document_data(struct xap_document *document, struct str data,
                  struct error *err)
{
    return guard(err, [&] {
        document->document.set_data(string_of(data));
        return STATUS_OK;
    });
}

enum status
xap_document_term(struct xap_document *document, struct str term, uint32_t wdf,
                  struct error *err)
{
    TRY(term_check(term, err));
    return guard(err, [&] {
        document->document.add_term(string_of(term), wdf);
        return STATUS_OK;
    });
}

enum status
xap_document_value(struct xap_document *document, uint32_t slot,
                   struct str value, struct error *err)
{
    return guard(err, [&] {
        document->document.add_value(slot, string_of(value));
        return STATUS_OK;
    });
}

/* ---- writing --------------------------------------------------------- */

namespace
{

/* Every call on a writer but open and close: refuses a dead one and one in
 * the wrong state.  A change outside a transaction is refused because Xapian
 * would commit it when the handle goes.  After a failure the pending changes
 * may be half applied, so the writer is dead. */
template <typename Body>
enum status
writer_guard(struct xap_writer *writer, bool wants_open, struct error *err,
             Body body) noexcept
{
    if (writer->dead)
        return error_set(err, STATUS_IO, "the writer has failed before");
    enum status status =
        writer->open == wants_open
            ? guard(err, body)
            : error_set(err, STATUS_BUG, "%s",
                        wants_open ? "no transaction is open"
                                   : "a transaction is open already");
    writer->dead = status != STATUS_OK && status != STATUS_NOT_FOUND &&
                   status != STATUS_LIMIT;
    return status;
}

} // namespace

enum status
xap_writer_open(struct xap_writer **out, const char *path, bool fresh,
                bool no_sync, struct error *err)
{
    if (fresh)
        version_forget(path);
    else
        TRY(version_check(path, err));
    return guard(err, [&] {
        int flags = Xapian::DB_BACKEND_GLASS |
                    (fresh ? Xapian::DB_CREATE_OR_OVERWRITE
                           : Xapian::DB_CREATE_OR_OPEN) |
                    (no_sync ? Xapian::DB_NO_SYNC : 0);
        Xapian::WritableDatabase db(path, flags);
        *out = new xap_writer{db, {db, {}}, false, false};
        return STATUS_OK;
    });
}

/* Xapian's destructor cancels an open transaction and commits anything else.
 * Nothing else should be there, but no document of Xapian's says what a
 * failed commit leaves.  So there is always a transaction when it runs:
 * beginning an unflushed one commits nothing, and fails without harm when one
 * is open. */
void
xap_writer_close(struct xap_writer *writer)
{
    if (!writer)
        return;
    (void)guard(nullptr, [&] {
        writer->db.begin_transaction(false);
        return STATUS_OK;
    });
    delete writer;
}

enum status
xap_writer_begin(struct xap_writer *writer, struct error *err)
{
    return writer_guard(writer, false, err, [&] {
        writer->db.begin_transaction(true);
        writer->open = true;
        return STATUS_OK;
    });
}

enum status
xap_writer_commit(struct xap_writer *writer, struct error *err)
{
    return writer_guard(writer, true, err, [&] {
        writer->open = false;
        writer->db.commit_transaction();
        return STATUS_OK;
    });
}

enum status
xap_writer_cancel(struct xap_writer *writer, struct error *err)
{
    return writer_guard(writer, true, err, [&] {
        writer->open = false;
        writer->db.cancel_transaction();
        return STATUS_OK;
    });
}

enum status
xap_writer_add(xap_docid *out, struct xap_writer *writer,
               const struct xap_document *document, struct error *err)
{
    return writer_guard(writer, true, err, [&] {
        *out = writer->db.add_document(document->document);
        return STATUS_OK;
    });
}

enum status
xap_writer_replace(struct xap_writer *writer, xap_docid docid,
                   const struct xap_document *document, struct error *err)
{
    return writer_guard(writer, true, err, [&] {
        writer->db.replace_document(docid, document->document);
        return STATUS_OK;
    });
}

enum status
xap_writer_document(struct xap_document *out, struct xap_writer *writer,
                    xap_docid docid, struct error *err)
{
    return writer_guard(writer, true, err, [&] {
        out->document = writer->db.get_document(docid);
        return STATUS_OK;
    });
}

enum status
xap_writer_delete(struct xap_writer *writer, xap_docid docid, struct error *err)
{
    return writer_guard(writer, true, err, [&] {
        writer->db.delete_document(docid);
        return STATUS_OK;
    });
}

enum status
xap_writer_metadata_set(struct xap_writer *writer, struct str key,
                        struct str value, struct error *err)
{
    TRY(key_check(key, err));
    return writer_guard(writer, true, err, [&] {
        writer->db.set_metadata(string_of(key), string_of(value));
        return STATUS_OK;
    });
}

struct xap_reader *
xap_writer_reader(struct xap_writer *writer)
{
    return &writer->reader;
}

/* ---- reading --------------------------------------------------------- */

enum status
xap_reader_open(struct xap_reader **out, const char *path, struct error *err)
{
    TRY(version_check(path, err));
    return guard(err, [&] {
        uint64_t before = memory_ended;
        *out = new xap_reader{Xapian::Database(path), {path}, before};
        return STATUS_OK;
    });
}

enum status
xap_reader_add(struct xap_reader *reader, const char *path, struct error *err)
{
    TRY(version_check(path, err));
    return guard(err, [&] {
        reader->paths.push_back(path);
        reader->db.add_database(Xapian::Database(path));
        return STATUS_OK;
    });
}

static Xapian::Database
open_paths(const std::vector<std::string> &paths)
{
    Xapian::Database db(paths[0]);
    for (size_t i = 1; i < paths.size(); i++)
        db.add_database(Xapian::Database(paths[i]));
    return db;
}

enum status
xap_reader_reopen(struct xap_reader *reader, bool *changed, struct error *err)
{
    for (const std::string &path : reader->paths)
        TRY(version_check(path.c_str(), err));
    return guard(err, [&] {
        uint64_t before = memory_ended;
        bool moved = true;
        if (reader->opened == before || reader->paths.empty())
            moved = reader->db.reopen();
        else
            reader->db = open_paths(reader->paths);
        reader->opened = before;
        if (changed)
            *changed = moved;
        return STATUS_OK;
    });
}

enum status
xap_reader_revision(uint64_t *out, struct xap_reader *reader, struct error *err)
{
    auto revision = [&] {
        if (reader->db.size() != 1)
            return STATUS_NOT_FOUND;
        *out = reader->db.get_revision();
        return STATUS_OK;
    };
    auto none = [](struct error *, const Xapian::Error &) {
        return STATUS_NOT_FOUND;
    };
    return guard(err, revision, none);
}

void
xap_reader_close(struct xap_reader *reader)
{
    delete reader;
}

enum status
xap_reader_doc_count(uint32_t *out, struct xap_reader *reader,
                     struct error *err)
{
    return guard(err, [&] {
        *out = reader->db.get_doccount();
        return STATUS_OK;
    });
}

enum status
xap_reader_last_docid(xap_docid *out, struct xap_reader *reader,
                      struct error *err)
{
    return guard(err, [&] {
        *out = reader->db.get_lastdocid();
        return STATUS_OK;
    });
}

enum status
xap_reader_average_length(double *out, struct xap_reader *reader,
                          struct error *err)
{
    return guard(err, [&] {
        *out = reader->db.get_average_length();
        return STATUS_OK;
    });
}

enum status
xap_reader_doc_length(uint32_t *out, struct xap_reader *reader, xap_docid docid,
                      struct error *err)
{
    return guard(err, [&] {
        *out = reader->db.get_doclength(docid);
        return STATUS_OK;
    });
}

enum status
xap_reader_data(struct str *out, struct xap_reader *reader, xap_docid docid,
                struct arena *arena, struct error *err)
{
    return guard(err, [&] {
        Xapian::Document document = reader->db.get_document(docid);
        return copy_to(out, arena, document.get_data(), err);
    });
}

enum status
xap_reader_value(struct str *out, struct xap_reader *reader, xap_docid docid,
                 uint32_t slot, struct arena *arena, struct error *err)
{
    return guard(err, [&] {
        Xapian::Document document = reader->db.get_document(docid);
        return copy_to(out, arena, document.get_value(slot), err);
    });
}

enum status
xap_reader_metadata(struct str *out, struct xap_reader *reader, struct str key,
                    struct arena *arena, struct error *err)
{
    TRY(key_check(key, err));
    return guard(err, [&] {
        std::string value = reader->db.get_metadata(string_of(key));
        return copy_to(out, arena, value, err);
    });
}

enum status
xap_reader_term_freq(uint32_t *out, struct xap_reader *reader, struct str term,
                     struct error *err)
{
    TRY(term_check(term, err));
    return guard(err, [&] {
        *out = reader->db.get_termfreq(string_of(term));
        return STATUS_OK;
    });
}

enum status
xap_reader_value_bounds(struct str *low, struct str *high,
                        struct xap_reader *reader, uint32_t slot,
                        struct arena *arena, struct error *err)
{
    return guard(err, [&] {
        struct str least;
        std::string bound = reader->db.get_value_lower_bound(slot);
        TRY(copy_to(&least, arena, bound, err));
        bound = reader->db.get_value_upper_bound(slot);
        TRY(copy_to(high, arena, bound, err));
        *low = least;
        return STATUS_OK;
    });
}

namespace
{

/* Visits everything from `at` on; the end of every kind of Xapian iterator
 * equals a fresh one. */
template <typename Iterator, typename Visit>
enum status
walk(Iterator at, Visit visit)
{
    enum status status = STATUS_OK;
    for (; status == STATUS_OK && at != Iterator(); ++at)
        status = visit(at);
    return status == STATUS_DONE ? STATUS_OK : status;
}

} // namespace

enum status
xap_reader_key_from(struct str *out, struct xap_reader *reader,
                    struct str prefix, struct str from, struct arena *arena,
                    struct error *err)
{
    TRY(key_check(prefix, err));
    TRY(key_check(from, err));
    return guard(err, [&] {
        Xapian::TermIterator at =
            reader->db.metadata_keys_begin(string_of(prefix));
        if (at != Xapian::TermIterator())
            at.skip_to(string_of(from));
        if (at == Xapian::TermIterator())
            return error_set(err, STATUS_NOT_FOUND, "no such key");
        return copy_to(out, arena, *at, err);
    });
}

enum status
xap_reader_keys(struct xap_reader *reader, struct str prefix,
                xap_key_visit *visit, void *payload, struct error *err)
{
    TRY(key_check(prefix, err));
    return guard(err, [&] {
        return walk(reader->db.metadata_keys_begin(string_of(prefix)),
                    [&](const Xapian::TermIterator &at) {
                        return visit(payload, slice_of(*at));
                    });
    });
}

enum status
xap_reader_terms(struct xap_reader *reader, struct str prefix,
                 xap_term_visit *visit, void *payload, struct error *err)
{
    TRY(term_check(prefix, err));
    return guard(err, [&] {
        return walk(reader->db.allterms_begin(string_of(prefix)),
                    [&](const Xapian::TermIterator &at) {
                        return visit(payload, slice_of(*at), at.get_termfreq());
                    });
    });
}

enum status
xap_reader_document_terms(struct xap_reader *reader, xap_docid docid,
                          xap_term_visit *visit, void *payload,
                          struct error *err)
{
    return guard(err, [&] {
        return walk(reader->db.termlist_begin(docid),
                    [&](const Xapian::TermIterator &at) {
                        return visit(payload, slice_of(*at), at.get_wdf());
                    });
    });
}

enum status
xap_reader_document_prefix(struct xap_reader *reader, xap_docid docid,
                           struct str prefix, xap_term_visit *visit,
                           void *payload, struct error *err)
{
    TRY(term_check(prefix, err));
    return guard(err, [&] {
        std::string start = string_of(prefix);
        Xapian::TermIterator from = reader->db.termlist_begin(docid);
        from.skip_to(start);
        return walk(from, [&](const Xapian::TermIterator &at) {
            std::string term = *at;
            if (term.compare(0, start.size(), start) != 0)
                return STATUS_DONE;
            return visit(payload, slice_of(term), at.get_wdf());
        });
    });
}

enum status
xap_reader_postings(struct xap_reader *reader, struct str term,
                    xap_posting_visit *visit, void *payload, struct error *err)
{
    TRY(term_check(term, err));
    return guard(err, [&] {
        return walk(reader->db.postlist_begin(string_of(term)),
                    [&](const Xapian::PostingIterator &at) {
                        return visit(payload, *at, at.get_wdf());
                    });
    });
}

enum status
xap_reader_values(struct xap_reader *reader, uint32_t slot, xap_docid first,
                  xap_value_visit *visit, void *payload, struct error *err)
{
    return guard(err, [&] {
        Xapian::ValueIterator from = reader->db.valuestream_begin(slot);
        if (first > 1 && from != Xapian::ValueIterator())
            from.skip_to(first);
        return walk(from, [&](const Xapian::ValueIterator &at) {
            return visit(payload, at.get_docid(), slice_of(*at));
        });
    });
}

enum status
xap_reader_values_of(struct xap_reader *reader, uint32_t slot,
                     const xap_docid *docids, size_t count,
                     xap_value_visit *visit, void *payload, struct error *err)
{
    return guard(err, [&] {
        Xapian::ValueIterator at = reader->db.valuestream_begin(slot);
        const Xapian::ValueIterator end;
        enum status status = STATUS_OK;
        for (size_t i = 0; i < count && status == STATUS_OK && at != end; i++) {
            if (at.get_docid() < docids[i])
                at.skip_to(docids[i]);
            if (at != end && at.get_docid() == docids[i])
                status = visit(payload, docids[i], slice_of(*at));
        }
        return status == STATUS_DONE ? STATUS_OK : status;
    });
}

enum status
xap_postings_open(struct xap_postings **out, struct xap_reader *reader,
                  struct str term, struct error *err)
{
    TRY(term_check(term, err));
    return guard(err, [&] {
        *out = new xap_postings{reader->db,
                                reader->db.postlist_begin(string_of(term))};
        return STATUS_OK;
    });
}

enum status
xap_postings_read(size_t *count, struct xap_postings *postings,
                  xap_docid *docids, uint32_t *wdfs, size_t room,
                  struct error *err)
{
    return guard(err, [&] {
        const Xapian::PostingIterator end;
        size_t n = 0;
        for (; n < room && postings->at != end; ++postings->at, n++) {
            docids[n] = *postings->at;
            if (wdfs)
                wdfs[n] = postings->at.get_wdf();
        }
        *count = n;
        return STATUS_OK;
    });
}

enum status
xap_postings_seek(struct xap_postings *postings, xap_docid docid,
                  struct error *err)
{
    return guard(err, [&] {
        if (postings->at != Xapian::PostingIterator())
            postings->at.skip_to(docid);
        return STATUS_OK;
    });
}

void
xap_postings_close(struct xap_postings *postings)
{
    delete postings;
}

enum status
xap_reader_lengths(uint32_t *out, struct xap_reader *reader, xap_docid last,
                   struct error *err)
{
    return guard(err, [&] {
        std::fill(out, out + last + 1, 0);
        auto end = reader->db.postlist_end(std::string());
        for (auto at = reader->db.postlist_begin(std::string()); at != end;
             ++at)
            if (*at <= last)
                out[*at] = at.get_doclength();
        return STATUS_OK;
    });
}

/* ---- query trees ------------------------------------------------------ */

namespace
{

using Queries = std::vector<Xapian::Query>;

/* Makes a node by make(queries of the children, what it is made of).  The
 * children are freed whatever happens; *out is set last, for it may be one of
 * the places they stood in. */
template <typename Make>
enum status
node_new(struct xap_query **out, enum xap_kind kind,
         struct xap_query **children, size_t count, struct error *err,
         Make make) noexcept
{
    std::unique_ptr<struct xap_query> made;
    enum status status = guard(err, [&] {
        Queries queries;
        auto node = std::make_shared<struct xap_node>();
        node->kind = kind;
        for (size_t i = 0; i < count; i++) {
            queries.push_back(children[i] ? children[i]->query
                                          : Xapian::Query());
            node->children.push_back(children[i] ? children[i]->node : nullptr);
        }
        node->query = make(queries, *node);
        made.reset(new xap_query{node->query, node});
        return STATUS_OK;
    });
    for (size_t i = 0; i < count; i++)
        delete std::exchange(children[i], nullptr);
    if (status == STATUS_OK)
        *out = made.release();
    return status;
}

/* The query owns the source, which without memory for the query is nobody's. */
template <typename Source>
Xapian::Query
query_of(std::unique_ptr<Source> source)
{
    Xapian::Query query(source->release()); /* may throw */
    (void)source.release();
    return query;
}

/* For leaves: no children. */
template <typename Make>
enum status
leaf_new(struct xap_query **out, enum xap_kind kind, struct error *err,
         Make make) noexcept
{
    return node_new(
        out, kind, nullptr, 0, err,
        [&](Queries &, struct xap_node &node) { return make(node); });
}

Xapian::Query::op
op_of(enum xap_op op)
{
    switch (op) {
    case XAP_AND:
        return Xapian::Query::OP_AND;
    case XAP_OR:
        return Xapian::Query::OP_OR;
    case XAP_AND_NOT:
        return Xapian::Query::OP_AND_NOT;
    case XAP_FILTER:
        return Xapian::Query::OP_FILTER;
    case XAP_AND_MAYBE:
        return Xapian::Query::OP_AND_MAYBE;
    case XAP_SYNONYM:
        return Xapian::Query::OP_SYNONYM;
    case XAP_MAX:
        return Xapian::Query::OP_MAX;
    }
    throw Xapian::InvalidArgumentError("no such query operator");
}

Xapian::Query
combine(Xapian::Query::op op, const Queries &children,
        Xapian::termcount parameter = 0)
{
    return Xapian::Query(op, children.begin(), children.end(), parameter);
}

/* The words for each place, as the query keeps them and as C reads them. */
struct Places {
    std::vector<std::vector<std::string>> words{};
    std::vector<std::vector<struct str>> slices{};
    std::vector<struct xap_words> lists{};
    struct xap_places shown {
    };
    const struct xap_checker *checker = nullptr;

    void finish(uint32_t window, bool ordered)
    {
        for (const auto &place : words) {
            slices.emplace_back();
            for (const std::string &word : place)
                slices.back().push_back(slice_of(word));
        }
        for (auto &place : slices)
            lists.push_back({place.data(), place.size()});
        shown = {lists.data(), lists.size(), window, ordered};
    }
};

/* A child as a place can take it: a term, or ORs of terms. */
void
add_words(std::vector<std::string> &to, const struct xap_node *node)
{
    bool either = node && node->kind == XAP_KIND_OP &&
                  (node->op == XAP_OR || node->op == XAP_SYNONYM);
    if (node && node->kind == XAP_KIND_TERM)
        to.push_back(node->term);
    else if (either)
        for (const auto &child : node->children)
            add_words(to, child.get());
    else if (node && node->kind != XAP_KIND_NONE)
        throw Xapian::InvalidArgumentError("words wanted for a place");
}

/* Those documents where the words stand as they should. */
class PlacesSource : public Xapian::PostingSource
{
  public:
    explicit PlacesSource(std::shared_ptr<const Places> of)
        : places(std::move(of))
    {
    }
    PlacesSource(const PlacesSource &) = delete;
    PlacesSource &operator=(const PlacesSource &) = delete;
    ~PlacesSource() override { places->checker->end(state); }
    Xapian::doccount get_termfreq_min() const override { return 0; }
    Xapian::doccount get_termfreq_est() const override { return most; }
    Xapian::doccount get_termfreq_max() const override { return most; }
    Xapian::docid get_docid() const override { return at; }
    bool at_end() const override { return at == NO_MORE; }
    PostingSource *clone() const override { return new PlacesSource(places); }
    void next(double) override { seek(at + 1); }
    void skip_to(Xapian::docid docid, double) override
    {
        if (docid > at)
            seek(docid);
    }
    bool check(Xapian::docid docid, double) override
    {
        if (docid <= at)
            return true;
        if (!holds(docid))
            return false;
        at = docid;
        return true;
    }
    void init(const Xapian::Database &db) override
    {
        reader = std::make_unique<struct xap_reader>();
        reader->db = db;
        at = 0;
        uint32_t found = 0;
        struct error err = {};
        places->checker->end(std::exchange(state, nullptr));
        raise(places->checker->start(&state, &found, &places->shown,
                                     reader.get(), &err),
              err);
        most = std::min<Xapian::doccount>(found, db.get_doccount());
    }
    std::string get_description() const override
    {
        std::string text;
        for (const auto &place : places->words) {
            text += text.empty() ? "" : " AND ";
            for (size_t i = 0; i < place.size(); i++)
                text += (i ? " | " : "") + place[i];
        }
        if (places->words.size() == 1)
            return text;
        return text + (places->shown.ordered ? " PHRASE " : " NEAR ") +
               std::to_string(places->shown.window);
    }

  private:
    static void raise(enum status status, const struct error &err)
    {
        if (status == STATUS_STALE)
            throw Xapian::DatabaseModifiedError(err.text);
        if (status == STATUS_NOMEM)
            throw std::bad_alloc();
        if (status == STATUS_TIMEOUT)
            throw TimedOut();
        if (status != STATUS_OK)
            throw Xapian::DatabaseError(err.text);
    }
    bool holds(Xapian::docid docid)
    {
        bool answer = false;
        struct error err = {};
        raise(places->checker->holds(&answer, state, docid, &err), err);
        return answer;
    }
    void seek(Xapian::docid docid)
    {
        struct error err = {};
        do
            raise(places->checker->next(&at, state, docid, &err), err);
        while (at != NO_MORE && !holds(at) && (docid = at + 1));
    }
    static constexpr Xapian::docid NO_MORE = UINT32_MAX;
    std::shared_ptr<const Places> places;
    std::unique_ptr<struct xap_reader> reader{};
    void *state = nullptr;
    Xapian::doccount most = 0;
    Xapian::docid at = 0;
};

} // namespace

enum status
xap_query_term(struct xap_query **out, struct str term, uint32_t wqf,
               struct error *err)
{
    TRY(term_check(term, err));
    if (str_is_empty(term)) /* to Xapian this is every document */
        return error_set(err, STATUS_BUG, "query for an empty term");
    return leaf_new(out, XAP_KIND_TERM, err, [&](struct xap_node &node) {
        node.term = string_of(term);
        node.wqf = wqf;
        return Xapian::Query(node.term, wqf);
    });
}

/* Not the ready-made Query::MatchAll: its reference count is shared between
 * threads and not atomic. */
enum status
xap_query_all(struct xap_query **out, struct error *err)
{
    return leaf_new(out, XAP_KIND_ALL, err, [](struct xap_node &) {
        return Xapian::Query(std::string());
    });
}

enum status
xap_query_op(struct xap_query **out, enum xap_op op,
             struct xap_query **children, size_t count, struct error *err)
{
    return node_new(out, XAP_KIND_OP, children, count, err,
                    [&](const Queries &queries, struct xap_node &node) {
                        node.op = op;
                        return combine(op_of(op), queries);
                    });
}

enum status
xap_query_elite(struct xap_query **out, struct xap_query **children,
                size_t count, uint32_t best, struct error *err)
{
    return node_new(out, XAP_KIND_OTHER, children, count, err,
                    [&](const Queries &queries, struct xap_node &) {
                        return combine(Xapian::Query::OP_ELITE_SET, queries,
                                       best);
                    });
}

enum status
xap_query_places(struct xap_query **out, struct xap_query **children,
                 size_t count, uint32_t window, bool ordered,
                 const struct xap_checker *checker, struct error *err)
{
    return node_new(out, XAP_KIND_PLACES, children, count, err,
                    [&](const Queries &, struct xap_node &node) {
                        auto places = std::make_shared<Places>();
                        for (const auto &child : node.children) {
                            places->words.emplace_back();
                            add_words(places->words.back(), child.get());
                        }
                        places->checker = checker;
                        places->finish(window, ordered);
                        node.window = window;
                        node.ordered = ordered;
                        return query_of(std::make_unique<PlacesSource>(places));
                    });
}

enum status
xap_query_word(struct xap_query **out, struct str term,
               const struct xap_checker *checker, struct error *err)
{
    TRY(term_check(term, err));
    return leaf_new(out, XAP_KIND_TERM, err, [&](struct xap_node &node) {
        node.term = string_of(term);
        node.wqf = 1;
        auto places = std::make_shared<Places>();
        places->words.push_back({node.term});
        places->checker = checker;
        places->finish(1, true);
        return query_of(std::make_unique<PlacesSource>(places));
    });
}

enum status
xap_query_scale(struct xap_query **out, struct xap_query *child, double factor,
                struct error *err)
{
    return node_new(out, XAP_KIND_OTHER, &child, 1, err,
                    [&](const Queries &queries, struct xap_node &) {
                        return Xapian::Query(factor, queries[0]);
                    });
}

/* An open lower end to Xapian would be every document, also those without a
 * value; the least value there can be is one zero byte. */
enum status
xap_query_value_range(struct xap_query **out, uint32_t slot, struct str low,
                      struct str high, struct error *err)
{
    return leaf_new(out, XAP_KIND_RANGE, err, [&](struct xap_node &node) {
        node.slot = slot;
        node.low = low.len ? string_of(low) : std::string(1, '\0');
        node.high = string_of(high);
        if (high.len == 0)
            return Xapian::Query(Xapian::Query::OP_VALUE_GE, slot, node.low);
        return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, slot, node.low,
                             node.high);
    });
}

enum status
xap_query_wildcard(struct xap_query **out, struct str prefix, uint32_t max,
                   struct error *err)
{
    TRY(term_check(prefix, err));
    if (max == 0) /* to Xapian this is no limit */
        return error_set(err, STATUS_BUG, "wildcard without a limit");
    return leaf_new(out, XAP_KIND_OTHER, err, [&](struct xap_node &) {
        return Xapian::Query(Xapian::Query::OP_WILDCARD, string_of(prefix), max,
                             Xapian::Query::WILDCARD_LIMIT_MOST_FREQUENT);
    });
}

namespace
{

/* A list of docids for each part of a database of several, told apart by
 * their uuids. */
struct Docids {
    std::vector<std::vector<Xapian::docid>> lists;
    std::vector<std::string> uuids; /* if there are several */

    Docids(const Xapian::Database &db, const xap_docid *docids, size_t count)
        : lists(db.size())
    {
        size_t parts = db.size();
        for (size_t i = 0; i < count; i++)
            lists[(docids[i] - 1) % parts].push_back(
                static_cast<Xapian::docid>((docids[i] - 1) / parts + 1));
        std::string all = db.get_uuid();
        for (size_t from = 0; parts > 1 && from < all.size();) {
            size_t end = std::min(all.find(':', from), all.size());
            uuids.push_back(all.substr(from, end - from));
            from = end + 1;
        }
    }
};

class DocidSource : public Xapian::PostingSource
{
  public:
    explicit DocidSource(std::shared_ptr<const Docids> from)
        : docids(std::move(from)), list(&docids->lists[0])
    {
    }
    Xapian::doccount get_termfreq_min() const override { return size(); }
    Xapian::doccount get_termfreq_est() const override { return size(); }
    Xapian::doccount get_termfreq_max() const override { return size(); }
    Xapian::docid get_docid() const override { return (*list)[at]; }
    bool at_end() const override { return at >= list->size(); }
    PostingSource *clone() const override { return new DocidSource(docids); }
    void next(double) override
    {
        at = begun ? at + 1 : 0;
        begun = true;
    }
    void skip_to(Xapian::docid docid, double) override
    {
        auto from = list->begin() + static_cast<std::ptrdiff_t>(at);
        auto found = std::lower_bound(from, list->end(), docid);
        at = static_cast<size_t>(found - list->begin());
        begun = true;
    }
    void init(const Xapian::Database &db) override
    {
        const auto &uuids = docids->uuids;
        auto found = std::find(uuids.begin(), uuids.end(), db.get_uuid());
        bool known = found != uuids.end();
        list = &docids->lists[known ? static_cast<size_t>(found - uuids.begin())
                                    : 0];
        at = 0;
        begun = false;
    }

  private:
    Xapian::doccount size() const
    {
        return static_cast<Xapian::doccount>(list->size());
    }
    std::shared_ptr<const Docids> docids;
    const std::vector<Xapian::docid> *list; /* of the part at hand */
    size_t at = 0;
    bool begun = false;
};

} // namespace

enum status
xap_query_docids(struct xap_query **out, struct xap_reader *reader,
                 const xap_docid *docids, size_t count, struct error *err)
{
    return leaf_new(out, XAP_KIND_DOCIDS, err, [&](struct xap_node &node) {
        if (reader->db.size() == 1)
            node.docids.assign(docids, docids + count);
        else
            node.kind = XAP_KIND_OTHER;
        auto source = std::make_unique<DocidSource>(
            std::make_shared<const Docids>(reader->db, docids, count));
        return query_of(std::move(source));
    });
}

enum status
xap_query_copy(struct xap_query **out, const struct xap_query *query,
               struct error *err)
{
    return guard(err, [&] {
        *out = query ? new xap_query(*query)
                     : new xap_query{Xapian::Query(), nullptr};
        return STATUS_OK;
    });
}

/* Words read as the terms that they are. */
static std::string
describe(const Xapian::Query &query)
{
    static const std::string head = "PostingSource(";
    std::string text = query.get_description();
    for (size_t at = 0; (at = text.find(head, at)) != std::string::npos; at++) {
        size_t from = at + head.size(), end = text.find_first_of(" )", from);
        if (end == std::string::npos || text[end] != ')')
            continue;
        text.erase(end, 1);
        text.erase(at, head.size());
    }
    return text;
}

enum status
xap_query_describe(struct str *out, const struct xap_query *query,
                   struct arena *arena, struct error *err)
{
    return guard(err, [&] {
        return copy_to(out, arena,
                       describe(query ? query->query : Xapian::Query()), err);
    });
}

void
xap_query_free(struct xap_query *query)
{
    delete query;
}

/* ---- what a query was made of ------------------------------------------ */

const struct xap_node *
xap_query_node(const struct xap_query *query)
{
    return query ? query->node.get() : nullptr;
}

enum xap_kind
xap_node_kind(const struct xap_node *node)
{
    return node ? node->kind : XAP_KIND_NONE;
}

enum xap_op
xap_node_op(const struct xap_node *node)
{
    return node->op;
}

size_t
xap_node_count(const struct xap_node *node)
{
    return node->children.size();
}

const struct xap_node *
xap_node_child(const struct xap_node *node, size_t i)
{
    return node->children[i].get();
}

struct str
xap_node_term(const struct xap_node *node, uint32_t *wqf)
{
    *wqf = node->wqf;
    return slice_of(node->term);
}

uint32_t
xap_node_window(const struct xap_node *node, bool *ordered)
{
    *ordered = node->ordered;
    return node->window;
}

uint32_t
xap_node_range(const struct xap_node *node, struct str *low, struct str *high)
{
    *low = slice_of(node->low);
    *high = slice_of(node->high);
    return node->slot;
}

const xap_docid *
xap_node_docids(const struct xap_node *node, size_t *count)
{
    *count = node->docids.size();
    return node->docids.data();
}

/* ---- matching --------------------------------------------------------- */

namespace
{

class Decider : public Xapian::MatchDecider
{
  public:
    explicit Decider(const struct xap_search &search)
        : decide(search.decide), payload(search.decide_payload)
    {
    }
    bool operator()(const Xapian::Document &document) const override
    {
        return decide(payload, document.get_docid());
    }

  private:
    xap_decide *decide;
    void *payload;
};

/* Without weights Xapian 1.4.22 reads a term that stands in every document as
 * if docids had no gaps, and after a deletion fails with "Unexpected end of
 * posting list".  Beside the list of all documents it reads it as it is. */
Xapian::Query
unweighted(const Xapian::Query &query)
{
    return Xapian::Query(Xapian::Query::OP_FILTER, Xapian::Query(std::string()),
                         query);
}

void
set_weighting(Xapian::Enquire &enquire, const struct xap_search &search)
{
    bool standard = !(search.k1 > 0 || search.k3 > 0 || search.b > 0 ||
                      search.min_normlen > 0);
    if (search.boolean)
        enquire.set_weighting_scheme(Xapian::BoolWeight());
    else if (standard)
        enquire.set_weighting_scheme(Xapian::BM25Weight(1, 0, 1, 0.5, 0.5));
    else
        enquire.set_weighting_scheme(Xapian::BM25Weight(
            search.k1, 0, search.k3, search.b, search.min_normlen));
}

void
set_order(Xapian::Enquire &enquire, const struct xap_search &search)
{
    enquire.set_docid_order(Xapian::Enquire::ASCENDING);
    bool ascending = !search.sort_descending;
    if (search.sort_slot != XAP_NO_SLOT && search.sort_missing_last &&
        ascending) {
        auto key = std::make_unique<Xapian::MultiValueKeyMaker>();
        key->add_value(search.sort_slot, false, std::string(16, '\xFF'));
        enquire.set_sort_by_key_then_relevance(key.release()->release(), false);
    } else if (search.sort_slot != XAP_NO_SLOT) {
        enquire.set_sort_by_value_then_relevance(search.sort_slot, !ascending);
    }
    if (search.collapse_slot != XAP_NO_SLOT)
        enquire.set_collapse_key(search.collapse_slot);
}

/* Xapian adds these numbers up in 32 bits: all are cut to the documents
 * there are. */
Xapian::MSet
match(Xapian::Enquire &enquire, const struct xap_search &search,
      Xapian::doccount documents)
{
    Decider decider(search);
    Xapian::doccount first = std::min(search.first, documents);
    return enquire.get_mset(first, std::min(search.count, documents - first),
                            std::min(search.check_at_least, documents), nullptr,
                            search.decide ? &decider : nullptr);
}

enum status
copy_hits(struct xap_result *out, const Xapian::MSet &found,
          struct arena *arena, struct error *err)
{
    struct xap_hit *hits = static_cast<struct xap_hit *>(
        arena_array(arena, found.size(), sizeof(struct xap_hit)));
    if (!hits)
        return error_set(err, STATUS_NOMEM, "out of memory");
    size_t count = 0;
    for (Xapian::MSetIterator at = found.begin(); at != found.end(); ++at)
        hits[count++] = {*at, at.get_weight(), at.get_collapse_count()};
    *out = {hits,
            count,
            found.get_matches_lower_bound(),
            found.get_matches_estimated(),
            found.get_matches_upper_bound(),
            found.get_max_attained(),
            false};
    return STATUS_OK;
}

} // namespace

namespace
{

/* Where a match was ended for its time; documents from there on were not
 * looked at. */
struct Cut {
    bool happened = false;
    xap_docid at = UINT32_MAX;
};

/* Every document, weight 0; looks at the clock now and then, and at the end
 * of its time throws or, given a cut, is at its end. */
class TimedSource : public Xapian::PostingSource
{
  public:
    TimedSource(Cut *to, uint64_t steps_each) : cut(to), cost(steps_each) {}
    TimedSource(const TimedSource &) = delete;
    TimedSource &operator=(const TimedSource &) = delete;
    Xapian::doccount get_termfreq_min() const override { return count; }
    Xapian::doccount get_termfreq_est() const override { return count; }
    Xapian::doccount get_termfreq_max() const override { return count; }
    Xapian::docid get_docid() const override { return at; }
    bool at_end() const override { return at > last; }
    PostingSource *clone() const override { return new TimedSource(cut, cost); }
    void next(double) override { move(at + 1); }
    void skip_to(Xapian::docid docid, double) override { move(docid); }
    bool check(Xapian::docid docid, double) override
    {
        move(docid);
        return true;
    }
    void init(const Xapian::Database &db) override
    {
        count = db.get_doccount();
        last = db.get_lastdocid();
        at = 0;
    }

  private:
    void move(Xapian::docid docid)
    {
        at = docid;
        deadline_work(cost);
        if (steps++ % 256 != 0 || !deadline_passed())
            return;
        if (!cut)
            throw TimedOut();
        cut->happened = true;
        cut->at = std::min(cut->at, docid);
        last = 0;
    }
    Cut *cut;
    uint64_t cost;
    Xapian::doccount count = 0;
    Xapian::docid at = 0, last = 0;
    unsigned steps = 0;
};

/* What looking at one document may cost: some of the lists of positions that
 * the query asks for. */
uint64_t
steps_of(const struct xap_node *node, bool within)
{
    if (!node)
        return 0;
    within = within || node->kind == XAP_KIND_PLACES;
    uint64_t steps = within && node->kind == XAP_KIND_TERM ? 50 : 10;
    for (const auto &child : node->children)
        steps += steps_of(child.get(), within);
    return std::min<uint64_t>(steps, 10000);
}

/* A query that ends when its time is over; cut may be null. */
Xapian::Query
timed(const Xapian::Query &query, const struct xap_node *node, Cut *cut)
{
    if (!deadline_is_set() || query.empty())
        return query;
    auto source = std::make_unique<TimedSource>(cut, steps_of(node, false));
    return Xapian::Query(Xapian::Query::OP_FILTER, query,
                         query_of(std::move(source)));
}

} // namespace

enum status
xap_search(struct xap_result *out, struct xap_reader *reader,
           const struct xap_query *query, const struct xap_search *search,
           struct arena *arena, struct error *err)
{
    /* In a database of several Xapian tells a decider the docid within the
     * part, and not which part. */
    if (search->decide && reader->db.size() > 1)
        return error_set(err, STATUS_BUG, "decider over several databases");
    return guard(err, [&] {
        Xapian::Enquire enquire(reader->db);
        Xapian::Query wanted = query ? query->query : Xapian::Query();
        Cut cut;
        enquire.set_query(timed(search->boolean ? unweighted(wanted) : wanted,
                                xap_query_node(query),
                                search->partial ? &cut : nullptr));
        set_weighting(enquire, *search);
        set_order(enquire, *search);
        Xapian::MSet found = match(enquire, *search, reader->db.get_doccount());
        enum status status = copy_hits(out, found, arena, err);
        out->cut = status == STATUS_OK && cut.happened;
        return status;
    });
}

namespace
{

/* Sees every match in docid order. */
class DocidSpy : public Xapian::MatchSpy
{
  public:
    void operator()(const Xapian::Document &document, double) override
    {
        docids.push_back(document.get_docid());
    }
    std::vector<xap_docid> docids{};
};

} // namespace

enum status
xap_node_matches(xap_docid **out, size_t *count, xap_docid *until,
                 const struct xap_node *node, struct xap_reader *reader,
                 struct arena *arena, struct error *err)
{
    return guard(err, [&] {
        DocidSpy spy;
        Xapian::Enquire enquire(reader->db);
        Cut cut;
        enquire.set_query(
            timed(unweighted(node->query), node, until ? &cut : nullptr));
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.set_docid_order(Xapian::Enquire::ASCENDING);
        enquire.add_matchspy(&spy);
        (void)enquire.get_mset(0, 0, reader->db.get_doccount());
        if (until)
            *until = cut.at;
        *count = spy.docids.size();
        *out = static_cast<xap_docid *>(
            arena_array(arena, *count + 1, sizeof **out));
        if (!*out)
            return error_set(err, STATUS_NOMEM, "out of memory");
        std::copy(spy.docids.begin(), spy.docids.end(), *out);
        return STATUS_OK;
    });
}

/* ---- upkeep ----------------------------------------------------------- */

namespace
{

/* Lets Xapian print into a struct buf, so that what it said before an
 * exception is kept. */
class Report : public std::streambuf
{
  public:
    explicit Report(struct buf *to) : buf(to) {}

  protected:
    int_type overflow(int_type c) override
    {
        if (c != traits_type::eof())
            buf_add_char(buf, traits_type::to_char_type(c));
        return traits_type::not_eof(c);
    }
    std::streamsize xsputn(const char *at, std::streamsize len) override
    {
        buf_add(buf, {at, static_cast<size_t>(len)});
        return len;
    }

  private:
    struct buf *buf;
};

} // namespace

enum status
xap_compact(const char *from, const char *to, struct error *err)
{
    TRY(version_check(from, err));
    return guard(err, [&] {
        Xapian::Database(from).compact(to, Xapian::DBCOMPACT_NO_RENUMBER);
        return STATUS_OK;
    });
}

/* Database::check throws at the first fault in a table's structure: that is
 * its finding, unless a file could not be opened at all.  It does not tell
 * an absent database from an unreadable one, so that is opened first. */
enum status
xap_check(uint32_t *errors, const char *path, struct buf *report,
          struct error *err)
{
    return xap_check_table(errors, path, nullptr, report, err);
}

enum status
xap_check_table(uint32_t *errors, const char *path, const char *table,
                struct buf *report, struct error *err)
{
    auto check = [&] {
        Report sink(report);
        std::ostream stream(&sink);
        Xapian::Database opened(path);
        std::string what(path);
        if (table)
            what.append("/").append(table);
        size_t found = Xapian::Database::check(what, 0, &stream);
        *errors = static_cast<uint32_t>(found);
        return STATUS_OK;
    };
    auto fault = [&](struct error *to, const Xapian::Error &error) {
        if (str_eq(str_from(error.get_type()),
                   str_from("DatabaseOpeningError")))
            return failed_io(to, error);
        buf_printf(report, "%s\n", error.get_msg().c_str());
        *errors = 1;
        return STATUS_OK;
    };
    TRY(version_check(path, err));
    return guard(err, check, fault);
}

/* ---- numbers as sortable values ---------------------------------------- */

size_t
xap_sortable(char out[XAP_SORTABLE_MAX], double number)
{
    return Xapian::sortable_serialise_(number, out);
}

/* ---- ways out ---------------------------------------------------------- */

void
xap_on_failure(void)
{
    std::set_new_handler([] {
        ending_now(STATUS_NOMEM);
        throw std::bad_alloc();
    });
    /* One that returns is followed by abort(); libliasse, where all of this
     * stands too, calls nothing that ends a process. */
    std::set_terminate([] { ending_now(STATUS_IO); });
}
