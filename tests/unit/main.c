/* tests: runs the CUnit suites.
 *
 *     unit             every suite
 *     unit NAME...     those named (CTest runs one at a time)
 *
 * Exit 0 only when something ran and nothing failed. */
#include "lang.h"
#include "test_crew.h"
#include "worker.h"

#include <CUnit/Basic.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

#define SUITE(name) extern CU_TestInfo name##_tests[];
#include "suites.def"
#undef SUITE

static const struct {
    const char *name;
    CU_TestInfo *tests;
} suites[] = {
#define SUITE(name) {#name, name##_tests},
#include "suites.def"
#undef SUITE
};

static int
is_wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return 1;
    return argc < 2;
}

static int
add_suite(const char *name, CU_TestInfo *tests)
{
    CU_pSuite suite = CU_add_suite(name, NULL, NULL);
    for (; suite && tests->pName; tests++)
        if (!CU_add_test(suite, tests->pName, tests->pTestFunc))
            return 0;
    return suite != NULL;
}

int
main(int argc, char **argv)
{
    (void)lang_choose("en");
    if (is_worker(argc, argv)) /* test_crew.c */
        return crew_test_worker();
    signal(SIGPIPE, SIG_IGN);
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    int good = 1;
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
        if (is_wanted(suites[i].name, argc, argv))
            good = good && add_suite(suites[i].name, suites[i].tests);
    CU_basic_set_mode(CU_BRM_NORMAL);
    good = good && CU_basic_run_tests() == CUE_SUCCESS;
    unsigned run = CU_get_number_of_tests_run();
    unsigned failed = CU_get_number_of_failures() +
                      CU_get_number_of_suites_failed();
    CU_cleanup_registry();
    return good && run > 0 && failed == 0 ? 0 : 1;
}
