package ai.kaleem.release.gate.outbound.report;

import ai.kaleem.release.gate.gate.Outcome;
import ai.kaleem.release.gate.gate.PlainText;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** JUnit XML, as Surefire, Gradle, jest-junit and pytest write it. A document type is refused, and with it all entities. */
final class JunitReader implements ReportReader {

    private static final XMLInputFactory FACTORY = XMLInputFactory.newDefaultFactory();
    private static final int LONGEST_NAME = 200;

    static {
        FACTORY.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        FACTORY.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        FACTORY.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        // Java counts the document as an entity, too, and a long report is no bomb: without a document type there is
        // none.
        FACTORY.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "0");
        FACTORY.setProperty("jdk.xml.totalEntitySizeLimit", "0");
    }

    private final Findings failed = new Findings();
    private final Deque<Suite> suites = new ArrayDeque<>();
    private int tests;
    private int skipped;
    private @Nullable String slowest;
    private double longest = -1;

    private record Suite(String name, int failuresSaid, int failuresBefore) {}

    @Override
    public void read(InputStream file) throws Malformed {
        suites.clear();
        try {
            var xml = FACTORY.createXMLStreamReader(file);
            try {
                read(xml);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            var at = e.getLocation();
            throw new Malformed(at == null ? 0 : at.getLineNumber(), "no well-formed XML: %s".formatted(fault(e)));
        }
    }

    /** The parser repeats the place, which is named already. */
    private static String fault(XMLStreamException failure) {
        var said = String.valueOf(failure.getMessage());
        var message = said.indexOf("Message: ");
        return PlainText.line(message < 0 ? said : said.substring(message + "Message: ".length()), LONGEST_NAME);
    }

    private void read(XMLStreamReader xml) throws XMLStreamException, Malformed {
        var isRoot = true;
        while (xml.hasNext()) {
            var event = xml.next();
            if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new Malformed(line(xml), "has a document type or an entity of its own, which is not read");
            }
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("testsuite")) {
                end(suites.pop());
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            var name = xml.getLocalName();
            if (isRoot && !name.equals("testsuites") && !name.equals("testsuite")) {
                throw new Malformed(
                        line(xml),
                        "begins with <%s>, and a JUnit report with <testsuites> or <testsuite>"
                                .formatted(PlainText.line(name, LONGEST_NAME)));
            }
            isRoot = false;
            if (name.equals("testsuite")) {
                var said = number(xml, "failures") + number(xml, "errors");
                suites.push(new Suite(attribute(xml, "name"), said, failed.count()));
            } else if (name.equals("testcase")) {
                test(xml);
            }
        }
    }

    /** A suite that could not even begin has failures, and no test that has them. */
    private void end(Suite suite) {
        for (var i = failed.count() - suite.failuresBefore(); i < suite.failuresSaid(); i++) {
            failed.add(suite.name(), "%s: failed outside of its tests".formatted(suite.name()));
        }
    }

    private void test(XMLStreamReader xml) throws XMLStreamException, Malformed {
        var name = name(xml);
        var seconds = seconds(attribute(xml, "time"));
        String failure = null;
        var isSkipped = false;
        for (var depth = 1; depth > 0; ) {
            var event = xml.next();
            if (event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new Malformed(line(xml), "has an entity of its own, which is not read");
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                var child = xml.getLocalName();
                if (depth == 2 && failure == null && (child.equals("failure") || child.equals("error"))) {
                    failure = attribute(xml, "message");
                }
                isSkipped |= depth == 2 && child.equals("skipped");
            } else if (event == XMLStreamConstants.CHARACTERS
                    && failure != null
                    && failure.isEmpty()
                    && !xml.isWhiteSpace()) {
                failure = firstLine(xml.getText());
            }
        }
        tests++;
        if (failure != null) {
            failed.add(name, "%s: %s".formatted(name, failure));
        } else if (isSkipped) {
            skipped++;
        }
        if (seconds > longest) {
            longest = seconds;
            slowest = name;
        }
    }

    private static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("");
    }

    /** Some put the class into the name, too. */
    private static String name(XMLStreamReader xml) {
        var name = attribute(xml, "name");
        var type = attribute(xml, "classname");
        return PlainText.line(type.isEmpty() || name.startsWith(type) ? name : type + " " + name, LONGEST_NAME);
    }

    private static String attribute(XMLStreamReader xml, String name) {
        var value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private static int number(XMLStreamReader xml, String name) {
        try {
            return Math.max(0, Integer.parseInt(attribute(xml, name).strip()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Some write thousands with a comma. */
    private static double seconds(String time) {
        try {
            return Double.parseDouble(time.replace(",", ""));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static int line(XMLStreamReader xml) {
        return xml.getLocation().getLineNumber();
    }

    @Override
    public Outcome verdict() {
        if (failed.count() > 0) {
            return new Outcome.Failed(
                    "%s, %d failed%s".formatted(Findings.many(tests, "test"), failed.count(), failed.named()));
        }
        if (tests == skipped) {
            return new Outcome.Failed(
                    tests == 0 ? "no test was run" : "no test was run: all %d are skipped".formatted(tests));
        }
        return new Outcome.Passed("%s passed%s%s"
                .formatted(
                        Findings.many(tests - skipped, "test"),
                        skipped == 0 ? "" : ", %d skipped".formatted(skipped),
                        longest <= 0 ? "" : String.format(Locale.ROOT, ", slowest %s with %.1f s", slowest, longest)));
    }

    @Override
    public List<String> findings() {
        return failed.lines();
    }
}
