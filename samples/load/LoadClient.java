import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks one address of this machine at a constant rate and counts what was lost. Requests are due by the clock and not by
 * the answers, so that a stall shows as many slow or lost requests instead of few. A request is sent once: nothing is
 * repeated behind the counters' back.
 */
public class LoadClient {

    static final String USAGE =
            """
            usage: java LoadClient.java URL [options]           URL on 127.0.0.1, e.g. http://127.0.0.1:3000/api/products
              --rate N           requests a second, 1 to 2000 (200)
              --connections N    kept-alive connections, 1 to 500 (50)
              --duration S       seconds, at most 3600 (until the file appears, or 60)
              --until-file F     ends when F is there
              --timeout S        seconds a request may take (10)
              --report F         writes the figures as JSON
              --name TEXT        first column of the printed line""";

    private static final int MAX_BODY = 1 << 20;

    private final Settings settings;
    private final Figures figures = new Figures();
    private final LinkedBlockingQueue<Long> due = new LinkedBlockingQueue<>();

    LoadClient(Settings settings) {
        this.settings = settings;
    }

    public static void main(String[] arguments) throws Exception {
        Settings settings;
        try {
            settings = Settings.of(arguments);
        } catch (RuntimeException e) {
            System.err.printf("error: %s%n%s%n", e.getMessage(), USAGE);
            System.exit(2);
            return;
        }
        System.out.printf("asking %s %d times a second%n", settings.url, settings.rate);
        var figures = new LoadClient(settings).run();
        System.out.println(figures.line(settings.name));
        if (settings.report != null) {
            var partial = settings.report.resolveSibling(settings.report.getFileName() + ".partial");
            Files.writeString(partial, figures.json(settings));
            Files.move(partial, settings.report, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    Figures run() throws InterruptedException {
        var workers = new ArrayList<Thread>();
        for (int i = 0; i < settings.connections; i++) {
            workers.add(Thread.ofVirtual().start(this::work));
        }
        figures.begin();
        long start = System.nanoTime();
        long interval = Duration.ofSeconds(1).toNanos() / settings.rate;
        for (long number = 0; !isOver(start, number); number++) {
            long at = start + number * interval;
            for (long wait = at - System.nanoTime(); wait > 0; wait = at - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            due.add(at);
        }
        workers.forEach(it -> due.add(Long.MIN_VALUE));
        for (var worker : workers) {
            worker.join(settings.timeout.plusSeconds(30));
        }
        figures.end(due.stream().filter(it -> it != Long.MIN_VALUE).count());
        return figures;
    }

    private boolean isOver(long start, long number) {
        if (System.nanoTime() - start >= settings.duration.toNanos()) {
            return true;
        }
        // The file is looked for ten times a second, whatever the rate.
        return settings.untilFile != null
                && number % Math.max(1, settings.rate / 10) == 0
                && Files.exists(settings.untilFile);
    }

    private void work() {
        try (var connection = new Connection(settings)) {
            for (long at = due.take(); at != Long.MIN_VALUE; at = due.take()) {
                try {
                    var answer = connection.get();
                    figures.answered(at, answer);
                } catch (IOException e) {
                    connection.close();
                    figures.lost(at, e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    record Answer(int status, String version) {}

    /** One kept-alive HTTP/1.1 connection, opened again when the server has announced its end. */
    static final class Connection implements AutoCloseable {
        private final Settings settings;
        private final byte[] request;
        private Socket socket;
        private InputStream in;

        Connection(Settings settings) {
            this.settings = settings;
            this.request = "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: application/json\r\n\r\n"
                    .formatted(settings.path(), settings.url.getAuthority())
                    .getBytes(StandardCharsets.US_ASCII);
        }

        Answer get() throws IOException {
            if (socket == null) {
                socket = new Socket();
                socket.setTcpNoDelay(true);
                socket.setSoTimeout((int) settings.timeout.toMillis());
                socket.connect(
                        new InetSocketAddress("127.0.0.1", settings.url.getPort()), (int) settings.timeout.toMillis());
                in = new BufferedInputStream(socket.getInputStream());
            }
            socket.getOutputStream().write(request);
            return read();
        }

        private Answer read() throws IOException {
            var statusLine = line();
            if (!statusLine.startsWith("HTTP/1.") || statusLine.length() < 12) {
                throw new IOException("not HTTP: " + statusLine);
            }
            int status = Integer.parseInt(statusLine.substring(9, 12));
            var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            for (var line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(line.substring(0, Math.max(0, colon)), line.substring(colon + 1).trim());
            }
            skipBody(headers);
            if (headers.getOrDefault("Connection", "").equalsIgnoreCase("close") || statusLine.startsWith("HTTP/1.0")) {
                close();
            }
            return new Answer(status, headers.getOrDefault("X-App-Version", "?"));
        }

        private void skipBody(Map<String, String> headers) throws IOException {
            if (headers.getOrDefault("Transfer-Encoding", "").equalsIgnoreCase("chunked")) {
                for (int size = chunkSize(); size > 0; size = chunkSize()) {
                    skip(size);
                    line();
                }
                while (!line().isEmpty()) {}
            } else if (headers.containsKey("Content-Length")) {
                skip(Integer.parseInt(headers.get("Content-Length")));
            } else {
                in.transferTo(OutputStream.nullOutputStream());
                close();
            }
        }

        private int chunkSize() throws IOException {
            return Integer.parseInt(line().split(";")[0].trim(), 16);
        }

        private void skip(int size) throws IOException {
            if (size > MAX_BODY) {
                throw new IOException("a body of %d bytes is more than this client reads".formatted(size));
            }
            if (in.readNBytes(size).length < size) {
                throw new EOFException("the answer was cut off");
            }
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException(line.isEmpty() ? "closed without an answer" : "the answer was cut off");
                }
                if (line.length() > 8192) {
                    throw new IOException("a header line is too long");
                }
                if (b != '\r') {
                    line.append((char) b);
                }
            }
            return line.toString();
        }

        @Override
        public void close() {
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException e) {
                // It is gone either way.
            }
            socket = null;
        }
    }

    /** What happened; a request counts as failed when it was not answered, too late, or with a status of 500 and more. */
    static final class Figures {
        private long began;
        private long ended;
        private long failed;
        private long lastSuccess;
        private long longestGap;
        private long[] latencies = new long[1 << 16];
        private int answered;
        private final Map<String, Long> versions = new TreeMap<>();
        private final Map<String, Long> statuses = new TreeMap<>();
        private final Map<String, Long> failures = new TreeMap<>();
        private final List<String> first = new ArrayList<>();

        synchronized void begin() {
            began = System.nanoTime();
            lastSuccess = began;
        }

        synchronized void answered(long at, Answer answer) {
            long now = System.nanoTime();
            statuses.merge(String.valueOf(answer.status), 1L, Long::sum);
            if (answer.status >= 500) {
                fail(now, "status " + answer.status);
                return;
            }
            versions.merge(answer.version, 1L, Long::sum);
            longestGap = Math.max(longestGap, now - lastSuccess);
            lastSuccess = now;
            if (answered == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * answered);
            }
            latencies[answered++] = now - at;
        }

        synchronized void lost(long at, IOException e) {
            fail(
                    System.nanoTime(),
                    switch (e) {
                        case ConnectException refused -> "connect: " + refused.getMessage();
                        case SocketTimeoutException timeout -> "timeout: " + timeout.getMessage();
                        default -> "read: " + e.getMessage();
                    });
        }

        private void fail(long now, String what) {
            failed++;
            failures.merge(what, 1L, Long::sum);
            if (first.size() < 20) {
                first.add("%d ms: %s".formatted((now - began) / 1_000_000, what));
            }
        }

        synchronized void end(long neverSent) {
            ended = System.nanoTime();
            longestGap = Math.max(longestGap, ended - lastSuccess);
            if (neverSent > 0) {
                failed += neverSent;
                failures.merge("never sent, no connection was free", neverSent, Long::sum);
            }
            latencies = Arrays.copyOf(latencies, answered);
            Arrays.sort(latencies);
        }

        private double percentile(double part) {
            if (answered == 0) {
                return 0;
            }
            int index = (int) Math.ceil(part * answered) - 1;
            return latencies[Math.max(0, index)] / 1e6;
        }

        long sent() {
            return answered + failed;
        }

        String line(String name) {
            return "%-24s sent %7d  failed %5d  longest gap %6d ms  p50 %7.1f ms  p99 %7.1f ms  by version %s"
                    .formatted(
                            name, sent(), failed, longestGap / 1_000_000, percentile(0.5), percentile(0.99), versions);
        }

        String json(Settings settings) {
            return """
                    {
                      "url": %s,
                      "rate": %d,
                      "seconds": %s,
                      "sent": %d,
                      "ok": %d,
                      "failed": %d,
                      "longestGapMillis": %d,
                      "p50Millis": %s,
                      "p99Millis": %s,
                      "versions": %s,
                      "statuses": %s,
                      "failures": %s,
                      "firstFailures": [%s]
                    }
                    """
                    .formatted(
                            text(settings.url.toString()),
                            settings.rate,
                            rounded((ended - began) / 1e9),
                            sent(),
                            answered,
                            failed,
                            longestGap / 1_000_000,
                            rounded(percentile(0.5)),
                            rounded(percentile(0.99)),
                            object(versions),
                            object(statuses),
                            object(failures),
                            String.join(", ", first.stream().map(Figures::text).toList()));
        }

        private static String object(Map<String, Long> counts) {
            var members = counts.entrySet().stream()
                    .map(it -> "%s: %d".formatted(text(it.getKey()), it.getValue()))
                    .toList();
            return "{%s}".formatted(String.join(", ", members));
        }

        private static String rounded(double value) {
            return String.valueOf(Math.round(value * 100) / 100.0);
        }

        private static String text(String value) {
            return '"' + value.replaceAll("[\\p{Cntrl}]", " ").replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
    }

    static final class Settings {
        private URI url;
        private String name = "load";
        private int rate = 200;
        private int connections = 50;
        private Duration duration;
        private Duration timeout = Duration.ofSeconds(10);
        private Path untilFile;
        private Path report;

        static Settings of(String[] arguments) {
            var settings = new Settings();
            for (int i = 0; i < arguments.length; i++) {
                if (!arguments[i].startsWith("--")) {
                    settings.url = address(arguments[i]);
                    continue;
                }
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException(arguments[i] + " needs a value");
                }
                settings.set(arguments[i], arguments[++i]);
            }
            if (settings.url == null) {
                throw new IllegalArgumentException("a URL is missing");
            }
            if (settings.duration == null) {
                settings.duration = Duration.ofSeconds(settings.untilFile == null ? 60 : 3600);
            }
            return settings;
        }

        private void set(String option, String value) {
            switch (option) {
                case "--rate" -> rate = number(option, value, 2000);
                case "--connections" -> connections = number(option, value, 500);
                case "--duration" -> duration = Duration.ofSeconds(number(option, value, 3600));
                case "--timeout" -> timeout = Duration.ofSeconds(number(option, value, 120));
                case "--until-file" -> untilFile = Path.of(value);
                case "--report" -> report = Path.of(value).toAbsolutePath();
                case "--name" -> name = value;
                default -> throw new IllegalArgumentException("there is no option " + option);
            }
        }

        private static int number(String option, String value, int most) {
            if (!value.matches("[0-9]{1,6}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > most) {
                throw new IllegalArgumentException("%s is a whole number from 1 to %d".formatted(option, most));
            }
            return Integer.parseInt(value);
        }

        /** This is for trying one's own machine: no other is ever asked. */
        private static URI address(String text) {
            var url = URI.create(text);
            if (!"http".equals(url.getScheme()) || !"127.0.0.1".equals(url.getHost()) || url.getPort() < 1) {
                throw new IllegalArgumentException("the URL must be http://127.0.0.1:PORT/PATH, not " + text);
            }
            return url;
        }

        private String path() {
            var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
            return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
        }
    }
}
