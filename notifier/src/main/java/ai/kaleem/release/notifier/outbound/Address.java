package ai.kaleem.release.notifier.outbound;

import ai.kaleem.release.common.contract.Channel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a channel's messages go. In words it is the host, or the file that holds the address. */
record Address(URI uri, String words) {

    private static final int LONGEST_FILE = 16 * 1024;

    /** @throws Unusable where there is none, in words that hold no secret */
    static Address of(Channel channel) throws Unusable {
        var file = channel.urlFile();
        var url = channel.url();
        if (file != null) {
            return new Address(parse(read(file), "The address in " + file), "the address in " + file);
        }
        if (url == null) {
            throw new Unusable("Channel %s has neither url nor urlFile".formatted(channel.name()));
        }
        var uri = parse(url, "The url of channel " + channel.name());
        return new Address(uri, String.valueOf(uri.getHost()));
    }

    /** The one line in a file of ours, read anew each time, so that a mended file counts at once. */
    static String read(String file) throws Unusable {
        try {
            var path = Path.of(file);
            if (Files.size(path) > LONGEST_FILE) {
                throw new Unusable("%s is too long to be a secret".formatted(file));
            }
            var text = Files.readString(path).strip();
            if (text.isEmpty()) {
                throw new Unusable("%s is empty".formatted(file));
            }
            return text;
        } catch (IOException | IllegalArgumentException e) {
            throw new Unusable("Cannot read %s on the notifier's host (%s)"
                    .formatted(file, e.getClass().getSimpleName()));
        }
    }

    private static URI parse(String text, String what) throws Unusable {
        try {
            var uri = URI.create(text);
            var scheme = String.valueOf(uri.getScheme());
            if ((scheme.equals("https") || scheme.equals("http")) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Its message repeats the text, which may be a secret.
        }
        throw new Unusable(what + " is no http or https address");
    }

    @Override
    public String toString() {
        return words;
    }

    /** The plan or the host has to be mended first; it is tried again, since that may happen. */
    static final class Unusable extends Exception {

        Unusable(String reason) {
            super(reason);
        }

        String reason() {
            @Nullable String message = getMessage();
            return message == null ? "unusable" : message;
        }
    }
}
