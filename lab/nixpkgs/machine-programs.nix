# Programs the machines' Debian image really has; packages of these names are links to them.
{
  bash = [ "/usr/bin/bash" "/usr/bin/sh" ];
  age = [ "/usr/bin/age" "/usr/bin/age-keygen" ];
  busybox = [ "/usr/bin/busybox" ];
  caddy = [ "/usr/bin/caddy" ];
  coreutils = map (name: "/usr/bin/${name}") [
    "basename" "cat" "chgrp" "chmod" "chown" "cp" "cut" "date" "dd" "df" "dirname" "du" "echo" "env" "expr" "false" "head"
    "id" "install" "ln" "ls" "mkdir" "mkfifo" "mktemp" "mv" "nproc" "od" "printf" "pwd" "readlink" "realpath" "rm" "rmdir"
    "seq" "sha256sum" "shuf" "sleep" "sort" "split" "stat" "sync" "tail" "tee" "test" "timeout" "touch" "tr" "true" "uname"
    "uniq" "wc" "whoami" "yes"
  ];
  curl = [ "/usr/bin/curl" ];
  findutils = [ "/usr/bin/find" "/usr/bin/xargs" ];
  gawk = [ "/usr/bin/awk" ];
  gnugrep = [ "/usr/bin/grep" ];
  gnused = [ "/usr/bin/sed" ];
  gnutar = [ "/usr/bin/tar" ];
  gzip = [ "/usr/bin/gzip" ];
  iproute2 = [ "/usr/bin/ip" "/usr/bin/ss" ];
  nftables = [ "/usr/sbin/nft" ];
  nix = map (name: "/usr/bin/${name}") [
    "nix" "nix-build" "nix-channel" "nix-collect-garbage" "nix-copy-closure" "nix-daemon" "nix-env" "nix-hash"
    "nix-instantiate" "nix-prefetch-url" "nix-shell" "nix-store"
  ];
  openssh = map (name: "/usr/bin/${name}") [ "scp" "sftp" "ssh" "ssh-add" "ssh-agent" "ssh-keygen" "ssh-keyscan" ];
  perl = [ "/usr/bin/perl" ];
  procps = map (name: "/usr/bin/${name}") [ "free" "kill" "pgrep" "pkill" "ps" "top" "uptime" ];
  restic = [ "/usr/bin/restic" ];
  systemd = map (name: "/usr/bin/${name}") [
    "busctl" "hostnamectl" "journalctl" "loginctl" "networkctl" "systemctl" "systemd-analyze" "systemd-cat"
    "systemd-notify" "systemd-run" "systemd-tmpfiles" "timedatectl"
  ];
  util-linux = [ "/usr/bin/flock" "/usr/bin/findmnt" "/usr/bin/lsblk" "/usr/bin/mount" "/usr/bin/nsenter" "/usr/bin/umount" "/usr/bin/unshare" "/usr/bin/setpriv" ];
}
