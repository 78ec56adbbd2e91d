package ai.kaleem.release.gate.version;

import ai.kaleem.release.common.contract.VersionProposal.Bump;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A commit, read by <a href="https://www.conventionalcommits.org/en/v1.0.0/">Conventional Commits 1.0.0</a>. Which types ask
 * for which version is the Angular convention, as semantic-release reads it by default.
 *
 * @param type lower case; null where the message is no conventional one
 * @param reverts the hash that a revert names, perhaps abbreviated
 * @param releaseAs the version that a footer asks for
 * @param breakingNote what the footer {@code BREAKING CHANGE} says
 * @param userNote what the footer {@code user-note} says to those who use the product
 * @param references numbers of pull requests and issues as they stand there, {@code #12} or GitLab's {@code !34}
 */
public record Change(
        String hash,
        @Nullable String type,
        @Nullable String scope,
        String subject,
        boolean breaking,
        @Nullable String reverts,
        @Nullable String releaseAs,
        @Nullable String author,
        Instant at,
        @Nullable String breakingNote,
        @Nullable String userNote,
        List<String> references) {

    /** More of a message is not read. */
    private static final int LONGEST_MESSAGE = 64 * 1024;

    private static final int LONGEST_SUBJECT = 200;

    private static final Pattern HEADER = Pattern.compile("^([A-Za-z][\\w-]*)(?:\\(([^()]+)\\))?(!)?:[ \t]+(\\S.*)$");
    private static final Pattern BREAKING = Pattern.compile("(?m)^BREAKING[ -]CHANGE(?::[ \t]|[ \t]#)");
    /** A footer's text goes on in lines that are indented, as git's trailers do. */
    private static final String GOES_ON = "[ \t]*(\\S.*(?:\n[ \t]+\\S.*)*)";

    private static final Pattern BREAKING_NOTE = Pattern.compile("(?m)^BREAKING[ -]CHANGE:" + GOES_ON);
    private static final Pattern USER_NOTE = Pattern.compile("(?mi)^user-note:" + GOES_ON);

    /** In the first line, and where a footer names what it closes or is about. */
    private static final Pattern REFERENCE = Pattern.compile("(?<![\\w/])([#!]\\d{1,9})\\b");

    private static final Pattern NAMES_ISSUES =
            Pattern.compile("(?mi)^(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?)(?:: ?| )(?=[#!]\\d).*$");

    private static final int MOST_REFERENCES = 20;
    private static final int LONGEST_NOTE = 2_000;

    private static final Pattern REVERT = Pattern.compile("^(?i:revert)[ :]");
    private static final Pattern REVERTED = Pattern.compile("This reverts commit ([0-9a-f]{7,64})");
    private static final Pattern RELEASE_AS = Pattern.compile("(?mi)^Release-As:[ \t]*v?(\\S+)[ \t]*$");

    public static Change of(String hash, String message, @Nullable String author, Instant at) {
        var read = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
        var text = read.replace("\r\n", "\n").strip();
        var line = text.lines().findFirst().orElse("");
        var header = HEADER.matcher(line);
        var conventional = header.matches();
        var releaseAs = found(RELEASE_AS, text).orElse(null);
        return new Change(
                hash,
                conventional
                        ? header.group(1).toLowerCase(Locale.ROOT)
                        : REVERT.matcher(line).find() ? "revert" : null,
                conventional ? header.group(2) : null,
                cut(conventional ? header.group(4).strip() : line),
                conventional
                        && (header.group(3) != null || BREAKING.matcher(text).find()),
                REVERT.matcher(line).find() ? found(REVERTED, text).orElse(null) : null,
                releaseAs,
                author,
                at,
                noted(BREAKING_NOTE, text),
                noted(USER_NOTE, text),
                references(line, text));
    }

    private static @Nullable String noted(Pattern footer, String text) {
        return found(footer, text)
                .map(it -> it.replaceAll("\\s+", " ").strip())
                .map(it -> it.length() > LONGEST_NOTE ? it.substring(0, LONGEST_NOTE) + "…" : it)
                .orElse(null);
    }

    private static List<String> references(String line, String text) {
        var footers = NAMES_ISSUES.matcher(text).results().map(MatchResult::group);
        return Stream.concat(Stream.of(line), footers)
                .flatMap(it -> REFERENCE.matcher(it).results().map(found -> found.group(1)))
                .distinct()
                .limit(MOST_REFERENCES)
                .toList();
    }

    /** What it asks for by itself. */
    Bump bump() {
        if (breaking) {
            return Bump.MAJOR;
        }
        return switch (type) {
            case null -> Bump.NONE;
            case "feat" -> Bump.MINOR;
            case "fix", "perf", "revert" -> Bump.PATCH;
            default -> Bump.NONE;
        };
    }

    private static Optional<String> found(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String cut(String subject) {
        return subject.length() > LONGEST_SUBJECT ? subject.substring(0, LONGEST_SUBJECT) + "…" : subject;
    }
}
