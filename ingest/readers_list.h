#ifndef LIASSE_READERS_LIST_H
#define LIASSE_READERS_LIST_H

/* The readers, one file (read_NAME.c) each: bid and read as struct reader
 * has them.  readers.c makes the table. */

#include "reader.h"

int an_question_json_bid(const struct input *in);
enum status an_question_json_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int an_question_xml_bid(const struct input *in);
enum status an_question_xml_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int an_question_xml_old_bid(const struct input *in);
enum status an_question_xml_old_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int an_data_json_bid(const struct input *in);
enum status an_data_json_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int an_data_xml_bid(const struct input *in);
enum status an_data_xml_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int syceron_bid(const struct input *in);
enum status syceron_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int tei_bid(const struct input *in);
enum status tei_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int law_json_bid(const struct input *in);
enum status law_json_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int sheet_json_bid(const struct input *in);
enum status sheet_json_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int decision_json_bid(const struct input *in);
enum status decision_json_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int order_json_bid(const struct input *in);
enum status order_json_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int senat_discussion_bid(const struct input *in);
enum status senat_discussion_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int akn_bid(const struct input *in);
enum status akn_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int senat_atom_bid(const struct input *in);
enum status senat_atom_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int senat_sql_bid(const struct input *in);
enum status senat_sql_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int labour_json_bid(const struct input *in);
enum status labour_json_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int dila_bid(const struct input *in);
enum status dila_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int suppressions_bid(const struct input *in);
enum status suppressions_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int dila_struct_bid(const struct input *in);
int dila_dossier_bid(const struct input *in);
enum status dila_dossier_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int xml_any_bid(const struct input *in);
enum status xml_any_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int ndjson_bid(const struct input *in);
enum status ndjson_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int an_page_bid(const struct input *in);
enum status an_page_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int press_bid(const struct input *in);
enum status press_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int csv_bid(const struct input *in);
enum status csv_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int markdown_bid(const struct input *in);
enum status markdown_read_input(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int code_text_bid(const struct input *in);
enum status code_text_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int code_markdown_bid(const struct input *in);
enum status code_markdown_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int html_bid(const struct input *in);
enum status html_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;
int text_bid(const struct input *in);
enum status text_read(struct input *in, struct sink *sink,
                          struct error *err) MUST_USE;

#endif
