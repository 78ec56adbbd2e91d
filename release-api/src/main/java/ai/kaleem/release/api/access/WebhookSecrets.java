package ai.kaleem.release.api.access;

import java.util.List;

/** What senders of webhooks prove themselves by: a secret for each app. */
public interface WebhookSecrets {

    /** Every app that has one, with it. Read at each question, so that a new one counts at once. */
    List<Secret> all();

    record Secret(String app, String value) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "secret of %s".formatted(app);
        }
    }
}
