package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GitTag;
import ai.kaleem.release.common.contract.ImageBuild;
import ai.kaleem.release.common.contract.ReportSpec;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.gate.source.ImageName;
import ai.kaleem.release.gate.source.Images;
import ai.kaleem.release.gate.source.Sources;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** Everything around the use case, in memory: what repositories, registries and programs answer is told beforehand. */
final class World implements Sources, Images, Programs, Probes, Reports, Builds, Tags, GateLogs, RunFolders, Policy {

    static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    static final String COMMIT = "c0ffee".repeat(6) + "c0ff";

    /** As what a registry knows an image once it was sent there. */
    static final String PUSHED = "registry.example/api@sha256:%s".formatted("cd".repeat(32));

    /** What a program does, once it runs. */
    interface Act {
        Outcome perform() throws InterruptedException;
    }

    final MemoryRuns runs = new MemoryRuns();
    final Deque<Location> locations = new ArrayDeque<>();
    final Map<String, Resolution> resolutions = new ConcurrentHashMap<>();
    final Map<String, Act> acts = new ConcurrentHashMap<>();
    final List<String> begun = Collections.synchronizedList(new ArrayList<>());
    final List<String> ended = Collections.synchronizedList(new ArrayList<>());
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    final List<RunId> removed = Collections.synchronizedList(new ArrayList<>());
    Outcome probed = new Outcome.Passed("HTTP 200");
    final Map<ReportSpec.Format, Outcome> reported = new ConcurrentHashMap<>();
    boolean fresh = true;
    Duration shadows = Duration.ofSeconds(30);

    /** Whether files differ between what runs and what is checked; null where nobody knows. */
    Boolean differ;

    private final int parallel;
    private final CheckGates checkGates;

    World() {
        this(8);
    }

    /** @param parallel how many programs run at once */
    World(int parallel) {
        this.parallel = parallel;
        checkGates = new CheckGates(
                runs,
                this,
                this,
                new Tools(this, this, this, this, this),
                this,
                this,
                this,
                Executors::newVirtualThreadPerTaskExecutor,
                GateWatch.NONE,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    CheckGates checkGates() {
        return checkGates;
    }

    /** The whole run, from the request to the verdict. */
    GateRun check(GatesRequested request) throws InterruptedException {
        var id = checkGates.accept(request, null);
        return goOn(id);
    }

    GateRun goOn(RunId id) throws InterruptedException {
        runs.claim(id, NOW, NOW.plusSeconds(60));
        checkGates.work(id);
        return runs.find(id).orElseThrow();
    }

    @Override
    public Location locate(Source source, boolean withChanges) {
        asked.add(source.ref());
        return locations.isEmpty() ? new Location.Found(COMMIT, List.of("feat: one")) : locations.poll();
    }

    @Override
    public Optional<Boolean> differ(Source source, String from, String to, List<String> patterns) {
        return Optional.ofNullable(differ);
    }

    @Override
    public WorkTree workTree(Path folder, Source source, String commit) {
        return new WorkTree(folder, fresh);
    }

    @Override
    public Optional<String> pack(Source source, String commit, String folder, Path into) {
        return folder.equals("nowhere") ? Optional.of("there is no folder 'nowhere'") : Optional.empty();
    }

    @Override
    public Outcome put(Source source, GitTag tag) throws InterruptedException {
        begun.add("tag %s".formatted(tag.name()));
        return acts.getOrDefault("tag", () -> new Outcome.Passed("tagged")).perform();
    }

    @Override
    public Outcome build(ImageBuild build, Path context, Map<String, String> labels, Duration timeout, GateLog log)
            throws InterruptedException {
        begun.add("build %s".formatted(build.image()));
        return acts.getOrDefault("build", () -> new Outcome.Passed("built")).perform();
    }

    @Override
    public Sending push(String image, Duration timeout, GateLog log) throws InterruptedException {
        begun.add("push %s".formatted(image));
        var outcome =
                acts.getOrDefault("push", () -> new Outcome.Passed("sent")).perform();
        return outcome instanceof Outcome.Passed ? new Sending.Sent(PUSHED) : new Sending.NotSent(outcome);
    }

    @Override
    public Resolution resolve(ImageName image) {
        asked.add(image.reference());
        return resolutions.getOrDefault(image.reference(), new Resolution.Absent("none"));
    }

    @Override
    public Outcome run(Call call, GateLog log, Launched launched) throws InterruptedException {
        var name = call.command().argv().getFirst();
        begun.add(name);
        launched.as(new ProcessMark(call.mark(), 4711, NOW));
        try {
            log.line("output of %s".formatted(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return acts.getOrDefault(name, () -> new Outcome.Passed("exit 0")).perform();
    }

    @Override
    public void end(ProcessMark former) {
        ended.add(former.mark());
    }

    @Override
    public void end(String mark) {
        ended.add(mark);
    }

    @Override
    public void endLeftovers() {
        ended.add("leftovers");
    }

    @Override
    public Outcome ask(GateSpec gate, String publish, GateLog log) {
        begun.add(Objects.requireNonNull(gate.http()).url());
        return probed;
    }

    @Override
    public Outcome read(ReportSpec report, Place place, GateLog log) {
        return reported.getOrDefault(report.format(), new Outcome.Passed("nothing"));
    }

    @Override
    public GateLog open(RunId run, String gate) {
        var bytes = new ByteArrayOutputStream();
        return new GateLog() {
            @Override
            public void write(byte[] written, int offset, int length) {
                bytes.write(written, offset, length);
            }

            @Override
            public byte[] tail() {
                return bytes.toByteArray();
            }

            @Override
            public Optional<InputStream> written() {
                return Optional.of(new ByteArrayInputStream(bytes.toByteArray()));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Optional<Text> read(RunId run, String gate) {
        return Optional.empty();
    }

    @Override
    public RunFolder open(RunId run) {
        return new RunFolder(Path.of("checkout"), Path.of("home"));
    }

    @Override
    public void remove(RunId run) {
        removed.add(run);
    }

    @Override
    public int parallel() {
        return parallel;
    }

    @Override
    public List<Duration> pauses() {
        return List.of(Duration.ZERO, Duration.ZERO);
    }

    @Override
    public Duration backOff() {
        return Duration.ZERO;
    }

    @Override
    public Duration shadows() {
        return shadows;
    }

    @Override
    public int interruptions() {
        return 3;
    }
}
