package ai.kaleem.release.agent.deploy;

import java.util.concurrent.CompletableFuture;

/** Numbers that others measure. */
public interface Metrics {

    /**
     * Asks a Prometheus server and does not wait for it. The answer comes within seconds, and is never an error.
     *
     * @param url of the server
     * @param query PromQL
     */
    CompletableFuture<Reading> ask(String url, String query);

    /** What a query came to. */
    sealed interface Reading {

        /** @param value neither infinite nor no number */
        record Number(double value) implements Reading {}

        /** @param why there is no single number, in words */
        record Nothing(String why) implements Reading {}
    }
}
