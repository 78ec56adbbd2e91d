package ai.kaleem.release.common.messaging;

import ai.kaleem.release.common.contract.Message;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that could be read.
 *
 * @param source the service that sent it, as it says itself; the routing key is what the broker vouches for
 * @param traceparent of the sender's span (W3C Trace Context); null where the sender had none
 */
public record Received(
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        @Nullable String traceparent,
        String routingKey,
        Message data) {}
