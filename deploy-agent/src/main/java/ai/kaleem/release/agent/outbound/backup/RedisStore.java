package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.common.contract.DatastoreSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis. It is dumped as a replica would be, so that neither its files nor its settings matter, and restored by becoming,
 * for a moment, the replica of a throw-away Redis that holds the backup: that works with and without append-only files, and
 * Redis itself persists the result.
 */
record RedisStore(Engine engine, Place place, DatastoreSpec spec) implements Datastore {

    private static final Logger log = LoggerFactory.getLogger(RedisStore.class);

    /** What Redis ends a transfer of unknown length with; {@code redis-cli} writes it out when it writes to a pipe. */
    private static final int END_MARK = 40;

    private static final String DELAY = "repl-diskless-sync-delay";

    private static final Pattern TRANSFERRED = Pattern.compile("finished with success after (\\d+) bytes");

    /** A drill holds the data in memory a second time. */
    private static final long CHEAP = 64L * 1024 * 1024;

    @Override
    public String extension() {
        return "rdb";
    }

    /** What it has in memory, of which a dump is the smaller part. */
    @Override
    public OptionalLong estimate() throws IOException {
        var redis = RedisCli.of(engine, spec.container(), spec.timeout());
        return OptionalLong.of(Long.parseLong(redis.info("memory", "used_memory")));
    }

    @Override
    public void dump(OutputStream out) throws IOException {
        var redis = RedisCli.of(engine, spec.container(), spec.timeout());
        var pipe = new HeldBack(out, END_MARK);
        var result = withoutDelay(redis, () -> redis.run(pipe, "--rdb", "-"));
        if (!result.succeeded()) {
            throw new ToolFailed("redis-cli --rdb ended with %d".formatted(result.exitCode()), result.errors());
        }
        var transferred = TRANSFERRED.matcher(result.errors());
        var length = transferred.find() ? Long.parseLong(transferred.group(1)) : pipe.seen();
        if (length == pipe.seen()) {
            pipe.keep();
        } else if (length + END_MARK != pipe.seen()) {
            throw new IOException("redis-cli says %d bytes, and wrote %d".formatted(length, pipe.seen()));
        }
    }

    private interface Transfer {
        Execution.Result run() throws IOException;
    }

    /** A master waits 5 s by default for further replicas before it begins; there are none to come. */
    private static Execution.Result withoutDelay(RedisCli redis, Transfer transfer) throws IOException {
        var delay = redis.config(DELAY);
        if (delay.isEmpty() || delay.equals("0")) {
            return transfer.run();
        }
        redis.ask("CONFIG", "SET", DELAY, "0");
        try {
            return transfer.run();
        } finally {
            redis.ask("CONFIG", "SET", DELAY, delay);
        }
    }

    @Override
    public boolean drill(Packed backup) throws IOException {
        if (backup.bytes() > CHEAP) {
            return false;
        }
        try (var copy = ThrowawayRedis.holding(backup, engine, place, spec, "throwaway")) {
            copy.keys();
            return true;
        }
    }

    @Override
    public Map<String, Long> count() throws IOException {
        return RedisCli.of(engine, spec.container(), spec.timeout()).lasting();
    }

    @Override
    public Copy copy(Packed backup) throws IOException {
        return ThrowawayRedis.holding(backup, engine, place, spec, RestoreDrill.ROLE);
    }

    @Override
    public void restore(Packed backup) throws IOException {
        var live = RedisCli.of(engine, spec.container(), spec.timeout());
        standAlone(live);
        try (var copy = ThrowawayRedis.holding(backup, engine, place, spec, "throwaway")) {
            copy.askFor(live.config("masterauth"));
            copy.meet(spec.container());
            follow(live, copy);
        }
        persist(live);
    }

    /** One that follows our throw-away was left so by an agent that died in mid-restore; it would take no write. */
    private void standAlone(RedisCli live) throws IOException {
        if (live.info("replication", "role").equals("master")) {
            return;
        }
        if (!live.info("replication", "master_port").equals(ThrowawayRedis.PORT)) {
            throw new IOException("'%s' is a replica; restore its master".formatted(spec.container()));
        }
        log.warn("'{}' was left a replica by a restore that was cut off; it stands alone again", spec.container());
        live.ask("REPLICAOF", "NO", "ONE");
    }

    private void follow(RedisCli live, ThrowawayRedis copy) throws IOException {
        try {
            live.ask("REPLICAOF", copy.address(), ThrowawayRedis.PORT);
            live.await(
                    "its data to arrive",
                    () -> live.info("replication", "master_link_status").equals("up")
                            && live.info("replication", "master_sync_in_progress")
                                    .equals("0"));
            // Expired keys vanish on both sides, on the replica a moment later.
            live.await("all keys to be there", () -> live.keys() == copy.keys());
        } finally {
            live.ask("REPLICAOF", "NO", "ONE");
        }
    }

    /** The restore must survive the next restart of the store, in whatever way it persists. */
    private static void persist(RedisCli live) throws IOException {
        if (live.config("appendonly").equals("yes")) {
            live.await(
                    "its append-only file",
                    () -> live.info("persistence", "aof_rewrite_in_progress").equals("0")
                            && live.info("persistence", "aof_rewrite_scheduled").equals("0")
                            && live.info("persistence", "aof_last_bgrewrite_status")
                                    .equals("ok"));
        }
        if (!live.config("save").isEmpty()) {
            live.ask("SAVE");
        }
    }
}
