/* Xapian as its tutorial shows it: TermGenerator and QueryParser, French
 * Snowball stemmer, for tests/bench:
 *
 *     stock_xapian index CORPUS.tsv DATABASE
 *     stock_xapian time DATABASE QUERIES.tsv PASSES
 *     stock_xapian run DATABASE QUERIES.tsv LIMIT
 *
 * CORPUS: id, title, code, status, date, body; QUERIES: kind or id, words. */
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>
#include <xapian.h>

using Row = std::vector<std::string>;

static Row
split(const std::string &line)
{
    Row row;
    size_t from = 0, tab;
    while ((tab = line.find('\t', from)) != std::string::npos) {
        row.push_back(line.substr(from, tab - from));
        from = tab + 1;
    }
    row.push_back(line.substr(from));
    return row;
}

static void
index(const char *corpus, const char *to)
{
    Xapian::WritableDatabase db(to, Xapian::DB_CREATE_OR_OVERWRITE);
    Xapian::TermGenerator generator;
    generator.set_stemmer(Xapian::Stem("french"));
    std::ifstream in(corpus);
    for (std::string line; std::getline(in, line);) {
        Row row = split(line);
        Xapian::Document document;
        generator.set_document(document);
        generator.index_text(row[1], 1, "S");
        generator.index_text(row[1]);
        generator.increase_termpos();
        generator.index_text(row[5]);
        document.set_data(row[0] + "\n" + row[1] + "\n" + row[5]);
        document.add_boolean_term("Q" + row[0]);
        document.add_boolean_term("E" + row[3]);
        document.add_value(0, row[4]);
        document.add_value(1, row[2]);
        db.replace_document("Q" + row[0], document);
    }
    db.commit();
}

static std::string
spell(const std::string &kind, const std::string &words)
{
    if (kind == "phrase")
        return '"' + words + '"';
    if (kind == "prefix")
        return words + "*";
    if (kind != "and" && kind != "or")
        return words;
    std::string out;
    for (char c : words)
        out += c == ' ' ? kind == "and" ? " AND " : " OR " : std::string(1, c);
    return out;
}

static std::vector<Row>
read_queries(const char *from)
{
    std::vector<Row> queries;
    std::ifstream in(from);
    for (std::string line; std::getline(in, line);)
        queries.push_back(split(line));
    return queries;
}

static void
print(const std::string &name, std::vector<double> &times)
{
    double sum = 0;
    std::sort(times.begin(), times.end());
    for (double one : times)
        sum += one;
    std::printf("%-9s p50 %9.1f us  p99 %9.1f us  mean %9.1f us\n",
                name.c_str(), times[times.size() / 2],
                times[times.size() * 99 / 100],
                sum / static_cast<double>(times.size()));
}

static void
time(Xapian::Enquire &enquire, Xapian::QueryParser &parser,
     const std::vector<Row> &queries, int passes)
{
    using Clock = std::chrono::steady_clock;
    std::map<std::string, std::vector<double>> times;
    for (int pass = -1; pass < passes; pass++)
        for (const Row &row : queries) {
            auto started = Clock::now();
            enquire.set_query(parser.parse_query(
                spell(row[0], row[1]), Xapian::QueryParser::FLAG_DEFAULT |
                                           Xapian::QueryParser::FLAG_WILDCARD));
            Xapian::MSet found = enquire.get_mset(0, 10);
            size_t bytes = 0;
            for (auto hit = found.begin(); hit != found.end(); ++hit)
                bytes += hit.get_document().get_data().size();
            std::chrono::duration<double, std::micro> us =
                Clock::now() - started;
            if (pass >= 0 && bytes + 1 > 0)
                for (const std::string &name : {row[0], std::string("plain")})
                    times[name].push_back(us.count());
        }
    for (auto &[name, list] : times)
        print(name, list);
}

static void
run(Xapian::Enquire &enquire, Xapian::QueryParser &parser,
    const std::vector<Row> &queries, unsigned limit)
{
    for (const Row &row : queries) {
        /* Words of titles: no sign in them is an operator. */
        enquire.set_query(parser.parse_query(row[1], 0));
        Xapian::MSet found = enquire.get_mset(0, limit);
        for (auto hit = found.begin(); hit != found.end(); ++hit) {
            std::string data = hit.get_document().get_data();
            std::printf("%s Q0 %s %u %.6f xapian\n", row[0].c_str(),
                        data.substr(0, data.find('\n')).c_str(),
                        hit.get_rank() + 1, hit.get_weight());
        }
    }
}

int
main(int argc, char **argv)
{
    std::string mode = argc > 3 ? argv[1] : "";
    if (mode == "index") {
        index(argv[2], argv[3]);
        return 0;
    }
    if (argc != 5)
        return 2;
    Xapian::Database db(argv[2]);
    Xapian::Enquire enquire(db);
    Xapian::QueryParser parser;
    parser.set_database(db);
    parser.set_stemmer(Xapian::Stem("french"));
    parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
    std::vector<Row> queries = read_queries(argv[3]);
    if (mode == "time")
        time(enquire, parser, queries, std::atoi(argv[4]));
    else
        run(enquire, parser, queries,
            static_cast<unsigned>(std::atoi(argv[4])));
    return 0;
}
