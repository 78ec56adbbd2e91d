package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** What the inside is tested with keeps the promises of the real ports. */
class MemoryPortsTests {

    @Nested
    class JournalTests implements JournalContract {

        private final MemoryJournal journal = new MemoryJournal();

        @Override
        public Journal journal() {
            return journal;
        }
    }

    @Nested
    class HostTests implements HostContract {

        private final MemoryHost host = new MemoryHost();

        HostTests() {
            host.has(localImage());
        }

        @Override
        public Host host() {
            return host;
        }

        @Override
        public Place place() {
            return Plan.SHOP;
        }

        @Override
        public String localImage() {
            return "shop:1";
        }

        @Override
        public List<String> staysUp() {
            return List.of("sleep", "infinity");
        }
    }

    @Nested
    class GatewayTests implements GatewayContract {

        private final MemoryGateway gateway = new MemoryGateway();

        @Override
        public Gateway gateway() {
            return gateway;
        }

        @Override
        public Route route() {
            return Plan.API;
        }

        @Override
        public String runs(String version) {
            return "shop-" + version;
        }
    }

    @Nested
    class BackupsTests implements BackupsContract {

        private final MemoryBackups backups = new MemoryBackups();

        @Override
        public Backups backups() {
            return backups;
        }

        @Override
        public Place place() {
            return Plan.SHOP;
        }

        @Override
        public DatastoreSpec datastore(int keep) {
            return DatastoreSpecBuilder.builder()
                    .name("store")
                    .type(DatastoreSpec.Type.REDIS)
                    .container("shop-store")
                    .keep(keep)
                    .timeout(Duration.ofSeconds(5))
                    .build();
        }

        @Override
        public void write(String value) {
            backups.data.put("shop-store", value);
        }

        @Override
        public String read() {
            return backups.data.get("shop-store");
        }
    }
}
