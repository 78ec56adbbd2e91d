package ai.kaleem.release.agent.outbound.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How one set of variables differs from another, by names and hashes. The hashes are keyed with a key that is thrown away:
 * short values could be guessed from plain ones.
 */
final class EnvDifferences {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHOWN = 12;

    private final Mac mac;

    EnvDifferences() {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }

    List<String> of(Map<String, String> was, Map<String, String> is) {
        var names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        var lines = new ArrayList<String>();
        for (var name : names) {
            var before = was.get(name);
            var now = is.get(name);
            if (before == null && now != null) {
                lines.add("+ %s %s".formatted(name, said(now)));
            } else if (before != null && now == null) {
                lines.add("- %s %s".formatted(name, said(before)));
            } else if (before != null && now != null && !before.equals(now)) {
                lines.add("~ %s %s -> %s".formatted(name, said(before), said(now)));
            }
        }
        return lines;
    }

    private String said(String value) {
        return value.isEmpty()
                ? "(empty)"
                : HexFormat.of().formatHex(mac.doFinal(value.getBytes(UTF_8))).substring(0, SHOWN);
    }
}
