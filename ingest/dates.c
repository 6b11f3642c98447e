/* ingest, step 3: dates within lines of text. */
#include "dates.h"

#include "date.h"

uint32_t
dates_find(struct str line)
{
    for (size_t at = 0; at < line.len; at++) {
        struct str rest = str_from_offset(line, at);
        uint32_t date;
        size_t length;
        bool digit = line.at[at] >= '0' && line.at[at] <= '9';
        bool inside = at && line.at[at - 1] >= '0' && line.at[at - 1] <= '9';
        if (digit && !inside &&
            (date_from_french(rest, &date, &length) ||
             date_from_slashes(str_head(rest, 10), &date) ||
             date_from_iso(str_head(rest, 10), &date)))
            return date;
    }
    return 0;
}
