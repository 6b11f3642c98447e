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

/* An article without a valid id and any node without data are told; a heading
 * without an id is on the way to what is below it. */
static void
nodes_without_identity(void)
{
    READS("c.json", "law-json",
          CODE "\"children\":[{\"type\":\"article\",\"data\":{\"id\":\"\","
               "\"num\":\"1\",\"texte\":\"x\"}},"
               "{\"type\":\"article\",\"data\":{\"num\":\"2\"}},"
               "{\"type\":\"article\",\"data\":{\"id\":\"A 3\"}},"
               "{\"type\":\"article\"},{\"type\":\"section\",\"data\":null},"
               "{\"type\":\"section\",\"data\":{\"title\":\"Annexes\"},"
               "\"children\":[" ARTICLE("A1", "") "]},"
               "{\"type\":\"section\",\"children\":[" ARTICLE("A2", "") "]}]}",
          CODE_READ
          "--\nuid=A1\nkind=article\ntitle=Code - Article 1\ncode=Code\n"
          "article=1\ncontainer=LEGITEXT1|Code\npath=Annexes\norder=1\n"
          "--\nuid=A2\nkind=article\ntitle=Code - Article 1\ncode=Code\n"
          "article=1\ncontainer=LEGITEXT1|Code\norder=2\n"
          "! malformed node 2: bad id: ''\n! malformed node 3: bad id: ''\n"
          "! malformed node 4: bad id: 'A 3'\n"
          "! malformed node 5: no 'data'\n! malformed node 6: no 'data'\n"
          "! malformed node 9: no 'data' before 'children'\n");
}

CU_TestInfo json_nodes_tests[] = {
    {"children in any shape", children_in_any_shape},
    {"broken trees", broken_trees},
    {"nodes without identity", nodes_without_identity},
    CU_TEST_INFO_NULL,
};
