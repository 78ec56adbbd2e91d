package ai.kaleem.release.system.chaos;

import ai.kaleem.release.common.testing.Images;
import ai.kaleem.release.system.world.Installation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.testcontainers.utility.DockerImageName;

/**
 * How much is broken while how much goes on.
 *
 * @param shops that are released at the same time
 * @param engineToo whether the engine of the releases is one of what is killed: it has to be a private one
 * @param faults what may be struck
 * @param jvmOptions by service, e.g. an agent that plants a mistake in it
 */
record Settings(
        long seed,
        int kills,
        int releases,
        int shops,
        DockerImageName broker,
        boolean engineToo,
        Set<Fault> faults,
        Map<String, List<String>> jvmOptions) {

    private static final Path CRASH_POINTS = Installation.ROOT.resolve("common/crash-points/target/crash-points.jar");

    private static final int KILLS = 20;
    private static final int RELEASES = 25;

    /** What a plain build does. */
    public static Settings usual() {
        return new Settings(1, KILLS, RELEASES, 3, Images.rabbitmq(), false, Fault.USUAL, Map.of());
    }

    /** The usual ones but for what {@code -Dchaos.seed}, {@code -Dchaos.kills}, {@code -Dchaos.releases} and {@code -Dchaos.faults} say. */
    public static Settings asTold() {
        var usual = usual();
        var told = usual.with(
                Optional.ofNullable(System.getProperty("chaos.seed"))
                        .map(Long::parseLong)
                        .orElse(usual.seed),
                Integer.getInteger("chaos.kills", usual.kills),
                Integer.getInteger("chaos.releases", usual.releases));
        var faults = Stream.of(System.getProperty("chaos.faults", "").split(","))
                .filter(it -> !it.isEmpty())
                .map(Fault::valueOf)
                .collect(Collectors.toSet());
        var struck = faults.isEmpty() ? told : told.striking(faults);
        return Boolean.getBoolean("chaos.engine") ? struck.killingTheEngineToo() : struck;
    }

    public Settings with(long otherSeed, int otherKills, int otherReleases) {
        var places = otherReleases > 100 ? 4 : shops;
        return new Settings(
                otherSeed,
                otherKills,
                otherReleases,
                Math.min(places, otherReleases),
                broker,
                engineToo,
                faults,
                jvmOptions);
    }

    public Settings on(DockerImageName otherBroker) {
        return new Settings(seed, kills, releases, shops, otherBroker, engineToo, faults, jvmOptions);
    }

    public Settings killingTheEngineToo() {
        return new Settings(seed, kills, releases, shops, broker, true, faults, jvmOptions);
    }

    /** With no other faults than those; where none of them kills, so many of them as there would be kills. */
    Settings striking(Set<Fault> others) {
        return new Settings(seed, kills, releases, shops, broker, engineToo, others, jvmOptions);
    }

    /** What tells another JVM the same as {@link #asTold}; the broker goes by the environment. */
    List<String> asOptions() {
        return List.of(
                "-Dchaos.seed=" + seed,
                "-Dchaos.kills=" + kills,
                "-Dchaos.releases=" + releases,
                "-Dchaos.faults=" + faults.stream().map(Fault::name).collect(Collectors.joining(",")),
                "-Dchaos.engine=" + engineToo);
    }

    /** One more option of one service's JVM. */
    public Settings withJvmOption(String service, String option) {
        var options = new ArrayList<>(jvmOptions.getOrDefault(service, List.of()));
        options.add(option);
        return with(service, options);
    }

    private Settings with(String service, List<String> options) {
        var all = new HashMap<>(jvmOptions);
        all.put(service, options);
        return new Settings(seed, kills, releases, shops, broker, engineToo, faults, all);
    }

    /** Halts a service at each of its crash points once, and starts it again each time. */
    public Settings haltingOnce(String service, Path ledger) {
        return wishing(service, "once:%s".formatted(ledger));
    }

    /** Makes a mistake in a service. */
    public Settings planting(String service, String mistake) {
        return wishing(service, "plant:%s".formatted(mistake));
    }

    /** Wishes of one service go to one agent: a second one would weave what the first has woven. */
    private Settings wishing(String service, String wish) {
        var agent = "-javaagent:%s=".formatted(CRASH_POINTS);
        var options = new ArrayList<>(jvmOptions.getOrDefault(service, List.of()));
        var made = options.stream().filter(it -> it.startsWith(agent)).findFirst();
        made.ifPresent(options::remove);
        options.add(made.map(it -> it + "," + wish).orElse(agent + wish));
        return with(service, options);
    }

    /** How the line of a verdict begins where all went well. */
    String goodVerdict() {
        return "kills=%d releases=%d lost=0 duplicated=0 unexpected=0 ".formatted(kills, releases);
    }

    /** Whether any service is halted at its crash points. */
    boolean halts() {
        return jvmOptions.keySet().stream().anyMatch(this::halts);
    }

    boolean halts(String service) {
        return jvmOptions.getOrDefault(service, List.of()).stream().anyMatch(it -> it.contains("=once:"));
    }

    /** The command that does the same again. */
    public String replay() {
        var other = broker.equals(Images.rabbitmq()) ? "" : " --broker " + broker.asCanonicalNameString();
        var engine = engineToo ? " --engine" : "";
        return "./verify --chaos --seed %d --kills %d --releases %d%s%s"
                .formatted(seed, kills, releases, other, engine);
    }
}
