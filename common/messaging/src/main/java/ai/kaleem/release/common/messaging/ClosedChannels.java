package ai.kaleem.release.common.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.RabbitUtils;
import org.springframework.amqp.support.ConditionalExceptionLogger;

/** Says once, in the broker's own words, why it closed a channel. Whoever used the channel tries again, or says more. */
final class ClosedChannels implements ConditionalExceptionLogger {

    private static final Logger log = LoggerFactory.getLogger(ClosedChannels.class);
    private static final int REMEMBERED = 100;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    @Override
    public void log(Log theirs, String message, @Nullable Throwable cause) {
        if (cause instanceof ShutdownSignalException signal
                && (RabbitUtils.isNormalShutdown(signal)
                        || RabbitUtils.isNormalChannelClose(signal)
                        || RabbitUtils.isPassiveDeclarationChannelClose(signal))) {
            return;
        }
        var words =
                cause instanceof ShutdownSignalException signal && signal.getReason() instanceof AMQP.Channel.Close it
                        ? it.getReplyText()
                        : String.valueOf(cause);
        if (said.size() < REMEMBERED && said.add(words)) {
            log.warn("RabbitMQ closed a channel: {}", words);
        }
    }
}
