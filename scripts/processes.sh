# shellcheck shell=bash
# Long-running processes with a pid file each. Sourced, never run; the caller sets STATE.
#
# A pid file holds pid, start time and boot id: a pid that another process got later, or after a reboot, is never
# taken for ours.

# The kernel's start time of pid $1, in clock ticks since boot; field 22 counted behind the name, which may hold spaces.
# Nothing for a process that ended and that nobody has buried yet.
start_time() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" { print $20 }'; }
boot_id() { cat /proc/sys/kernel/random/boot_id; }

# Prints the pid of $1 when it still runs and is the one that was started.
running() {
    local pid began boot
    read -r pid began boot 2>/dev/null <"$STATE/run/$1.pid" || return 1
    [ -n "$began" ] && [ "$boot" = "$(boot_id)" ] && [ "$began" = "$(start_time "$pid")" ] && printf '%s\n' "$pid"
}

# start NAME COMMAND...: in a session of its own, output to log/NAME.log, no standard input.
start() {
    local name=$1 pid
    shift
    mkdir -p "$STATE/run" "$STATE/log"
    # Descriptor 9 is the lock of quickstart, which must not live as long as the process.
    setsid "$@" >>"$STATE/log/$name.log" 2>&1 </dev/null 9>&- &
    pid=$!
    printf '%s %s %s\n' "$pid" "$(start_time "$pid")" "$(boot_id)" >"$STATE/run/$name.pid"
}

# stop NAME...: asks all of them, waits up to 20 s, then insists.
stop() {
    local name pid until=$((SECONDS + 20))
    for name in "$@"; do
        if pid="$(running "$name")"; then kill "$pid" 2>/dev/null || true; fi
    done
    for name in "$@"; do
        while pid="$(running "$name")"; do
            if [ "$SECONDS" -ge "$until" ]; then
                say "$name: does not end by itself, it is killed"
                kill -9 "$pid" 2>/dev/null || true
            fi
            sleep 0.1
        done
        rm -f "$STATE/run/$name.pid"
    done
}

# Whether something listens on TCP port $1, on any address. Reads the kernel's tables, which need no tool.
listens() {
    local hex
    printf -v hex '%04X' "$1"
    awk -v port=":$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }' \
        /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# port NAME: the port NAME had last time, else the first free one from its usual one on; kept in the file ports.
port() {
    local name=$1 candidate
    if ! grep -q "^$name=" "$STATE/ports" 2>/dev/null; then
        case $name in
            release-api) candidate=8080 ;;
            gate-service) candidate=8082 ;;
            deploy-agent) candidate=8083 ;;
            notifier) candidate=8084 ;;
            rabbitmq) candidate=5672 ;;
            *) candidate=3000 ;;
        esac
        while listens "$candidate" || grep -q "=$candidate$" "$STATE/ports" 2>/dev/null; do candidate=$((candidate + 1)); done
        printf '%s=%s\n' "$name" "$candidate" >>"$STATE/ports"
    fi
    sed -n "s/^$name=//p" "$STATE/ports"
}

# forget_port NAME: for a port that somebody else took in the meantime.
forget_port() { [ ! -e "$STATE/ports" ] || sed -i "/^$1=/d" "$STATE/ports"; }

# healthy URL: whether it answers 200 within 2 s.
healthy() { curl -sf -o /dev/null --max-time 2 "$1"; }
