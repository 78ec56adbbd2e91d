package ai.kaleem.release.system.benchmark;

import ai.kaleem.release.common.testing.Images;
import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;

/** Images of a product that needs 3 s to start, good versions and bad ones. */
final class Wares {

    static final String GOOD = "1.0.0";
    static final String BETTER = "1.1.0";

    /** Answers everything with 503. */
    static final String NEVER_HEALTHY = "2.0.0";

    /** Is healthy, and its prices are no numbers. */
    static final String WRONG = "3.0.0";

    static final Duration START = Duration.ofSeconds(3);

    private static final String SERVER = """
            const http = require('http'), crypto = require('crypto');
            const { VERSION: version, KIND: kind } = process.env;
            const sockets = new Set(); let ending = false;
            const frame = (code, text) => Buffer.concat([Buffer.from([code, text.length]), Buffer.from(text)]);
            const server = http.createServer((request, response) => {
              const body = JSON.stringify({ version, price: kind === 'wrong' ? 'dear' : 25 });
              response.statusCode = kind === 'unhealthy' ? 503 : 200;
              response.setHeader('X-App-Version', version);
              response.setHeader('Content-Length', body.length);
              if (ending) response.setHeader('Connection', 'close');
              response.end(body);
            });
            server.keepAliveTimeout = 60000;
            server.on('upgrade', (request, socket) => {
              const accept = crypto.createHash('sha1')
                .update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
              socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n'
                + 'Sec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n');
              const timer = setInterval(() => socket.write(frame(0x81, version)), 200);
              const end = () => { clearInterval(timer); sockets.delete(socket); socket.destroy(); };
              socket.on('data', data => { if ((data[0] & 0x0f) === 8) end(); });
              socket.on('end', end); socket.on('error', end); sockets.add(socket);
            });
            setTimeout(() => server.listen(3000), Number(process.env.START_MS));
            process.on('SIGTERM', () => {
              ending = true;
              for (const socket of sockets) socket.end(Buffer.from([0x88, 2, 0x03, 0xe9]));
              server.close(() => process.exit(0));
              setTimeout(() => process.exit(0), 3000);
            });
            """;

    private final String name;

    private Wares(String name) {
        this.name = name;
    }

    static Wares of(Installation installation) {
        var wares = new Wares(installation.prefix() + "-wares");
        Map.of(GOOD, "good", BETTER, "good", NEVER_HEALTHY, "unhealthy", WRONG, "wrong")
                .forEach((version, kind) -> wares.build(installation, version, kind));
        return wares;
    }

    private void build(Installation installation, String version, String kind) {
        try {
            var context = Files.createDirectories(
                    installation.folder().resolve("wares").resolve(version));
            Files.writeString(context.resolve("server.js"), SERVER);
            Files.writeString(context.resolve("Dockerfile"), """
                    FROM %s
                    COPY server.js /server.js
                    ENV VERSION=%s KIND=%s START_MS=%d
                    CMD ["node", "/server.js"]
                    """.formatted(
                            Images.node().asCanonicalNameString(), version, kind, START.toMillis()));
            Command.run("docker", "build", "--quiet", "--tag", image(version), context.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without a tag. */
    String name() {
        return name;
    }

    String image(String version) {
        return name + ":" + version;
    }
}
