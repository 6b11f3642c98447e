/* Serve: counters.  Format: Prometheus text exposition 0.0.4. */
#include "metrics.h"

#include <string.h>

static const double bounds[METRICS_BOUNDS] = {0.001, 0.0025, 0.005, 0.01, 0.025,
                                              0.05,  0.1,    0.25,  1,    5};

void
metrics_init(struct metrics *metrics)
{
    memset(metrics, 0, sizeof *metrics);
    pthread_mutex_init(&metrics->lock, NULL);
}

void
metrics_release(struct metrics *metrics)
{
    pthread_mutex_destroy(&metrics->lock);
}

static struct metrics_route *
route_of(struct metrics *metrics, const char *name)
{
    for (size_t i = 0; i < metrics->count; i++)
        if (strcmp(metrics->routes[i].name, name) == 0)
            return &metrics->routes[i];
    if (metrics->count == METRICS_ROUTES)
        return &metrics->routes[METRICS_ROUTES - 1];
    metrics->routes[metrics->count].name = name;
    return &metrics->routes[metrics->count++];
}

void
metrics_request(struct metrics *metrics, const char *name, unsigned status,
                double seconds)
{
    size_t bound = 0;
    while (bound < METRICS_BOUNDS && seconds > bounds[bound])
        bound++;
    pthread_mutex_lock(&metrics->lock);
    struct metrics_route *route = route_of(metrics, name);
    route->classes[status / 100 < 6 ? status / 100 : 5]++;
    route->times[bound]++;
    route->seconds += seconds;
    pthread_mutex_unlock(&metrics->lock);
}

void
metrics_search(struct metrics *metrics, bool empty, bool relaxed,
               bool timed_out)
{
    pthread_mutex_lock(&metrics->lock);
    metrics->searches++;
    metrics->empty += empty;
    metrics->relaxed += relaxed;
    metrics->timed_out += timed_out;
    pthread_mutex_unlock(&metrics->lock);
}

/* printf would follow the locale's decimal comma; %g never does in "C", which
 * no program of ours leaves. */
static void
write_times(struct buf *out, const struct metrics_route *route)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < METRICS_BOUNDS; i++) {
        sum += route->times[i];
        buf_printf(out,
                   "liasse_http_request_seconds_bucket{route=\"%s\",le=\"%g\"} "
                   "%llu\n",
                   route->name, bounds[i], (unsigned long long)sum);
    }
    sum += route->times[METRICS_BOUNDS];
    buf_printf(out,
               "liasse_http_request_seconds_bucket{route=\"%s\",le=\"+Inf\"} "
               "%llu\n"
               "liasse_http_request_seconds_sum{route=\"%s\"} %.6f\n"
               "liasse_http_request_seconds_count{route=\"%s\"} %llu\n",
               route->name, (unsigned long long)sum, route->name,
               route->seconds, route->name, (unsigned long long)sum);
}

static void
counter(struct buf *out, const char *name, const char *help, uint64_t value)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s counter\n%s %llu\n", name, help,
               name, name, (unsigned long long)value);
}

void
metrics_gauge(struct buf *out, const char *name, const char *help, double value)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %.17g\n", name, help,
               name, name, value);
}

void
metrics_write(struct buf *out, struct metrics *metrics)
{
    pthread_mutex_lock(&metrics->lock);
    buf_add(out, STR("# HELP liasse_http_requests_total Requests answered, by "
                     "route and class of status.\n"
                     "# TYPE liasse_http_requests_total counter\n"));
    for (size_t i = 0; i < metrics->count; i++)
        for (unsigned class = 1; class < 6; class ++)
            if (metrics->routes[i].classes[class])
                buf_printf(
                    out,
                    "liasse_http_requests_total{route=\"%s\",status=\"%uxx\"} "
                    "%llu\n",
                    metrics->routes[i].name, class,
                    (unsigned long long)metrics->routes[i].classes[class]);
    buf_add(out, STR("# HELP liasse_http_request_seconds Time to make an "
                     "answer, by route.\n"
                     "# TYPE liasse_http_request_seconds histogram\n"));
    for (size_t i = 0; i < metrics->count; i++)
        write_times(out, &metrics->routes[i]);
    counter(out, "liasse_searches_total", "Searches answered.",
            metrics->searches);
    counter(out, "liasse_searches_empty_total", "Searches without a hit.",
            metrics->empty);
    counter(out, "liasse_searches_relaxed_total",
            "Searches widened to some of the words.", metrics->relaxed);
    counter(out, "liasse_searches_timed_out_total",
            "Searches ended for their time.", metrics->timed_out);
    pthread_mutex_unlock(&metrics->lock);
}
