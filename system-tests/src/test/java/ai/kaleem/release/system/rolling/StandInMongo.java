package ai.kaleem.release.system.rolling;

import ai.kaleem.release.common.mongo.EmbeddedMongo;
import java.nio.file.Path;

/**
 * A process that stands in for MongoDB where none can be had: it speaks its protocol at a port, keeps its documents in a
 * folder, and is the embedded server otherwise, with all that that one lacks.
 */
final class StandInMongo {

    private StandInMongo() {}

    public static void main(String[] args) throws InterruptedException {
        var mongo = EmbeddedMongo.open(Path.of(args[0]), Integer.parseInt(args[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(mongo::close));
        Thread.currentThread().join();
    }
}
