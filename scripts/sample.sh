# shellcheck shell=bash
# The sample product of the demo: its repository, images, Redis and network, all made here. Sourced, never run; the caller
# sets STATE and has sourced lib.sh, processes.sh and stack.sh.

# The app's name, which its containers carry. Another copy of the project on this machine may have taken the plain one.
sample_app() {
    if [ ! -s "$STATE/app" ]; then
        if docker ps --all --quiet --filter label=kaleem.release.app=kaleem-mini | grep -q .; then
            printf 'kaleem-mini-%s\n' "$(prefix | tail -c 6)" >"$STATE/app"
        else
            printf 'kaleem-mini\n' >"$STATE/app"
        fi
    fi
    cat "$STATE/app"
}

sample_network() { prefix; }
sample_redis() { printf '%s-redis' "$(prefix)"; }
# Containers of the sample that the agent made, gateway included. $1: more options of docker ps.
sample_containers() { docker ps --format '{{.Names}}' --filter "label=kaleem.release.app=$(sample_app)" "$@"; }

# The repository with one tag a version, and an image of each version the demo releases.
make_sample() {
    local began=$SECONDS
    if [ ! -d "$STATE/sample/repository" ]; then
        mkdir -p "$STATE/sample"
        rm -rf "$STATE/sample/repository.new"
        "$ROOT/samples/make-repository" "$STATE/sample/repository.new" >"$STATE/log/sample.log" 2>&1 ||
            fail "the sample's repository could not be made: see $STATE/log/sample.log"
        mv "$STATE/sample/repository.new" "$STATE/sample/repository"
    fi
    KALEEM_NODE_IMAGE="$KALEEM_NODE_IMAGE" "$ROOT/samples/build-images" "$STATE/sample/repository" "$@" \
        >>"$STATE/log/sample.log" 2>&1 || fail "the sample's images could not be built: see $STATE/log/sample.log"
    say "sample: repository and images are there ($(since "$began"))"
}

start_sample_redis() {
    docker network inspect "$(sample_network)" >/dev/null 2>&1 ||
        docker network create --label ai.kaleem.release.quickstart="$STATE" "$(sample_network)" >/dev/null
    container_runs "$(sample_redis)" && return
    docker rm -f "$(sample_redis)" >/dev/null 2>&1 || true
    mkdir -p "$STATE/sample/redis"
    docker run --detach --name "$(sample_redis)" --network "$(sample_network)" --network-alias redis \
        --restart unless-stopped --memory 128m --label ai.kaleem.release.quickstart="$STATE" \
        --volume "$STATE/sample/redis:/data" "$KALEEM_REDIS_IMAGE" >/dev/null
    say "sample: its Redis runs in container $(sample_redis)"
}

# What `down` stopped, before the agent looks at it.
start_sample_again() {
    [ -s "$STATE/stopped" ] || return 0
    local name
    while read -r name; do docker start "$name" >/dev/null 2>&1 || say "sample: container $name is gone"; done <"$STATE/stopped"
    rm "$STATE/stopped"
    say "sample: its containers run again"
}

stop_sample() {
    have docker && docker version >/dev/null 2>&1 || return 0
    local names
    names="$({
        ! container_runs "$(sample_redis)" || sample_redis
        echo
        sample_containers
    } | grep . || true)"
    [ -n "$names" ] || return 0
    say "stopping the sample ..."
    # A second `down` must not forget what the first one stopped.
    printf '%s\n' "$names" >>"$STATE/stopped"
    mapfile -t names <<<"$names"
    docker stop --time 10 "${names[@]}" >/dev/null
}

remove_sample() {
    local names
    mapfile -t names < <(sample_containers --all)
    docker rm -f -v "$(sample_redis)" "${names[@]}" >/dev/null 2>&1 || true
    docker network rm "$(sample_network)" >/dev/null 2>&1 || true
}

sample_status() {
    docker version >/dev/null 2>&1 || return 0
    local name
    for name in $(sample_containers); do printf '%-14s running   container %s\n' sample "$name"; done
    ! container_runs "$(sample_redis)" || printf '%-14s running   container %s\n' sample "$(sample_redis)"
}

# The plan on stdout, with this installation's addresses in it. The bad version of the demo does no harm to the data, so that
# there is nothing to restore, and no request waits for it.
sample_plan() {
    sed -e "s|^app: .*|app: $(sample_app)|" \
        -e "s|__REPOSITORY__|file://$STATE/sample/repository|" \
        -e "s|__AGENT__|$AGENT|" \
        -e "s|__PUBLISH__|127.0.0.1:$(port sample)|" \
        -e "s|restore: auto|restore: never|" \
        -e "s|__NETWORK__|$(sample_network)|" \
        -e "s|__REDIS__|$(sample_redis)|" \
        "$ROOT/samples/kaleem-mini.yml"
}
