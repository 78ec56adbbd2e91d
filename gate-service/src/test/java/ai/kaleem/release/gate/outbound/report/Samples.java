package ai.kaleem.release.gate.outbound.report;

import ai.kaleem.release.gate.gate.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reports that the tools themselves wrote, of a package in {@code /work/shop}. */
final class Samples {

    static final Path SHOP = Path.of("/work/shop");

    private static final Path FOLDER = Path.of("src/test/resources/reports");

    private Samples() {}

    static String text(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name));
    }

    static Outcome verdict(ReportReader reader, String... samples) throws IOException, Malformed {
        for (var sample : samples) {
            readText(reader, text(sample));
        }
        return reader.verdict();
    }

    static ReportReader readText(ReportReader reader, String text) throws IOException, Malformed {
        reader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return reader;
    }
}
