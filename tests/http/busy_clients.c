/* Clients that ask costly things all the time, and one that asks cheap ones.
 *
 *     busy_clients PORT CLIENTS SECONDS FROM TARGET...
 *
 * CLIENTS connections from 127.0.0.3 ask the TARGETs in turn, each again as
 * soon as it was answered; from the address FROM (127.0.0.3 too, or another)
 * come /health, /metrics and the style sheet, one after the other.  Prints
 *
 *     812 answered, 3 refused, 0 broken off; 120 cheap ones, 4 ms at most,
 *     0 failed
 *
 * "Refused": 503; "broken off": closed without an answer.  Exit 0, 1 when a
 * cheap one failed or a costly one got another status, 2 when nothing could
 * be tried. */
#include "clients.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATUS_BYTES = 12, PAUSE_MS = 20 };

static const char busy[] = "127.0.0.3";

struct client {
    int fd;
    char status[STATUS_BYTES + 1];
    size_t len;
};

static struct counts {
    size_t answered, refused, broken, odd;
} counts;

static void
begin(struct client *client, int port, const char *target)
{
    char request[4096];
    int len = snprintf(request, sizeof request,
                       "GET %s HTTP/1.1\r\nHost: localhost\r\n"
                       "Connection: close\r\n\r\n",
                       target);
    *client = (struct client){.fd = connect_from(busy, port)};
    if (client->fd >= 0 && send(client->fd, request, (size_t)len,
                                MSG_NOSIGNAL | MSG_DONTWAIT) != len) {
        close(client->fd);
        client->fd = -1;
    }
}

static void
finish(struct client *client)
{
    if (client->len < STATUS_BYTES)
        counts.broken++;
    else if (strcmp(client->status, "HTTP/1.1 200") == 0)
        counts.answered++;
    else if (strcmp(client->status, "HTTP/1.1 503") == 0)
        counts.refused++;
    else
        counts.odd++;
    close(client->fd);
    client->fd = -1;
}

/* What has come; the end of it ends the client. */
static void
receive(struct client *client)
{
    static char some[64 * 1024];
    ssize_t got = recv(client->fd, some, sizeof some, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return;
    for (ssize_t i = 0; i < got && client->len < STATUS_BYTES; i++)
        client->status[client->len++] = some[i];
    if (got <= 0)
        finish(client);
}

static void
serve_clients(struct client *clients, size_t count, int port, char **targets,
              int target_count)
{
    static struct pollfd ready[4096];
    static int turn;
    for (size_t i = 0; i < count; i++) {
        if (clients[i].fd < 0)
            begin(&clients[i], port, targets[turn++ % target_count]);
        ready[i] = (struct pollfd){.fd = clients[i].fd, .events = POLLIN};
    }
    if (poll(ready, count, PAUSE_MS) <= 0)
        return;
    for (size_t i = 0; i < count; i++)
        if (ready[i].revents)
            receive(&clients[i]);
}

/* The cheap ones, in a process of their own; its answer is one line. */
static int
ask_cheap(const char *from, int port, double seconds)
{
    const char *paths[] = {"/health", "/metrics", "/style.css"};
    size_t answers = 0, failed = 0, turn = 0;
    double most = 0, end = now_ms() + seconds * 1e3;
    while (now_ms() < end) {
        double took = ask(from, port, paths[turn++ % 3]);
        answers += took >= 0;
        failed += took < 0;
        most = took > most ? took : most;
        poll(NULL, 0, PAUSE_MS);
    }
    printf("%zu cheap ones, %.0f ms at most, %zu failed\n", answers, most,
           failed);
    return failed || answers == 0;
}

int
main(int argc, char **argv)
{
    if (argc < 6)
        return 2;
    int port = atoi(argv[1]), pipe_ends[2];
    size_t count = (size_t)atoi(argv[2]);
    double seconds = atof(argv[3]), end = now_ms() + seconds * 1e3;
    struct client *clients = calloc(count + 1, sizeof *clients);
    char line[256] = "";
    more_files();
    if (!clients || count > 4096 || pipe(pipe_ends) != 0)
        return 2;
    for (size_t i = 0; i < count; i++)
        clients[i].fd = -1;
    pid_t cheap = fork();
    if (cheap == 0) {
        dup2(pipe_ends[1], STDOUT_FILENO);
        poll(NULL, 0, 500); /* when the server has its hands full */
        exit(ask_cheap(argv[4], port, seconds - 0.5));
    }
    close(pipe_ends[1]);
    while (now_ms() < end)
        serve_clients(clients, count, port, argv + 5, argc - 5);
    for (size_t i = 0; i < count; i++)
        if (clients[i].fd >= 0)
            close(clients[i].fd);
    free(clients);
    ssize_t got = read(pipe_ends[0], line, sizeof line - 1);
    int ended = 1;
    waitpid(cheap, &ended, 0);
    printf("%zu answered, %zu refused, %zu broken off; %s", counts.answered,
           counts.refused, counts.broken, got > 0 ? line : "nothing cheap\n");
    return ended || counts.odd || counts.answered == 0;
}
