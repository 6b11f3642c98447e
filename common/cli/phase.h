#ifndef LIASSE_PHASE_H
#define LIASSE_PHASE_H

/* Where the time of a long run goes: a line a phase, with --verbose.
 *
 *     struct phase phase;
 *     phase_start(&phase);
 *     ...                              phase_end(&phase, TR("inverted", ...));
 *     ...                              phase_end(&phase, TR("written", ...));
 *
 * A line has the phase's time on the clock, the processor time of all threads
 * and the most memory that the program has had so far. */

struct phase {
    double wall, cpu; /* at its start, seconds */
};

void phase_start(struct phase *phase);
/* Tells of the phase and starts the next one. */
void phase_end(struct phase *phase, const char *name);

#endif
