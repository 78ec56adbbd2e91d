package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.agent.outbound.docker.Networks;
import ai.kaleem.release.common.contract.DatastoreSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A Qdrant, by the snapshots of its API, asked at the container's own address: a tar with one snapshot for each collection,
 * by its name. Aliases are not in it.
 */
record QdrantStore(Engine engine, Place place, DatastoreSpec spec) implements Datastore {

    @Override
    public String extension() {
        return "snapshots";
    }

    @Override
    public void dump(OutputStream out) throws IOException {
        try (var qdrant = api()) {
            var tar = new TarArchiveOutputStream(out, "UTF-8");
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (var collection : qdrant.collections()) {
                write(qdrant, collection, tar);
            }
            tar.finish();
        }
    }

    private static void write(QdrantApi qdrant, String collection, TarArchiveOutputStream tar) throws IOException {
        var name = qdrant.snapshot(collection);
        try {
            var snapshot = qdrant.download(collection, name);
            try (var content = snapshot.content()) {
                var entry = new TarArchiveEntry(collection);
                entry.setSize(snapshot.size());
                tar.putArchiveEntry(entry);
                content.transferTo(tar);
                tar.closeArchiveEntry();
            }
        } finally {
            qdrant.remove(collection, name);
        }
    }

    /** A second Qdrant takes its time and memory. */
    @Override
    public boolean drill(Packed backup) {
        return false;
    }

    /** Points of each collection. */
    @Override
    public Map<String, Long> count() throws IOException {
        try (var qdrant = api()) {
            var points = new TreeMap<String, Long>();
            for (var collection : qdrant.collections()) {
                points.put(collection, qdrant.points(collection));
            }
            return points;
        }
    }

    @Override
    public Copy copy(Packed backup) throws IOException {
        var made = ThrowawayStore.likeWithAddress(spec, engine, place, RestoreDrill.ROLE);
        return ThrowawayCopy.of(made, container -> {
            var store = new QdrantStore(engine, place, spec.withContainer(container.name()));
            container.await(store::answers, spec.timeout());
            store.restore(backup);
            return new ThrowawayCopy(
                    container,
                    store::count,
                    it -> new Tool(engine, container.name(), Map.of(), spec.timeout()).ask(it));
        });
    }

    private boolean answers() {
        try (var qdrant = api()) {
            qdrant.collections();
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void restore(Packed backup) throws IOException {
        try (var qdrant = api();
                var content = backup.open()) {
            var restored = new HashSet<String>();
            var tar = new TarArchiveInputStream(content, "UTF-8");
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                qdrant.recover(entry.getName(), tar, entry.getSize());
                restored.add(entry.getName());
            }
            for (var collection : qdrant.collections()) {
                if (!restored.contains(collection)) {
                    qdrant.drop(collection);
                }
            }
        }
    }

    private QdrantApi api() throws IOException {
        var container = Tool.running(engine, spec.container());
        var address = Networks.address(container, List.of())
                .orElseThrow(() -> new IOException("container '%s' has no address".formatted(spec.container())));
        var port = Tool.variable(container, "QDRANT__SERVICE__HTTP_PORT").orElse("6333");
        return new QdrantApi(
                URI.create("http://%s:%s".formatted(address, port)),
                Tool.variable(container, "QDRANT__SERVICE__API_KEY"),
                spec.timeout());
    }
}
