/* Every step: where its time goes. */
#include "phase.h"

#include "clock.h"
#include "lang.h"
#include "log.h"

#include <sys/resource.h>

void
phase_start(struct phase *phase)
{
    *phase =
        (struct phase){.wall = clock_seconds(), .cpu = clock_cpu_seconds()};
}

void
phase_end(struct phase *phase, const char *name)
{
    struct phase start = *phase;
    struct rusage usage;
    phase_start(phase);
    if (log_level() != LOG_VERBOSE || getrusage(RUSAGE_SELF, &usage) != 0)
        return;
    log_detail(TR("%s in %.2f s, CPU %.2f s, memory up to %ld MiB",
                  "%s en %.2f s, processeur %.2f s, mémoire jusqu'à %ld Mio"),
               name, phase->wall - start.wall, phase->cpu - start.cpu,
               usage.ru_maxrss / 1024);
}
