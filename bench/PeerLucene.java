import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.facet.DrillDownQuery;
import org.apache.lucene.facet.FacetResult;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsConfig;
import org.apache.lucene.facet.LabelAndValue;
import org.apache.lucene.facet.sortedset.DefaultSortedSetDocValuesReaderState;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetCounts;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetField;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesReaderState;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollector;
import org.apache.lucene.search.TopFieldDocs;
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
 * One field of titles and texts with positions, the chain of EnglishAnalyzer without stop words; id, title, date and source
 * are stored. Dates are points and a column, too, sources and months facets. The index is one segment at the end. With
 * {@code index-warm} it is made again and again, first for the compiler, and the seconds and the processor seconds of the
 * last times are printed, the least of each. The commands on standard input are described in runner.h.
 */
public final class PeerLucene {
    static final String FIELD = "text", DATE = "date", SOURCE = "source", SOURCES = "sources";
    private static final String MONTH = "month", MONTHS = "months";
    static final float K1 = 1.2f, B = 0.5f;
    private static final long DAY_SECONDS = 24 * 60 * 60;
    private static final int FACET_VALUES = 20, TWO_EDITS_LETTERS = 8;
    private static final int HITS = 10, RAM_BUFFER_MB = 256, HEADLINE_GAP = 128;
    /** Over 36 MB the compiler's part is large in the first four builds, and still falls in the fifth. */
    private static final int WARM_BUILDS = 6, TIMED_BUILDS = 3;

    private PeerLucene() {}

    static final class WholeEnglish extends Analyzer {
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
    private static final FacetsConfig FACETS = new FacetsConfig();

    static {
        FACETS.setIndexFieldName(SOURCE, SOURCES);
        FACETS.setIndexFieldName(MONTH, MONTHS);
    }

    /** For ranges, for sorting, for timelines and for export; an article without a date has none but the last. */
    private static void addDate(Document document, String day) {
        document.add(new StoredField(DATE, day));
        if (!day.isEmpty()) {
            document.add(new LongPoint(DATE, secondsOf(day)));
            document.add(new NumericDocValuesField(DATE, secondsOf(day)));
            document.add(new SortedSetDocValuesFacetField(MONTH, day.substring(0, "1996-09".length())));
        }
    }

    /** For filters and facets, which the facet module makes of it, and for export. */
    private static void addSource(Document document, String source) {
        document.add(new StoredField(SOURCE, source));
        if (!source.isEmpty()) {
            document.add(new SortedSetDocValuesFacetField(SOURCE, source));
        }
    }

    private static long secondsOf(String day) {
        return LocalDate.parse(day).toEpochDay() * DAY_SECONDS;
    }

    private static Document read(String line, FieldType texts) throws IOException {
        Document document = new Document();
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.getCurrentName();
                String value = parser.nextTextValue();
                switch (name) {
                    case "id" -> document.add(new StringField("id", value, Field.Store.YES));
                    case "date" -> addDate(document, value);
                    case "source" -> addSource(document, value);
                    case "title" -> {
                        document.add(new StoredField("title", value));
                        document.add(new Field(FIELD, value, texts));
                    }
                    case "text" -> document.add(new Field(FIELD, value, texts));
                    default -> throw new IOException("no such field: " + name);
                }
            }
        }
        return FACETS.build(document);
    }

    /** Takes lines from the reader, which the other feeders share, until there are no more. */
    private static Void feed(BufferedReader reader, IndexWriter writer, FieldType texts) throws IOException {
        while (true) {
            String line;
            synchronized (reader) {
                line = reader.readLine();
            }
            if (line == null) {
                return null;
            }
            writer.addDocument(read(line, texts));
        }
    }

    static void build(String articles, String path, FieldType texts)
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
                feeders.add(pool.submit(() -> feed(reader, writer, texts)));
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
            build(articles, path, TextField.TYPE_NOT_STORED);
            if (i >= WARM_BUILDS) {
                seconds = Math.min(seconds, (System.nanoTime() - start) / 1e9);
                processorSeconds = Math.min(processorSeconds, (system.getProcessCpuTime() - processorStart) / 1e9);
            }
        }
        return seconds + " " + processorSeconds;
    }

    // ---- searching ----

    /** A query as it stands in the file (runner.h). */
    private static final class Question {
        final String op, words;
        private final Map<String, String> parameters = new HashMap<>();

        Question(String line) {
            String[] parts = line.split("\t");
            op = parts[1];
            words = parts[2];
            for (String parameter : List.of(parts).subList(3, parts.length)) {
                String[] pair = parameter.split("=", 2);
                parameters.put(pair[0], pair[1]);
            }
        }

        boolean has(String parameter) {
            return parameters.containsKey(parameter);
        }

        String get(String parameter) {
            return parameters.get(parameter);
        }
    }

    static final class Searcher {
        private final IndexSearcher searcher;
        private final SortedSetDocValuesReaderState sources, months;
        private final QueryBuilder builder = new QueryBuilder(new WholeEnglish());
        private final List<Question> questions = new ArrayList<>();
        private final boolean exact;

        Searcher(IndexReader reader, String queriesPath, boolean exact) throws IOException {
            this.exact = exact;
            searcher = new IndexSearcher(reader);
            searcher.setSimilarity(new BM25Similarity(K1, B));
            searcher.setQueryCache(null);
            for (String line : Files.readAllLines(Paths.get(queriesPath))) {
                questions.add(new Question(line));
            }
            sources = asks("facet") ? new DefaultSortedSetDocValuesReaderState(reader, SOURCES) : null;
            months = asks("timeline") ? new DefaultSortedSetDocValuesReaderState(reader, MONTHS) : null;
        }

        private boolean asks(String parameter) {
            return questions.stream().anyMatch(question -> question.has(parameter));
        }

        private Query words(Question question) {
            String words = question.words;
            return switch (question.op) {
                case "term", "and" -> builder.createBooleanQuery(FIELD, words, BooleanClause.Occur.MUST);
                case "or" -> builder.createBooleanQuery(FIELD, words, BooleanClause.Occur.SHOULD);
                case "phrase" -> builder.createPhraseQuery(FIELD, words);
                case "prefix" -> new PrefixQuery(new Term(FIELD, words));
                case "fuzzy" -> new FuzzyQuery(new Term(FIELD, words), words.length() < TWO_EDITS_LETTERS ? 1 : 2);
                default -> throw new IllegalArgumentException(question.op);
            };
        }

        static Query published(String from, String to) {
            long first = secondsOf(from), last = secondsOf(to) + DAY_SECONDS - 1;
            return new IndexOrDocValuesQuery(LongPoint.newRangeQuery(DATE, first, last),
                    NumericDocValuesField.newSlowRangeQuery(DATE, first, last));
        }

        private Query translate(Question question) {
            Query words = words(question);
            BooleanQuery.Builder all = new BooleanQuery.Builder().add(words, BooleanClause.Occur.MUST);
            if (question.has("source")) {
                String value = question.get("source").replace("\"", "");
                all.add(new TermQuery(DrillDownQuery.term(SOURCES, SOURCE, value)),
                        BooleanClause.Occur.FILTER);
            }
            if (question.has("from-date")) {
                all.add(published(question.get("from-date"), question.get("to-date")), BooleanClause.Occur.FILTER);
            }
            BooleanQuery filtered = all.build();
            return filtered.clauses().size() > 1 ? filtered : words;
        }

        /** The ten best; by default Lucene stops counting when it has seen a thousand. */
        private TopDocs best(Query query) throws IOException {
            if (!exact) {
                return searcher.search(query, HITS);
            }
            TopScoreDocCollector collector = TopScoreDocCollector.create(HITS, Integer.MAX_VALUE);
            searcher.search(query, collector);
            return collector.topDocs();
        }

        /** Undated articles come last. Where not all are counted, the index of dates may tell what can be left out. */
        private TopFieldDocs newest(Query query, int hits) throws IOException {
            SortField byDate = new SortField(DATE, SortField.Type.LONG, true);
            byDate.setMissingValue(Long.MIN_VALUE);
            if (!exact) {
                byDate.setCanUsePoints();
                return searcher.search(query, hits, new Sort(byDate));
            }
            TopFieldCollector collector = TopFieldCollector.create(new Sort(byDate), hits, Integer.MAX_VALUE);
            searcher.search(query, collector);
            return collector.topDocs();
        }

        private LongStream dates(TopFieldDocs found) {
            return Stream.of(found.scoreDocs).mapToLong(hit -> (Long) ((FieldDoc) hit).fields[0]);
        }

        /** The values that most articles have, with their counts, the most frequent first. */
        private Stream<LabelAndValue> count(Query query, SortedSetDocValuesReaderState values, String name, int most)
                throws IOException {
            FacetsCollector matches = new FacetsCollector();
            searcher.search(query, matches);
            FacetResult found = new SortedSetDocValuesFacetCounts(values, matches).getTopChildren(most, name);
            return found == null ? Stream.empty() : Stream.of(found.labelValues);
        }

        /** The bytes of all that is stored, as lines of JSON. */
        private long export(Query query) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long bytes = 0;
            for (ScoreDoc hit : newest(query, Math.max(searcher.count(query), 1)).scoreDocs) {
                line.reset();
                try (JsonGenerator json = JSON.createGenerator(line)) {
                    json.writeStartObject();
                    for (IndexableField field : searcher.doc(hit.doc)) {
                        json.writeStringField(field.name(), field.stringValue());
                    }
                    json.writeEndObject();
                    json.writeRaw('\n');
                }
                bytes += line.size();
            }
            return bytes;
        }

        /** Answers the question; returns the numbers that runner.h asks for. */
        private LongStream find(Question question) throws IOException {
            Query query = translate(question);
            if (question.has("facet")) {
                return count(query, sources, SOURCE, FACET_VALUES).mapToLong(its -> its.value.longValue());
            }
            if (question.has("timeline")) {
                return count(query, months, MONTH, months.getSize())
                        .sorted(Comparator.comparing(its -> its.label)).mapToLong(its -> its.value.longValue());
            }
            if (question.has("cursor")) {
                return LongStream.of(export(query));
            }
            if (question.has("order-by")) {
                return dates(newest(query, HITS));
            }
            best(query);
            return LongStream.empty();
        }

        String round() throws IOException {
            long[] took = new long[questions.size()];
            for (int i = 0; i < took.length; i++) {
                long start = System.nanoTime();
                find(questions.get(i));
                took[i] = System.nanoTime() - start;
            }
            return LongStream.of(took).mapToObj(nanos -> nanos / 10 / 100.0 + " ").collect(Collectors.joining());
        }

        String answers() throws IOException {
            StringBuilder answer = new StringBuilder();
            for (Question question : questions) {
                String numbers = find(question).mapToObj(Long::toString).collect(Collectors.joining(","));
                answer.append(searcher.count(translate(question))).append(numbers.isEmpty() ? "" : ":" + numbers)
                        .append(' ');
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
                    case "answers" -> searcher.answers();
                    default -> throw new IOException("no such command: " + command);
                });
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 3 && arguments[0].equals("index")) {
            build(arguments[1], arguments[2], TextField.TYPE_NOT_STORED);
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
