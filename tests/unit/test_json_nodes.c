/* tests: JSON trees given node by node. */
#include "json_nodes.h"

#include "check.h"
#include "reading.h"

#define CODE                                                                   \
    "{\"type\":\"code\",\"data\":{\"id\":\"LEGITEXT1\",\"title\":\"Code\"},"
#define ARTICLE(id, rest)                                                      \
    "{\"type\":\"article\",\"data\":{\"id\":\"" id "\",\"num\":\"1\"" rest "}" \
                                                                           "}"

#define CODE_READ "uid=LEGITEXT1\nkind=texte\ntitle=Code\ncode=Code\n"
#define ARTICLE_READ(id, order)                                                \
    "--\nuid=" id "\nkind=article\ntitle=Code - Article 1\ncode=Code\n"        \
    "article=1\ncontainer=LEGITEXT1|Code\norder=" order "\n"

static void
children_in_any_shape(void)
{
    READS("c.json", "law-json", CODE "\"children\":[]}", CODE_READ);
    READS("c.json", "law-json", CODE "\"children\":null}", CODE_READ);
    READS("c.json", "law-json",
          CODE " \"children\" : [ " ARTICLE("A1", "") " , " ARTICLE(
              "A2", ",\"children\":\"]\"") " ] , \"x\" : {\"children\":[1]} }",
          CODE_READ ARTICLE_READ("A1", "1") ARTICLE_READ("A2", "2"));
}

/* What is whole stays, what is wrong is told. */
static void
broken_trees(void)
{
    READS("c.json", "law-json", CODE "\"children\":[" ARTICLE("A1", "") ",",
          CODE_READ ARTICLE_READ(
              "A1", "1") "! unexpected end of the JSON text, after 2 nodes\n");
    READS("c.json", "law-json", CODE "\"children\":[" ARTICLE("A1", "") "}}",
          CODE_READ ARTICLE_READ(
              "A1", "1") "! malformed JSON (brackets do not match)\n");
    READS("c.json", "law-json",
          CODE "\"children\":[" ARTICLE("A1", ",x") "," ARTICLE("A2", "") "]}",
          CODE_READ ARTICLE_READ(
              "A2", "1") "! malformed node 2: byte 47: malformed JSON (lexical "
                         "error: invalid char in json text.)\n");
}

CU_TestInfo json_nodes_tests[] = {
    {"children in any shape", children_in_any_shape},
    {"broken trees", broken_trees},
    CU_TEST_INFO_NULL,
};
