/* Serve: where it listens. */
#include "address.h"

#include "lang.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static enum status
bad_address(const char *text, struct error *err)
{
    return error_set(err, STATUS_SYNTAX,
                     TR("'%s' is no HOST:PORT", "« %s » n'est pas HÔTE:PORT"),
                     text);
}

static bool
is_port(struct str s)
{
    uint64_t number;
    return str_to_u64(s, &number) && number <= 65535 && s.len <= 5;
}

/* host and port as written; either may be empty. */
static void
split(struct str text, struct str *host, struct str *port)
{
    size_t close = str_find_char(text, ']');
    *port = STR("");
    if (str_starts(text, STR("[")) && close != SIZE_MAX) {
        *host = str_range(text, 1, close);
        text = str_from_offset(text, close + 1);
        *port = str_from_offset(text, str_starts(text, STR(":")) ? 1 : 0);
        return;
    }
    size_t colon = str_rfind(text, STR(":"));
    bool alone = colon != SIZE_MAX && str_find_char(text, ':') == colon;
    *host = alone ? str_head(text, colon) : text;
    if (alone)
        *port = str_from_offset(text, colon + 1);
    else if (colon == SIZE_MAX && is_port(text)) {
        *port = text;
        *host = STR("");
    }
}

enum status
address_read(struct address *out, const char *text, struct error *err)
{
    struct str host, port;
    split(str_from(text), &host, &port);
    if (host.len == 0)
        host = STR("127.0.0.1");
    if (port.len == 0)
        port = STR("8017");
    if (host.len >= sizeof out->host || !is_port(port))
        return bad_address(text, err);
    snprintf(out->host, sizeof out->host, STR_FMT, STR_ARG(host));
    snprintf(out->port, sizeof out->port, STR_FMT, STR_ARG(port));
    return STATUS_OK;
}

static int
open_socket(const struct addrinfo *info)
{
    int yes = 1;
    int fd = socket(info->ai_family, info->ai_socktype, info->ai_protocol);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    int flags = fcntl(fd, F_GETFL);
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
        fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
        bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, 512) == 0)
        return fd;
    int number = errno;
    close(fd);
    errno = number;
    return -1;
}

static void
make_url(char url[ADDRESS_URL_MAX], const struct address *address, int fd)
{
    struct sockaddr_storage bound;
    socklen_t len = sizeof bound;
    char port[16];
    bool six = strchr(address->host, ':') != NULL;
    snprintf(port, sizeof port, "%s", address->port);
    if (getsockname(fd, (struct sockaddr *)&bound, &len) == 0)
        (void)getnameinfo((struct sockaddr *)&bound, len, NULL, 0, port,
                          sizeof port, NI_NUMERICSERV);
    snprintf(url, ADDRESS_URL_MAX, "http://%s%s%s:%s/", six ? "[" : "",
             address->host, six ? "]" : "", port);
}

enum status
address_listen(int *out, char url[ADDRESS_URL_MAX],
               const struct address *address, struct error *err)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *list = NULL;
    int failure = getaddrinfo(address->host, address->port, &hints, &list);
    if (failure)
        return error_set(err, STATUS_IO,
                         TR("cannot listen on '%s': %s",
                            "impossible d'écouter sur « %s » : %s"),
                         address->host, gai_strerror(failure));
    int fd = -1;
    for (struct addrinfo *info = list; info && fd < 0; info = info->ai_next)
        fd = open_socket(info);
    freeaddrinfo(list);
    if (fd < 0)
        return error_errno(err, errno,
                           TR("cannot listen on %s, port %s",
                              "impossible d'écouter sur %s, port %s"),
                           address->host, address->port);
    make_url(url, address, fd);
    *out = fd;
    return STATUS_OK;
}

struct str
address_host_name(struct str host)
{
    struct str name, port;
    split(host, &name, &port);
    return name;
}

bool
address_allows(const struct address *address, struct str host,
               const char *const *names, size_t count)
{
    struct str name = address_host_name(host);
    bool local = str_eq(str_from(address->host), STR("127.0.0.1")) ||
                 str_eq(str_from(address->host), STR("::1"));
    if (name.len == 0)
        return false;
    if (str_eq_nocase(name, STR("localhost")) ||
        str_eq_nocase(name, str_from(address->host)) ||
        (local && (str_eq(name, STR("127.0.0.1")) || str_eq(name, STR("::1")))))
        return true;
    for (size_t i = 0; i < count; i++)
        if (str_eq_nocase(name, str_from(names[i])))
            return true;
    return false;
}
