package ai.kaleem.release.api.inbound.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much one of our clients may ask for.
 *
 * @param perCaller requests a second of whoever has a token
 * @param refusedPerAddress requests a second without a token of ours that an address gets an answer of words to
 */
@ConfigurationProperties("kaleem.api.limits")
record Limits(
        @DefaultValue("500") int perCaller,
        @DefaultValue("20") int refusedPerAddress) {

    Limits {
        if (perCaller < 1 || refusedPerAddress < 1) {
            throw new IllegalArgumentException("kaleem.api.limits are at least 1 a second");
        }
    }
}
