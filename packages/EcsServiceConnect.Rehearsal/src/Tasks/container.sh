# Makes a container's root, tells its process id, and becomes its command. It runs as the first process of its own
# process, mount, host name and IPC namespaces, with the container's environment.
#
# container.sh SCRATCH ROOT HOSTNAME HOSTS USER GROUP PROGRAMS [KIND SOURCE TARGET]... -- COMMAND...
#   SCRATCH  a folder that is covered; no source is below it
#   ROOT     rw or ro
#   HOSTS    the text of its hosts file
#   PROGRAMS the names of those that the image has, or * for those of this machine
#   KIND     image: a file or folder of the image; rw or ro: a volume; own: a volume that ends with the container,
#            which has no source
set -eu
umask 022
container_path=$PATH
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# This machine's /proc is still there, and so is the process id by which this machine knows us.
read -r process_id rest < /proc/self/stat

scratch=$1 root_mode=$2 host_name=$3 hosts=$4 user=$5 group=$6 programs=$7
shift 7
root=$scratch/root
program_folders='/bin /sbin /usr/bin /usr/sbin /usr/local/bin /usr/local/sbin'

layers=0
# What is written to the second folder goes into memory, and never to the first one, whose content it has.
overlay() {
  layers=$((layers + 1))
  mkdir -p "$scratch/$layers/upper" "$scratch/$layers/work" "$2"
  chmod --reference="$1" "$scratch/$layers/upper"
  mount -t overlay -o "lowerdir=$1,upperdir=$scratch/$layers/upper,workdir=$scratch/$layers/work" overlay "$2"
}

# Makes a folder of $entry, and those above it, this user's in the coming layer, where those below are another's: else
# nothing could be added to it.
claim() {
  [ "$1" != "$entry" ] || return 0
  claim "${1%/*}"
  mkdir -p "$scratch/$((layers + 1))/upper${1#"$entry"}"
  [ ! -d "$1" ] || chmod --reference="$1" "$scratch/$((layers + 1))/upper${1#"$entry"}"
}

# Claims the folders of $entry that programs are taken from.
claim_programs() {
  [ "$programs" != '*' ] || return 0
  for folder in $program_folders; do
    case $folder in "$entry"/*) [ -L "$folder" ] || [ ! -d "$folder" ] || claim "$folder" ;; esac
  done
}

# Claims the folders of $entry that something new is mounted in.
claim_parents() {
  while [ "$1" != -- ]; do
    case $3 in "$entry"/*) [ -e "$3" ] || claim "${3%/*}" ;; esac
    shift 3
  done
}

mount -t tmpfs -o mode=755 tmpfs "$scratch"
read_only=/
if ! overlay / "$root" 2>/dev/null; then
  # In a user namespace a folder with mounts below it, such as the root, can't be laid under another: its folders can.
  mount --bind "$root" "$root"
  for entry in /*; do
    if [ -L "$entry" ]; then
      cp -P "$entry" "$root$entry"
    elif [ -d "$entry" ]; then
      case $entry in
        /dev | /proc | /sys | /run | /tmp | "$scratch") mkdir "$root$entry" ;;
        *)
          claim_parents "$@"
          claim_programs
          if overlay "$entry" "$root$entry" 2>/dev/null; then
            read_only="$entry $read_only"
          elif [ "$entry" = /etc ]; then
            # What this user can't read, the container can't either.
            cp -a /etc "$root/" 2>/dev/null || :
          fi
          ;;
      esac
    fi
  done
fi

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
# What is in no file does not exist, as the VPC's resolver would say; of a server that is not there, "try again".
switch=$(grep -v '^hosts:' "$root/etc/nsswitch.conf" 2>/dev/null) || :
rm -f "$root/etc/nsswitch.conf"
printf '%s\n' "$switch" 'hosts: files' > "$root/etc/nsswitch.conf"
# A new file in place of the old one, whose owner a user namespace may not know.
grep -q "^[^:]*:[^:]*:$user:" "$root/etc/passwd" || sed -i "\$a container:x:$user:$group::/:/bin/sh" "$root/etc/passwd"
grep -q "^[^:]*:[^:]*:$group:" "$root/etc/group" || sed -i "\$a container:x:$group:" "$root/etc/group"
# What the image does not have is not there, though this machine has it. Its own files come after this.
if [ "$programs" != '*' ]; then
  declare -A has
  links=() missing=()
  for name in $programs; do
    has[$name]=yes
    for folder in $program_folders; do [ ! -L "$folder/$name" ] || links+=("$folder/$name"); done
  done
  # And what it is called here, such as dash for sh.
  while read -r path; do has[${path##*/}]=yes; done < <([ ${#links[@]} = 0 ] || readlink -m -- "${links[@]}")
  for folder in $program_folders; do
    if [ ! -L "$root$folder" ]; then
      for path in "$root$folder"/*; do [ "${has[${path##*/}]:-}" ] || missing+=("$path"); done
    fi
  done
  # What this user can't take away stays.
  rm -rf -- "${missing[@]}" 2>/dev/null || :
fi
hostname "$host_name" 2>/dev/null || echo "$host_name" > /proc/sys/kernel/hostname

while [ "$1" != -- ]; do
  kind=$1 source=$2 target=$root$3
  shift 3
  if [ "$kind" = own ]; then
    mkdir -p "$target"
    # The image's folder belongs to its user, which is the container's or whom root gives it to. A user namespace may not
    # know that one by its number.
    mount -t tmpfs -o "mode=1777,uid=$user,gid=$group" tmpfs "$target" 2>/dev/null || mount -t tmpfs -o mode=1777 tmpfs "$target"
    continue
  fi
  if [ -d "$source" ]; then
    mkdir -p "$target"
  elif [ ! -e "$target" ]; then
    mkdir -p "${target%/*}"
    : > "$target"
  fi
  if [ "$kind" = image ] && [ -d "$source" ]; then
    # By another path, for overlay's options give commas and colons a meaning.
    lower=$scratch/image$layers
    mkdir "$lower"
    mount --bind "$source" "$lower"
    overlay "$lower" "$target"
    [ "$root_mode" = rw ] || mount -o remount,bind,ro "$target"
  else
    mount --bind "$source" "$target"
    [ "$kind" = rw ] || mount -o remount,bind,ro "$target"
  fi
done
shift

# Not chroot: in one the kernel makes no user namespace, and a container's user may need one.
mkdir "$root/run/machine"
cd "$root"
pivot_root . run/machine
umount -l /run/machine
rmdir /run/machine

if [ "$root_mode" = ro ]; then
  for place in /tmp /run $read_only; do
    mount -o remount,bind,ro "$place"
  done
fi

echo "$process_id"
unset PWD OLDPWD
PATH=$container_path
exec "$@"
