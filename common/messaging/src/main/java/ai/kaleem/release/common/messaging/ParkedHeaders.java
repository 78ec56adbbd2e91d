package ai.kaleem.release.common.messaging;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.MessageProperties;

/** What else came with a message, as text that can be shown: a sender may write anything there. */
final class ParkedHeaders {

    private static final int MOST = 50;
    private static final int LONGEST = 1_000;

    private ParkedHeaders() {}

    /** All but the deaths, which are told apart. */
    static Map<String, String> of(MessageProperties properties) {
        var all = new TreeMap<String, String>();
        properties.getHeaders().entrySet().stream()
                .filter(it -> !it.getKey().equals(MessageProperties.X_DEATH))
                .limit(MOST)
                .forEach(it -> put(all, it.getKey(), it.getValue()));
        put(all, "user-id", properties.getReceivedUserId());
        put(all, "app-id", properties.getAppId());
        put(all, "content-type", properties.getContentType());
        put(all, "content-encoding", properties.getContentEncoding());
        put(all, "timestamp", properties.getTimestamp());
        return all;
    }

    private static void put(Map<String, String> all, String name, @Nullable Object value) {
        if (value != null) {
            all.put(cut(name), cut(value.toString()));
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
