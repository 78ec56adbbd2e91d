package ai.kaleem.release.system.chaos;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.testing.Images;
import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Installation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A shop's Redis. It is the shop's own, as if Docker Compose ran it: no release makes, starts or removes it. */
final class Database {

    /** What an engine that was killed twice answers to every start from then on. */
    private static final Pattern LOST_HOLD = Pattern.compile("already exists|id already in use|file exists");

    private final Installation installation;
    private final String app;

    Database(Installation installation, String app) {
        this.installation = installation;
        this.app = app;
    }

    String container() {
        return app + "-redis";
    }

    void start() {
        Command.run(like(container(), List.of()));
    }

    private String[] like(String name, List<String> more) {
        var argv = new ArrayList<>(List.of(
                "docker",
                "run",
                "--detach",
                "--name",
                name,
                "--network",
                app,
                "--network-alias",
                "redis",
                "--restart",
                // Another policy does not bring it back when dockerd was killed.
                "always",
                "--label",
                installation.label()));
        argv.addAll(more);
        argv.add(Images.redis().asCanonicalNameString());
        return argv.toArray(String[]::new);
    }

    /** What a person does where the engine lost hold of it: a new container on its volume. */
    void mend() {
        await(container() + " runs")
                .atMost(Duration.ofSeconds(90))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> starts() || isMadeAnew());
    }

    private boolean starts() {
        try {
            Command.run("docker", "start", container());
            return true;
        } catch (IllegalStateException e) {
            if (LOST_HOLD.matcher(String.valueOf(e.getMessage())).find()) {
                System.out.printf("chaos: %s cannot be started any more, and is made anew%n", container());
                Command.run("docker", "rename", container(), container() + "-lost");
            }
            return false;
        }
    }

    private boolean isMadeAnew() {
        var lost = container() + "-lost";
        try {
            Command.run(like(container(), List.of("--volumes-from", lost)));
            Command.run("docker", "rm", "--force", lost);
            return true;
        } catch (IllegalStateException notLost) {
            return false;
        }
    }

    /** Whatever it does. */
    String cli(String... command) {
        var argv = new ArrayList<>(List.of("docker", "exec", container(), "redis-cli"));
        argv.addAll(List.of(command));
        return Command.run(argv.toArray(String[]::new));
    }
}
