package ai.kaleem.release.api;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** release-api: takes releases in, moves them, tells their story. */
@SpringBootApplication
class ReleaseApi {

    public static void main(String[] args) {
        SpringApplication.run(ReleaseApi.class, args);
    }
}
