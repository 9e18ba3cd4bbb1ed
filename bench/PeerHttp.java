import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Paths;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.TextField;
import org.apache.lucene.facet.DrillDownQuery;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Version;

/**
 * Lucene over HTTP, as plainly as the JDK serves it: the peer of `dateline serve` in the benchmark.
 *
 * <pre>
 *     PeerHttp index FILE DIRECTORY
 *     PeerHttp serve DIRECTORY THREADS
 * </pre>
 *
 * GET /v1/search takes q, source, from-date, to-date and highlight as dateline does, but that highlight=off leaves snippets
 * out, and gives the ten best hits. It counts matches as far as Lucene does by itself, to a thousand. The index holds the
 * texts, and where in them the words stand, with which the highlighter is fastest. The port that it got is printed.
 */
public final class PeerHttp {
    private static final int HITS = 10;
    /** Sentences: about as long as dateline's snippets. */
    private static final int PASSAGES = 2;
    private static final Set<String> SHOWN = Set.of("id", "title", PeerLucene.DATE);
    private static final JsonFactory JSON = new JsonFactory();

    private final IndexSearcher searcher;
    private final PeerLucene.WholeEnglish english = new PeerLucene.WholeEnglish();

    private PeerHttp(String path) throws IOException {
        searcher = new IndexSearcher(DirectoryReader.open(FSDirectory.open(Paths.get(path))));
        searcher.setSimilarity(new BM25Similarity(PeerLucene.K1, PeerLucene.B));
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query.split("&")) {
            String[] pair = parameter.split("=", 2);
            parameters.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private Query translate(Map<String, String> asked) throws ParseException {
        QueryParser parser = new QueryParser(PeerLucene.FIELD, english);
        parser.setDefaultOperator(QueryParser.Operator.AND);
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        Query words = parser.parse(asked.get("q"));
        all.add(words, BooleanClause.Occur.MUST);
        if (asked.containsKey("source")) {
            String value = asked.get("source").replace("\"", "");
            all.add(new TermQuery(DrillDownQuery.term(PeerLucene.SOURCES, PeerLucene.SOURCE, value)),
                    BooleanClause.Occur.FILTER);
        }
        if (asked.containsKey("from-date")) {
            all.add(PeerLucene.Searcher.published(asked.get("from-date"), asked.get("to-date")),
                    BooleanClause.Occur.FILTER);
        }
        BooleanQuery filtered = all.build();
        return filtered.clauses().size() > 1 ? filtered : words;
    }

    private byte[] search(Map<String, String> asked) throws IOException, ParseException {
        Query query = translate(asked);
        TopDocs found = searcher.search(query, HITS);
        String[] snippets = "off".equals(asked.get("highlight")) ? null
                : new UnifiedHighlighter(searcher, english).highlight(PeerLucene.FIELD, query, found, PASSAGES);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeNumberField("total", found.totalHits.value);
            json.writeArrayFieldStart("results");
            for (int i = 0; i < found.scoreDocs.length; i++) {
                Document document = searcher.doc(found.scoreDocs[i].doc, SHOWN);
                json.writeStartObject();
                json.writeStringField("id", document.get("id"));
                json.writeNumberField("score", found.scoreDocs[i].score);
                json.writeStringField("headline", document.get("title"));
                json.writeStringField("published", document.get(PeerLucene.DATE));
                if (snippets != null) {
                    json.writeStringField("snippet", snippets[i]);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return body.toByteArray();
    }

    private void answer(HttpExchange exchange) throws IOException {
        int code = 200;
        byte[] body;
        try {
            body = search(parameters(exchange.getRequestURI().getRawQuery()));
        } catch (ParseException | RuntimeException failure) {
            code = 400;
            body = failure.toString().getBytes(StandardCharsets.UTF_8);
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static void serve(String path, int threads) throws IOException {
        PeerHttp peer = new PeerHttp(path);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/search", peer::answer);
        server.setExecutor(Executors.newFixedThreadPool(threads));
        server.start();
        System.out.println("Lucene " + Version.LATEST + ", Java " + System.getProperty("java.version")
                + " listening on http://127.0.0.1:" + server.getAddress().getPort());
    }

    public static void main(String[] arguments) throws Exception {
        FieldType texts = new FieldType(TextField.TYPE_STORED);
        texts.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS);
        if (arguments.length == 3 && arguments[0].equals("index")) {
            PeerLucene.build(arguments[1], arguments[2], texts);
        } else if (arguments.length == 3 && arguments[0].equals("serve")) {
            serve(arguments[1], Integer.parseInt(arguments[2]));
        } else {
            System.err.println("usage: PeerHttp index FILE DIRECTORY | serve DIRECTORY THREADS");
            System.exit(2);
        }
    }
}
