package ai.kaleem.release.system.benchmark;

import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;

/** A web server in front of a product, as its owner has it: it looks the service up by its name, and passes WebSockets on. */
final class Nginx implements AutoCloseable {

    private final String container;
    private final int port = Ports.free();

    private Nginx(Installation installation, Product product, String image) {
        container = product.app() + "-nginx";
        var file = installation.folder().resolve(container + ".conf");
        try {
            Files.writeString(file, """
                    worker_processes 2;
                    events { worker_connections 8192; }
                    http {
                      access_log off;
                      resolver 127.0.0.11 valid=5s;
                      map $http_upgrade $wanted { default upgrade; '' ''; }
                      server {
                        listen 80;
                        location / {
                          set $upstream http://api:3000;
                          proxy_pass $upstream;
                          proxy_http_version 1.1;
                          proxy_set_header Host $host;
                          proxy_set_header Upgrade $http_upgrade;
                          proxy_set_header Connection $wanted;
                          proxy_read_timeout 1h;
                        }
                      }
                    }
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.run(
                "docker",
                "run",
                "--detach",
                "--name",
                container,
                "--label",
                installation.label(),
                "--network",
                product.app(),
                "--publish",
                "127.0.0.1:%d:80".formatted(port),
                "--volume",
                file + ":/etc/nginx/nginx.conf:ro",
                image);
    }

    /** Names its image; empty where this machine has none. */
    static Optional<String> image() {
        return Optional.ofNullable(System.getenv("KALEEM_NGINX_IMAGE")).filter(it -> !it.isBlank());
    }

    static Nginx before(Installation installation, Product product) {
        return new Nginx(installation, product, image().orElseThrow());
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        Command.run("docker", "rm", "--force", container);
    }
}
