/* tests: the targets of fuzzing and their seeds. */
#define _GNU_SOURCE
#include "fuzz.h"

#include "analyse.h"
#include "answer.h"
#include "ask.h"
#include "bundle.h"
#include "command.h"
#include "cursor.h"
#include "digest.h"
#include "frame.h"
#include "json_in.h"
#include "mcp.h"
#include "parse.h"
#include "readers_list.h"
#include "record.h"
#include "utf8.h"
#include "version_file.h"

#include <assert.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What must hold of whatever comes out.  Not assert(): release builds too. */
static void
must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

/* ---- readers: every document they give is one, and survives its form ------
 */

static enum status
keep_document(struct sink *sink, const struct document *document,
              struct str url, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf once = BUF_INIT(FRAME_MAX);
    AUTO(buf) struct buf twice = BUF_INIT(FRAME_MAX);
    struct document again;
    (void)sink;
    must(utf8_is_valid(url), "an address in UTF-8");
    must(document_check(document, err) == STATUS_OK, "a document in order");
    must(document_encode(&once, document, err) == STATUS_OK &&
             document_decode(&again, buf_str(&once), &arena, err) ==
                 STATUS_OK &&
             document_encode(&twice, &again, err) == STATUS_OK &&
             str_eq(buf_str(&once), buf_str(&twice)),
         "a document encoded and decoded is the same");
    return STATUS_OK;
}

static enum status
keep_deletion(struct sink *sink, struct str uid, struct error *err)
{
    (void)sink;
    (void)err;
    must(utf8_is_valid(uid), "a uid in UTF-8");
    return STATUS_OK;
}

static enum status
keep_note(struct sink *sink, enum cause cause, struct str where,
          struct str detail, struct error *err)
{
    (void)sink;
    (void)err;
    must(cause < CAUSE_COUNT, "a cause");
    must(utf8_is_valid(where), "a place in UTF-8");
    must(utf8_is_valid(detail), "a detail in UTF-8");
    return STATUS_OK;
}

struct reader_case {
    const struct reader *reader;
    char file[256]; /* the name of its first seed */
};

static void
run_reader(const void *what, struct str bytes)
{
    AUTO(input) struct input in = {0};
    const struct reader_case *it = what;
    struct sink sink = {.document = keep_document,
                        .deletion = keep_deletion,
                        .diagnostic = keep_note};
    const struct reader *best;
    struct error err = {0};
    struct bytes_joined joined = {bytes, NULL};
    if (input_open_bytes(&in, bytes_of_joined(&joined), str_from(it->file),
                         STR(""), &err) != STATUS_OK)
        return;
    (void)!reader_choose(&best, &in, &err);
    if (it->reader->read(&in, &sink, &err) != STATUS_OK)
        must(utf8_is_valid(str_from(err.text)), "an error in UTF-8");
}

/* ---- archives --------------------------------------------------------------
 */

static void
read_members(struct bundle *bundle)
{
    static char chunk[64 * 1024];
    struct bundle_member member;
    struct error err = {0};
    bool junk;
    enum status status;
    while ((status = bundle_next(&member, bundle, &err)) == STATUS_OK) {
        struct bytes bytes = bundle_bytes(bundle);
        size_t got = 1, all = 0;
        must(utf8_is_valid(member.name), "a member's name in UTF-8");
        while (!member.refused && got && all < (size_t)1 << 22 &&
               bytes_read(&bytes, chunk, sizeof chunk, &got, &err) == STATUS_OK)
            all += got;
    }
    if (status == STATUS_DONE)
        status = bundle_end(&junk, bundle, &err);
    if (status != STATUS_OK)
        must(bundle_cause(bundle) < CAUSE_COUNT, "a cause");
}

static void
run_archive(const void *what, struct str bytes)
{
    AUTO(bundle) struct bundle *bundle = NULL;
    struct error err = {0};
    struct str name = str_from(what);
    enum archive_kind kind = archive_kind_of(name, str_head(bytes, 512));
    struct bytes_joined joined = {bytes, NULL};
    struct bytes stream = bytes_of_joined(&joined);
    if (kind == ARCHIVE_TAR || kind == ARCHIVE_GZIP) {
        if (bundle_open_stream(&bundle, kind, stream, name, &err) == STATUS_OK)
            read_members(bundle);
        return;
    }
    FILE *file = tmpfile();
    if (!file)
        return;
    fwrite(bytes.at, 1, bytes.len, file);
    fflush(file);
    rewind(file);
    if (bundle_open(&bundle, ARCHIVE_ZIP, fileno(file), bytes.len, name,
                    &err) == STATUS_OK)
        read_members(bundle);
    bundle_close(bundle);
    bundle = NULL;
    fclose(file);
}

/* ---- queries ---------------------------------------------------------------
 */

static void
run_parse(const void *what, struct str bytes)
{
    AUTO(arena) struct arena arena = {0};
    struct error err = {0};
    struct node *tree;
    uint32_t low, high;
    size_t where = 0;
    (void)what;
    if (parse(&tree, &where, bytes, false, &arena, &err) != STATUS_OK)
        must(where <= bytes.len + 1, "a place within the query");
    (void)!parse(&tree, &where, bytes, true, &arena, &err);
    (void)!parse_plain(&tree, &where, bytes, &arena, &err);
    (void)!parse_dates(&low, &high, bytes, &err);
}

/* All ways of asking, on a small index. */
static void
run_search(const void *what, struct str bytes)
{
    static struct search *search;
    AUTO(arena) struct arena arena = {0};
    struct error err = {0};
    const char *path = what;
    struct answer answer;
    size_t where;
    if (!search && search_new(&search, &path, 1, &err) != STATUS_OK)
        abort();
    struct request request = {.query = bytes,
                              .limit = 5,
                              .relax = true,
                              .correct = true,
                              .explain = true,
                              .snippets = {.max = 2}};
    enum status status =
        answer_make(&answer, &where, search, &request, &arena, &err);
    must(status == STATUS_OK || status == STATUS_SYNTAX ||
             status == STATUS_LIMIT,
         err.text);
    request.plain = true;
    status = answer_make(&answer, &where, search, &request, &arena, &err);
    must(status == STATUS_OK || status == STATUS_SYNTAX ||
             status == STATUS_LIMIT,
         err.text);
}

/* ---- HTTP, messages, cursors
 * -------------------------------------------------
 */

static void
run_url(const void *what, struct str bytes)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf link = BUF_INIT(1 << 20);
    struct error err = {0};
    struct fault fault = {0};
    struct url url, again;
    struct ask ask;
    (void)what;
    if (url_read(&url, bytes, &arena, &err) != STATUS_OK)
        return;
    must(utf8_is_valid(url.path), "a path in UTF-8");
    for (size_t i = 0; i < url.count; i++)
        must(utf8_is_valid(url.params[i].name) &&
                 utf8_is_valid(url.params[i].value),
             "parameters in UTF-8");
    if (!ask_read(&ask, &url, true, &arena, &fault))
        return;
    /* What it writes it reads. */
    buf_add(&link, STR("/"));
    ask_link(&link, &ask, ASK_WITH_PAGE | ASK_WITH_SIZE | ASK_WITH_SHAPE);
    if (link.len < URL_BYTES_MAX)
        must(url_read(&again, buf_str(&link), &arena, &err) == STATUS_OK,
             "a link that can be read");
}

static void
run_json(const void *what, struct str bytes)
{
    AUTO(json_in) struct json_in in = {0};
    AUTO(arena) struct arena arena = {0};
    uint64_t number;
    (void)what;
    const char *text = arena_cstr(&arena, bytes);
    if (!text || !json_in_read(&in, text))
        return;
    yajl_val params = json_in_get(in.root, "params");
    must(utf8_is_valid(json_in_string(json_in_get(in.root, "method"))),
         "a string in UTF-8");
    (void)!json_in_number(json_in_get(params, "limit"), &number);
}

static void
run_mcp(const void *what, struct str bytes)
{
    const char *index = what;
    struct error err = {0};
    char *out = NULL;
    size_t len = 0;
    if (bytes.len == 0)
        return;
    FILE *in = fmemopen((void *)(uintptr_t)bytes.at, bytes.len, "r");
    FILE *to = open_memstream(&out, &len);
    if (in && to)
        (void)!mcp_run(&index, 1, in, to, &err);
    if (in)
        fclose(in);
    if (to)
        fclose(to);
    must(utf8_is_valid((struct str){out, len}), "answers in UTF-8");
    free(out);
}

static void
run_cursor(const void *what, struct str bytes)
{
    struct cursor cursor;
    struct error err = {0};
    (void)what;
    (void)!cursor_read(&cursor, bytes, &err);
}

/* ---- what we wrote ourselves, damaged
 * -----------------------------------------
 */

/* With a good checksum behind: the form is looked at, too. */
static void
run_record(const void *what, struct str bytes)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf sealed = BUF_INIT(2 * (size_t)FUZZ_BYTES_MAX);
    struct record record;
    struct error err = {0};
    (void)what;
    (void)!record_decode(&record, bytes, &arena, &err);
    if (bytes.len < 4)
        return;
    buf_add(&sealed, str_head(bytes, bytes.len - 4));
    uint32_t crc = crc32_add(0, buf_str(&sealed));
    for (int i = 0; i < 4; i++)
        buf_add_char(&sealed, (char)(crc >> 8 * i));
    (void)!record_decode(&record, buf_str(&sealed), &arena, &err);
}

/* What stands in a record is reached by few changes of its packed bytes: here
 * the bytes are what is packed. */
static void
run_packed(const void *what, struct str bytes)
{
    AUTO(arena) struct arena arena = {0};
    struct contribution contribution;
    struct packed packed = {bytes, bytes.len};
    struct error err = {0};
    (void)what;
    (void)!contribution_unpack(&contribution, &packed, &arena, &err);
    if (decode_packed(&bytes, &packed))
        (void)!contribution_unpack(&contribution, &packed, &arena, &err);
}

static void
run_document(const void *what, struct str bytes)
{
    AUTO(arena) struct arena arena = {0};
    struct document document;
    struct error err = {0};
    (void)what;
    if (document_decode(&document, bytes, &arena, &err) == STATUS_OK)
        (void)!document_check(&document, &err);
}

static void
run_frame(const void *what, struct str bytes)
{
    struct str payload;
    union {
        struct job job;
        struct frame_document document;
        struct frame_tell tell;
        struct frame_start start;
        struct frame_member member;
        struct frame_batch batch;
        struct frame_parse parse;
        struct frame_end end;
        uint64_t members;
    } it;
    (void)what;
    while (frame_next(&bytes, &payload) > 0) {
        (void)!frame_read_job(&it.job, payload);
        (void)!frame_read_document(&it.document, payload);
        (void)!frame_read_tell(&it.tell, payload);
        (void)!frame_read_start(&it.start, payload);
        (void)!frame_read_member(&it.member, payload);
        (void)!frame_read_batch(&it.batch, payload);
        (void)!frame_read_parse(&it.parse, payload);
        (void)!frame_read_through(&it.members, payload);
        (void)!frame_read_end(&it.end, payload);
    }
}

static void
run_version(const void *what, struct str bytes)
{
    struct version_file file;
    struct version_note notes[VERSION_FILE_NOTED];
    struct error err = {0};
    (void)what;
    (void)!version_file_parse(&file, bytes, &err);
    (void)!version_notes_parse(notes, bytes);
}

/* ---- French
 * -------------------------------------------------------------------
 */

static void
run_analyse(const void *what, struct str bytes)
{
    static struct analyser *analyser;
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf text = BUF_INIT(4 * (size_t)FUZZ_BYTES_MAX);
    struct error err = {0};
    struct tokens tokens;
    (void)what;
    if (!analyser && analyser_new(&analyser, &err) != STATUS_OK)
        abort();
    struct charset charset = charset_detect(bytes, true);
    if (charset.kind == CHARSET_BINARY ||
        charset_to_utf8(&text, charset, bytes, NULL, &err) != STATUS_OK)
        return;
    must(utf8_is_valid(buf_str(&text)), "any bytes become UTF-8");
    if (analyse(&tokens, analyser, buf_str(&text), &arena, &err) != STATUS_OK)
        return;
    for (size_t i = 0; i < tokens.count; i++)
        must(tokens.at[i].start <= tokens.at[i].end &&
                 tokens.at[i].end <= text.len,
             "tokens within the text");
}

/* ---- seeds
 * --------------------------------------------------------------------
 */

static void
seeds_add(struct fuzz_seeds *seeds, struct str bytes)
{
    if (seeds->count == seeds->room) {
        seeds->room = seeds->room ? 2 * seeds->room : 8;
        seeds->at = realloc(seeds->at, seeds->room * sizeof *seeds->at);
    }
    char *copy = malloc(bytes.len + 1);
    if (!seeds->at || !copy)
        abort();
    if (bytes.len)
        memcpy(copy, bytes.at, bytes.len);
    seeds->at[seeds->count++] = (struct str){copy, bytes.len};
}

static const char *const queries[] = {
    "accès aux soins",
    "\"bail commercial\" SAUF loyer",
    "ministère:santé date:2026-05..2026-06",
    "(loi OU décret) ET (mer PRÈS/3 pêche)",
    "=Santé hôpit* *ement re*d logement~2",
    "article:\"L. 1234-5\" code:travail en-vigueur:2020-01-01",
    "cite:LEGIARTI000006900785",
    "titre:\"de la loi\" -budget \"a * c\" \"(x OU y) z\"",
    "loi n° 2017-1836 du 30 décembre 2017, art. R.* 421-5",
    "D.G.O.S. 15 000,50 XVIIe 1er janvier 2020 aujourd'hui l’État",
};
static const char *const addresses[] = {
    "/?query=a+%22b+c%22&match=all&date_start=01%2F2024&type=article&lang=en",
    "/search?query=%E2%80%AE%3Cscript%3E&facets=type,auteur&page=2&sort=-date",
    "/documents/QANR5L17QE15483?format=text",
    "/suggest?prefix=hop",
    "/search?query=loi&format=csv&download=1&bom=1&cursor=a-1-2.3",
};
static const char *const messages[] = {
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{"
    "\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}}\n",
    "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/list\"}\n",
    "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{"
    "\"name\":\"search\",\"arguments\":{\"query\":\"loi\",\"limit\":2}}}\n",
    "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{"
    "\"name\":\"fetch\",\"arguments\":{\"id\":\"x\"}}}\n",
};
/* Of readers without a file of their own in corpus/. */
static const struct {
    const char *reader, *file, *text;
} others[] = {
    {"dila-suppressions", "liste_suppression_legi.dat",
     "legi/global/code_et_TNC_en_vigueur/code_en_vigueur/LEGI/TEXT/00/00/06/07/"
     "20/50/LEGITEXT000006072050/article/LEGI/ARTI/00/00/06/90/07/85/"
     "LEGIARTI000006900785\n"},
    {"xml", "note.xml",
     "<?xml version=\"1.0\"?><note><titre>Une note</titre><p>Un <b>texte</b>."
     "</p></note>\n"},
};
static const char *const cursors[] = {"*", "a-1-2.3", "0-0", "1f-3.25-17-9"};

#define ADD_ALL(seeds, lines)                                                  \
    for (size_t line_ = 0; line_ < sizeof(lines) / sizeof *(lines); line_++)   \
    seeds_add((seeds), str_from((lines)[line_]))

static struct fuzz_target *
add_target(struct fuzz_targets *targets, const char *name,
           void (*run)(const void *what, struct str bytes), const void *what)
{
    struct fuzz_target *target = &targets->at[targets->count++];
    assert(targets->count <= sizeof targets->at / sizeof targets->at[0]);
    snprintf(target->name, sizeof target->name, "%s", name);
    target->run = run;
    target->what = what;
    return target;
}

/* ---- files of corpus/
 * --------------------------------------------------------- */

static struct fuzz_targets *collecting;
static struct reader_case cases[96];
static struct fuzz_seeds archives;
static struct fuzz_seeds texts;

static void
take_file(const char *path, const char *file)
{
    static char bytes[FUZZ_BYTES_MAX];
    AUTO(input) struct input in = {0};
    struct error err = {0};
    FILE *from = fopen(path, "rb");
    if (!from)
        return;
    struct str all = {bytes, fread(bytes, 1, sizeof bytes, from)};
    bool whole = feof(from) != 0;
    fclose(from);
    if (!whole || all.len == 0)
        return;
    if (archive_kind_of(str_from(file), str_head(all, 512)) != ARCHIVE_NONE) {
        seeds_add(&archives, all);
        return;
    }
    struct bytes_joined joined = {all, NULL};
    if (input_open_bytes(&in, bytes_of_joined(&joined), str_from(file), STR(""),
                         &err) != STATUS_OK)
        return;
    const struct reader *reader = NULL;
    if (reader_choose(&reader, &in, &err) != STATUS_OK || !reader)
        return;
    seeds_add(&texts, str_head(all, 8192));
    size_t at = (size_t)(reader - readers);
    if (!cases[at].file[0])
        snprintf(cases[at].file, sizeof cases[at].file, "%s", file);
    seeds_add(&collecting->at[at].seeds, all);
}

static int
visit(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    (void)stat;
    if (type == FTW_F && strcmp(path + walk->base, "README.md") != 0)
        take_file(path, path + walk->base);
    return 0;
}

/* Texts as records and frames. */
static void
add_records(struct fuzz_seeds *records, struct fuzz_seeds *documents,
            struct fuzz_seeds *contributions, struct fuzz_seeds *frames)
{
    for (size_t i = 0; i < 8 && i < texts.count; i++) {
        AUTO(arena) struct arena arena = {0};
        AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
        AUTO(buf) struct buf sent = BUF_INIT(1 << 20);
        AUTO(buf) struct buf plain = BUF_INIT(1 << 20);
        AUTO(packer) struct packer *packer = NULL;
        struct error err = {0};
        struct contribution one = {.source = STR("a.xml"),
                                   .member = STR("b"),
                                   .reader = STR("test"),
                                   .rank = 1};
        struct record record = {
            .sequence = 7, .uid = STR("A1"), .contributions = &one, .count = 1};
        struct document *document = &one.document;
        if (!utf8_is_valid(texts.at[i]) ||
            document_add(document, FIELD_UID, STR("A1"), &arena, &err) !=
                STATUS_OK ||
            document_add(document, FIELD_TITLE, STR("Titre"), &arena, &err) !=
                STATUS_OK ||
            document_add_text(document, STR("body"), STR("I"), texts.at[i],
                              &arena, &err) != STATUS_OK ||
            document_encode(&bytes, document, &err) != STATUS_OK)
            continue;
        struct frame_document frame = {.form = FORM_PLAIN,
                                       .reader = STR("test"),
                                       .document = buf_str(&bytes)};
        struct frame_document packed = {.form = FORM_PACKED,
                                        .uid = STR("A1")};
        struct frame_end end = {.detail = STR("x")};
        frame_document(&sent, &frame);
        if (contribution_encode(&plain, &one, &err) != STATUS_OK ||
            packer_new(&packer, &err) != STATUS_OK ||
            frame_document_pack(&sent, &packed, packer, buf_str(&plain),
                                &err) != STATUS_OK)
            continue;
        frame_end(&sent, &end);
        seeds_add(frames, buf_str(&sent));
        seeds_add(documents, buf_str(&bytes));
        seeds_add(contributions, buf_str(&plain));
        buf_clear(&bytes);
        if (record_encode(&bytes, &record, packer, &err) == STATUS_OK)
            seeds_add(records, buf_str(&bytes));
    }
}

static void
add_version_files(struct fuzz_seeds *seeds, const char *index)
{
    static const char *const names[] = {"store/iamglass", "store/iamglass.crc",
                                        "search-1/iamglass",
                                        "search-1/iamglass.crc"};
    char bytes[4096], path[1200];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", index, names[i]);
        FILE *file = fopen(path, "rb");
        if (!file)
            continue;
        seeds_add(seeds,
                  (struct str){bytes, fread(bytes, 1, sizeof bytes, file)});
        fclose(file);
    }
}

void
fuzz_targets_make(struct fuzz_targets *out, const char *corpus,
                  const char *index)
{
    char name[64];
    struct fuzz_target *target;
    struct str seed;
    *out = (struct fuzz_targets){0};
    collecting = out;
    for (size_t i = 0; readers[i].name; i++) {
        assert(i < sizeof cases / sizeof cases[0]);
        cases[i].reader = &readers[i];
        snprintf(name, sizeof name, "reader-%s", readers[i].name);
        add_target(out, name, run_reader, &cases[i]);
    }
    nftw(corpus, visit, 16, FTW_PHYS);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const struct reader *reader =
            reader_by_name(str_from(others[i].reader));
        must(reader != NULL, others[i].reader);
        size_t at = (size_t)(reader - readers);
        snprintf(cases[at].file, sizeof cases[at].file, "%s", others[i].file);
        seeds_add(&out->at[at].seeds, str_from(others[i].text));
    }
    target = add_target(out, "archive-named", run_archive, "a.bin");
    target->seeds = archives;
    target = add_target(out, "query-parse", run_parse, NULL);
    ADD_ALL(&target->seeds, queries);
    target = add_target(out, "http-url", run_url, NULL);
    ADD_ALL(&target->seeds, addresses);
    target = add_target(out, "http-json", run_json, NULL);
    ADD_ALL(&target->seeds, messages);
    target = add_target(out, "http-cursor", run_cursor, NULL);
    ADD_ALL(&target->seeds, cursors);
    target = add_target(out, "french-analyse", run_analyse, NULL);
    target->seeds = texts;
    ADD_ALL(&target->seeds, queries);
    texts = target->seeds;
    struct fuzz_target *record =
        add_target(out, "store-record", run_record, NULL);
    struct fuzz_target *document =
        add_target(out, "store-document", run_document, NULL);
    struct fuzz_target *contribution =
        add_target(out, "store-packed", run_packed, NULL);
    target = add_target(out, "store-frame", run_frame, NULL);
    add_records(&record->seeds, &document->seeds, &contribution->seeds,
                &target->seeds);
    if (!index)
        return;
    target = add_target(out, "store-version", run_version, NULL);
    add_version_files(&target->seeds, index);
    target = add_target(out, "store-postlist", NULL, NULL);
    fuzz_glass_postlist(target, index, &seed);
    seeds_add(&target->seeds, seed);
    free((void *)(uintptr_t)seed.at);
    target = add_target(out, "store-docdata", NULL, NULL);
    fuzz_glass_docdata(target, index, &seed);
    seeds_add(&target->seeds, seed);
    free((void *)(uintptr_t)seed.at);
    target = add_target(out, "query-search", run_search, index);
    ADD_ALL(&target->seeds, queries);
    target = add_target(out, "http-mcp", run_mcp, index);
    ADD_ALL(&target->seeds, messages);
}

void
fuzz_targets_release(struct fuzz_targets *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        struct fuzz_seeds *seeds = &targets->at[i].seeds;
        for (size_t k = 0; k < seeds->count; k++)
            free((void *)(uintptr_t)seeds->at[k].at);
        free(seeds->at);
    }
    archives = texts = (struct fuzz_seeds){0};
}
