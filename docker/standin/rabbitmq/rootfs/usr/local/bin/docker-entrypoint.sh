#!/bin/bash
# As the official image: starts as root only to own the data folder, then runs as rabbitmq.
set -eu
case "${1:-}" in
    rabbitmq-server)
        if [ "$(id -u)" = 0 ]; then
            find /var/lib/rabbitmq \! -user rabbitmq -exec chown rabbitmq:rabbitmq '{}' +
            exec setpriv --reuid rabbitmq --regid rabbitmq --init-groups "$0" "$@"
        fi
        # Debian's wrapper in /usr/sbin sends the output to a file.
        shift
        exec /usr/lib/rabbitmq/bin/rabbitmq-server "$@"
        ;;
esac
exec "$@"
