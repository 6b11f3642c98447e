/* tests: names of dumps, paths in their lists, days. */
#include "dump.h"

#include "check.h"
#include "date.h"

static void
names(void)
{
    static const struct {
        const char *name;
        unsigned long long when; /* 0: no dump */
        const char *base;
        bool global;
    } want[] = {
        {"Freemium_legi_global_20250713-140000.tar.gz", 20250713140000, "legi",
         true},
        {"a/b/LEGI_20250714-211500.tar.gz", 20250714211500, "legi", false},
        {"legi_20180612-2129.tar.gz", 20180612212900, "legi", false},
        {"JORF_20250714-211500.tgz", 20250714211500, "jorf", false},
        {"Freemium_constit_global_20250713-140000.tar", 20250713140000,
         "constit", true},
        {"CASS_20250714-211500", 20250714211500, "cass", false},
        {"Freemium_legi_20250713-140000.tar.gz", 0, "", false},
        {"LEGI_20250714.tar.gz", 0, "", false},
        {"LEGI_20250714-211500(1).tar.gz", 0, "", false},
        {"LEGI-20250714-211500.tar.gz", 0, "", false},
        {"LEGISLATURE_20250714-211500.tar.gz", 0, "", false},
        {"sauvegarde_20250714-211500.tar.gz", 0, "", false},
        {"LEGI_20250714-211500.tar.gz/x.xml", 0, "", false},
        {"", 0, "", false},
    };
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        struct dump got;
        bool is = dump_of(&got, str_from(want[i].name));
        CHECK_INT(is, want[i].when != 0);
        CHECK(got.when == want[i].when);
        CHECK_STR(got.base, str_from(want[i].base));
        CHECK_INT(got.global, want[i].global);
    }
}

static void
paths(void)
{
    static const struct {
        const char *listed, *member;
        bool covers;
    } want[] = {
        {"legi/global/a/LEGIARTI000000000001",
         "20250714-211500/legi/global/a/LEGIARTI000000000001.xml", true},
        {"legi/global/a/LEGIARTI000000000001.xml",
         "./legi/global/a/LEGIARTI000000000001.xml", true},
        {"a/LEGIARTI000000000001", "legi/global/a/LEGIARTI000000000001.xml",
         true},
        {"legi/global//a//LEGIARTI000000000001",
         "legi/global/a/LEGIARTI000000000001.xml", true},
        {"legi/global/aLEGIARTI000000000001/",
         "legi/global/a/LEGIARTI000000000001.xml", false},
        {"legi/global/a/bLEGIARTI000000000001/",
         "legi/global/a/b/LEGIARTI000000000001.xml", true},
        {"legi/global/a/LEGITEXT000000000001",
         "legi/global/a/LEGITEXT000000000001/texte/x.xml", true},
        {"legi/global/a/LEGITEXT00000000000",
         "legi/global/a/LEGITEXT000000000001/texte/x.xml", false},
        {"legi/global/a/LEGIARTI000000000001",
         "legi/global/b/LEGIARTI000000000001.xml", false},
        {"/LEGIARTI000000000001", "legi/global/b/LEGIARTI000000000001.xml",
         true},
        {"acco/global/ACCO/TEXT/00/ACCOTEXT000053431098",
         "20260424-000000/acco/global/ACCO/TEXT/00/ACCOTEXT000053431098.xml",
         true},
        {"", "legi/global/b/LEGIARTI000000000001.xml", false},
    };
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        check_int(dump_path_covers(dump_path(str_from(want[i].listed)),
                                   dump_path(str_from(want[i].member))),
                  want[i].covers, want[i].listed, __FILE__, __LINE__);
    CHECK_STR(
        dump_last_id(STR("a/LEGITEXT000000000001/b/LEGIARTI000000000002")),
        STR("LEGIARTI000000000002"));
    CHECK_STR(dump_last_id(STR("a/xLEGITEXT000000000001/b")),
              STR("LEGITEXT000000000001"));
    CHECK_STR(dump_last_id(STR("a/LEGITEXT00000000001/b")), STR(""));
    CHECK_STR(dump_last_id(STR("")), STR(""));
}

static void
days(void)
{
    CHECK_INT(date_to_days(19700101), 0);
    CHECK_INT(date_to_days(20000229), 11016);
    for (int64_t day = -719000; day < 100000; day += 97)
        CHECK_INT(date_to_days(date_from_days(day)), day);
}

CU_TestInfo dump_tests[] = {
    {"names", names},
    {"paths in lists", paths},
    {"days", days},
    CU_TEST_INFO_NULL,
};
