namespace EcsServiceConnect.Rehearsal.Contract;

/// <summary>The programs of the systems that images are made of, by name. What is not among them is not there, though this machine has it.</summary>
internal static class SystemPrograms
{
    /// <summary>What Debian's and Ubuntu's images have, and those made of them that install nothing to run: their essential packages, and openssl with ca-certificates.</summary>
    /// <remarks>Debian Policy Manual, "Essential packages". There is neither curl nor wget, nc, ping, ps, python3 or vi.</remarks>
    public static IReadOnlyList<string> Debian { get; } = Words("""
        [ add-shell addpart agetty apt apt-cache apt-cdrom apt-config apt-get apt-key apt-mark arch awk b2sum base32 base64 basename basenc bash blkid blkzone blockdev c_rehash
        captoinfo cat chage chcon chcpu chfn chgpasswd chgrp chmem chmod choom chown chpasswd chroot chrt chsh cksum clear clear_console cmp comm coreutils cp cpgr cppw csplit
        ctrlaltdel cut dash date dd debconf delpart df diff diff3 dir dircolors dirname dmesg dnsdomainname domainname dpkg dpkg-deb dpkg-divert dpkg-fsys-usrunmess dpkg-
        maintscript-helper dpkg-preconfigure dpkg-query dpkg-realpath dpkg-reconfigure dpkg-split dpkg-statoverride dpkg-trigger du echo egrep env expand expr factor faillock
        faillog fallocate false fgrep find findfs findmnt flock fmt fold fsck fsck.cramfs fsck.minix fsfreeze fstab-decode fstrim gawk getconf getent getopt getty gpasswd grep
        groupadd groupdel groupmems groupmod groups grpck grpconv grpunconv gunzip gzexe gzip hardlink head hostid hostname i386 iconv iconvconfig id infocmp infotocap install
        installkernel invoke-rc.d ionice ipcmk ipcrm ipcs ischroot isosize join killall5 last lastb lastlog ld.so ldattach ldconfig ldd link linux32 linux64 ln locale localedef
        login logname losetup ls lsblk lscpu lsipc lslocks lslogins lsmem lsns mawk mcookie md5sum md5sum.textutils mesg mkdir mkfifo mkfs mkfs.bfs mkfs.cramfs mkfs.minix
        mkhomedir_helper mknod mkswap mktemp more mount mountpoint mv namei nawk newgrp newusers nice nisdomainname nl nohup nologin nproc nsenter numfmt od openssl partx passwd
        paste pathchk perl pidof pinky pivot_root pldd pr printenv printf prlimit ptx pwck pwconv pwd pwhistory_helper pwunconv rbash readlink readprofile realpath remove-shell
        rename.ul renice reset resizepart rev rgrep rm rmdir rmt-tar rtcwake run-parts runcon runuser savelog sdiff sed seq service setarch setpriv setsid setterm sg sh sha1sum
        sha224sum sha256sum sha384sum sha512sum shadowconfig shred shuf sleep sort split start-stop-daemon stat stdbuf stty su sulogin sum swaplabel swapoff swapon switch_root
        sync tabs tac tail tar tarcat taskset tee tempfile test tic timeout toe touch tput tr true truncate tset tsort tty tzselect uclampset umount uname uncompress unexpand
        uniq unix_chkpwd unix_update unlink unshare update-alternatives update-ca-certificates update-passwd update-rc.d update-shells useradd userdel usermod users utmpdump vdir
        vigr vipw wall wc wdctl whereis which which.debianutils who whoami wipefs x86_64 xargs yes ypdomainname zcat zcmp zdiff zdump zegrep zfgrep zforce zgrep zic zless zmore
        znew zramctl
        """);

    /// <summary>What Alpine's have besides, by BusyBox: wget and nc, and no curl.</summary>
    public static IReadOnlyList<string> Alpine { get; } =
    [
        .. Debian, .. Words("""
            acpid addgroup adduser adjtimex apk arp arping ash bc beep brctl bunzip2 bzcat bzip2 chvt cpio crond crontab dc delgroup deluser dos2unix dumpkmap ed ether-wake fbset
            fdflush fdisk free fuser halt hd hexdump hwclock ifconfig ifdown ifup init inotifyd insmod iostat ip ipaddr ipcalc iplink ipneigh iproute iprule iptunnel kill killall
            klogd less loadfont lsmod lsof lsusb lzcat lzop lzopcat makemime mdev microcom modinfo modprobe mpstat nameif nbd-client nc netstat nmeter nslookup ntpd openvt pgrep ping
            ping6 pipe_progress pkill pmap poweroff powertop ps pscan pstree pwdx raidautorun rdate reboot reformime rfkill rmmod route sendmail setconsole setlogcons showkey
            slattach ssl_client strings sysctl syslogd tcpsvd top traceroute traceroute6 ttysize tunctl udhcpc udhcpc6 unix2dos unlzma unlzop unxz unzip uptime usleep uudecode
            uuencode vconfig vi vlock volname watch watchdog wget xxd xzcat zcip
            """),
    ];

    /// <summary>Those that an official image is made of.</summary>
    /// <param name="tag">The image's tag, which names Alpine where it is that.</param>
    public static IReadOnlyList<string> Of(string tag) => tag.Contains("alpine", StringComparison.Ordinal) ? Alpine : Debian;

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
