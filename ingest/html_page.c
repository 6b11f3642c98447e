/* ingest, step 3: a whole HTML page into title, meta data and main text. */
#include "html_page.h"

#include "boilerplate.h"
#include "html.h"
#include "html_sax.h"
#include "html_writer.h"
#include "lang.h"
#include "utf8.h"

#include <stdio.h>
#include <string.h>

enum {
    TABLE_CELL_MAX = 700, /* bytes: a longer cell is prose */
    META_MAX = 500,
    LIST_ITEMS = 4,      /* a shorter list of links is no menu */
    LINKED_PERCENT = 85, /* of a block or list that is links only */
    MAIN_PERCENT = 33,
    HEADING_BYTES = 240,
    ATTRIBUTE_MAX = 1000, /* bytes of an id or class that are looked at */
    HALVES = 50
};

enum zone_kind { ZONE_PAGE, ZONE_NOISE, ZONE_MAIN, ZONE_LIST, ZONE_MARK };

/* Elements whose very name says what they hold. */
static const struct named {
    const char *name;
    enum zone_kind kind;
} named_zones[] = {
    {"header", ZONE_NOISE}, {"nav", ZONE_NOISE},    {"footer", ZONE_NOISE},
    {"aside", ZONE_NOISE},  {"menu", ZONE_NOISE},   {"dialog", ZONE_NOISE},
    {"main", ZONE_MAIN},    {"article", ZONE_MAIN}, {"ul", ZONE_LIST},
};

static const struct named role_zones[] = {
    {"navigation", ZONE_NOISE},    {"banner", ZONE_NOISE},
    {"contentinfo", ZONE_NOISE},   {"search", ZONE_NOISE},
    {"complementary", ZONE_NOISE}, {"dialog", ZONE_NOISE},
    {"alertdialog", ZONE_NOISE},   {"main", ZONE_MAIN},
};

/* Words of id and class.  WORD: between other signs; PART: anywhere. */
static const struct token {
    const char *text;
    enum { WORD, PART, WHOLE } how;
    enum zone_kind kind;
} tokens[] = {
    {"amddispotitre", WHOLE, ZONE_MARK},
    {"amddispotexte", WHOLE, ZONE_MARK},
    {"amdexpotitre", WHOLE, ZONE_MARK},
    {"amdexpotexte", WHOLE, ZONE_MARK},
    {"cookie", PART, ZONE_NOISE},
    {"consent", PART, ZONE_NOISE},
    {"tarteaucitron", PART, ZONE_NOISE},
    {"didomi", PART, ZONE_NOISE},
    {"axeptio", PART, ZONE_NOISE},
    {"rgpd", WORD, ZONE_NOISE},
    {"gdpr", WORD, ZONE_NOISE},
    {"breadcrumb", PART, ZONE_NOISE},
    {"ariane", PART, ZONE_NOISE},
    {"newsletter", PART, ZONE_NOISE},
    {"sidebar", PART, ZONE_NOISE},
    {"footer", PART, ZONE_NOISE},
    {"pagination", PART, ZONE_NOISE},
    {"toolbar", PART, ZONE_NOISE},
    {"noprint", PART, ZONE_NOISE},
    {"accessibility", PART, ZONE_NOISE},
    {"header", WHOLE, ZONE_NOISE},
    {"nav", WORD, ZONE_NOISE},
    {"navbar", WORD, ZONE_NOISE},
    {"navigation", WORD, ZONE_NOISE},
    {"menu", WORD, ZONE_NOISE},
    {"submenu", WORD, ZONE_NOISE},
    {"pied", WORD, ZONE_NOISE},
    {"share", WORD, ZONE_NOISE},
    {"sharing", WORD, ZONE_NOISE},
    {"partage", WORD, ZONE_NOISE},
    {"social", WORD, ZONE_NOISE},
    {"skip", WORD, ZONE_NOISE},
    {"skiplinks", WORD, ZONE_NOISE},
    {"popup", WORD, ZONE_NOISE},
    {"modal", WORD, ZONE_NOISE},
    {"comments", WORD, ZONE_NOISE},
    {"commentaires", WORD, ZONE_NOISE},
    {"related", WORD, ZONE_NOISE},
    {"secondary", WHOLE, ZONE_NOISE},
    {"langues", WORD, ZONE_NOISE},
    {"zutilite", WHOLE, ZONE_NOISE},
    {"quicklinks", PART, ZONE_NOISE},
    {"box-process", WHOLE, ZONE_NOISE},
    {"link-top", WHOLE, ZONE_NOISE},
    {"options-01", WHOLE, ZONE_NOISE},
    {"options-02", WHOLE, ZONE_NOISE},
    {"sompopup", WHOLE, ZONE_NOISE},
    {"main", WHOLE, ZONE_MAIN},
    {"content", WHOLE, ZONE_MAIN},
    {"contenu", WHOLE, ZONE_MAIN},
    {"main-content", WHOLE, ZONE_MAIN},
    {"page-content", WHOLE, ZONE_MAIN},
    {"entry-content", WHOLE, ZONE_MAIN},
    {"post-content", WHOLE, ZONE_MAIN},
    {"article-body", WHOLE, ZONE_MAIN},
    {"contenu-principal", WHOLE, ZONE_MAIN},
    {"contenu-page", WHOLE, ZONE_MAIN},
};

/* Elements whose text is the page's machinery. */
static const char *const silent[] = {"select", "option", "button",  "textarea",
                                     "svg",    "audio",  "video",   "canvas",
                                     "map",    "label",  "datalist"};

struct zone {
    enum zone_kind kind;
    size_t parent, items;
    uint64_t plain, linked; /* bytes, of zones within too */
    const char *mark;
    bool dropped, main;
};

struct table {
    size_t rows, cells, most_cells, longest, cell;
    bool holds_table;
};

enum { NAME_BYTES = 24 }; /* a longer name is cut: none that matters is */

/* An open element. */
struct frame {
    char name[NAME_BYTES]; /* its own: the parser's goes with the parser */
    size_t zone;
    bool bold, centred, silent, linked, opened_table;
    unsigned heading; /* 1-6 */
    unsigned level;   /* 3: class="titre3" */
};

struct found {
    size_t offset, end, zone;
    size_t bold_end; /* of the bold text that it begins with */
    uint64_t bytes, linked, bold;
    bool centred;
    unsigned heading, level;
};

struct reading {
    struct html_page *page;
    struct arena *arena;
    struct buf text, title;
    struct html_writer writer;
    struct frame frames[HTML_DEPTH_MAX + 2];
    size_t depth;
    struct zone *zones;
    size_t zone_count, zone_room;
    struct found *found;
    size_t found_count, found_room;
    struct table *tables;
    size_t table_count, table_room, next_table;
    size_t open_tables[HTML_DEPTH_MAX + 2], table_depth;
    size_t *link_zone;
    size_t link_count, link_room;
    unsigned silent;
    bool in_title;
    enum status status;
    struct error *err;
};

static void
fail(struct reading *r)
{
    if (r->status == STATUS_OK)
        r->status = error_no_memory(r->err);
}

/* Room for one more of size bytes in an array of the arena. */
static bool
grow(struct reading *r, void **at, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return true;
    size_t wanted = *room ? *room * 2 : 64;
    void *grown = arena_array(r->arena, wanted, size);
    if (!grown) {
        fail(r);
        return false;
    }
    if (count)
        memcpy(grown, *at, count * size);
    *at = grown;
    *room = wanted;
    return true;
}

/* Pass 1: what each table is for. */

static void
table_open(struct reading *r)
{
    void *at = r->tables;
    if (!grow(r, &at, r->table_count, &r->table_room, sizeof *r->tables))
        return;
    r->tables = at;
    if (r->table_depth)
        r->tables[r->open_tables[r->table_depth - 1]].holds_table = true;
    r->tables[r->table_count] = (struct table){0};
    r->open_tables[r->table_depth++] = r->table_count++;
}

static void
measure_start(void *context, const char *name, const char *const *attributes)
{
    struct reading *r = context;
    (void)attributes;
    if (strcmp(name, "table") == 0 && r->table_depth <= HTML_DEPTH_MAX)
        table_open(r);
    if (r->table_depth == 0)
        return;
    struct table *table = &r->tables[r->open_tables[r->table_depth - 1]];
    if (strcmp(name, "tr") == 0) {
        table->rows++;
        table->cells = 0;
    } else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0) {
        table->cell = 0;
        if (++table->cells > table->most_cells)
            table->most_cells = table->cells;
    }
}

static void
measure_end(void *context, const char *name)
{
    struct reading *r = context;
    if (strcmp(name, "table") == 0 && r->table_depth)
        r->table_depth--;
}

static void
measure_text(void *context, struct str text)
{
    struct reading *r = context;
    if (r->table_depth == 0)
        return;
    struct table *table = &r->tables[r->open_tables[r->table_depth - 1]];
    table->cell += str_trim(text).len;
    if (table->cell > table->longest)
        table->longest = table->cell;
}

static bool
is_layout(const struct table *table)
{
    return table->holds_table || table->most_cells < 2 ||
           table->longest > TABLE_CELL_MAX;
}

/* Pass 2: the text and its zones. */

static bool
is_word_sign(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

static bool
has_token(struct str value, const struct token *token)
{
    struct str text = str_from(token->text);
    value = str_head(value, ATTRIBUTE_MAX);
    for (size_t at = 0; at + text.len <= value.len; at++) {
        if (!str_starts_nocase(str_from_offset(value, at), text))
            continue;
        char before = at ? value.at[at - 1] : ' ';
        char after = at + text.len < value.len ? value.at[at + text.len] : ' ';
        if (token->how == PART ||
            (token->how == WORD && !is_word_sign(before) &&
             !is_word_sign(after)) ||
            (token->how == WHOLE && before == ' ' && after == ' '))
            return true;
    }
    return false;
}

static enum zone_kind
named_kind(const struct named *at, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_nocase(name, str_from(at[i].name)))
            return at[i].kind;
    return ZONE_PAGE;
}

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The kind of zone that an element opens, ZONE_PAGE for none. */
static enum zone_kind
zone_kind_of(const char *name, const char *const *attributes, const char **mark)
{
    enum zone_kind kind =
        named_kind(named_zones, COUNT(named_zones), str_from(name));
    struct str role = html_attribute(attributes, "role");
    struct str id = html_attribute(attributes, "id");
    struct str class = html_attribute(attributes, "class");
    if (role.len && kind == ZONE_PAGE)
        kind = named_kind(role_zones, COUNT(role_zones), role);
    bool mine = html_is_block(name) && strcmp(name, "body") != 0;
    if ((kind != ZONE_PAGE && kind != ZONE_LIST) || !mine ||
        (id.len == 0 && class.len == 0))
        return kind;
    for (size_t i = 0; i < COUNT(tokens); i++)
        if (has_token(id, &tokens[i]) || has_token(class, &tokens[i])) {
            *mark = tokens[i].text;
            return tokens[i].kind;
        }
    return kind;
}

static size_t
zone_open(struct reading *r, enum zone_kind kind, const char *mark,
          size_t parent)
{
    void *at = r->zones;
    if (!grow(r, &at, r->zone_count, &r->zone_room, sizeof *r->zones))
        return parent;
    r->zones = at;
    r->zones[r->zone_count] =
        (struct zone){.kind = kind, .parent = parent, .mark = mark};
    return r->zone_count++;
}

static void
on_paragraph(void *context, size_t offset)
{
    struct reading *r = context;
    const struct frame *frame = &r->frames[r->depth];
    void *at = r->found;
    if (!grow(r, &at, r->found_count, &r->found_room, sizeof *r->found))
        return;
    r->found = at;
    r->found[r->found_count++] = (struct found){.offset = offset,
                                                .zone = frame->zone,
                                                .centred = frame->centred,
                                                .heading = frame->heading,
                                                .level = frame->level};
}

/* Attribute values and titles: blanks of every kind are one space. */
static struct str
clean_value(struct reading *r, struct str value)
{
    AUTO(buf) struct buf text = BUF_INIT(value.len * 4 + 64);
    struct html_writer writer = {.out = &text};
    html_writer_text(&writer, value);
    html_writer_finish(&writer);
    size_t kept = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool hard =
            str_starts(str_from_offset(buf_str(&text), i), STR("\xC2\xA0"));
        char c = hard ? ' ' : text.at[i];
        i += hard;
        if (c != ' ' || (kept && text.at[kept - 1] != ' '))
            text.at[kept++] = c;
    }
    struct str copy =
        arena_copy(r->arena, str_trim((struct str){text.at, kept}));
    if (kept && !copy.at)
        fail(r);
    return copy;
}

static void
on_meta(struct reading *r, const char *const *attributes)
{
    struct html_page *page = r->page;
    struct str name = html_attribute(attributes, "name");
    void *at = page->meta;
    if (name.len == 0)
        name = html_attribute(attributes, "property");
    struct str content = clean_value(r, html_attribute(attributes, "content"));
    if (name.len == 0 || content.len == 0 || page->meta_count == META_MAX ||
        !grow(r, &at, page->meta_count, &page->meta_room, sizeof *page->meta))
        return;
    page->meta = at;
    name = arena_copy(r->arena, name);
    for (size_t i = 0; i < name.len; i++)
        if (name.at[i] >= 'A' && name.at[i] <= 'Z')
            ((char *)name.at)[i] = (char)(name.at[i] + 32);
    page->meta[page->meta_count++] = (struct html_meta){name, content};
}

static void
on_link(struct reading *r, const char *const *attributes)
{
    struct str rel = html_attribute(attributes, "rel");
    struct str type = html_attribute(attributes, "type");
    struct str href = clean_value(r, html_attribute(attributes, "href"));
    if (str_eq_nocase(rel, STR("canonical")))
        r->page->canonical = href;
    else if (str_eq_nocase(rel, STR("alternate")) && !r->page->feed.len &&
             str_contains(type, STR("xml")))
        r->page->feed = href;
}

static bool
is_silent(const char *name, const char *const *attributes)
{
    for (size_t i = 0; i < COUNT(silent); i++)
        if (strcmp(name, silent[i]) == 0)
            return true;
    struct str style = html_attribute(attributes, "style");
    return str_contains(style, STR("display:none")) ||
           str_contains(style, STR("display: none")) ||
           str_eq_nocase(html_attribute(attributes, "aria-hidden"),
                         STR("true"));
}

static bool
is_centred(const char *name, const char *const *attributes)
{
    struct str style = html_attribute(attributes, "style");
    return strcmp(name, "center") == 0 ||
           str_eq_nocase(html_attribute(attributes, "align"), STR("center")) ||
           str_contains(style, STR("text-align: center")) ||
           str_contains(style, STR("text-align:center"));
}

static unsigned level_of(struct str class)
{
    const size_t digit = sizeof "titre" - 1;
    bool has = str_starts_nocase(class, STR("titre")) && class.len > digit &&
               class.at[digit] >= '1' && class.at[digit] <= '9';
    return has ? (unsigned)(class.at[digit] - '0') : 0;
}

static struct frame
frame_of(struct reading *r, const char *name, const char *const *attributes)
{
    struct frame frame = r->frames[r->depth];
    const char *mark = NULL;
    enum zone_kind kind = zone_kind_of(name, attributes, &mark);
    snprintf(frame.name, sizeof frame.name, "%s", name);
    frame.silent = is_silent(name, attributes);
    frame.opened_table = false;
    if (kind != ZONE_PAGE)
        frame.zone = zone_open(r, kind, mark, frame.zone);
    if (strcmp(name, "li") == 0 && r->zones[frame.zone].kind == ZONE_LIST)
        r->zones[frame.zone].items++;
    if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && !name[2])
        frame.heading = (unsigned)(name[1] - '0');
    if (frame.heading && frame.heading != r->frames[r->depth].heading)
        frame.level = level_of(html_attribute(attributes, "class"));
    frame.linked = frame.linked || strcmp(name, "a") == 0;
    frame.bold =
        frame.bold || strcmp(name, "b") == 0 || strcmp(name, "strong") == 0;
    if (html_is_block(name) && (is_centred(name, attributes) ||
                                html_attribute(attributes, "align").len))
        frame.centred = is_centred(name, attributes);
    return frame;
}

/* A cell without a table is a block as well. */
static void
update_layout(struct reading *r)
{
    size_t depth = r->table_depth;
    r->writer.layout =
        depth == 0 || is_layout(&r->tables[r->open_tables[depth - 1]]);
}

static void
on_start(void *context, const char *name, const char *const *attributes)
{
    struct reading *r = context;
    if (strcmp(name, "meta") == 0)
        on_meta(r, attributes);
    else if (strcmp(name, "link") == 0)
        on_link(r, attributes);
    else if (strcmp(name, "time") == 0 && r->page->time.len == 0)
        r->page->time = clean_value(r, html_attribute(attributes, "datetime"));
    else if (strcmp(name, "a") == 0 && r->page->feed.len == 0 &&
             str_ends(html_attribute(attributes, "class"), STR("rss")))
        r->page->feed = clean_value(r, html_attribute(attributes, "href"));
    else if (strcmp(name, "title") == 0)
        r->in_title = r->page->title.len == 0 && r->silent == 0;
    if (r->depth > HTML_DEPTH_MAX)
        return; /* html_parse is about to stop */
    struct frame frame = frame_of(r, name, attributes);
    if (strcmp(name, "table") == 0 && r->next_table < r->table_count) {
        r->open_tables[r->table_depth++] = r->next_table++;
        frame.opened_table = true;
        update_layout(r);
    }
    /* A zone begins a paragraph whatever its element is. */
    html_writer_start(&r->writer, name, attributes);
    if (frame.zone != r->frames[r->depth].zone && r->writer.cells == 0)
        r->writer.gap = GAP_PARAGRAPH;
    r->frames[++r->depth] = frame;
    r->silent += frame.silent;
}

/* The zone of each link, to keep those of the main text. */
static void
note_links(struct reading *r, size_t zone)
{
    while (r->link_count < r->page->links.count) {
        void *at = r->link_zone;
        if (!grow(r, &at, r->link_count, &r->link_room, sizeof *r->link_zone))
            return;
        r->link_zone = at;
        r->link_zone[r->link_count++] = zone;
    }
}

static void
pop(struct reading *r)
{
    struct frame *frame = &r->frames[r->depth--];
    html_writer_end(&r->writer, frame->name);
    note_links(r, frame->zone);
    if (frame->zone != r->frames[r->depth].zone && r->writer.cells == 0)
        r->writer.gap = GAP_PARAGRAPH;
    r->silent -= frame->silent;
    if (frame->opened_table && r->table_depth) {
        r->table_depth--;
        update_layout(r);
    }
}

static void
on_end(void *context, const char *name)
{
    struct reading *r = context;
    if (r->in_title && strcmp(name, "title") == 0) {
        r->in_title = false;
        r->page->title = clean_value(r, buf_str(&r->title));
    }
    size_t at = r->depth;
    while (at && strncmp(r->frames[at].name, name, NAME_BYTES - 1) != 0)
        at--;
    while (at && r->depth >= at)
        pop(r);
}

static void
on_text(void *context, struct str text)
{
    struct reading *r = context;
    const struct frame *frame = &r->frames[r->depth];
    if (r->in_title)
        buf_add(&r->title, text);
    if (r->silent || r->in_title)
        return;
    size_t before = r->text.len;
    html_writer_text(&r->writer, text);
    uint64_t bytes = r->text.len > before ? r->text.len - before : 0;
    struct zone *zone = &r->zones[frame->zone];
    *(frame->linked ? &zone->linked : &zone->plain) += bytes;
    if (r->found_count == 0)
        return;
    struct found *found = &r->found[r->found_count - 1];
    if (frame->bold && found->bold == found->bytes && bytes)
        found->bold_end = r->text.len;
    found->bytes += bytes;
    found->linked += frame->linked ? bytes : 0;
    found->bold += frame->bold ? bytes : 0;
}

static bool
is_linked(uint64_t plain, uint64_t linked)
{
    return linked * 100 >= (plain + linked) * LINKED_PERCENT;
}

/* Parents come before their children, and count what these hold. */
static void
sum_zones(struct reading *r)
{
    for (size_t i = r->zone_count; i-- > 1;) {
        struct zone *parent = &r->zones[r->zones[i].parent];
        parent->plain += r->zones[i].plain;
        parent->linked += r->zones[i].linked;
    }
}

/* Which zones go. */
static void
judge_zones(struct reading *r)
{
    sum_zones(r);
    const struct zone *page = &r->zones[0];
    uint64_t main = 0, left = page->plain;
    for (size_t i = 1; i < r->zone_count; i++) {
        struct zone *zone = &r->zones[i], *parent = &r->zones[zone->parent];
        bool large = zone->plain * 100 > page->plain * HALVES && zone->plain;
        bool menu = zone->kind == ZONE_LIST && zone->items >= LIST_ITEMS &&
                    is_linked(zone->plain, zone->linked) && !parent->main;
        bool noise = zone->kind == ZONE_NOISE && !large;
        zone->main = parent->main || zone->kind == ZONE_MAIN;
        zone->dropped = parent->dropped || noise || menu;
        if (zone->dropped && !parent->dropped)
            left -= zone->plain < left ? zone->plain : left;
        if (!zone->dropped && zone->main && !parent->main)
            main += zone->plain;
        else if (zone->dropped && !parent->dropped && parent->main)
            main -= zone->plain < main ? zone->plain : main;
    }
    bool only_main = main && main * 100 >= left * MAIN_PERCENT;
    for (size_t i = 0; i < r->zone_count; i++)
        r->zones[i].dropped |= only_main && !r->zones[i].main;
}

static bool
has_letter(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (is_word_sign(text.at[i]) || text.at[i] == '\xC3')
            return true;
    return false;
}

static struct str
text_of(const struct reading *r, size_t i)
{
    const struct found *found = &r->found[i];
    return str_trim(str_range(buf_str(&r->text), found->offset, found->end));
}

/* Bytes of bold text at the start of its text. */
static size_t
bold_length(const struct reading *r, size_t i)
{
    size_t start = (size_t)(text_of(r, i).at - buf_str(&r->text).at);
    size_t end = r->found[i].bold_end;
    return end > start && end <= r->found[i].end ? end - start : 0;
}

/* True for a block that says nothing at an end of the page. */
static bool
is_idle(const struct reading *r, size_t i)
{
    const struct found *found = &r->found[i];
    struct str text = text_of(r, i);
    return !has_letter(text) ||
           (found->linked && !r->zones[found->zone].main &&
            is_linked(found->bytes - found->linked, found->linked)) ||
           str_starts(text, STR("©")) || str_find(text, STR(" > ")) < 40;
}

static bool
is_heading(const struct found *found, struct str text)
{
    if (text.len > HEADING_BYTES || str_find_char(text, '|') != SIZE_MAX)
        return false;
    if (found->heading)
        return true;
    return found->centred && found->bold * 100 >= found->bytes * 95 &&
           !str_ends(text, STR(".")) && str_find_char(text, '\n') == SIZE_MAX;
}

static enum status
keep_block(struct reading *r, size_t i, struct str *marks)
{
    struct html_page *page = r->page;
    const struct found *found = &r->found[i];
    struct str text = arena_copy(r->arena, text_of(r, i));
    bool heading = is_heading(found, text);
    size_t before = page->blocks.count;
    if (!has_letter(text))
        return STATUS_OK; /* a rule, an ornament, nothing */
    if (found->heading == 1 && page->heading.len == 0)
        page->heading = clean_value(r, text);
    if (heading)
        text = clean_value(r, text);
    struct block block = {.kind = heading ? BLOCK_HEADING
                                  : str_starts(text, STR("- "))
                                      ? BLOCK_LIST
                                      : BLOCK_PARAGRAPH,
                          .text = text,
                          .level = found->level,
                          .bold = bold_length(r, i),
                          .centred = found->centred};
    TRY(blocks_add(&page->blocks, block, r->arena, r->err));
    const struct zone *zone = &r->zones[found->zone];
    while (zone->kind != ZONE_MARK && zone != &r->zones[zone->parent])
        zone = &r->zones[zone->parent];
    if (page->blocks.count > before)
        marks[before] = str_from(zone->kind == ZONE_MARK ? zone->mark : NULL);
    return STATUS_OK;
}

/* Without the blocks of dropped zones; each block knows where it ends. */
static void
drop_noise(struct reading *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->found_count; i++)
        r->found[i].end =
            i + 1 < r->found_count ? r->found[i + 1].offset : r->text.len;
    for (size_t i = 0; i < r->found_count; i++)
        if (!r->zones[r->found[i].zone].dropped)
            r->found[kept++] = r->found[i];
    r->found_count = kept;
}

static void
keep_links(struct reading *r)
{
    struct links *links = &r->page->links;
    size_t kept = 0;
    for (size_t i = 0; i < links->count && i < r->link_count; i++)
        if (!r->zones[r->link_zone[i]].dropped)
            links->at[kept++] = links->at[i];
    links->count = kept;
}

static enum status
keep_blocks(struct reading *r)
{
    struct html_page *page = r->page;
    drop_noise(r);
    size_t from = 0, end = r->found_count;
    while (from < end && is_idle(r, from))
        from++;
    while (end > from && is_idle(r, end - 1))
        end--;
    page->marks = arena_array(r->arena, end - from + 1, sizeof *page->marks);
    if (!page->marks)
        fail(r);
    for (size_t i = from; i < end && r->status == STATUS_OK; i++)
        TRY(keep_block(r, i, page->marks));
    return r->status;
}

static enum status
read_events(struct reading *r, struct str html)
{
    const struct html_events first = {measure_start, measure_end, measure_text,
                                      r};
    const struct html_events second = {on_start, on_end, on_text, r};
    zone_open(r, ZONE_PAGE, NULL, 0);
    TRY(r->status);
    TRY(html_parse(&first, html, r->err));
    r->table_depth = 0;
    update_layout(r);
    TRY(html_parse(&second, html, r->err));
    while (r->depth)
        pop(r);
    html_writer_finish(&r->writer);
    TRY(r->writer.status);
    TRY(buf_status(&r->text, r->err));
    TRY(r->status);
    judge_zones(r);
    keep_links(r);
    return keep_blocks(r);
}

enum status
html_page_read(struct html_page *out, struct str html, struct arena *arena,
               struct error *err)
{
    struct reading *r = arena_alloc(arena, sizeof *r);
    if (!r)
        return error_no_memory(err);
    *out = (struct html_page){.arena = arena, .links = {.arena = arena}};
    r->page = out;
    r->arena = arena;
    r->err = err;
    r->writer = (struct html_writer){.out = &r->text,
                                     .links = &out->links,
                                     .paragraph = on_paragraph,
                                     .context = r,
                                     .err = err};
    r->text = (struct buf)BUF_INIT(html.len * 4 + 1024);
    r->title = (struct buf)BUF_INIT(html.len + 64);
    enum status status = read_events(r, html);
    buf_release(&r->text);
    buf_release(&r->title);
    return status;
}

struct str
html_page_meta(const struct html_page *page, const char *name)
{
    for (size_t i = 0; i < page->meta_count; i++)
        if (str_eq(page->meta[i].name, str_from(name)))
            return page->meta[i].content;
    return (struct str){NULL, 0};
}
