/* Serve: HTTP.  See http.h. */
#define _GNU_SOURCE /* POLLRDHUP */
#include "http.h"

#include "address.h"
#include "clock.h"
#include "exchange.h"
#include "lane.h"
#include "lang.h"
#include "stopping.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MS = 100, FILES_LEFT = 256 };

/* A connection, and since when it owes us the rest of a request, or we owe
 * it the rest of an answer. */
struct connection {
    struct server *server;
    struct connection *before, *behind;
    int fd;
    bool answering, cut;
    double since;
};

/* But for the lane, all of it is the thread's that runs the loop. */
struct server {
    const struct http_options *options;
    const struct http_service *service;
    struct address address;
    struct lane *lane; /* of what costs something */
    int loop;          /* eventfd: a connection was resumed */
    struct connection *connections;
    size_t held;      /* connections */
    size_t crowd;     /* more, and the oldest silent one has to go */
    size_t answering; /* requests whose headers are complete */
    uint64_t count;   /* of requests, for their ids */
    uint64_t salt;
    double swept; /* when what is late was looked for */
};

/* ---- connections ------------------------------------------------------ */

static void
cut(struct connection *connection)
{
    connection->cut = true;
    shutdown(connection->fd, SHUT_RDWR);
}

/* Of those that ask nothing, or not yet, the one that has been so for longest:
 * so a crowd of slow clients from any number of addresses keeps nobody out. */
static void
cut_oldest(struct server *server)
{
    struct connection *oldest = NULL;
    for (struct connection *it = server->connections; it; it = it->behind)
        if (!it->cut && !it->answering && it->fd >= 0 &&
            (!oldest || it->since <= oldest->since))
            oldest = it;
    if (oldest && oldest != server->connections)
        cut(oldest);
}

static void
connection_start(struct server *server, struct MHD_Connection *mhd,
                 void **context)
{
    struct connection *connection = calloc(1, sizeof *connection);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    *context = connection;
    if (!connection)
        return;
    connection->server = server;
    connection->fd = info ? info->connect_fd : -1;
    connection->since = clock_seconds();
    connection->behind = server->connections;
    if (server->connections)
        server->connections->before = connection;
    server->connections = connection;
    if (++server->held > server->crowd)
        cut_oldest(server);
}

static void
connection_end(struct server *server, struct connection *connection)
{
    if (!connection)
        return;
    if (connection->before)
        connection->before->behind = connection->behind;
    else
        server->connections = connection->behind;
    if (connection->behind)
        connection->behind->before = connection->before;
    server->held--;
    free(connection);
}

static void
note_connection(void *payload, struct MHD_Connection *mhd, void **context,
                enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        connection_start(payload, mhd, context);
    else
        connection_end(payload, *context);
}

static struct connection *
connection_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void
connection_mark(struct server *server, struct connection *connection,
                bool answering)
{
    if (connection && connection->answering != answering) {
        connection->answering = answering;
        server->answering += answering ? 1 : SIZE_MAX;
    }
    if (connection)
        connection->since = clock_seconds();
}

/* The library's own timeout counts silence only: a byte a second would live
 * for ever. */
static void
cut_late(struct server *server)
{
    double now = clock_seconds();
    for (struct connection *it = server->connections; it; it = it->behind) {
        double limit =
            it->answering ? HTTP_ANSWER_SECONDS : HTTP_REQUEST_SECONDS;
        if (!it->cut && it->fd >= 0 && now - it->since > limit)
            cut(it);
    }
}

/* ---- a request -------------------------------------------------------- */

/* Called with the address as it came, before the headers. */
static void *
begin(void *payload, const char *raw, struct MHD_Connection *mhd)
{
    struct server *server = payload;
    struct exchange *exchange = exchange_new(raw);
    (void)mhd;
    if (!exchange)
        return NULL;
    exchange->number = ++server->count;
    exchange->salt = server->salt;
    return exchange;
}

static void
complete(void *payload, struct MHD_Connection *mhd, void **context,
         enum MHD_RequestTerminationCode code)
{
    struct server *server = payload;
    struct exchange *exchange = *context;
    struct connection *connection = connection_of(mhd);
    (void)code;
    if (connection)
        connection_mark(server, connection, false);
    if (exchange && exchange->response.status && server->options->log)
        exchange_log(exchange, server->options->log);
    exchange_free(exchange);
    *context = NULL;
}

/* What forbids to answer it: status and a stable code, else 0. */
static unsigned
forbidden(const char **code, const char **message, const struct server *server,
          const struct exchange *exchange)
{
    if (strcmp(exchange->method, "GET") != 0 &&
        strcmp(exchange->method, "HEAD") != 0) {
        *code = "method_not_allowed";
        *message = TR("only GET and HEAD are answered",
                      "seuls GET et HEAD sont acceptés");
        return MHD_HTTP_METHOD_NOT_ALLOWED;
    }
    if (exchange->body) {
        *code = "body_not_allowed";
        *message = TR("a request has no body here",
                      "une requête n'a pas de corps ici");
        return MHD_HTTP_BAD_REQUEST;
    }
    if (exchange->hosts != 1) {
        *code = "host_missing";
        *message = TR("exactly one Host header is needed",
                      "il faut exactement un en-tête Host");
        return MHD_HTTP_BAD_REQUEST;
    }
    if (!address_allows(&server->address, exchange->request.host,
                        server->options->hosts, server->options->host_count)) {
        *code = "host_not_allowed";
        *message = TR("this server does not answer to that Host (see --host)",
                      "ce serveur ne répond pas à cet en-tête Host (voir "
                      "--host)");
        return MHD_HTTP_MISDIRECTED_REQUEST;
    }
    return 0;
}

static void
refuse(struct server *server, struct exchange *exchange, unsigned status,
       const char *code, const char *message)
{
    const struct http_service *service = server->service;
    service->refuse(service->payload, &exchange->request, &exchange->response,
                    status, code, message);
    exchange->answered = true;
}

static void
refuse_busy(struct server *server, struct exchange *exchange)
{
    refuse(server, exchange, MHD_HTTP_SERVICE_UNAVAILABLE, "busy",
           TR("too much is asked at a time, try again in a moment",
              "trop de demandes à la fois, réessayez dans un instant"));
    exchange->response.close = true;
}

/* Refuses what must be. */
static void
read_request(struct server *server, struct exchange *exchange)
{
    const char *code = "bad_url", *message = "";
    struct error err = {0};
    unsigned status = forbidden(&code, &message, server, exchange);
    enum status read = status ? STATUS_OK : exchange_read_url(exchange, &err);
    if (read != STATUS_OK) {
        status =
            read == STATUS_LIMIT ? MHD_HTTP_URI_TOO_LONG : MHD_HTTP_BAD_REQUEST;
        code = read == STATUS_LIMIT ? "url_too_long" : code;
        message = err.text;
    }
    if (!status)
        return;
    refuse(server, exchange, status, code, message);
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        exchange->response.allow = STR("GET, HEAD");
}

static void
answer(struct server *server, struct exchange *exchange)
{
    const struct http_service *service = server->service;
    service->answer(service->payload, &exchange->request, &exchange->response);
    exchange->answered = true;
    exchange_pack(exchange);
}

/* ---- in the lane of what costs something ------------------------------ */

static void
run_answer(struct job *job, bool wanted)
{
    struct exchange *exchange = exchange_of(job);
    lang_use(exchange->lang);
    if (wanted)
        answer(exchange->server, exchange);
    else
        refuse_busy(exchange->server, exchange);
}

static void
run_piece(struct job *job, bool wanted)
{
    struct exchange *exchange = exchange_of(job);
    lang_use(exchange->lang);
    exchange_piece(exchange, wanted);
}

/* It has closed its end, or the whole of it is closed. */
static bool
client_gone(struct job *job)
{
    struct connection *connection = connection_of(exchange_of(job)->mhd);
    struct pollfd end = {.fd = connection ? connection->fd : -1,
                         .events = POLLRDHUP};
    return poll(&end, 1, 0) > 0 &&
           (end.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

/* The library calls back: handle, or the reader of pieces.  The exchange may
 * be gone as soon as the loop knows of it. */
static void
resume(struct job *job)
{
    struct exchange *exchange = exchange_of(job);
    int loop = exchange->server->loop;
    MHD_resume_connection(exchange->mhd);
    (void)eventfd_write(loop, 1);
}

/* False: there are too many already. */
static bool
leave_to_lane(struct exchange *exchange, bool part,
              void (*run)(struct job *, bool))
{
    struct lane *lane = exchange->server->lane;
    struct job *job = &exchange->job;
    *job = (struct job){.address = exchange->address,
                        .run = run,
                        .done = resume,
                        .gone = part ? NULL : client_gone};
    if (!lane_enter(lane, job, part))
        return false;
    MHD_suspend_connection(exchange->mhd); /* before it can be resumed */
    lane_add(lane, job);
    return true;
}

void
exchange_want_piece(struct exchange *exchange)
{
    (void)leave_to_lane(exchange, true, run_piece);
}

static enum MHD_Result
handle(void *payload, struct MHD_Connection *mhd, const char *url,
       const char *method, const char *version, const char *upload,
       size_t *upload_size, void **context)
{
    struct server *server = payload;
    struct exchange *exchange = *context;
    (void)url;
    (void)upload;
    (void)upload_size;
    if (!exchange || exchange->queued)
        return MHD_NO;
    /* An answer to the first call, before the end of the request, closes the
     * connection: right for a body that nobody wants, else the second call is
     * the one.  A third one comes when the lane has made the answer. */
    if (!exchange->mhd) {
        exchange->server = server;
        connection_mark(server, connection_of(mhd), true);
        exchange_headers(exchange, mhd, method, version);
        if (!exchange->body)
            return MHD_YES;
    }
    lang_use(exchange->lang);
    if (!exchange->answered)
        read_request(server, exchange);
    if (!exchange->answered &&
        server->service->cheap(server->service->payload, &exchange->request))
        answer(server, exchange);
    if (!exchange->answered) {
        if (leave_to_lane(exchange, false, run_answer))
            return MHD_YES;
        refuse_busy(server, exchange);
    }
    exchange->queued = true;
    return exchange_queue(exchange, mhd, server->options->cors);
}

void
exchange_moved(struct exchange *exchange)
{
    struct connection *connection = connection_of(exchange->mhd);
    if (connection)
        connection_mark(connection->server, connection, true);
}

/* ---- the server ------------------------------------------------------- */

/* Connections at a time: as many as files may be open, those of the indexes
 * left aside. */
static size_t
connections_possible(void)
{
    struct rlimit files = {0};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return FILES_LEFT;
    rlim_t wanted = HTTP_CONNECTIONS + FILES_LEFT;
    if (files.rlim_cur < wanted) {
        files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
    if (files.rlim_cur >= wanted)
        return HTTP_CONNECTIONS;
    return files.rlim_cur > 2 * FILES_LEFT ? files.rlim_cur - FILES_LEFT
                                           : FILES_LEFT;
}

/* An address may have so many searches under way and still ask for what is
 * cheap. */
static unsigned
with_cheap_ones(unsigned searches)
{
    return searches + (searches + 3) / 4;
}

static struct MHD_Daemon *
start(struct server *server, int fd)
{
    const struct http_options *options = server->options;
    size_t connections = connections_possible();
    server->crowd = connections - connections / 8;
    struct MHD_OptionItem items[] = {
        {MHD_OPTION_LISTEN_SOCKET, fd, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)connections, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT,
         (intptr_t)with_cheap_ones(options->per_address), NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, HTTP_REQUEST_SECONDS, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, 2 * URL_BYTES_MAX + 16 * 1024,
         NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)begin, server},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)complete, server},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)note_connection, server},
        {MHD_OPTION_END, 0, NULL}};
    return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL,
                            NULL, handle, server, MHD_OPTION_ARRAY, items,
                            MHD_OPTION_END);
}

/* What has come, or what comes within a tick.  The loop is ours: the library's
 * own threads sleep on 128 events that come at once and are followed by no
 * other (0.9.75 waits again before it looks at them), for up to its timeout. */
static void
run_tick(struct server *server, struct MHD_Daemon *daemon)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    struct pollfd ready[] = {{.fd = info->epoll_fd, .events = POLLIN},
                             {.fd = server->loop, .events = POLLIN}};
    eventfd_t resumed;
    MHD_UNSIGNED_LONG_LONG most;
    int wait = TICK_MS;
    if (MHD_get_timeout(daemon, &most) == MHD_YES && most < TICK_MS)
        wait = (int)most;
    if (poll(ready, 2, wait) > 0 && ready[1].revents)
        (void)eventfd_read(server->loop, &resumed);
    (void)MHD_run(daemon);
    double now = clock_seconds();
    if (now - server->swept < TICK_MS / 1e3)
        return;
    server->swept = now;
    cut_late(server);
    lane_sweep(server->lane);
}

static void
run_until_stopped(struct server *server, struct MHD_Daemon *daemon)
{
    while (!stop_signal())
        run_tick(server, daemon);
    MHD_socket listening = MHD_quiesce_daemon(daemon);
    double deadline = clock_seconds() + HTTP_STOP_SECONDS;
    while (server->answering > 0 && clock_seconds() < deadline)
        run_tick(server, daemon);
    lane_end(server->lane); /* nothing is suspended any more */
    MHD_stop_daemon(daemon);
    if (listening != MHD_INVALID_SOCKET)
        close(listening);
}

static enum status
serve_on(struct server *server, const char *url, int fd, struct error *err)
{
    struct MHD_Daemon *daemon = start(server, fd);
    if (!daemon) {
        close(fd);
        lane_end(server->lane);
        return error_set(err, STATUS_IO,
                         TR("the HTTP server does not start",
                            "le serveur HTTP ne démarre pas"));
    }
    server->options->listening(server->service->payload, url);
    run_until_stopped(server, daemon);
    return STATUS_OK;
}

enum status
http_serve(const struct http_options *options,
           const struct http_service *service, struct error *err)
{
    struct server server = {
        .options = options, .service = service, .salt = (uint64_t)time(NULL)};
    char url[ADDRESS_URL_MAX];
    int fd;
    server.salt = (server.salt << 20) ^ (uint64_t)getpid();
    TRY(address_read(&server.address, options->address, err));
    stop_install();
    TRY(address_listen(&fd, url, &server.address, err));
    server.loop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    enum status status =
        server.loop < 0 ? error_errno(err, errno, "eventfd")
                        : lane_new(&server.lane, options->threads,
                                   HTTP_SEARCHES, options->per_address, err);
    if (status == STATUS_OK)
        status = serve_on(&server, url, fd, err);
    else
        close(fd);
    lane_free(server.lane);
    if (server.loop >= 0)
        close(server.loop);
    return status;
}
