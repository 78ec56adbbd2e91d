package ai.kaleem.release.notifier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Among services.
 *
 * @param tokenFile file with the token that other services bring to {@code /internal}; none closes it
 */
@ConfigurationProperties("kaleem.internal")
record InternalProperties(@Nullable String tokenFile) {}
