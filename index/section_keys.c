/* index: sections, those of the same name in another part, chapters. */
#include "section_keys.h"

#include "digest.h"

#include <string.h>

enum { CHAPTER_DIGITS = 3 };

/* ---- keys ---------------------------------------------------------------- */

static void
key_start(struct digest *digest, const struct document *document)
{
    digest_init(digest);
    digest_add(digest, document_first(document, FIELD_CONTAINER));
}

static void
key_end(char out[SECTION_BYTES], struct digest *digest)
{
    uint8_t sha256[SHA256_BYTES];
    digest_end(digest, sha256);
    memcpy(out, sha256, SECTION_BYTES);
}

/* Of the first `depth` headings of the path. */
static void
section_key(char out[SECTION_BYTES], const struct document *document,
            uint32_t depth)
{
    struct digest digest;
    key_start(&digest, document);
    for (uint32_t i = 0; i < depth; i++) {
        digest_add(&digest, STR("\n"));
        digest_add(&digest, document_part(document, FIELD_PATH, i, 0));
    }
    key_end(out, &digest);
}

/* ---- mirrors ------------------------------------------------------------- */

/* "partie legislative", "partie reglementaire - decrets simples" */
static bool
is_part(struct str heading)
{
    return str_starts(heading, STR("partie legislative")) ||
           str_starts(heading, STR("partie reglementaire")) ||
           str_starts(heading, STR("partie arrete"));
}

/* What stands behind "titre iii :". */
static struct str
without_number(struct str heading)
{
    static const struct str names[] = {
        STR_INIT("partie"),          STR_INIT("livre"),
        STR_INIT("titre"),           STR_INIT("sous-titre"),
        STR_INIT("chapitre"),        STR_INIT("section"),
        STR_INIT("sous-section"),    STR_INIT("paragraphe"),
        STR_INIT("sous-paragraphe"),
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str rest = str_from_offset(heading, names[i].len);
        size_t colon = str_find_char(heading, ':');
        if (str_starts(heading, names[i]) && rest.len && rest.at[0] == ' ' &&
            colon != SIZE_MAX)
            return str_trim(str_from_offset(heading, colon + 1));
    }
    return heading;
}

static struct str
bare_heading(struct str folded)
{
    struct str heading = str_trim(folded);
    while (heading.len && heading.at[heading.len - 1] == '.')
        heading = str_trim(str_head(heading, heading.len - 1));
    return is_part(heading) ? STR("") : without_number(heading);
}

/* The key stays as it is when nothing is left of the headings. */
static enum status
mirror_key(char out[SECTION_BYTES], const struct document *document,
           struct values_met *met, struct error *err)
{
    struct digest digest;
    bool mirrored = false;
    key_start(&digest, document);
    for (uint32_t i = 0; i < document->field[FIELD_PATH].count; i++) {
        struct str heading;
        TRY(met_fold(&heading, met, document_part(document, FIELD_PATH, i, 0),
                     err));
        heading = bare_heading(heading);
        if (!heading.len)
            continue;
        mirrored = true;
        digest_add(&digest, STR("\n"));
        digest_add(&digest, heading);
    }
    if (mirrored)
        key_end(out, &digest);
    return STATUS_OK;
}

/* ---- chapters ------------------------------------------------------------ */

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "162" of "L. 162-31-1" and of "Annexe I à l'art. R162-1"; empty for none. */
static struct str
chapter_number(struct str article)
{
    for (size_t start = 0, end; start < article.len; start = end + 1) {
        end = start;
        while (end < article.len && is_digit(article.at[end]))
            end++;
        if (end - start >= CHAPTER_DIGITS && end < article.len &&
            article.at[end] == '-')
            return str_range(article, start, end);
    }
    return STR("");
}

static void
chapter_key(char out[SECTION_BYTES], const struct document *document)
{
    struct digest digest;
    struct str number = chapter_number(document_first(document, FIELD_ARTICLE));
    if (!number.len)
        return;
    key_start(&digest, document);
    digest_add(&digest, STR("\r"));
    digest_add(&digest, number);
    key_end(out, &digest);
}

/* ---- all ----------------------------------------------------------------- */

enum status
section_value(struct str *out, const struct document *document,
              struct values_met *met, struct error *err)
{
    static const char none[SECTION_BYTES];
    char keys[SECTION_GROUPS][SECTION_BYTES] = {0};
    uint32_t depth = document->field[FIELD_PATH].count, count = SECTION_GROUPS;
    *out = STR("");
    if (!document_has(document, FIELD_CONTAINER))
        return STATUS_OK;
    if (depth) {
        section_key(keys[SECTION_OWN], document, depth);
        section_key(keys[SECTION_ABOVE], document, depth - 1);
        TRY(mirror_key(keys[SECTION_MIRROR], document, met, err));
    }
    chapter_key(keys[SECTION_CHAPTER], document);
    while (count && memcmp(keys[count - 1], none, SECTION_BYTES) == 0)
        count--;
    if (!count)
        return STATUS_OK;
    *out = arena_copy(met->arena, (struct str){keys[0], count * SECTION_BYTES});
    return out->at ? STATUS_OK : error_no_memory(err);
}
