/* together INDEX SECONDS PORT DOCUMENTS [WORD]
 *
 * Eight threads with a handle each, and two that ask the server on PORT, while
 * the index is written.  Every document bears the word of its generation, in
 * title and text, and batches flip all of them at once: an answer has all
 * documents and one generation, and a hit found by a generation's word has it
 * or is marked stale.  Prints the number of queries; exit 1 on a fault.
 * With WORD only the server is asked, now: for that generation. */
#include <liasse.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { SEARCHERS = 8, CLIENTS = 2, WORD = 5, ANSWER_MAX = 1 << 20 };

static struct {
    const char *index;
    uint16_t port;
    unsigned long documents;
    atomic_bool stop;
    atomic_ulong queries, stale, generations;
    atomic_int faults;
} all;

static void
fault(const char *who, const char *what, const char *detail)
{
    if (atomic_fetch_add(&all.faults, 1) < 10)
        fprintf(stderr, "%s: %s: %s\n", who, what, detail);
    atomic_store(&all.stop, true);
}

/* The next word of a generation: g and four of "bcdfhjklmn". */
static const char *
word_in(const char *text)
{
    for (; *text; text++)
        if (*text == 'g' && strspn(text + 1, "bcdfhjklmn") == WORD - 1)
            return text;
    return NULL;
}

/* Has all of the text one generation, the one in `word` if that is set? */
static bool
one_generation(char word[WORD + 1], const char *text)
{
    for (const char *at = text; (at = word_in(at)); at += WORD) {
        if (!*word)
            memcpy(word, at, WORD);
        else if (memcmp(word, at, WORD) != 0)
            return false;
    }
    return true;
}

/* ---- the library ------------------------------------------------------- */

static bool
hits_agree(char word[WORD + 1], const liasse_answer *answer)
{
    for (size_t i = 0; i < liasse_answer_hits(answer); i++) {
        const liasse_hit *hit = liasse_answer_hit(answer, i);
        const char *title = liasse_hit_field(hit, "title", 0);
        if (!title || !word_in(title) || !one_generation(word, title))
            return false;
        for (size_t j = 0; j < liasse_hit_snippets(hit); j++)
            if (!one_generation(word, liasse_hit_snippet(hit, j)->text))
                return false;
    }
    return true;
}

/* All documents, in one generation, which is left in word. */
static bool
ask_for_all(char word[WORD + 1], liasse *index, const liasse_options *options)
{
    liasse_answer *answer;
    liasse_error error;
    char detail[200];
    if (liasse_search(&answer, index, "permanent", options, &error) !=
        LIASSE_OK) {
        fault("search", "failed", error.text);
        return false;
    }
    char before[WORD + 1] = "";
    memcpy(before, word, WORD);
    *word = '\0';
    bool one = hits_agree(word, answer);
    bool whole = liasse_answer_total(answer) == all.documents &&
                 liasse_answer_hits(answer) > 0;
    snprintf(detail, sizeof detail, "%lu hits",
             (unsigned long)liasse_answer_total(answer));
    liasse_answer_free(answer);
    if (!one)
        fault("search", "two generations in one answer", word);
    if (!whole)
        fault("search", "part of a batch", detail);
    if (strcmp(before, word) != 0)
        atomic_fetch_add(&all.generations, 1);
    return one && whole;
}

/* By the word: hits have it, or say that their text is newer. */
static bool
ask_for_one(const char *word, liasse *index, const liasse_options *options)
{
    liasse_answer *answer;
    liasse_error error;
    char query[16];
    snprintf(query, sizeof query, "=%s", word);
    if (liasse_search(&answer, index, query, options, &error) != LIASSE_OK) {
        fault("search", "failed", error.text);
        return false;
    }
    bool good = true;
    for (size_t i = 0; i < liasse_answer_hits(answer); i++) {
        const liasse_hit *hit = liasse_answer_hit(answer, i);
        const char *title = liasse_hit_field(hit, "title", 0);
        if (liasse_hit_is_stale(hit))
            atomic_fetch_add(&all.stale, 1);
        else
            good = good && title && strstr(title, word);
    }
    if (!good)
        fault("search", "text and terms of two revisions", word);
    liasse_answer_free(answer);
    return good;
}

static void *
search(void *payload)
{
    liasse *index = NULL;
    liasse_error error;
    liasse_options options;
    char word[WORD + 1] = "";
    liasse_options_init(&options, sizeof options);
    options.limit = *(const uint32_t *)payload;
    options.match = LIASSE_MATCH_ALL;
    if (liasse_open(&index, all.index, &error) != LIASSE_OK)
        fault("open", "failed", error.text);
    while (index && !atomic_load(&all.stop)) {
        if (ask_for_all(word, index, &options))
            (void)ask_for_one(word, index, &options);
        atomic_fetch_add(&all.queries, 2);
    }
    liasse_close(index);
    return NULL;
}

/* ---- the server --------------------------------------------------------- */

static int
connected(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(all.port)};
    const struct timeval patience = {.tv_sec = 10};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static void
ask_server(char *answer, const char *newest)
{
    static const char request[] =
        "GET /search?query=permanent&page_size=20 HTTP/1.1\r\n"
        "Host: localhost\r\nAccept: application/json\r\n"
        "Connection: close\r\n\r\n";
    char word[WORD + 1] = "", total[64];
    size_t size = 0;
    ssize_t n;
    int fd = connected();
    if (fd < 0 || send(fd, request, sizeof request - 1, MSG_NOSIGNAL) < 0) {
        fault("server", "no connection", strerror(errno));
        return;
    }
    while (size < ANSWER_MAX - 1 &&
           (n = recv(fd, answer + size, ANSWER_MAX - 1 - size, 0)) > 0)
        size += (size_t)n;
    close(fd);
    answer[size] = '\0';
    snprintf(total, sizeof total, "\"total\":%lu,", all.documents);
    const char *body = strstr(answer, "\r\n\r\n");
    if (strncmp(answer, "HTTP/1.1 200", 12) != 0 || !body)
        fault("server", "status", answer);
    else if (!strstr(body, total))
        fault("server", "part of a batch", body);
    else if (!one_generation(word, body) || !*word)
        fault("server", "two generations in one answer", body);
    else if (newest && strcmp(word, newest) != 0)
        fault("server", "not the newest generation", word);
    else if (newest && strstr(body, "\"stale\":true"))
        fault("server", "not the newest terms", word);
}

static void *
client(void *payload)
{
    char *answer = malloc(ANSWER_MAX);
    (void)payload;
    while (answer && !atomic_load(&all.stop)) {
        ask_server(answer, NULL);
        atomic_fetch_add(&all.queries, 1);
    }
    free(answer);
    return NULL;
}

int
main(int argc, char **argv)
{
    static uint32_t limits[] = {10, 20, 50, 100};
    pthread_t threads[SEARCHERS + CLIENTS];
    if (argc != 5 && argc != 6)
        return 2;
    all.index = argv[1];
    all.port = (uint16_t)atoi(argv[3]);
    all.documents = strtoul(argv[4], NULL, 10);
    double seconds = atof(argv[2]);
    if (argc == 6) {
        char *answer = malloc(ANSWER_MAX);
        for (int i = 0; answer && i < 10; i++)
            ask_server(answer, argv[5]);
        free(answer);
        return atomic_load(&all.faults) ? 1 : 0;
    }
    for (int i = 0; i < SEARCHERS + CLIENTS; i++)
        if (pthread_create(&threads[i], NULL, i < SEARCHERS ? search : client,
                           &limits[i % 4]) != 0)
            return 2;
    const struct timespec pause = {.tv_nsec = 10000000};
    time_t end = time(NULL) + (time_t)seconds;
    while (time(NULL) < end && !atomic_load(&all.stop))
        nanosleep(&pause, NULL);
    atomic_store(&all.stop, true);
    for (int i = 0; i < SEARCHERS + CLIENTS; i++)
        pthread_join(threads[i], NULL);
    printf("%lu queries, %d faults, %lu generations seen, %lu hits marked "
           "stale\n",
           atomic_load(&all.queries), atomic_load(&all.faults),
           atomic_load(&all.generations), atomic_load(&all.stale));
    return atomic_load(&all.faults) ? 1 : 0;
}
