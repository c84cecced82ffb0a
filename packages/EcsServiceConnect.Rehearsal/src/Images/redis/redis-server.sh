#!/bin/bash
# redis-server's arguments (https://redis.io/docs/latest/operate/oss_and_stack/management/config/) for Garnet.
set -euo pipefail

fail() { echo "redis-server: $*" >&2; exit 1; }

port=6379 address=0.0.0.0 password= folder=/data append=no snapshots=yes
while [ $# -gt 0 ]; do
  [ $# -gt 1 ] || fail "$1 has no value, or is a file; Garnet plays Redis here, and takes its settings from arguments only: install redis-server for more."
  case "$1" in
    --port) port=$2 ;;
    --requirepass) password=$2 ;;
    --appendonly) append=$2 ;;
    --dir) folder=$2 ;;
    --save)
      snapshots=yes
      [ -n "$2" ] || snapshots=no
      # Pairs of seconds and changes, in one argument or in several.
      while [ $# -gt 2 ] && [[ $3 != --* ]]; do shift; done ;;
    --bind)
      address=$2
      while [ $# -gt 2 ] && [[ $3 != --* ]]; do shift; done
      [ "$address" != '*' ] || address=0.0.0.0 ;;
    *) fail "Garnet plays Redis here and does not know $1: install redis-server, or leave it out." ;;
  esac
  shift 2
done
case "$port" in '' | *[!0-9]*) fail "--port $port is no number." ;; esac

[ -d "$folder" ] || fail "there is no folder $folder."
[ -w "$folder" ] || fail "user $(id -u) can't write to $folder: it belongs to user $(stat -c %u "$folder")."
kept=false
[ "$append" = no ] && [ "$snapshots" = no ] || kept=true

text() {
  local value=${1//\\/\\\\}
  printf '"%s"' "${value//\"/\\\"}"
}

# In a file that only we can read: arguments can be read by everyone. The settings' names are those of Garnet's
# defaults.conf; RandomAccess, because its own choice on Linux takes libaio.
umask 077
settings=$(mktemp /tmp/redis-XXXXXX.conf)
cat >"$settings" <<END
{
  "Address": $(text "$address"), "Port": $port,
  "AuthenticationMode": "$([ -n "$password" ] && echo Password || echo NoAuth)", "Password": $(text "$password"),
  "ProtectedMode": "no",
  "LogMemorySize": "64m", "PageSize": "1m", "IndexMemorySize": "4m",
  "CheckpointDir": $(text "$folder/garnet"),
  "EnableAOF": $kept, "WaitForCommit": $kept, "AofMemorySize": "16m", "AofPageSize": "2m", "AofSegmentSize": "64m",
  "Recover": $kept, "FailOnRecoveryError": true,
  "DeviceType": "RandomAccess", "QuietMode": true
}
END
export DOTNET_gcServer=0

# Garnet leaves SIGTERM to the kernel, which does not end the first process of a container by it. What it has answered
# is in its file.
/opt/garnet/garnet-server --config-import-path "$settings" &
trap 'kill -TERM $!' TERM INT
wait
