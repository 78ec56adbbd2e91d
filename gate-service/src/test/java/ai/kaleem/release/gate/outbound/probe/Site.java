package ai.kaleem.release.gate.outbound.probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** A small product that speaks HTTP. */
final class Site implements AutoCloseable {

    @FunctionalInterface
    interface Page {
        void answer(Visit visit) throws IOException;
    }

    /** One request, answered once. */
    record Visit(HttpExchange exchange) {

        String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }

        String body() throws IOException {
            return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        }

        String path() {
            return exchange.getRequestURI().getPath();
        }

        void answer(int status, String type, String body) throws IOException {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            if (!type.isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", type);
            }
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private final HttpServer server;

    Site() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    Site page(String path, Page page) {
        server.createContext(path, exchange -> {
            try (exchange) {
                page.answer(new Visit(exchange));
            }
        });
        return this;
    }

    Site page(String path, int status, String type, String body) {
        return page(path, visit -> visit.answer(status, type, body));
    }

    /** {@code 127.0.0.1:port}. */
    String address() {
        return "127.0.0.1:%d".formatted(server.getAddress().getPort());
    }

    String url() {
        return "http://" + address();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
