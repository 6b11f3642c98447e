/* ingest, step 3: the words of a debate as paragraphs. */
#include "debate_text.h"

#include "html.h"

enum status
debate_paragraphs(struct str *out, struct str html, struct arena *arena,
                  struct error *err)
{
    AUTO(buf) struct buf text = BUF_INIT(html.len * 4 + 64);
    AUTO(buf) struct buf apart = BUF_INIT(html.len * 8 + 64);
    struct str rest, line;
    TRY(html_to_text(&text, html, HTML_PLAIN, NULL, err));
    rest = buf_str(&text);
    while (str_line(&rest, &line)) {
        line = str_trim(line);
        if (line.len && apart.len)
            buf_add(&apart, STR("\n\n"));
        buf_add(&apart, line);
    }
    TRY(buf_status(&apart, err));
    *out = arena_copy(arena, buf_str(&apart));
    return apart.len && !out->at ? error_no_memory(err) : STATUS_OK;
}
