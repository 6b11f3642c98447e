/* tests: dates, from tests/tables/dates.txt. */
#include "date.h"

#include "check.h"
#include "table.h"

#include <stdio.h>

static void
parses_the_table(void)
{
    AUTO(table) struct table table = {0};
    struct str text, want;
    unsigned cases = 0;
    if (!table_open(&table, "dates.txt"))
        return;
    while (table_next(&table, STR(" => "), &text, &want)) {
        char iso[DATE_ISO_BYTES] = "none", what[400];
        uint32_t date;
        if (date_parse(text, &date))
            date_to_iso(iso, date);
        snprintf(what, sizeof what, "line %u, " STR_FMT, table.line,
                 STR_ARG(text));
        check_str(str_from(iso), want, what, __FILE__, __LINE__);
        cases++;
    }
    CHECK(cases > 20);
}

static void
months_have_days(void)
{
    CHECK_INT(date_month_days(2024, 2), 29);
    CHECK_INT(date_month_days(1900, 2), 28);
    CHECK_INT(date_month_days(2000, 2), 29);
    CHECK_INT(date_month_days(2026, 13), 0);
    CHECK(!date_is_valid(20260631));
    CHECK(!date_is_valid(0));
    CHECK(date_is_valid(20260630));
}

static void
french_date_gives_its_length(void)
{
    uint32_t date;
    size_t length;
    CHECK(date_from_french(STR("1^{er} août 2026, à Paris"), &date, &length));
    CHECK_INT(date, 20260801);
    CHECK_INT(length, sizeof "1^{er} août 2026" - 1);
    CHECK(!date_from_french(STR("30 février 2026"), &date, &length));
    CHECK(!date_from_french(STR("12 mai 20261"), &date, &length));
}

CU_TestInfo date_tests[] = {
    {"parses the table", parses_the_table},
    {"months have days", months_have_days},
    {"a French date gives its length", french_date_gives_its_length},
    CU_TEST_INFO_NULL,
};
