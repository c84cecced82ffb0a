# Makes a container's root, tells its process id, and becomes its command. It runs as the first process of its own
# process, mount, host name and IPC namespaces, with the container's environment.
#
# container.sh SCRATCH ROOT HOSTNAME HOSTS USER GROUP [KIND SOURCE TARGET]... -- COMMAND...
#   SCRATCH  a folder that is covered; no source is below it
#   ROOT     rw or ro
#   HOSTS    the text of its hosts file
#   KIND     image: a file or folder of the image; rw or ro: a volume
set -eu
umask 022
container_path=$PATH
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# This machine's /proc is still there, and so is the process id by which this machine knows us.
read -r process_id rest < /proc/self/stat

scratch=$1 root_mode=$2 host_name=$3 hosts=$4 user=$5 group=$6
shift 6
root=$scratch/root

# What is written goes into memory, and away with this mount namespace.
mount -t tmpfs -o mode=755 tmpfs "$scratch"
mkdir "$scratch/upper" "$scratch/work" "$root"
mount -t overlay -o "lowerdir=/,upperdir=$scratch/upper,workdir=$scratch/work" overlay "$root"
# A /proc of these processes alone needs one that nothing is hidden in.
mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
# Not this machine's: a name service cache or resolver in it would answer before the hosts file does.
mount -t tmpfs -o mode=755 tmpfs "$root/run"

rm -f "$root/etc/hosts" "$root/etc/resolv.conf"
printf '%s\n' "$hosts" > "$root/etc/hosts"
: > "$root/etc/resolv.conf"
grep -q "^[^:]*:[^:]*:$user:" "$root/etc/passwd" || printf 'container:x:%s:%s::/:/bin/sh\n' "$user" "$group" >> "$root/etc/passwd"
grep -q "^[^:]*:[^:]*:$group:" "$root/etc/group" || printf 'container:x:%s:\n' "$group" >> "$root/etc/group"
echo "$host_name" > /proc/sys/kernel/hostname

layer=0
while [ "$1" != -- ]; do
  kind=$1 source=$2 target=$root$3
  shift 3
  if [ -d "$source" ]; then
    mkdir -p "$target"
  elif [ ! -e "$target" ]; then
    mkdir -p "${target%/*}"
    : > "$target"
  fi
  if [ "$kind" = image ] && [ -d "$source" ]; then
    # What is written to it stays in the container.
    layer=$((layer + 1))
    at=$scratch/$layer
    mkdir "$at" "$at/lower" "$at/upper" "$at/work"
    mount --bind "$source" "$at/lower"
    chmod --reference="$source" "$at/upper"
    mount -t overlay -o "lowerdir=$at/lower,upperdir=$at/upper,workdir=$at/work" overlay "$target"
    [ "$root_mode" = rw ] || mount -o remount,bind,ro "$target"
  else
    mount --bind "$source" "$target"
    [ "$kind" = rw ] || mount -o remount,bind,ro "$target"
  fi
done
shift

if [ "$root_mode" = ro ]; then
  for place in "$root/tmp" "$root/run" "$root"; do
    mount -o remount,bind,ro "$place"
  done
fi

chroot=$(command -v chroot)
echo "$process_id"
unset PWD OLDPWD
PATH=$container_path
exec "$chroot" "$root" "$@"
