#!/bin/bash
# What the documentation of the official image postgres promises of its start (https://hub.docker.com/_/postgres,
# "How to extend this image", "Environment Variables"), for the PostgreSQL of this machine.
set -euo pipefail

fail() { echo "docker-entrypoint.sh: $*" >&2; exit 1; }

# A secret may come as a file instead: NAME_FILE.
for name in POSTGRES_PASSWORD POSTGRES_USER POSTGRES_DB POSTGRES_INITDB_ARGS; do
  file=${name}_FILE
  if [ -n "${!file:-}" ]; then
    [ -z "${!name:-}" ] || fail "both $name and $file are set; set one."
    export "$name=$(<"${!file}")"
    unset "$file"
  fi
done

# The image has it under this name too, for those who want the data folder made and no server.
only_data=
if [ "${0##*/}" = docker-ensure-initdb.sh ]; then only_data=yes; set -- postgres; fi

# "-c shared_buffers=…" alone means the server.
case "${1:-}" in '' | -*) set -- postgres "$@" ;; esac
[ "$1" = postgres ] || exec "$@"

export PGDATA=${PGDATA:-/var/lib/postgresql/data}
if ! mkdir -p "$PGDATA" 2>/dev/null; then
  there=$PGDATA
  while [ ! -e "$there" ]; do there=$(dirname "$there"); done
  [ "$(stat -c %d "$there")" = "$(stat -c %d /)" ] ||
    fail "user $(id -u) can't make $PGDATA: the volume's folder $there belongs to user $(stat -c %u "$there")."
  # The image has the folder, this machine has not; without a volume the data goes with the container either way.
  PGDATA=$(mktemp -d /tmp/postgresql-XXXXXX)
  echo "docker-entrypoint.sh: no volume holds the data, it is in $PGDATA" >&2
fi

sockets=/tmp
if [ "$(id -u)" = 0 ]; then
  # The image knows its user by name, which initdb asks for.
  grep -q '^[^:]*:[^:]*:999:' /etc/passwd || sed -i '$a postgres:x:999:999::/var/lib/postgresql:/bin/sh' /etc/passwd 2>/dev/null || true
  # A user namespace with root alone has no 999 to become: root is called 999 in another one.
  setpriv --reuid=999 --clear-groups true 2>/dev/null || exec unshare --user --map-user=999 --map-group=999 "$0" "$@"
  mkdir -p /var/run/postgresql
  chown 999:999 /var/run/postgresql
  find "$PGDATA" \! -user 999 -exec chown 999:999 '{}' +
  exec setpriv --reuid=999 --regid=999 --clear-groups "$0" "$@"
fi
[ ! -w /var/run/postgresql ] || sockets=/var/run/postgresql,/tmp
chmod 700 "$PGDATA" 2>/dev/null || true

# The ids of another container's processes say nothing here: without this, PostgreSQL would refuse to start for them.
rm -f "$PGDATA/postmaster.pid"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # A volume where the versions before had their data, and this one has not: the image takes it for a mistake.
  [ "${PG_MAJOR:-0}" -lt 18 ] || ! mountpoint -q /var/lib/postgresql/data || [ "$PGDATA" = /var/lib/postgresql/data ] ||
    fail "a volume is mounted at /var/lib/postgresql/data, and from 18 on the data is in $PGDATA: mount it at /var/lib/postgresql."
  POSTGRES_USER=${POSTGRES_USER:-postgres}
  POSTGRES_DB=${POSTGRES_DB:-$POSTGRES_USER}
  method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
  [ -n "${POSTGRES_PASSWORD:-}" ] || [ "$method" = trust ] ||
    fail 'the data folder is empty, and POSTGRES_PASSWORD is not set: set it to a non-empty value.'

  read -r -a arguments <<<"${POSTGRES_INITDB_ARGS:-}"
  [ -z "${POSTGRES_INITDB_WALDIR:-}" ] || arguments+=(--waldir "$POSTGRES_INITDB_WALDIR")
  # Neither in an argument nor in a file.
  [ -z "${POSTGRES_PASSWORD:-}" ] || arguments+=(--pwfile=/dev/fd/9)
  initdb --username="$POSTGRES_USER" --encoding=UTF8 --locale=C.UTF-8 "${arguments[@]}" 9< <(printf '%s\n' "${POSTGRES_PASSWORD:-}")
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"

  if [ "$POSTGRES_DB" != postgres ]; then
    printf 'CREATE DATABASE "%s";\n' "${POSTGRES_DB//\"/\"\"}" | postgres --single -D "$PGDATA" -c exit_on_error=on postgres >/dev/null
  fi

  shopt -s nullglob
  scripts=(/docker-entrypoint-initdb.d/*)
  if [ ${#scripts[@]} -gt 0 ]; then
    command -v psql >/dev/null || fail 'there are files in /docker-entrypoint-initdb.d, and no psql on this machine to run them: install postgresql-client.'
    # On a socket only, so that nobody connects before it is all there.
    private=$(mktemp -d)
    pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -c unix_socket_directories='$private'" -w start
    export PGPASSWORD=${POSTGRES_PASSWORD:-} PGHOST=$private
    run=(psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname "$POSTGRES_DB")
    for script in "${scripts[@]}"; do
      echo "docker-entrypoint.sh: running $script"
      case "$script" in
        *.sh) if [ -x "$script" ]; then "$script"; else . "$script"; fi ;;
        *.sql) "${run[@]}" -f "$script" ;;
        *.sql.gz) gunzip -c "$script" | "${run[@]}" ;;
        *.sql.xz) xz -dc "$script" | "${run[@]}" ;;
        *.sql.zst) zstd -dc "$script" | "${run[@]}" ;;
        *) echo "docker-entrypoint.sh: ignoring $script" ;;
      esac
    done
    pg_ctl -D "$PGDATA" -m fast -w stop
    unset PGPASSWORD
  fi
fi

[ -z "$only_data" ] || exit 0

shift
postgres -c listen_addresses='*' -c unix_socket_directories="$sockets" "$@" &
server=$!
trap 'kill -INT "$server"' INT
trap 'kill -TERM "$server"' TERM
while kill -0 "$server" 2>/dev/null; do
  code=0
  wait "$server" || code=$?
done
exit "$code"
