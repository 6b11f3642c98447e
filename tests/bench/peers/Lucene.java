/* Lucene 8 with its FrenchAnalyzer, for tests/bench:
 *
 *     java Lucene index CORPUS.tsv DIRECTORY THREADS
 *     java Lucene time DIRECTORY QUERIES.tsv PASSES     latency by kind
 *     java Lucene run DIRECTORY QUERIES.tsv LIMIT       a TREC run, any word
 *
 * CORPUS: id, title, code, status, date, body; QUERIES: kind or id, words. */
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;

public class Lucene {
    private static final int BATCH = 64, WARM_UP = 10;
    private static final Analyzer analyzer = new FrenchAnalyzer();

    private static Document document(String[] row) {
        Document document = new Document();
        document.add(new StringField("id", row[0], Field.Store.YES));
        document.add(new TextField("title", row[1], Field.Store.YES));
        document.add(new SortedDocValuesField("code", new BytesRef(row[2])));
        document.add(new StringField("status", row[3], Field.Store.YES));
        document.add(new NumericDocValuesField("date", Long.parseLong(row[4])));
        document.add(new TextField("body", row[5], Field.Store.YES));
        return document;
    }

    /* Reads a few lines at a time and indexes them, until there are none. */
    private static void indexLines(BufferedReader in, IndexWriter writer)
            throws IOException {
        List<String> lines = new ArrayList<>();
        do {
            lines.clear();
            synchronized (in) {
                String line;
                while (lines.size() < BATCH && (line = in.readLine()) != null)
                    lines.add(line);
            }
            for (String line : lines) {
                String[] row = line.split("\t", -1);
                writer.updateDocument(new Term("id", row[0]), document(row));
            }
        } while (!lines.isEmpty());
    }

    private static void index(Path corpus, Path to, int threads)
            throws Exception {
        IndexWriterConfig config = new IndexWriterConfig(analyzer);
        config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
        config.setRAMBufferSizeMB(512);
        config.setUseCompoundFile(false);
        try (BufferedReader in =
                     Files.newBufferedReader(corpus, StandardCharsets.UTF_8);
             IndexWriter writer =
                     new IndexWriter(FSDirectory.open(to), config)) {
            List<Thread> crew = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Thread one = new Thread(() -> {
                    try {
                        indexLines(in, writer);
                    } catch (IOException error) {
                        error.printStackTrace();
                        System.exit(3);
                    }
                });
                one.start();
                crew.add(one);
            }
            for (Thread one : crew)
                one.join();
            writer.commit();
        }
    }

    private static List<Term> terms(String words) throws IOException {
        List<Term> terms = new ArrayList<>();
        try (TokenStream stream = analyzer.tokenStream("body", words)) {
            CharTermAttribute text =
                    stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken())
                terms.add(new Term("body", text.toString()));
            stream.end();
        }
        return terms;
    }

    private static Query joined(String words, BooleanClause.Occur occur)
            throws IOException {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        for (Term term : terms(words))
            query.add(new TermQuery(term), occur);
        return query.build();
    }

    private static Query query(String kind, String words) throws IOException {
        switch (kind) {
        case "phrase":
            PhraseQuery.Builder phrase = new PhraseQuery.Builder();
            for (Term term : terms(words))
                phrase.add(term);
            return phrase.build();
        case "prefix":
            PrefixQuery prefix = new PrefixQuery(new Term("body", words));
            prefix.setRewriteMethod(
                    new MultiTermQuery.TopTermsScoringBooleanQueryRewrite(
                            1000));
            return prefix;
        case "and":
            return joined(words, BooleanClause.Occur.MUST);
        default:
            return joined(words, BooleanClause.Occur.SHOULD);
        }
    }

    private static List<String[]> readQueries(Path from) throws IOException {
        List<String[]> queries = new ArrayList<>();
        for (String line : Files.readAllLines(from))
            queries.add(line.split("\t", 2));
        return queries;
    }

    private static void print(String name, List<Double> times) {
        double[] sorted =
                times.stream().mapToDouble(Double::doubleValue).sorted()
                        .toArray();
        double mean = Arrays.stream(sorted).average().orElse(0);
        System.out.printf(Locale.ROOT,
                "%-9s p50 %9.1f us  p99 %9.1f us  mean %9.1f us%n", name,
                sorted[sorted.length / 2], sorted[sorted.length * 99 / 100],
                mean);
    }

    /* Ten hits with their stored text, as ours. */
    private static double ask(IndexSearcher searcher, String[] row)
            throws IOException {
        long started = System.nanoTime();
        for (ScoreDoc hit :
                searcher.search(query(row[0], row[1]), 10).scoreDocs)
            if (searcher.doc(hit.doc).get("body") == null)
                throw new IOException("no text");
        return (System.nanoTime() - started) / 1e3;
    }

    private static void time(IndexSearcher searcher, Path queries, int passes)
            throws IOException {
        Map<String, List<Double>> times = new TreeMap<>();
        for (int pass = -WARM_UP; pass < passes; pass++)
            for (String[] row : readQueries(queries)) {
                double us = ask(searcher, row);
                if (pass < 0)
                    continue;
                for (String name : new String[] {row[0], "plain"})
                    times.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(us);
            }
        times.forEach(Lucene::print);
    }

    private static void run(IndexSearcher searcher, Path queries, int limit)
            throws IOException {
        StringBuilder out = new StringBuilder();
        for (String[] row : readQueries(queries)) {
            int rank = 0;
            for (ScoreDoc hit :
                    searcher.search(query("or", row[1]), limit).scoreDocs)
                out.append(row[0]).append(" Q0 ")
                        .append(searcher.doc(hit.doc).get("id")).append(' ')
                        .append(++rank).append(' ').append(hit.score)
                        .append(" lucene\n");
        }
        System.out.print(out);
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("index")) {
            index(Paths.get(args[1]), Paths.get(args[2]),
                    Integer.parseInt(args[3]));
            return;
        }
        IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(
                MMapDirectory.open(Paths.get(args[1]))));
        searcher.setQueryCache(null);
        int number = Integer.parseInt(args[3]);
        if (args[0].equals("time"))
            time(searcher, Paths.get(args[2]), number);
        else
            run(searcher, Paths.get(args[2]), number);
    }
}
