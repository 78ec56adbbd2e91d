package ai.kaleem.release.gate.outbound.docker;

import ai.kaleem.release.gate.gate.GateLog;
import com.github.dockerjava.api.async.ResultCallbackTemplate;
import com.github.dockerjava.api.model.ResponseItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an engine says while it works, into the log of a gate. */
final class Heard<T extends ResponseItem> extends ResultCallbackTemplate<Heard<T>, T> {

    private final GateLog log;
    private volatile @Nullable String fault;

    Heard(GateLog log) {
        this.log = log;
    }

    /** Why the work was not done, in the engine's words. */
    Optional<String> fault() {
        return Optional.ofNullable(fault).map(String::strip);
    }

    @Override
    public void onNext(T item) {
        try {
            var detail = item.getErrorDetail();
            if (detail != null) {
                fault = detail.getMessage();
                log.line(String.valueOf(detail.getMessage()));
            } else if (item.getStream() != null) {
                log.line(item.getStream().stripTrailing());
            } else if (item.getStatus() != null && item.getProgressDetail() == null) {
                log.line(item.getId() == null ? item.getStatus() : "%s: %s".formatted(item.getId(), item.getStatus()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
