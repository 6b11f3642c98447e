/* ingest, step 3: a sitting and its speeches as documents. */
#include "debate.h"

#include "an_question.h"
#include "date.h"
#include "lang.h"

#include <inttypes.h>

enum {
    LINE_MAX = 64 * 1024,
    SPEECH_MAX = 2 * INPUT_TEXT_MAX,
    HEADINGS_MAX = 4 << 20
};

static void
set(struct buf *buf, struct str text, size_t max)
{
    buf_clear(buf);
    buf->max = max;
    buf_add(buf, text);
}

void
debate_set(struct debate *debate, enum debate_value value, struct str text)
{
    set(&debate->value[value], text, LINE_MAX);
}

static struct str
value(const struct debate *debate, enum debate_value which)
{
    return buf_str(&debate->value[which]);
}

void
debate_release(struct debate *debate)
{
    struct buf *bufs[] = {&debate->headings, &debate->chair, &debate->name,
                          &debate->quality,  &debate->ref,   &debate->mandate,
                          &debate->group,    &debate->id,    &debate->url,
                          &debate->text};
    for (size_t i = 0; i < DEBATE_VALUES; i++)
        buf_release(&debate->value[i]);
    for (size_t i = 0; i < DEBATE_DEPTH_MAX; i++)
        buf_release(&debate->points[i].title);
    for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
        buf_release(bufs[i]);
    map_release(&debate->ids);
    map_release(&debate->people);
    arena_release(&debate->names);
    arena_release(&debate->arena);
}

/* ---- who speaks ---------------------------------------------------------- */

/* "la présidente", "le ministre délégué": an office, not a name. */
static bool
is_office(struct str name)
{
    static const struct str articles[] = {STR_INIT("la "), STR_INIT("le "),
                                          STR_INIT("l’"),  STR_INIT("l'"),
                                          STR_INIT("La "), STR_INIT("Le ")};
    for (size_t i = 0; i < sizeof articles / sizeof articles[0]; i++)
        if (str_starts(name, articles[i]) && str_contains(name, STR(" ")))
            return !str_eq(articles[i], STR("Le ")) ||
                   str_starts(name, STR("Le président"));
    return str_starts(name, STR("l’")) || str_starts(name, STR("l'"));
}

static bool
is_chair(struct str name)
{
    static const struct str names[] = {
        STR_INIT("la présidente"), STR_INIT("le président"),
        STR_INIT("La présidente"), STR_INIT("Le président")};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(name, names[i]))
            return true;
    return false;
}

/* "Présidence de Mme Yaël Braun-Pivet, ..." names who presides from here. */
static void
note_chair(struct debate *debate, struct str line)
{
    struct str name = str_trim(line);
    if (!str_starts_nocase(name, STR("Présidence de ")) || name.len > 200)
        return;
    name = str_from_offset(name, sizeof "Présidence de " - 1);
    name = str_head(name, str_find_char(name, ','));
    name = str_head(name, str_find_char(name, '\n'));
    name = an_bare_name(str_trim(name));
    if (str_ends(name, STR(".")))
        name.len--;
    set(&debate->chair, name, LINE_MAX);
}

/* Remembers by its reference a person that is called by name. */
static enum status
note_person(struct debate *debate, struct str ref, struct str name,
            struct error *err)
{
    if (!ref.len || !name.len || is_office(name))
        return STATUS_OK;
    uint64_t *at = map_at(&debate->people, ref);
    if (!at)
        return error_no_memory(err);
    if (*at)
        return STATUS_OK;
    struct str *kept = arena_alloc(&debate->names, sizeof *kept);
    struct str copy = arena_copy(&debate->names, name);
    if (!kept || !copy.at)
        return error_no_memory(err);
    *kept = copy;
    *at = (uint64_t)(uintptr_t)kept;
    return STATUS_OK;
}

/* Who holds the office, as far as this sitting says. */
static struct str
author_of(const struct debate *debate)
{
    struct str name = an_bare_name(buf_str(&debate->name));
    struct str ref = buf_str(&debate->ref);
    if (!is_office(name))
        return name;
    uint64_t *known = ref.len ? map_find(&debate->people, ref) : NULL;
    if (known)
        return *(struct str *)(uintptr_t)*known;
    return is_chair(name) && debate->chair.len ? buf_str(&debate->chair) : name;
}

/* ---- documents ----------------------------------------------------------- */

/* What a speech has of the sitting. */
static enum status
add_common(struct debate *debate, struct document *document, struct error *err)
{
    static const struct {
        enum field field;
        enum debate_value value;
    } fields[] = {{FIELD_LEGISLATURE, DEBATE_LEGISLATURE},
                  {FIELD_CHAMBER, DEBATE_CHAMBER},
                  {FIELD_LANG, DEBATE_LANG}};
    uint32_t day = 0;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        TRY(an_add(document, fields[i].field, value(debate, fields[i].value),
                   &debate->arena, err));
    if (!date_from_iso(value(debate, DEBATE_DATE), &day))
        day = 0;
    return document_add_date(document, FIELD_DATE, day, &debate->arena, err);
}

/* The sitting's uid, made from the input when it has none of its own. */
static enum status
sitting_uid(struct str *out, struct debate *debate, struct error *err)
{
    if (debate->value[DEBATE_UID].len == 0) {
        TRY(reader_plain_uid(out, debate->in, STR(""), &debate->arena, err));
        debate_set(debate, DEBATE_UID, *out);
    }
    *out = value(debate, DEBATE_UID);
    return buf_status(&debate->value[DEBATE_UID], err);
}

/* Sitting and paragraph; without one, the number of the speech.  An id that
 * the sitting repeats has its own number. */
static enum status
speech_uid(struct str *out, struct debate *debate, struct error *err)
{
    struct str sitting, id = buf_str(&debate->id);
    struct arena *arena = &debate->arena;
    TRY(sitting_uid(&sitting, debate, err));
    struct str uid = id.len ? arena_printf(arena, STR_FMT "-" STR_FMT,
                                           STR_ARG(sitting), STR_ARG(id))
                            : arena_printf(arena, STR_FMT "-n%" PRIu64,
                                           STR_ARG(sitting), debate->speeches);
    uint64_t *times = uid.at ? map_at(&debate->ids, uid) : NULL;
    if (!times)
        return error_no_memory(err);
    if (++*times > 1)
        uid = arena_printf(arena, STR_FMT "-%" PRIu64, STR_ARG(uid), *times);
    if (uid.at && !document_uid_is_valid(uid))
        return reader_plain_uid(out, debate->in, uid, arena, err);
    *out = uid;
    return uid.at ? STATUS_OK : error_no_memory(err);
}

static struct str
innermost_title(const struct debate *debate)
{
    for (unsigned i = debate->depth; i-- > 0;)
        if (debate->points[i].title.len)
            return buf_str(&debate->points[i].title);
    return value(debate, DEBATE_TITLE);
}

/* "Discussion générale - Mme Eulalie Fontvieille" */
static enum status
add_title(struct debate *debate, struct document *document, struct error *err)
{
    struct str point = innermost_title(debate), name = buf_str(&debate->name);
    struct str title =
        arena_printf(&debate->arena, STR_FMT "%s" STR_FMT, STR_ARG(point),
                     point.len && name.len ? " - " : "", STR_ARG(name));
    if (!title.at)
        return error_no_memory(err);
    return an_add(document, FIELD_TITLE, title, &debate->arena, err);
}

static enum status
add_place(struct debate *debate, struct document *document, struct error *err)
{
    struct str parts[] = {value(debate, DEBATE_UID),
                          value(debate, DEBATE_TITLE)};
    TRY(document_add_parts(document, FIELD_CONTAINER, parts, &debate->arena,
                           err));
    TRY(reader_order(document, debate->in, &debate->arena, err));
    for (unsigned i = 0; i < debate->depth; i++)
        TRY(an_add(document, FIELD_PATH, buf_str(&debate->points[i].title),
                   &debate->arena, err));
    return STATUS_OK;
}

static enum status
add_speaker(struct debate *debate, struct document *document, struct error *err)
{
    const struct {
        enum field field;
        struct str value;
    } fields[] = {{FIELD_AUTHOR, author_of(debate)},
                  {FIELD_AUTHOR_REF, buf_str(&debate->ref)},
                  {FIELD_MANDATE_REF, buf_str(&debate->mandate)},
                  {FIELD_GROUP, buf_str(&debate->group)}};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        TRY(an_add(document, fields[i].field, fields[i].value, &debate->arena,
                   err));
    return STATUS_OK;
}

static enum status
add_speech(struct debate *debate, struct document *document, struct error *err)
{
    struct str name = buf_str(&debate->name);
    struct str quality = buf_str(&debate->quality);
    struct str heading =
        arena_printf(&debate->arena, STR_FMT "%s" STR_FMT, STR_ARG(name),
                     name.len && quality.len ? ", " : "", STR_ARG(quality));
    if (!heading.at)
        return error_no_memory(err);
    TRY(buf_status(&debate->text, err));
    return document_add_text(document, STR("body"), heading,
                             buf_str(&debate->text), &debate->arena, err);
}

enum status
debate_pause(struct debate *debate, struct error *err)
{
    struct document document = {0};
    struct str uid;
    if (!debate->open)
        return STATUS_OK;
    debate->open = false;
    debate->speeches++;
    arena_reset(&debate->arena);
    TRY(speech_uid(&uid, debate, err));
    TRY(document_add(&document, FIELD_UID, uid, &debate->arena, err));
    TRY(document_add(&document, FIELD_KIND, STR("intervention"), &debate->arena,
                     err));
    TRY(add_title(debate, &document, err));
    TRY(add_common(debate, &document, err));
    TRY(add_place(debate, &document, err));
    TRY(add_speaker(debate, &document, err));
    TRY(add_speech(debate, &document, err));
    return sink_put(debate->sink, debate->in, &document, buf_str(&debate->url),
                    &debate->arena, err);
}

static enum status
open_speech(struct debate *debate, const struct debate_speech *speech,
            struct error *err)
{
    set(&debate->name, speech->name, LINE_MAX);
    set(&debate->quality, speech->quality, LINE_MAX);
    set(&debate->ref, speech->ref, LINE_MAX);
    set(&debate->mandate, speech->mandate, LINE_MAX);
    set(&debate->group, speech->group, LINE_MAX);
    set(&debate->id, speech->id, LINE_MAX);
    set(&debate->url, speech->url, LINE_MAX);
    set(&debate->text, STR(""), SPEECH_MAX);
    debate->open = true;
    return note_person(debate, speech->ref, an_bare_name(speech->name), err);
}

enum status
debate_say(struct debate *debate, const struct debate_speech *speech,
           struct error *err)
{
    if (str_trim(speech->text).len == 0)
        return STATUS_OK;
    bool same =
        !speech->name.len || (str_eq(speech->name, buf_str(&debate->name)) &&
                              str_eq(speech->ref, buf_str(&debate->ref)));
    if (!speech->name.len)
        note_chair(debate, speech->text);
    if (debate->open && !same)
        TRY(debate_pause(debate, err));
    if (!debate->open)
        TRY(open_speech(debate, speech, err));
    if (debate->quality.len == 0)
        set(&debate->quality, speech->quality, LINE_MAX);
    if (debate->text.len)
        buf_add(&debate->text, STR("\n\n"));
    buf_add(&debate->text, str_trim(speech->text));
    return buf_status(&debate->text, err);
}

/* ---- points -------------------------------------------------------------- */

enum status
debate_enter(struct debate *debate, struct error *err)
{
    TRY(debate_pause(debate, err));
    if (debate->depth == DEBATE_DEPTH_MAX)
        return error_set(
            err, STATUS_LIMIT, "%s",
            TR("points nested too deep", "points imbriqués trop profondément"));
    set(&debate->points[debate->depth++].title, STR(""), LINE_MAX);
    return STATUS_OK;
}

static enum status
add_heading(struct debate *debate, struct str title, struct error *err)
{
    unsigned level = 0;
    debate->headings.max = HEADINGS_MAX;
    for (unsigned i = 0; i + 1 < debate->depth; i++)
        level += debate->points[i].title.len > 0;
    if (debate->headings.len)
        buf_add(&debate->headings, STR("\n"));
    for (unsigned i = 0; i < level; i++)
        buf_add(&debate->headings, STR("- "));
    buf_add(&debate->headings, title);
    return buf_status(&debate->headings, err);
}

enum status
debate_title(struct debate *debate, struct str title, struct error *err)
{
    title = str_trim(title);
    if (title.len == 0 || debate->depth == 0)
        return STATUS_OK;
    note_chair(debate, title);
    struct buf *own = &debate->points[debate->depth - 1].title;
    TRY(debate_pause(debate, err));
    if (own->len)
        buf_add(own, STR(" – "));
    buf_add(own, title);
    TRY(buf_status(own, err));
    return add_heading(debate, title, err);
}

enum status
debate_leave(struct debate *debate, struct error *err)
{
    TRY(debate_pause(debate, err));
    if (debate->depth)
        debate->depth--;
    return STATUS_OK;
}

/* ---- the sitting --------------------------------------------------------- */

enum status
debate_end(struct debate *debate, struct error *err)
{
    struct document document = {0};
    struct links links = {.arena = &debate->arena};
    struct str uid, meeting = value(debate, DEBATE_SITTING_REF);
    struct arena *arena = &debate->arena;
    TRY(debate_pause(debate, err));
    arena_reset(arena);
    TRY(sitting_uid(&uid, debate, err));
    TRY(document_add(&document, FIELD_UID, uid, arena, err));
    TRY(document_add(&document, FIELD_KIND, STR("compte-rendu"), arena, err));
    TRY(an_add(&document, FIELD_TITLE, value(debate, DEBATE_TITLE), arena,
               err));
    TRY(add_common(debate, &document, err));
    TRY(document_add_text(&document, STR("headings"), STR(""),
                          buf_str(&debate->headings), arena, err));
    TRY(an_add(&document, FIELD_NUMBER, value(debate, DEBATE_NUMBER), arena,
               err));
    if (meeting.len)
        TRY(links_add_typed(&links, STR("reunion"), meeting, STR(""), err));
    TRY(links_give(&links, &document, err));
    if (debate->links)
        TRY(links_give(debate->links, &document, err));
    return sink_put(debate->sink, debate->in, &document,
                    value(debate, DEBATE_URL), arena, err);
}
