#!/bin/bash
# pg_isready for a PostgreSQL that comes without it, over TCP only
# (https://www.postgresql.org/docs/18/app-pg-isready.html). Exit codes: 0 accepting, 1 rejecting, 2 no answer, 3 not tried.
host=${PGHOST:-127.0.0.1} port=${PGPORT:-5432} user=${PGUSER:-postgres} database= quiet=
while [ $# -gt 0 ]; do
  case "$1" in
    -q | --quiet) quiet=yes ;;
    -h | -p | -U | -d | -t) [ $# -gt 1 ] || { echo "pg_isready: $1 takes a value" >&2; exit 3; }
      case "$1" in -h) host=$2 ;; -p) port=$2 ;; -U) user=$2 ;; -d) database=$2 ;; esac
      shift ;;
    --host=*) host=${1#*=} ;;
    --port=*) port=${1#*=} ;;
    --username=*) user=${1#*=} ;;
    --dbname=*) database=${1#*=} ;;
    --timeout=*) ;;
    *) echo "pg_isready: this stand-in does not know $1; install postgresql-client for the real one" >&2; exit 3 ;;
  esac
  shift
done
# A socket's folder: the server listens on TCP too.
case "$host" in /*) host=127.0.0.1 ;; esac
database=${database:-$user}

answer() { [ "$quiet" ] || echo "$host:$port - $2"; exit "$1"; }

{ exec 3<>"/dev/tcp/$host/$port"; } 2>/dev/null || answer 2 'no response'
# A start-up message of protocol 3.0; R asks for a password, and an error other than 57P03, cannot_connect_now, is an answer too.
length=$((8 + 5 + ${#user} + 1 + 9 + ${#database} + 1 + 1))
printf '%b' "$(printf '\\x%02x' $((length >> 24 & 255)) $((length >> 16 & 255)) $((length >> 8 & 255)) $((length & 255)))" >&3
printf '\x00\x03\x00\x00user\x00%s\x00database\x00%s\x00\x00' "$user" "$database" >&3
IFS= read -r -t 3 -n 1 -u 3 kind || answer 2 'no response'
if [ "$kind" = E ] && timeout 1 head -c 200 <&3 | grep -aq C57P03; then
  answer 1 'rejecting connections'
fi
# What is left unread makes the server log a lost connection.
IFS= read -r -t 0.1 -N 1000 -u 3 _
answer 0 'accepting connections'
