#!/bin/bash
# What the documentation of the official image redis promises of its start (https://hub.docker.com/_/redis).
set -euo pipefail

# "--save 60 1" or a configuration file alone means the server.
case "${1:-}" in -* | *.conf) set -- redis-server "$@" ;; esac

if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  mkdir -p /data
  find /data \! -user 999 -exec chown 999:999 '{}' +
  exec setpriv --reuid=999 --regid=999 --clear-groups "$0" "$@"
fi
exec "$@"
