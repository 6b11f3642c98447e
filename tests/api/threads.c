/* Several threads, each with a handle of its own, on one index that is being
 * written to: every search succeeds and finds what was always there.
 *   threads INDEX */
#define _POSIX_C_SOURCE 200809L
#include <liasse.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { THREADS = 6, ROUNDS = 40 };

struct task {
    const char *path;
    char text[300]; /* what went wrong */
};

static int round_of(liasse *index, unsigned i, liasse_error *error)
{
    static const char *const queries[] = {"soins", "auteur:grenon",
                                          "\"accès aux soins\"", "equil*"};
    static const size_t least[] = {5, 2, 1, 1};
    static const char *const facets[] = {"kind"};
    liasse_options options;
    liasse_answer *answer = NULL;
    const liasse_suggestions *found = NULL;
    liasse_options_init(&options, sizeof options);
    options.facets = facets;
    options.facet_count = 1;
    if (liasse_search(&answer, index, queries[i % 4], &options, error) !=
        LIASSE_OK)
        return 0;
    int good = liasse_answer_total(answer) >= least[i % 4] &&
               liasse_answer_facet(answer, 0)->count > 0;
    liasse_answer_free(answer);
    if (liasse_suggest(&found, index, "gren", 3, error) != LIASSE_OK)
        return 0;
    good = good && found->count > 0;
    liasse_suggestions_free(found);
    if (!good)
        snprintf(error->text, sizeof error->text, "too little found");
    return good;
}

static void *run(void *payload)
{
    struct task *task = (struct task *)payload;
    liasse *index = NULL;
    liasse_error error;
    memset(&error, 0, sizeof error);
    if (liasse_open(&index, task->path, &error) != LIASSE_OK) {
        snprintf(task->text, sizeof task->text, "open: %s", error.text);
        return NULL;
    }
    for (unsigned i = 0; i < ROUNDS && !*task->text; i++)
        if (!round_of(index, i, &error))
            snprintf(task->text, sizeof task->text, "round %u: %s", i,
                     error.text);
    liasse_close(index);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    struct task tasks[THREADS];
    int faults = 0;
    memset(tasks, 0, sizeof tasks);
    for (int i = 0; i < THREADS; i++) {
        tasks[i].path = argc > 1 ? argv[1] : "";
        if (pthread_create(&threads[i], NULL, run, &tasks[i]))
            return 2;
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        if (!*tasks[i].text)
            continue;
        fprintf(stderr, "thread %d: %s\n", i, tasks[i].text);
        faults++;
    }
    return faults ? 1 : 0;
}
