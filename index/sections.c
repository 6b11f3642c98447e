/* index: sections, and sections of the same name in another part. */
#include "sections.h"

#include "analyse.h"
#include "digest.h"

#include <string.h>

static void
key_end(char out[SECTION_BYTES], struct digest *digest)
{
    uint8_t sha256[SHA256_BYTES];
    digest_end(digest, sha256);
    memcpy(out, sha256, SECTION_BYTES);
}

void
section_key(char out[SECTION_BYTES], const struct document *document,
            uint32_t depth)
{
    struct digest digest;
    digest_init(&digest);
    digest_add(&digest, document_first(document, FIELD_CONTAINER));
    for (uint32_t i = 0; i < depth; i++) {
        digest_add(&digest, STR("\n"));
        digest_add(&digest, document_part(document, FIELD_PATH, i, 0));
    }
    key_end(out, &digest);
}

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

enum status
section_mirror(bool *mirrored, char out[SECTION_BYTES],
               const struct document *document, struct arena *arena,
               struct error *err)
{
    struct digest digest;
    *mirrored = false;
    digest_init(&digest);
    digest_add(&digest, document_first(document, FIELD_CONTAINER));
    for (uint32_t i = 0; i < document->field[FIELD_PATH].count; i++) {
        struct str heading;
        TRY(french_fold(&heading, document_part(document, FIELD_PATH, i, 0),
                        arena, err));
        heading = bare_heading(heading);
        if (!heading.len)
            continue;
        *mirrored = true;
        digest_add(&digest, STR("\n"));
        digest_add(&digest, heading);
    }
    key_end(out, &digest);
    return STATUS_OK;
}
