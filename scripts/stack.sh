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
    # shellcheck disable=SC2016 # expanded by the inner shell
    greeting="$(timeout 2 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "AMQP\0\0\x09\x01" >&3 && head -c 1 <&3 | od -An -tx1' \
        - "$1" 2>/dev/null)" || return 1
    [ "$greeting" = " 01" ]
}

start_broker() {
    local name began=$SECONDS port
    name="$(prefix)-rabbitmq"
    if container_runs "$name"; then
        say "RabbitMQ: runs on 127.0.0.1:$(port rabbitmq)"
        return
    fi
    docker rm -f "$name" >/dev/null 2>&1 || true
    port="$(port rabbitmq)"
    if listens "$port"; then
        forget_port rabbitmq
        port="$(port rabbitmq)"
    fi
    mkdir -p "$STATE/rabbitmq"
    # The password hashes come from the definitions, so that the broker has no guest.
    printf '%s\n' 'load_definitions = /etc/rabbitmq/definitions.json' 'disk_free_limit.absolute = 200MB' \
        'vm_memory_high_watermark.absolute = 300MB' 'max_message_size = 4194304' >"$STATE/rabbitmq.conf"
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
broker_url() { printf 'amqp://%s:%s@127.0.0.1:%s' "$1" "$(secret "rabbitmq.$1")" "$(port rabbitmq)"; }

health_url() {
    case $1 in
        deploy-agent) printf 'http://127.0.0.1:%s/health' "$(port "$1")" ;;
        *) printf 'http://127.0.0.1:%s/actuator/health' "$(port "$1")" ;;
    esac
}

JVM='-XX:+UseSerialGC -XX:NewRatio=4 -XX:TrimNativeHeapInterval=10000 -XX:TieredStopAtLevel=1 -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError'

heap() {
    case $1 in
        release-api) echo 128m ;;
        deploy-agent) echo 64m ;;
        *) echo 96m ;;
    esac
}

# Unpacks each new jar and trains its start-up cache, all at once: a service then starts in a third of the time.
unpack_services() {
    local service folder pids=() pid began=$SECONDS
    for service in "${SERVICES[@]}"; do
        folder="$STATE/services/$service"
        [ ! "$folder/$service.jar" -nt "$(jar "$service")" ] || continue
        rm -rf "$folder"
        mkdir -p "$folder"
        (
            "$JAVA_HOME/bin/java" -Djarmode=tools -jar "$(jar "$service")" extract --destination "$folder" --force
            # Before the training: a cache is for the very jar it was made from, by its age too.
            touch "$folder/$service.jar"
            PATH="$JAVA_HOME/bin:$PATH" KALEEM_APP="$folder" KALEEM_SERVICE="$service" KALEEM_HEAP="$(heap "$service")" \
                KALEEM_JVM="$JVM" "$ROOT/docker/service/train-service"
        ) >"$STATE/log/$service-unpack.log" 2>&1 </dev/null &
        pids+=($!)
    done
    [ ${#pids[@]} -gt 0 ] || return 0
    say "services: unpacking, and training their start-up caches ..."
    for pid in "${pids[@]}"; do wait "$pid" || fail "a service could not be unpacked: see $STATE/log"; done
    say "services: unpacked ($(since "$began"))"
}

# Starts one service with its own environment and nothing of ours: settings, the broker user with its few rights, the
# folder for what it keeps.
start_service() {
    local name=$1 settings
    local data="$STATE/data/$name" app="$STATE/services/$name"
    mkdir -p "$data"
    settings=("SERVER_ADDRESS=127.0.0.1" "SERVER_PORT=$(port "$name")" "KALEEM_EMBEDDED_MONGO_FOLDER=$data/mongo"
        "KALEEM_INTERNAL_TOKEN_FILE=$STATE/secrets/internal-token")
    case $name in
        release-api)
            settings+=("RABBITMQ_URL=$(broker_url release-api)" "KALEEM_API_TOKEN_HASH_FILE=$STATE/secrets/token.sha256"
                "KALEEM_API_PEPPER_FILE=$STATE/secrets/pepper"
                "KALEEM_GATES_URL=http://127.0.0.1:$(port gate-service)")
            ;;
        gate-service)
            settings+=("RABBITMQ_URL=$(broker_url gate-service)" "KALEEM_GATES_DATA_FOLDER=$data")
            ;;
        deploy-agent)
            settings=("RABBITMQ_URL=$(broker_url "agent.$AGENT")" "KALEEM_AGENT_NAME=$AGENT" "KALEEM_AGENT_DATA_FOLDER=$data"
                "KALEEM_AGENT_GATEWAY_IMAGE=$KALEEM_HAPROXY_IMAGE" "KALEEM_AGENT_HEALTH_PORT=$(port "$name")")
            ;;
        notifier)
            settings+=("RABBITMQ_URL=$(broker_url notifier)")
            ;;
    esac
    # The password is in the process's environment, which its owner alone may read, and never in its arguments.
    (
        cd "$data" || exit
        unset MONGODB_URI
        # Two pools of native memory instead of eight times the processors.
        export MALLOC_ARENA_MAX=2
        for setting in "${settings[@]}"; do export "${setting?}"; done
        # shellcheck disable=SC2086 # several options
        start "$name" "$JAVA_HOME/bin/java" $JVM "-Xmx$(heap "$name")" -XX:AOTCache="$app/app.aot" -Xlog:aot=off -Xlog:cds=off \
            -jar "$app/$name.jar"
    )
}

# Starts those that do not run, all at once, then waits for each.
start_services() {
    local name began=$SECONDS started=()
    for name in "${SERVICES[@]}"; do
        if running "$name" >/dev/null; then
            say "$name: runs on 127.0.0.1:$(port "$name")"
            continue
        fi
        if listens "$(port "$name")"; then forget_port "$name"; fi
        started+=("$name")
    done
    # Every port is known before the first one starts: release-api is told where gate-service is.
    for name in "${started[@]}"; do port "$name" 0 >/dev/null; done
    for name in "${started[@]}"; do start_service "$name"; done
    for name in "${started[@]}"; do
        until healthy "$(health_url "$name")"; do
            running "$name" >/dev/null || {
                tail -n 15 "$STATE/log/$name.log" >&2
                fail "$name: ended while it started, its output is in $STATE/log/$name.log"
            }
            [ $((SECONDS - began)) -lt 120 ] || fail "$name: not healthy after 120 s, its output is in $STATE/log/$name.log"
            sleep 0.2
        done
        say "$name: started on 127.0.0.1:$(port "$name") ($(since "$began"))"
    done
}

stop_services() { stop deploy-agent gate-service notifier release-api; }
