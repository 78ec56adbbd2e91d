package ai.kaleem.release.common.messaging;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** Knows the span that is open on this thread, so that a message can carry it. */
@FunctionalInterface
public interface Traces {

    /** Tracing is off. */
    Traces NONE = () -> null;

    /** The W3C {@code traceparent} of the open span; null where there is none. */
    @Nullable String current();

    static Traces of(Tracer tracer, Propagator propagator) {
        return () -> {
            var context = tracer.currentTraceContext().context();
            if (context == null) {
                return null;
            }
            var carrier = new HashMap<String, String>();
            propagator.inject(context, carrier, (headers, name, value) -> {
                if (headers != null) {
                    headers.put(name, value);
                }
            });
            return carrier.get("traceparent");
        };
    }
}
