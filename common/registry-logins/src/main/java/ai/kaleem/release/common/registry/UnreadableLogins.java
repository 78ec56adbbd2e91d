package ai.kaleem.release.common.registry;

import org.jspecify.annotations.Nullable;

/** The file of logins is not as it should be; the message says what is wrong, where, and what to do, and quotes nothing of it. */
public final class UnreadableLogins extends RuntimeException {

    UnreadableLogins(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
