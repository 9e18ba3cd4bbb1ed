import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.QueryBuilder;
import org.apache.lucene.util.Version;

/**
 * Lucene as a peer of the benchmark.
 *
 * <pre>
 *     PeerLucene index FILE DIRECTORY
 *     PeerLucene index-warm FILE DIRECTORY
 *     PeerLucene query DIRECTORY QUERIES fast|exact
 * </pre>
 *
 * One field of titles and texts with positions, the chain of EnglishAnalyzer without stop words; id, title and date are
 * stored. The index is one segment at the end. With {@code index-warm} it is made again and again, first for the compiler,
 * and the seconds and the processor seconds of the last times are printed, the least of each. The commands on standard
 * input are described in runner.h.
 */
public final class PeerLucene {
    private static final String FIELD = "text";
    private static final float K1 = 1.2f, B = 0.5f;
    private static final int HITS = 10, RAM_BUFFER_MB = 256, HEADLINE_GAP = 128;
    /** Over 36 MB the compiler's part is large in the first four builds, and still falls in the fifth. */
    private static final int WARM_BUILDS = 6, TIMED_BUILDS = 3;

    private PeerLucene() {}

    private static final class WholeEnglish extends Analyzer {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            StandardTokenizer words = new StandardTokenizer();
            TokenStream terms = new EnglishPossessiveFilter(words);
            terms = new LowerCaseFilter(terms);
            return new TokenStreamComponents(words, new PorterStemFilter(terms));
        }

        @Override
        public int getPositionIncrementGap(String field) {
            return HEADLINE_GAP;
        }
    }

    // ---- building ----

    private static final JsonFactory JSON = new JsonFactory();

    private static Document read(String line) throws IOException {
        Document document = new Document();
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.getCurrentName();
                String value = parser.nextTextValue();
                switch (name) {
                    case "id" -> document.add(new StringField("id", value, Field.Store.YES));
                    case "date" -> document.add(new StoredField("date", value));
                    case "title" -> {
                        document.add(new StoredField("title", value));
                        document.add(new TextField(FIELD, value, Field.Store.NO));
                    }
                    case "text" -> document.add(new TextField(FIELD, value, Field.Store.NO));
                    default -> throw new IOException("no such field: " + name);
                }
            }
        }
        return document;
    }

    /** Takes lines from the reader, which the other feeders share, until there are no more. */
    private static Void feed(BufferedReader reader, IndexWriter writer) throws IOException {
        while (true) {
            String line;
            synchronized (reader) {
                line = reader.readLine();
            }
            if (line == null) {
                return null;
            }
            writer.addDocument(read(line));
        }
    }

    private static void build(String articles, String path)
            throws IOException, InterruptedException, ExecutionException {
        int threads = Runtime.getRuntime().availableProcessors();
        IndexWriterConfig config = new IndexWriterConfig(new WholeEnglish())
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                .setRAMBufferSizeMB(RAM_BUFFER_MB)
                .setUseCompoundFile(false)
                .setSimilarity(new BM25Similarity(K1, B));
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Directory directory = FSDirectory.open(Paths.get(path));
                IndexWriter writer = new IndexWriter(directory, config);
                BufferedReader reader = Files.newBufferedReader(Paths.get(articles))) {
            List<Future<Void>> feeders = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                feeders.add(pool.submit(() -> feed(reader, writer)));
            }
            for (Future<Void> feeder : feeders) {
                feeder.get();
            }
            writer.forceMerge(1);
            writer.commit();
        } finally {
            pool.shutdown();
        }
    }

    private static String secondsWhenWarm(String articles, String path)
            throws IOException, InterruptedException, ExecutionException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        double seconds = Double.MAX_VALUE, processorSeconds = Double.MAX_VALUE;
        for (int i = 0; i < WARM_BUILDS + TIMED_BUILDS; i++) {
            long start = System.nanoTime(), processorStart = system.getProcessCpuTime();
            build(articles, path);
            if (i >= WARM_BUILDS) {
                seconds = Math.min(seconds, (System.nanoTime() - start) / 1e9);
                processorSeconds = Math.min(processorSeconds, (system.getProcessCpuTime() - processorStart) / 1e9);
            }
        }
        return seconds + " " + processorSeconds;
    }

    // ---- searching ----

    private static final class Searcher {
        private final IndexSearcher searcher;
        private final QueryBuilder builder = new QueryBuilder(new WholeEnglish());
        private final List<String[]> queries = new ArrayList<>();
        private final boolean exact;

        Searcher(IndexReader reader, String queriesPath, boolean exact) throws IOException {
            this.exact = exact;
            searcher = new IndexSearcher(reader);
            searcher.setSimilarity(new BM25Similarity(K1, B));
            searcher.setQueryCache(null);
            for (String line : Files.readAllLines(Paths.get(queriesPath))) {
                queries.add(line.split("\t"));
            }
        }

        private Query translate(String[] query) {
            String words = query[2];
            return switch (query[1]) {
                case "term", "and" -> builder.createBooleanQuery(FIELD, words, BooleanClause.Occur.MUST);
                case "or" -> builder.createBooleanQuery(FIELD, words, BooleanClause.Occur.SHOULD);
                case "phrase" -> builder.createPhraseQuery(FIELD, words);
                default -> throw new IllegalArgumentException(query[1]);
            };
        }

        /** The ten best; by default Lucene stops counting when it has seen a thousand. */
        private int find(Query query) throws IOException {
            if (!exact) {
                return searcher.search(query, HITS).scoreDocs.length;
            }
            TopScoreDocCollector collector = TopScoreDocCollector.create(HITS, Integer.MAX_VALUE);
            searcher.search(query, collector);
            return collector.topDocs().scoreDocs.length;
        }

        String round() throws IOException {
            StringBuilder answer = new StringBuilder();
            for (String[] query : queries) {
                long start = System.nanoTime();
                find(translate(query));
                answer.append((System.nanoTime() - start) / 10 / 100.0).append(' ');
            }
            return answer.toString();
        }

        String count() throws IOException {
            StringBuilder answer = new StringBuilder();
            for (String[] query : queries) {
                answer.append(searcher.count(translate(query))).append(' ');
            }
            return answer.toString();
        }
    }

    private static void serve(String path, String queries, boolean exact) throws IOException {
        try (Directory directory = FSDirectory.open(Paths.get(path));
                IndexReader index = DirectoryReader.open(directory);
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Searcher searcher = new Searcher(index, queries, exact);
            for (String command; (command = commands.readLine()) != null;) {
                System.out.println(switch (command) {
                    case "about" -> "Lucene " + Version.LATEST + ", Java " + System.getProperty("java.version");
                    case "round" -> searcher.round();
                    case "count" -> searcher.count();
                    default -> throw new IOException("no such command: " + command);
                });
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 3 && arguments[0].equals("index")) {
            build(arguments[1], arguments[2]);
        } else if (arguments.length == 3 && arguments[0].equals("index-warm")) {
            System.out.println(secondsWhenWarm(arguments[1], arguments[2]));
        } else if (arguments.length == 4 && arguments[0].equals("query")) {
            serve(arguments[1], arguments[2], arguments[3].equals("exact"));
        } else {
            System.err.println("usage: PeerLucene index|index-warm FILE DIRECTORY"
                    + " | query DIRECTORY QUERIES fast|exact");
            System.exit(2);
        }
    }
}
