#!/bin/bash
# What the documentation of the official image redis promises of its start (https://hub.docker.com/_/redis).
set -euo pipefail

# "--save 60 1" or a configuration file alone means the server.
case "${1:-}" in -* | *.conf) set -- redis-server "$@" ;; esac

if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  # A user namespace with root alone has no 999 to become: root is called 999 in another one.
  setpriv --reuid=999 --clear-groups true 2>/dev/null || exec unshare --user --map-user=999 --map-group=999 "$0" "$@"
  mkdir -p /data
  find /data \! -user 999 -exec chown 999:999 '{}' +
  exec setpriv --reuid=999 --regid=999 --clear-groups "$0" "$@"
fi
exec "$@"
