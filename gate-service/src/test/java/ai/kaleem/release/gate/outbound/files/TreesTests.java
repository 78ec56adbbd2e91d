package ai.kaleem.release.gate.outbound.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

class TreesTests {

    @TempDir
    Path folder;

    /** JGit's own clean-up takes files out of a mirror while we remove it. */
    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void goesOnWhereSomebodyElseRemovesToo(CapturedOutput output) throws Exception {
        var root = folder.resolve("tree");
        for (var i = 0; i < 200; i++) {
            var leaf = Files.createDirectories(root.resolve("a" + i));
            for (var j = 0; j < 10; j++) {
                Files.createFile(leaf.resolve("f" + j));
            }
        }
        var together = new CyclicBarrier(4);
        try (var hands = Executors.newFixedThreadPool(4)) {
            var all = IntStream.range(0, 4)
                    .mapToObj(it -> hands.submit(() -> {
                        together.await();
                        Trees.remove(root);
                        return null;
                    }))
                    .toList();
            for (var one : all) {
                one.get();
            }
        }

        assertThat(root).doesNotExist();
        assertThat(output).doesNotContain("could not be removed");
    }

    @Test
    void neverFollowsALink() throws Exception {
        var kept =
                Files.createFile(Files.createDirectory(folder.resolve("else")).resolve("kept"));
        var root = Files.createDirectory(folder.resolve("tree"));
        Files.createSymbolicLink(root.resolve("link"), kept.getParent());

        Trees.remove(root);

        assertThat(root).doesNotExist();
        assertThat(kept).exists();
    }
}
