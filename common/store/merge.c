/* store: contributions -> one document. */
#include "merge.h"

#include "dump.h"
#include "lang.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct str
official_date(const struct contribution *one)
{
    struct str date = document_first(&one->document, FIELD_DATE);
    struct str answer = document_first(&one->document, FIELD_DATE_ANSWER);
    return str_cmp(answer, date) > 0 ? answer : date;
}

/* Negative when a has more authority. */
static int
authority(const void *left, const void *right)
{
    const struct contribution *a = *(const struct contribution *const *)left;
    const struct contribution *b = *(const struct contribution *const *)right;
    int order = str_cmp(official_date(b), official_date(a));
    if (order == 0 && a->rank != b->rank)
        order = a->rank > b->rank ? -1 : 1;
    if (order == 0)
        order = str_cmp(a->source, b->source);
    return order ? order : str_cmp(a->member, b->member);
}

/* "2026-05-26T10:00:00Z", empty beyond the year 9999; one for each record that
 * is read, and strftime takes its time. */
enum { WHEN_BYTES = sizeof "2026-05-26T10:00:00Z" };

static void
when_write(char out[WHEN_BYTES], uint64_t seconds)
{
    static const char form[WHEN_BYTES] = "yyyy-MM-ddThh:mm:ssZ";
    time_t time = (time_t)seconds;
    struct tm utc;
    out[0] = '\0';
    if (!gmtime_r(&time, &utc) || utc.tm_year < -1900 ||
        utc.tm_year > 9999 - 1900)
        return;
    int year = utc.tm_year + 1900;
    const int parts[] = {year / 100,  year % 100, utc.tm_mon + 1, utc.tm_mday,
                         utc.tm_hour, utc.tm_min, utc.tm_sec};
    size_t part = 0;
    for (size_t i = 0; i < WHEN_BYTES; i++) {
        bool pair = form[i] && strchr("yMdhms", form[i]);
        out[i] = form[i];
        if (!pair)
            continue;
        out[i] = (char)('0' + parts[part] / 10 % 10);
        out[++i] = (char)('0' + parts[part++] % 10);
    }
}

static enum status
add_source(struct document *out, const struct contribution *one,
           struct arena *arena, struct error *err)
{
    char sha256[2 * SHA256_BYTES + 1];
    char when[WHEN_BYTES];
    hex_encode(sha256, one->sha256, SHA256_BYTES);
    when_write(when, one->ingested);
    struct str parts[] = {
        [SOURCE_SOURCE] = one->source,
        [SOURCE_MEMBER] = one->member,
        [SOURCE_SHA256] = arena_copy(arena, str_from(sha256)),
        [SOURCE_URL] = one->url,
        [SOURCE_READER] = arena_printf(
            arena, STR_FMT "/%u", STR_ARG(one->reader), one->reader_version),
        [SOURCE_INGESTED] = arena_copy(arena, str_from(when)),
    };
    if (!parts[SOURCE_SHA256].at || !parts[SOURCE_READER].at)
        return error_no_memory(err);
    return document_add_parts(out, FIELD_SOURCE, parts, arena, err);
}

/* In dumps of one base only the newest word of a reader counts, whole: what it
 * no longer says is no longer so.  The older ones stay in the record, for the
 * day when it is withdrawn. */
static bool
is_superseded(const struct contribution **order, size_t count, size_t i)
{
    struct dump own, other;
    if (!dump_of(&own, order[i]->source))
        return false;
    for (size_t j = 0; j < count; j++)
        if (j != i && str_eq(order[i]->reader, order[j]->reader) &&
            dump_of(&other, order[j]->source) && str_eq(own.base, other.base) &&
            (other.when > own.when || (other.when == own.when && j < i)))
            return true;
    return false;
}

enum status
merge_sources(struct document *out, const struct record *record,
              struct arena *arena, struct error *err)
{
    struct document merged = {0};
    const struct contribution **order =
        arena_array(arena, record->count, sizeof(struct contribution *));
    if (!order)
        return error_no_memory(err);
    for (size_t i = 0; i < record->count; i++)
        order[i] = &record->contributions[i];
    qsort(order, record->count, sizeof(struct contribution *), authority);
    for (size_t i = 0; i < record->count; i++) {
        if (record->count > 1 && is_superseded(order, record->count, i))
            continue;
        for (int f = 0; f < FIELD_COUNT; f++)
            if (!merged.field[f].count && f != FIELD_SOURCE)
                merged.field[f] = order[i]->document.field[f];
        TRY(add_source(&merged, order[i], arena, err));
    }
    TRY(document_add(&merged, FIELD_UID, record->uid, arena, err));
    *out = merged;
    return STATUS_OK;
}

enum status
merge_record(struct document *out, const struct record *record,
             struct arena *arena, struct error *err)
{
    struct document merged;
    TRY(merge_sources(&merged, record, arena, err));
    for (int f = 0; f < FIELD_COUNT && record->count; f++)
        if (record->joined.fields.field[f].count)
            merged.field[f] = record->joined.fields.field[f];
    *out = merged;
    return STATUS_OK;
}

enum status
merge_digest(uint8_t out[SHA256_BYTES], const struct document *merged,
             struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf bytes = BUF_INIT(DOCUMENT_ENCODED_MAX);
    struct document plain = *merged;
    plain.field[FIELD_SOURCE] = (struct values){0};
    for (uint32_t i = 0; i < merged->field[FIELD_SOURCE].count; i++) {
        struct str parts[6] = {
            [SOURCE_SOURCE] =
                document_part(merged, FIELD_SOURCE, i, SOURCE_SOURCE),
            [SOURCE_MEMBER] =
                document_part(merged, FIELD_SOURCE, i, SOURCE_MEMBER),
            [SOURCE_URL] = document_part(merged, FIELD_SOURCE, i, SOURCE_URL),
        };
        TRY(document_add_parts(&plain, FIELD_SOURCE, parts, &arena, err));
    }
    TRY(document_encode(&bytes, &plain, err));
    struct digest digest;
    digest_init(&digest);
    digest_add(&digest, buf_str(&bytes));
    digest_end(&digest, out);
    return STATUS_OK;
}
