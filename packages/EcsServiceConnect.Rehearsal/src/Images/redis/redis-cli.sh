#!/bin/bash
# redis-cli for machines without it: one command and its answer, in Redis's protocol
# (https://redis.io/docs/latest/develop/reference/protocol-spec/).
host=127.0.0.1 port=6379 password=${REDISCLI_AUTH:-} user= is_error_failure=

fail() { echo "$*" >&2; exit 1; }

while [[ ${1:-} == -* ]]; do
  case "$1" in
    --no-auth-warning | --raw | --no-raw) shift; continue ;;
    -e) is_error_failure=yes; shift; continue ;;
    -h | -p | -a | --pass | --user | -n | -t) [ $# -gt 1 ] || fail "redis-cli: $1 takes a value." ;;
    *) fail "redis-cli: this stand-in does not know $1; install redis-tools for the real one." ;;
  esac
  case "$1" in
    -h) host=$2 ;;
    -p) port=$2 ;;
    -a | --pass) password=$2 ;;
    --user) user=$2 ;;
    -n) database=$2 ;;
  esac
  shift 2
done
[ $# -gt 0 ] || fail 'redis-cli: this stand-in takes a command, such as ping.'

{ exec 3<>"/dev/tcp/$host/$port"; } 2>/dev/null || fail "Could not connect to Redis at $host:$port: Connection refused"

send() {
  local LC_ALL=C word
  printf '*%d\r\n' $# >&3
  for word in "$@"; do printf '$%d\r\n%s\r\n' ${#word} "$word" >&3; done
}

# Reads an answer into $reply; 1 where it is an error.
receive() {
  local LC_ALL=C line length
  IFS= read -r -u 3 line || fail 'Error: Server closed the connection'
  line=${line%$'\r'}
  reply=${line:1}
  case "$line" in
    -*) return 1 ;;
    '$-1' | '*-1') reply= ;;
    '$'*)
      length=$((reply + 2))
      IFS= read -r -N "$length" -u 3 reply
      reply=${reply%$'\r\n'} ;;
    '*'*)
      local all= count=$reply
      while [ "$count" -gt 0 ]; do
        receive || true
        all+=${all:+$'\n'}$reply
        count=$((count - 1))
      done
      reply=$all ;;
  esac
}

if [ -n "$password" ]; then
  send AUTH ${user:+"$user"} "$password"
  receive || echo "AUTH failed: $reply" >&2
fi
if [ -n "${database:-}" ]; then
  send SELECT "$database"
  receive || echo "SELECT failed: $reply" >&2
fi
send "$@"
code=0
receive || code=1
printf '%s\n' "$reply"
# An error is an answer too, unless -e says otherwise.
[ "$is_error_failure" ] || code=0
exit $code
