package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.Probe.Call;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Secret values, read from files of this host each time they are needed. A plan names them relative to one folder: it may not
 * have any other file sent somewhere. What was read here is masked wherever we write.
 */
final class Secrets {

    private static final int LARGEST = 64 * 1024;

    /** Shorter ones would mask half of a log, and tell nobody anything. */
    private static final int SHORTEST_MASKED = 4;

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7E\\t]+");

    private final Path folder;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    Secrets(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /**
     * The text of a file without the white space around it.
     *
     * @param field that names it in the plan
     * @throws OurFault where it cannot be read, or is empty
     * @throws PlanFault where it is outside of the folder
     */
    String text(String field, String file) {
        var text = read(field, file).strip();
        if (text.isEmpty()) {
            throw new OurFault("%s '%s' is empty in %s".formatted(field, file, folder));
        }
        known.add(text);
        return text;
    }

    /** A certificate and its like, which is no secret. */
    String open(String field, String file) {
        return read(field, file);
    }

    /** The headers that a call is sent with: those of its file, a line for each, and its token as a bearer. */
    Map<String, String> headers(Call call) {
        var headers = new LinkedHashMap<String, String>();
        var file = call.headersFile();
        if (file != null) {
            for (var line : text("headersFile", file).lines().toList()) {
                var colon = line.indexOf(':');
                if (!line.isBlank()) {
                    put(headers, line.substring(0, Math.max(0, colon)), line.substring(colon + 1), "headersFile", file);
                }
            }
        }
        var token = call.tokenFile();
        if (token != null) {
            put(headers, "Authorization", "Bearer " + text("tokenFile", token), "tokenFile", token);
        }
        return headers;
    }

    /** One header whose value is a whole file. */
    Map<String, String> header(String name, String field, String file) {
        var headers = new LinkedHashMap<String, String>();
        put(headers, name, text(field, file), field, file);
        return headers;
    }

    /** The value is never said, whatever is wrong with it. */
    private void put(Map<String, String> headers, String name, String given, String field, String file) {
        var value = given.strip();
        if (!HEADER_NAME.matcher(name).matches() || !HEADER_VALUE.matcher(value).matches()) {
            throw new OurFault("%s '%s' in %s has a line that is no header; write NAME: VALUE in plain letters"
                    .formatted(field, file, folder));
        }
        known.add(value);
        headers.put(name, value);
    }

    /** That is a part of what was read, for example the password of an address. */
    void keep(String secret) {
        known.add(secret);
    }

    String mask(String text) {
        var masked = text;
        for (var secret : known.stream()
                .filter(it -> it.length() >= SHORTEST_MASKED)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            masked = masked.replace(secret, "***");
        }
        return masked;
    }

    private String read(String field, String file) {
        var path = folder.resolve(file).normalize();
        if (!path.startsWith(folder)) {
            throw new PlanFault("%s '%s' is outside of %s, where all such files are".formatted(field, file, folder));
        }
        try {
            if (!path.toRealPath().startsWith(folder.toRealPath())) {
                throw new PlanFault("%s '%s' leads out of %s, where all such files are".formatted(field, file, folder));
            }
            if (Files.size(path) > LARGEST) {
                throw new OurFault("%s '%s' in %s is larger than 64 kB".formatted(field, file, folder));
            }
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new OurFault(
                    "%s '%s': there is no such file in %s on gate-service's host".formatted(field, file, folder));
        } catch (AccessDeniedException e) {
            throw new OurFault("%s '%s' in %s may not be read by gate-service".formatted(field, file, folder));
        } catch (IOException e) {
            throw new OurFault("%s '%s' in %s cannot be read: %s"
                    .formatted(field, file, folder, e.getClass().getSimpleName()));
        }
    }
}
