package ai.kaleem.release.gate.outbound.probe;

import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpecBuilder;
import ai.kaleem.release.common.contract.Probe;
import ai.kaleem.release.gate.gate.GateLog;
import ai.kaleem.release.gate.gate.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Asks as gate-service does, with a folder of secrets, and keeps the log. */
final class Asker implements GateLog {

    static final Probe.Attempts ONCE = new Probe.Attempts(1, Duration.ofMillis(10));

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Path secrets;
    private final ProductProbes probes;

    Asker(Path secrets) {
        this.secrets = secrets;
        this.probes = new ProductProbes(Duration.ofSeconds(2), secrets);
    }

    Asker secret(String name, String text) throws IOException {
        Files.writeString(secrets.resolve(name), text);
        return this;
    }

    Outcome ask(GateSpec.Http http, String publish, Duration timeout) throws InterruptedException {
        return probes.ask(
                GateSpecBuilder.builder()
                        .name("asked")
                        .http(http)
                        .timeout(timeout)
                        .build(),
                publish,
                this);
    }

    Outcome ask(Probe probe) throws InterruptedException {
        return ask(probe, null, Duration.ofSeconds(20));
    }

    Outcome ask(Probe probe, String publish, Duration timeout) throws InterruptedException {
        return probes.ask(
                GateSpecBuilder.builder()
                        .name("asked")
                        .timeout(timeout)
                        .probe(probe)
                        .build(),
                publish,
                this);
    }

    String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        log.write(bytes, offset, length);
    }

    @Override
    public byte[] tail() {
        return log.toByteArray();
    }

    @Override
    public void close() {}
}
