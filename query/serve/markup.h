#ifndef LIASSE_MARKUP_H
#define LIASSE_MARKUP_H

/* Writing HTML into a buffer: whatever comes from a document or a query goes
 * through html_text, which leaves out what could act (control characters,
 * bidirectional overrides, zero-width characters) and writes & < > " ' as
 * entities, so that the result is inert between tags and in quoted
 * attributes alike.
 *
 *     html(out, "<a href=\"/documents/%u\">%t</a>", uid, title);
 *
 * Directives: %t struct str, as text; %l const char * of ours, as it is (may
 * hold tags); %n uint64_t, in groups of three; %i unsigned long long,
 * ungrouped; %u struct str, escaped for an address; %% itself. */

#include "buf.h"

void html(struct buf *out, const char *format, ...);

void html_text(struct buf *out, struct str text);
/* 12 345 in French (narrow blanks), 12,345 in English. */
void html_number(struct buf *out, uint64_t number);

/* <time datetime="2026-05-26">26 mai 2026</time>; a date that is none stays
 * text. */
void html_date(struct buf *out, struct str iso);
/* "26 mai 2026" without a tag, for attributes and titles (1er, not <sup>). */
void html_date_plain(struct buf *out, uint32_t date);
/* "mai 2026"; "2026" when month is 0. */
void html_month(struct buf *out, uint32_t year, uint32_t month);

/* The plural by the rule of the language: zero is singular in French. */
bool html_many(uint64_t count);

#endif
