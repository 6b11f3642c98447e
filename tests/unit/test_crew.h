#ifndef LIASSE_TEST_CREW_H
#define LIASSE_TEST_CREW_H

/* What this program does when the crew starts it as a worker; the exit
 * code. */
int crew_test_worker(void);

#endif
