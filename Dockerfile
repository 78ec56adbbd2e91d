# The four services, one target each:  docker build --target release-api .
# Plain syntax that also the classic builder reads. Base images are arguments, for a mirror or a stand-in.
ARG BUILD_IMAGE=maven:3-eclipse-temurin-25
ARG RUNTIME_IMAGE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY pom.xml ./
COPY common common
COPY release-api release-api
COPY gate-service gate-service
COPY deploy-agent deploy-agent
COPY notifier notifier
COPY cli/pom.xml cli/pom.xml
COPY system-tests/pom.xml system-tests/pom.xml
# Tests have been run before an image is built, by ./verify. Libraries and application become layers of their own.
RUN mvn --batch-mode --no-transfer-progress -Dmaven.test.skip=true -Dspotless.check.skip=true package \
        --projects release-api,gate-service,deploy-agent,notifier --also-make \
    && for service in release-api gate-service deploy-agent notifier; do \
        java -Djarmode=tools -jar $service/target/$service.jar extract --layers --destination /layers/$service || exit 1; \
        mkdir -p /layers/$service/snapshot-dependencies; \
    done

# What the services have in common. A small young generation, and giving back what malloc has free, save the agent 50 MiB.
# Compact headers must be the same when the cache is made and when it is used.
FROM ${RUNTIME_IMAGE} AS runtime
ENV KALEEM_JVM="-XX:+UseSerialGC -XX:NewRatio=4 -XX:TrimNativeHeapInterval=10000 -XX:TieredStopAtLevel=1 -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError"
ENV SPRING_CONFIG_IMPORT="optional:configtree:/run/secrets/"
ENV MALLOC_ARENA_MAX=2
RUN useradd --system --uid 10001 --user-group --home-dir /app --shell /usr/sbin/nologin kaleem \
    && mkdir -p /app /data && chown kaleem:kaleem /app /data
COPY docker/service/ /usr/local/bin/
WORKDIR /app
VOLUME /data
ENTRYPOINT ["run-service"]

FROM runtime AS release-api
ENV KALEEM_SERVICE=release-api KALEEM_HEAP=128m KALEEM_HEALTH_URL=http://127.0.0.1:8080/actuator/health
COPY --from=build /layers/release-api/dependencies/ ./
COPY --from=build /layers/release-api/snapshot-dependencies/ ./
COPY --from=build /layers/release-api/application/ ./
RUN train-service
USER kaleem
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["service-healthy"]

FROM runtime AS gate-service
# What the products' gates call, e.g. --build-arg GATE_PACKAGES="nodejs npm".
ARG GATE_PACKAGES=""
RUN if [ -n "$GATE_PACKAGES" ]; then \
        apt-get update && apt-get install -y --no-install-recommends $GATE_PACKAGES && rm -rf /var/lib/apt/lists/*; \
    fi
ENV KALEEM_SERVICE=gate-service KALEEM_HEAP=128m KALEEM_HEALTH_URL=http://127.0.0.1:8082/actuator/health
COPY --from=build /layers/gate-service/dependencies/ ./
COPY --from=build /layers/gate-service/snapshot-dependencies/ ./
COPY --from=build /layers/gate-service/application/ ./
RUN train-service
USER kaleem
EXPOSE 8082
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["service-healthy"]

# Stays root: whoever may use the Docker socket is root on the host anyway, and its group differs from host to host.
FROM runtime AS deploy-agent
ENV KALEEM_SERVICE=deploy-agent KALEEM_HEAP=64m KALEEM_HEALTH_URL=http://127.0.0.1:8083/health
COPY --from=build /layers/deploy-agent/dependencies/ ./
COPY --from=build /layers/deploy-agent/snapshot-dependencies/ ./
COPY --from=build /layers/deploy-agent/application/ ./
RUN train-service
EXPOSE 8083
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["service-healthy"]

FROM runtime AS notifier
ENV KALEEM_SERVICE=notifier KALEEM_HEAP=96m KALEEM_HEALTH_URL=http://127.0.0.1:8084/actuator/health
COPY --from=build /layers/notifier/dependencies/ ./
COPY --from=build /layers/notifier/snapshot-dependencies/ ./
COPY --from=build /layers/notifier/application/ ./
RUN train-service
USER kaleem
EXPOSE 8084
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["service-healthy"]
