/* Query, output: one JSON object with all. */
#include "out_explain.h"

#include "date.h"
#include "document_json.h"
#include "html_escape.h"

/* What of a document a hit shows, in this order. */
static const enum field shown[] = {
    FIELD_KIND,           FIELD_TITLE,
    FIELD_DATE,           FIELD_NUMBER,
    FIELD_LEGISLATURE,    FIELD_CHAMBER,
    FIELD_AUTHOR,         FIELD_GROUP,
    FIELD_GROUP_SHORT,    FIELD_CONSTITUENCY,
    FIELD_MINISTRY_ASKED, FIELD_MINISTRY_ANSWERING,
    FIELD_RUBRIC,         FIELD_STATUS,
    FIELD_OUTCOME,        FIELD_NOR,
    FIELD_ECLI,           FIELD_CODE,
    FIELD_ARTICLE,        FIELD_CID,
    FIELD_CONTAINER,      FIELD_PATH,
    FIELD_GROUP_KEY,      FIELD_DATE_ANSWER,
    FIELD_DATE_START,     FIELD_DATE_END,
};

static void
json_field(struct json_out *out, const struct document *document,
           enum field field)
{
    const struct values *values = &document->field[field];
    uint64_t number;
    if (values->count == 0)
        return;
    json_key(out, schema[field].json);
    if (schema[field].shape == SHAPE_STRINGS) {
        json_array(out);
        for (uint32_t i = 0; i < values->count; i++)
            json_string(out, values->at[i]);
        json_array_end(out);
    } else if (schema[field].shape == SHAPE_OBJECT) {
        json_object(out);
        for (uint32_t part = 0; part < schema[field].parts; part++)
            if (values->at[part].len)
                json_member_string(out, schema_part_name(field, part),
                                   values->at[part]);
        json_object_end(out);
    } else if (schema[field].shape == SHAPE_INTEGER &&
               str_to_u64(values->at[0], &number)) {
        json_number(out, (int64_t)number);
    } else {
        json_string(out, values->at[0]);
    }
}

struct str
document_url(const struct document *document)
{
    for (uint32_t i = 0; i < document->field[FIELD_SOURCE].count; i++) {
        struct str url = document_part(document, FIELD_SOURCE, i, SOURCE_URL);
        if (url.len)
            return url;
    }
    return STR("");
}

void
html_extract(struct buf *out, const struct extract *extract)
{
    if (extract->cut_start)
        buf_add(out, STR("… "));
    for (size_t i = 0; i < extract->count; i++) {
        const struct fragment *fragment = &extract->at[i];
        if (fragment->marked)
            buf_add(out, STR("<em>"));
        html_escape(out, fragment->text);
        if (fragment->marked)
            buf_add(out, STR("</em>"));
    }
    if (extract->cut_end)
        buf_add(out, STR(" …"));
}

static void
json_extract(struct json_out *out, const struct extract *extract)
{
    AUTO(buf) struct buf html = BUF_INIT(1 << 20);
    html_extract(&html, extract);
    /* A failure here is one of memory: it must not pass for a short text. */
    if (html.failure != STATUS_OK && out->buf->failure == STATUS_OK)
        out->buf->failure = html.failure;
    json_string(out, str_trim(buf_str(&html)));
}

/* Where an extract stands in the document's text, and its marks: [start,
 * length] in bytes of the block's text. */
static void
json_passage(struct json_out *out, const struct extract *extract)
{
    json_object(out);
    json_member_number(out, STR("block"), extract->block);
    json_member_string(out, STR("role"), extract->role);
    if (extract->heading.len)
        json_member_string(out, STR("heading"), extract->heading);
    json_member_number(out, STR("alinea"), extract->alinea);
    json_member_number(out, STR("start"), (int64_t)extract->start);
    json_member_number(out, STR("end"), (int64_t)extract->end);
    json_key(out, STR("marks"));
    json_array(out);
    for (size_t i = 0; i < extract->count; i++) {
        const struct fragment *fragment = &extract->at[i];
        if (!fragment->marked)
            continue;
        json_array(out);
        json_number(out, (int64_t)fragment->start);
        json_number(out, (int64_t)(fragment->end - fragment->start));
        json_array_end(out);
    }
    json_array_end(out);
    json_object_end(out);
}

static void
json_passages(struct json_out *out, const struct hit *hit)
{
    json_key(out, STR("passages"));
    json_array(out);
    for (size_t i = 0; i < hit->extract_count; i++)
        json_passage(out, &hit->extracts[i]);
    json_array_end(out);
}

static void
json_highlights(struct json_out *out, const struct hit *hit)
{
    bool any = false;
    json_key(out, STR("highlights"));
    json_object(out);
    if (hit->title.matched) {
        json_key(out, STR("title"));
        json_array(out);
        json_extract(out, &hit->title);
        json_array_end(out);
    }
    for (size_t i = 0; i < hit->extract_count; i++)
        any = any || hit->extracts[i].matched;
    if (any) {
        json_key(out, STR("text"));
        json_array(out);
        for (size_t i = 0; i < hit->extract_count; i++)
            json_extract(out, &hit->extracts[i]);
        json_array_end(out);
    }
    json_object_end(out);
    if (any)
        json_passages(out, hit);
}

static bool
is_shown(enum field field)
{
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (shown[i] == field)
            return true;
    return field == FIELD_UID;
}

/* What was asked for besides. */
static void
json_more(struct json_out *out, const struct hit *hit)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        if (field_set_has(hit->fields, (enum field)f) &&
            !is_shown((enum field)f) && hit->document.field[f].count)
            document_json_field(out, &hit->document, (enum field)f);
}

void
json_hit(struct json_out *out, const struct hit *hit, struct str id)
{
    json_object(out);
    if (id.len)
        json_member_string(out, STR("query_id"), id);
    json_member_string(out, STR("uid"), hit->uid);
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        json_field(out, &hit->document, shown[i]);
    struct str url = document_url(&hit->document);
    if (url.len)
        json_member_string(out, STR("url"), url);
    json_more(out, hit);
    json_member_number(out, STR("rank"), hit->rank);
    json_key(out, STR("score"));
    json_decimal(out, hit->score, 4);
    if (hit->collapsed)
        json_member_number(out, STR("collapsed"), hit->collapsed);
    if (hit->stale)
        json_member_bool(out, STR("stale"), true);
    json_highlights(out, hit);
    json_shares(out, hit);
    json_object_end(out);
}

/* Present even when there are none: programs need not ask. */
static void
json_corrections(struct json_out *out, const struct answer *answer)
{
    const struct corrections *corrections = &answer->corrections;
    json_key(out, STR("corrections"));
    json_array(out);
    for (size_t i = 0; i < corrections->count; i++) {
        const struct correction *one = &corrections->at[i];
        json_object(out);
        json_member_string(out, STR("word"), one->word);
        json_member_string(out, STR("correction"), one->replacement);
        json_member_number(out, STR("documents"), one->documents);
        json_object_end(out);
    }
    json_array_end(out);
    if (corrections->query.len)
        json_member_string(out, STR("corrected_query"), corrections->query);
}

/* The members before the hits, with the start of their list. */
static void
json_head(struct json_out *out, const struct answer *answer)
{
    json_member_string(out, STR("query"), answer->query);
    json_member_number(out, STR("total"), (int64_t)answer->total);
    json_member_string(out, STR("total_relation"),
                       answer->total_exact ? STR("eq") : STR("gte"));
    if (answer->collapsed)
        json_member_number(out, STR("documents"), (int64_t)answer->documents);
    json_key(out, STR("took_ms"));
    json_decimal(out, answer->took_ms, 1);
    if (answer->timed_out)
        json_member_bool(out, STR("timed_out"), true);
    json_member_bool(out, STR("relaxed"), answer->relaxed);
    if (answer->wildcard_cut.len)
        json_member_string(out, STR("wildcard_cut"), answer->wildcard_cut);
    json_corrections(out, answer);
    json_explanation(out, answer);
    json_member_number(out, STR("pending"), (int64_t)answer->pending);
    json_member_number(out, STR("dropped"), answer->dropped);
    json_member_number(out, STR("damaged"), answer->damaged);
    json_key(out, STR("results"));
    json_array(out);
}

static void
json_begin(struct writing *writing, const struct answer *answer)
{
    struct json_out *out = &writing->json;
    json_start(out, writing->buf,
               writing->id.len ? JSON_COMPACT : JSON_INDENTED);
    json_object(out);
    if (writing->id.len)
        json_member_string(out, STR("id"), writing->id);
    json_head(out, answer);
}

static void
json_each(struct writing *writing, const struct answer *answer,
          const struct hit *hit)
{
    (void)answer;
    json_hit(&writing->json, hit, STR(""));
}

static void
json_facet(struct json_out *out, const struct facet *facet)
{
    json_key(out, facet->field->name);
    json_array(out);
    for (size_t i = 0; i < facet->count; i++) {
        json_object(out);
        json_member_string(out, STR("value"), facet->values[i].value);
        json_member_number(out, STR("count"), (int64_t)facet->values[i].count);
        json_object_end(out);
    }
    json_array_end(out);
}

void
json_facets(struct json_out *out, const struct answer *answer)
{
    if (answer->facet_count == 0)
        return;
    json_key(out, STR("facets"));
    json_object(out);
    for (size_t i = 0; i < answer->facet_count; i++)
        json_facet(out, &answer->facets[i]);
    json_object_end(out);
    json_key(out, STR("facet_values"));
    json_object(out);
    for (size_t i = 0; i < answer->facet_count; i++)
        json_member_number(out, answer->facets[i].field->name,
                           (int64_t)answer->facets[i].distinct);
    json_object_end(out);
}

static void
json_date(struct json_out *out, struct str key, uint32_t date)
{
    char iso[DATE_ISO_BYTES];
    date_to_iso(iso, date);
    json_member_string(out, key, str_from(iso));
}

static void
json_histogram(struct json_out *out, const struct histogram *histogram)
{
    if (histogram->gap == HISTOGRAM_NONE)
        return;
    json_key(out, STR("histogram"));
    json_object(out);
    json_member_string(out, STR("gap"),
                       str_from(histogram_name(histogram->gap)));
    json_member_number(out, STR("undated"), (int64_t)histogram->undated);
    if (histogram->sparse)
        json_member_bool(out, STR("sparse"), true);
    json_key(out, STR("buckets"));
    json_array(out);
    for (size_t i = 0; i < histogram->count; i++) {
        const struct histogram_bucket *bucket = &histogram->buckets[i];
        json_object(out);
        json_date(out, STR("start"), bucket->first);
        json_date(out, STR("end"), bucket->last);
        json_member_number(out, STR("count"), (int64_t)bucket->count);
        json_object_end(out);
    }
    json_array_end(out);
    json_object_end(out);
}

/* The end of the list of hits, and the members behind it. */
static void
json_tail(struct json_out *out, const struct answer *answer)
{
    json_array_end(out);
    json_facets(out, answer);
    json_histogram(out, &answer->histogram);
    if (answer->next_cursor.len)
        json_member_string(out, STR("next_cursor"), answer->next_cursor);
}

void
json_answer(struct json_out *out, const struct answer *answer)
{
    json_head(out, answer);
    for (size_t i = 0; i < answer->count; i++)
        json_hit(out, &answer->hits[i], STR(""));
    json_tail(out, answer);
}

static void
json_end(struct writing *writing, const struct answer *answer)
{
    json_tail(&writing->json, answer);
    json_object_end(&writing->json);
    buf_add_char(writing->buf, '\n');
}

const struct output output_json = {
    .name = "json",
    .explains = true,
    .fields = true,
    .facets = true,
    .begin = json_begin,
    .hit = json_each,
    .end = json_end,
};
