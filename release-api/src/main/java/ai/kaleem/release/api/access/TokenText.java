package ai.kaleem.release.api.access;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A token as its holder sends it: {@code krl_<id>_<secret>_<crc>}. The id is no secret, the secret has 256 bits, and the CRC-32 of
 * what is before it tells a mistyped token, and lets scanners of repositories know one, without asking anybody.
 *
 * @param id 12 letters and digits
 * @param text all of it
 */
record TokenText(String id, String text) {

    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID = 12;
    private static final int SECRET = 43;
    private static final int CRC = 6;
    private static final Pattern FORM =
            Pattern.compile("(krl_([0-9A-Za-z]{%d})_[0-9A-Za-z]{%d})_([0-9A-Za-z]{%d})".formatted(ID, SECRET, CRC));

    static TokenText next(SecureRandom random) {
        var id = letters(random, ID);
        var checked = "krl_%s_%s".formatted(id, letters(random, SECRET));
        return new TokenText(id, "%s_%s".formatted(checked, crc(checked)));
    }

    /** Empty where it is none, or was mistyped. */
    static Optional<TokenText> parse(String text) {
        var parts = FORM.matcher(text);
        return parts.matches() && crc(parts.group(1)).equals(parts.group(3))
                ? Optional.of(new TokenText(parts.group(2), text))
                : Optional.empty();
    }

    /** So that no log that prints a record has it. */
    @Override
    public String toString() {
        return "krl_%s_...".formatted(id);
    }

    private static String letters(SecureRandom random, int count) {
        return random.ints(count, 0, LETTERS.length())
                .collect(StringBuilder::new, (all, it) -> all.append(LETTERS.charAt(it)), StringBuilder::append)
                .toString();
    }

    private static String crc(String checked) {
        var crc = new CRC32();
        crc.update(checked.getBytes(StandardCharsets.US_ASCII));
        var left = crc.getValue();
        var digits = new StringBuilder();
        for (var i = 0; i < CRC; i++) {
            digits.insert(0, LETTERS.charAt((int) (left % LETTERS.length())));
            left /= LETTERS.length();
        }
        return digits.toString();
    }
}
