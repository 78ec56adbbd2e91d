# shellcheck shell=bash
# What every script of this project says and asks in the same words. Sourced, never run.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/kaleem-release"
export ROOT CACHE

# Progress goes to stderr, so that a script's stdout can carry values.
say() { printf '%s\n' "$*" >&2; }
fail() {
    say "error: $*"
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" = 0 ]; }
is_debian() { [ -r /etc/debian_version ] && have apt-get; }

# One line of os-release, e.g. "Debian GNU/Linux 12 (bookworm)".
os_name() { (. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-this system}") || printf 'this system'; }

# Installs Debian packages, or says in one line what to install. $1 is what they are for, the rest are package names.
apt_install() {
    local what=$1
    shift
    is_debian || fail "$what is missing: install it with the package manager of $(os_name)"
    is_root || fail "$what is missing: run 'sudo apt-get install $*'"
    apt_update
    say "$what: installing $* ..."
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >"$CACHE/apt.log" 2>&1 </dev/null || {
        tail -n 5 "$CACHE/apt.log" >&2
        fail "$what: apt-get install $* failed, the whole output is in $CACHE/apt.log"
    }
}

# At most once an hour: several scripts of one run ask for it.
apt_update() {
    mkdir -p "$CACHE"
    if [ -z "$(find "$CACHE/apt-updated" -mmin -60 2>/dev/null)" ] || [ -z "$(find /var/lib/apt/lists -name '*Packages*' -print -quit)" ]; then
        say "packages: reading the distribution's lists ..."
        apt-get update -q >"$CACHE/apt.log" 2>&1 </dev/null || say "packages: apt-get update complained, see $CACHE/apt.log"
        touch "$CACHE/apt-updated"
    fi
}

# Seconds since $1 (a value of $SECONDS), for progress lines.
since() { printf '%ss' "$((SECONDS - $1))"; }

# The mirror this machine itself uses for Debian, else Debian's own.
debian_mirror() {
    local found
    # shellcheck disable=SC2016 # apt expands it
    found="$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -E '/debian/?$' | head -n 1)" || true
    printf '%s' "${found:-http://deb.debian.org/debian}"
}
