#ifndef LIASSE_DATE_H
#define LIASSE_DATE_H

/* Calendar days as the number YYYYMMDD (20260526), 0 for none. */

#include "str.h"

enum { DATE_ISO_BYTES = 11 }; /* "2026-05-26" and a NUL */

/* True for a real day of the years 1 to 9999. */
bool date_is_valid(uint32_t date);

/* "2026-05-26", also with a time behind it ("2026-05-26T10:00:00.000+02:00",
 * "2026-05-26 10:00"); the day is taken as written. */
bool date_from_iso(struct str s, uint32_t *out);
/* "26/05/2026" (also with . or - between). */
bool date_from_slashes(struct str s, uint32_t *out);
/* A French long date at the start of s: "26 mai 2026", "1er janvier 2024",
 * "1^{er} août 1789", any case, with or without accents, NBSP for spaces,
 * abbreviated months ("févr.", "sept."). *length = bytes read. */
bool date_from_french(struct str s, uint32_t *out, size_t *length);
/* Any of the three, the whole of s (blanks around are fine). */
bool date_parse(struct str s, uint32_t *out);

/* "26 mai 2026", "1er janvier 2024". */
enum { DATE_FRENCH_BYTES = 24 };
void date_to_french(char out[DATE_FRENCH_BYTES], uint32_t date);
/* The day that many days after 1970-01-01, 0 outside the years 1 to 9999. */
uint32_t date_from_days(int64_t days);
/* And back: days from 1970-01-01 to a valid day. */
int64_t date_to_days(uint32_t date);
void date_to_iso(char out[DATE_ISO_BYTES], uint32_t date);
/* The day that it is (UTC). */
uint32_t date_today(void);
/* Days of a month, 0 for an impossible one. */
uint32_t date_month_days(uint32_t year, uint32_t month);

#endif
