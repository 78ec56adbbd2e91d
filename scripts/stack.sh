# shellcheck shell=bash
# The parts that quickstart starts: the broker as a container, the four services as processes. Sourced, never run; the
# caller sets STATE and has sourced lib.sh and processes.sh.

SERVICES=(release-api gate-service deploy-agent notifier)
AGENT=vps-1

# Names of this folder's containers, so that two copies of the project do not meet.
prefix() { printf 'kaleem-quickstart-%s' "$(printf '%s' "$STATE" | sha256sum | cut -c1-6)"; }

jar() { printf '%s/%s/target/%s.jar' "$ROOT" "$1" "$1"; }

# Builds the jars when one is missing or a source is newer than the oldest of them.
build() {
    local service oldest='' began=$SECONDS
    for service in "${SERVICES[@]}"; do
        if [ ! -e "$(jar "$service")" ]; then
            oldest=missing
            break
        fi
        if [ -z "$oldest" ] || [ "$(jar "$service")" -ot "$oldest" ]; then oldest="$(jar "$service")"; fi
    done
    if [ "$oldest" != missing ] && [ -z "$(find "$ROOT"/pom.xml "$ROOT"/common/*/{pom.xml,src/main} \
        "${SERVICES[@]/#/$ROOT/}" \( -name target -o -name test \) -prune -o -type f -newer "$oldest" -print -quit)" ]; then
        say "services: already built"
        return
    fi
    say "services: building with Maven (the first time it also fetches the libraries) ..."
    (cd "$ROOT" && mvn --batch-mode --no-transfer-progress -Dmaven.test.skip=true -Dspotless.check.skip=true package \
        --projects "$(IFS=,; printf '%s' "${SERVICES[*]}")" --also-make) >"$STATE/log/build.log" 2>&1 </dev/null || {
        grep -m 5 ERROR "$STATE/log/build.log" >&2 || tail -n 20 "$STATE/log/build.log" >&2
        fail "the services could not be built, the whole output is in $STATE/log/build.log"
    }
    # Maven leaves a jar that would come out the same, whose age would then start the next build.
    for service in "${SERVICES[@]}"; do touch "$(jar "$service")"; done
    say "services: built ($(since "$began"))"
}

container_runs() { [ "$(docker inspect --format '{{.State.Running}}' "$1" 2>/dev/null)" = true ]; }

# Whether an AMQP server greets at port $1; a connection alone proves nothing, Docker's proxy takes it for everyone.
broker_greets() {
    local greeting
    greeting="$(timeout 2 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "AMQP\0\0\x09\x01" >&3 && head -c 1 <&3 | od -An -tx1' \
        - "$1" 2>/dev/null)" || return 1
    [ "$greeting" = " 01" ]
}

start_broker() {
    local name began=$SECONDS port
    name="$(prefix)-rabbitmq"
    if container_runs "$name"; then
        say "RabbitMQ: runs on 127.0.0.1:$(port rabbitmq 5672)"
        return
    fi
    docker rm -f "$name" >/dev/null 2>&1 || true
    port="$(port rabbitmq 5672)"
    if listens "$port"; then
        forget_port rabbitmq
        port="$(port rabbitmq 5672)"
    fi
    mkdir -p "$STATE/rabbitmq"
    # The password hashes come from the definitions, so that the broker has no guest.
    printf '%s\n' 'load_definitions = /etc/rabbitmq/definitions.json' 'disk_free_limit.absolute = 200MB' \
        'vm_memory_high_watermark.absolute = 300MB' >"$STATE/rabbitmq.conf"
    docker run --detach --name "$name" --hostname kaleem-rabbitmq --restart unless-stopped --memory 600m \
        --label ai.kaleem.release.quickstart="$STATE" --publish "127.0.0.1:$port:5672" \
        --env RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none' \
        --volume "$STATE/rabbitmq:/var/lib/rabbitmq" \
        --volume "$STATE/rabbitmq.conf:/etc/rabbitmq/conf.d/20-quickstart.conf:ro" \
        --volume "$STATE/secrets/rabbitmq-definitions.json:/etc/rabbitmq/definitions.json:ro" \
        "$KALEEM_RABBITMQ_IMAGE" >/dev/null
    until broker_greets "$port"; do
        [ $((SECONDS - began)) -lt 90 ] || fail "RabbitMQ does not answer after 90 s: see 'docker logs $name'"
        sleep 0.3
    done
    say "RabbitMQ: started on 127.0.0.1:$port ($(since "$began"))"
}

stop_broker() { docker rm -f "$(prefix)-rabbitmq" >/dev/null 2>&1 || true; }

secret() { cat "$STATE/secrets/$1"; }
broker_url() { printf 'amqp://%s:%s@127.0.0.1:%s' "$1" "$(secret "rabbitmq.$1")" "$(port rabbitmq 5672)"; }

health_url() {
    case $1 in
        deploy-agent) printf 'http://127.0.0.1:%s/health' "$(port "$1" 8083)" ;;
        *) printf 'http://127.0.0.1:%s/actuator/health' "$(port "$1" 0)" ;;
    esac
}
