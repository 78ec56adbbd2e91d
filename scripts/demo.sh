# shellcheck shell=bash
# The story: a first version goes live, a good one follows, a bad one is taken back, the last two under load. Sourced by
# quickstart, never run.

LOAD_RATE=200

# api METHOD PATH [curl options]: the answer's body on stdout; a refusal is said in the API's own words. The token is read
# from a file, so that the list of processes does not show it.
api() {
    local method=$1 path=$2 status
    shift 2
    # shellcheck disable=SC2153 # STATE is quickstart's
    status="$(curl -s --max-time 30 -o "$STATE/answer" -w '%{http_code}' -X "$method" "$@" \
        -H @"$STATE/authorization" "$(api_url)/api/v1$path")" || fail "the API does not answer at $(api_url)"
    case $status in
        2*) cat "$STATE/answer" ;;
        *) fail "$method $path was answered with $status: $(jq -r '.detail // .title // .' "$STATE/answer" 2>/dev/null || cat "$STATE/answer")" ;;
    esac
}

# Which demo this is, from 1 on: a version is used once, so that each demo counts further.
next_round() {
    local round=0
    [ ! -s "$STATE/round" ] || round="$(cat "$STATE/round")"
    printf '%s\n' $((round + 1)) >"$STATE/round"
    cat "$STATE/round"
}

# release SOURCE-VERSION AS: asks for it and prints the id. In the first round both are the same.
release() {
    jq -n --arg app "$(sample_app)" --arg source "$1" --arg version "$2" '
        {app: $app, environment: "production", version: $version, reason: "quickstart"}
        + {ref: "v\($source)", images: {api: "kaleem-mini-api:\($source)"}}' |
        api POST /releases -H 'Content-Type: application/json' -H "Idempotency-Key: $2" --data-binary @- | jq -r .id
}

# Follows release $1 to its end and prints each state as it comes; the whole release is left in file $2.
follow() {
    local id=$1 file=$2 state='' shown='' until=$((SECONDS + 300))
    while [ "$SECONDS" -lt "$until" ]; do
        api GET "/releases/$id" >"$file"
        state="$(jq -r '.deployments[-1].state' "$file")"
        if [ "$state" != "$shown" ]; then
            say "    $(date +%T)  $state"
            shown=$state
        fi
        case $state in SUCCEEDED | REJECTED | FAILED | ROLLED_BACK | ROLLBACK_FAILED | CANCELLED) return ;; esac
        sleep 0.3
    done
    fail "release $id is still $state after 5 minutes: GET /api/v1/releases/$id says why"
}

# Releases $1 as $2 while a real client asks the product; results in demo/$3.json and demo/$3-load.json.
release_under_load() {
    local id stop="$STATE/demo/$3.stop" load
    rm -f "$stop" "$STATE/demo/$3-load.json"
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx128m "$ROOT/samples/load/LoadClient.java" \
        "http://127.0.0.1:$(port sample)/api/products" --rate "$LOAD_RATE" --until-file "$stop" \
        --report "$STATE/demo/$3-load.json" >"$STATE/log/load-$3.log" 2>&1 </dev/null 9>&- &
    load=$!
    # Whatever ends the demo ends its client too.
    # shellcheck disable=SC2064 # the file's name as it is now
    trap "touch '$stop'" EXIT
    sleep 3
    id="$(release "$1" "$2")"
    follow "$id" "$STATE/demo/$3.json"
    sleep 2
    touch "$stop"
    wait "$load" || fail "the load client failed: see $STATE/log/load-$3.log"
    trap - EXIT
}

demo() {
    local round first good bad id
    mkdir -p "$STATE/demo"
    (umask 077 && printf 'Authorization: Bearer %s\n' "$(secret token)" >"$STATE/authorization")
    make_sample 1.0.0 1.1.0 1.2.0
    start_sample_redis
    if ! docker ps --quiet --filter "label=kaleem.release.app=$(sample_app)" | grep -q . && listens "$(port sample)"; then
        forget_port sample
    fi
    sample_plan >"$STATE/sample/kaleem-release.yml"
    api PUT "/apps/$(sample_app)" -H 'Content-Type: application/yaml' --data-binary @"$STATE/sample/kaleem-release.yml" >/dev/null

    round="$(next_round)"
    first="$round.0.0" good="$round.1.0" bad="$round.2.0"
    say ''
    say "1. $(sample_app) $first goes live on http://127.0.0.1:$(port sample)"
    id="$(release 1.0.0 "$first")"
    follow "$id" "$STATE/demo/first.json"
    [ "$(jq -r '.deployments[-1].state' "$STATE/demo/first.json")" = SUCCEEDED ] ||
        fail "the first version did not go live: $(jq -r '.deployments[-1].reason' "$STATE/demo/first.json")"
    say "2. a good version, $good, under $LOAD_RATE requests a second"
    release_under_load 1.1.0 "$good" good
    say "3. a bad version, $bad: its prices are gone, which only the check after the switch sees"
    release_under_load 1.2.0 "$bad" bad
    say ''
    table
    say ''
    where
    say "the product      http://127.0.0.1:$(port sample)/api/products"
    say "to end it        ./quickstart down"
    [ "$(jq -r '.deployments[-1].state' "$STATE/demo/good.json") $(jq -r '.deployments[-1].state' "$STATE/demo/bad.json")" = \
        'SUCCEEDED ROLLED_BACK' ] || fail "this is not how the story should end: see $STATE/log"
}

# Both releases side by side: how they ended, each gate and step with its seconds, what the client saw.
table() {
    jq -n -r --slurpfile good "$STATE/demo/good.json" --slurpfile bad "$STATE/demo/bad.json" \
        --slurpfile goodLoad "$STATE/demo/good-load.json" --slurpfile badLoad "$STATE/demo/bad-load.json" '
        def seconds: if . == null then null
            else capture("^(?<whole>[^.Z]+)(?<part>\\.[0-9]+)?Z$") | ("\(.whole)Z" | fromdate) + ((.part // "0") | tonumber) end;
        def took: if .startedAt == null or .finishedAt == null then ""
            else ((.finishedAt | seconds) - (.startedAt | seconds)) * 100 | round / 100 | "\(.) s" end;
        def rows: .deployments[-1] as $it
            | [.gates[] | {key: "gate \(.name)", value: "\(.result // .status)  \(took)"}]
            + [$it.steps[] | {key: "step \(.name)", value: "\(.state)  \(took)"}]
            + [$it.gates[] | {key: "after \(.name)", value: "\(.result // .status)  \(took)"}];
        ($good[0] | rows) as $g | ($bad[0] | rows) as $b
        | ["", $good[0].version, $bad[0].version],
          ["ended", $good[0].deployments[-1].state, $bad[0].deployments[-1].state],
          (($g + $b | map(.key) | reduce .[] as $key ([]; if index($key) then . else . + [$key] end))[] as $key
            | [$key, (($g | map(select(.key == $key))[0].value) // ""), (($b | map(select(.key == $key))[0].value) // "")]),
          ["whole release", ($good[0].deployments[-1] | {startedAt: .requestedAt, finishedAt} | took),
            ($bad[0].deployments[-1] | {startedAt: .requestedAt, finishedAt} | took)],
          ["requests sent", $goodLoad[0].sent, $badLoad[0].sent],
          ["requests lost", $goodLoad[0].failed, $badLoad[0].failed],
          ["longest gap", "\($goodLoad[0].longestGapMillis) ms", "\($badLoad[0].longestGapMillis) ms"]
        | map(tostring) | join("\t")' | awk -F '\t' '{ printf "%-22s %-24s %-24s\n", $1, $2, $3 }'
    printf '\n%s\n' "$(jq -r '"\(.version) \(.deployments[-1].state): \(.deployments[-1].reason)\nnext: \(.deployments[-1].next)"' \
        "$STATE/demo/bad.json")"
}
