/* Serve, page: the documents found over time, as bars that are links. */
#include "facets.h"
#include "markup.h"
#include "lang.h"
#include "page.h"

enum {
    BARS_MAX = 40, /* more of them are summed up by the next larger gap */
    BAR_HEIGHT = 72
};

struct bar {
    uint32_t period; /* YYYY, YYYYMM or YYYYMMDD */
    uint64_t count;
};

struct bars {
    enum histogram_gap gap;
    struct bar *at;
    size_t count;
    uint64_t most;
};

static uint32_t
period_of(enum histogram_gap gap, uint32_t day)
{
    return gap == HISTOGRAM_YEAR    ? day / 10000
           : gap == HISTOGRAM_MONTH ? day / 100
                                    : day;
}

static bool
sum_up(struct bars *out, const struct histogram *histogram,
       enum histogram_gap gap, struct arena *arena)
{
    *out = (struct bars){.gap = gap};
    out->at = arena_array(arena, histogram->count + 1, sizeof *out->at);
    for (size_t i = 0; out->at && i < histogram->count; i++) {
        const struct histogram_bucket *bucket = &histogram->buckets[i];
        uint32_t period = period_of(gap, bucket->first);
        if (out->count == 0 || out->at[out->count - 1].period != period)
            out->at[out->count++] = (struct bar){period, 0};
        struct bar *bar = &out->at[out->count - 1];
        bar->count += bucket->count;
        if (bar->count > out->most)
            out->most = bar->count;
    }
    return out->at && (out->count <= BARS_MAX || gap == HISTOGRAM_YEAR);
}

static void
period_address(char out[16], enum histogram_gap gap, uint32_t period)
{
    if (gap == HISTOGRAM_YEAR)
        snprintf(out, 16, "%u", period);
    else if (gap == HISTOGRAM_MONTH)
        snprintf(out, 16, "%u-%02u", period / 100, period % 100);
    else
        snprintf(out, 16, "%u-%02u-%02u", period / 10000, period / 100 % 100,
                 period % 100);
}

static void
period_words(struct buf *out, enum histogram_gap gap, uint32_t period)
{
    if (gap == HISTOGRAM_YEAR)
        html_month(out, period, 0);
    else if (gap == HISTOGRAM_MONTH)
        html_month(out, period / 100, period % 100);
    else
        html_date_plain(out, period);
}

/* Hundredths of a percent as "2.86". */
static void
percent(struct buf *out, size_t part, size_t whole)
{
    size_t hundredths = part * 10000 / whole;
    buf_printf(out, "%zu.%02zu%%", hundredths / 100, hundredths % 100);
}

static void
write_bar(struct visit *visit, const struct bars *bars, size_t i)
{
    const struct bar *bar = &bars->at[i];
    struct buf *out = visit->out;
    struct ask ask = visit->ask;
    char address[16];
    if (bar->count == 0)
        return;
    uint64_t height = bar->count * (BAR_HEIGHT - 4) / bars->most;
    if (height < 2)
        height = 2;
    period_address(address, bars->gap, bar->period);
    ask.page = 1;
    ask.date_start = ask.date_end = str_from(address);
    html(out, "<a href=\"");
    page_link(out, &ask, 0);
    html(out, "\"><title>");
    period_words(out, bars->gap, bar->period);
    html(out,
         html_many(bar->count) ? TR(": %n documents", "\u00A0: %n documents")
                               : TR(": %n document", "\u00A0: %n document"),
         bar->count);
    html(out, "</title><rect x=\"");
    percent(out, i, bars->count);
    html(out, "\" y=\"0\" width=\"");
    percent(out, 1, bars->count);
    html(out, "\" height=\"%i\"/><rect x=\"", (unsigned long long)BAR_HEIGHT);
    percent(out, 10 * i + 1, 10 * bars->count);
    html(out, "\" y=\"%i\" width=\"",
         (unsigned long long)(BAR_HEIGHT - height));
    percent(out, 8, 10 * bars->count);
    html(out, "\" height=\"%i\"/></a>\n", (unsigned long long)height);
}

/* A tick where a year (or month) begins, at most about four. */
static void
write_ticks(struct buf *out, const struct bars *bars)
{
    size_t groups = 0, seen = 0;
    uint32_t unit = bars->gap == HISTOGRAM_YEAR ? 1 : 100;
    for (size_t i = 0; i < bars->count; i++)
        groups += i == 0 ||
                  bars->at[i].period / unit != bars->at[i - 1].period / unit;
    size_t step = (groups + 3) / 4;
    for (size_t i = 0; i < bars->count; i++) {
        uint32_t group = bars->at[i].period / unit;
        if (i && group == bars->at[i - 1].period / unit)
            continue;
        if (seen++ % step || (bars->count - i) * 5 < bars->count)
            continue;
        html(out, "<text x=\"");
        percent(out, i, bars->count);
        html(out, "\" dx=\"2\" y=\"%i\">", (unsigned long long)BAR_HEIGHT + 18);
        if (bars->gap == HISTOGRAM_DAY)
            html_month(out, group / 100, group % 100);
        else
            html(out, "%i", (unsigned long long)group);
        html(out, "</text>");
    }
}

void
histogram_write(struct visit *visit, const struct histogram *histogram)
{
    struct buf *out = visit->out;
    struct bars bars;
    enum histogram_gap gap = histogram->gap;
    if (gap == HISTOGRAM_NONE || histogram->count == 0)
        return;
    while (!sum_up(&bars, histogram, gap, visit->arena)) {
        if (!bars.at)
            return;
        gap = gap == HISTOGRAM_DAY ? HISTOGRAM_MONTH : HISTOGRAM_YEAR;
    }
    html(out,
         "<a class=\"vh\" href=\"#dates\">%l</a>\n<svg class=\"hist\" "
         "focusable=\"false\" role=\"group\" aria-label=\"%l\">",
         TR("Skip the chart", "Passer le graphique"),
         gap == HISTOGRAM_YEAR ? TR("Documents by year", "Documents par année")
         : gap == HISTOGRAM_MONTH
             ? TR("Documents by month", "Documents par mois")
             : TR("Documents by day", "Documents par jour"));
    for (size_t i = 0; i < bars.count; i++)
        write_bar(visit, &bars, i);
    html(out, "<line x1=\"0\" x2=\"100%%\" y1=\"%i.5\" y2=\"%i.5\"/>",
         (unsigned long long)BAR_HEIGHT, (unsigned long long)BAR_HEIGHT);
    write_ticks(out, &bars);
    html(out, "</svg>\n");
}
