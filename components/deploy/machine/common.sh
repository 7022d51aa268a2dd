# Shared by every script that runs on a machine. Needs bash, coreutils, util-linux, grep and systemd, nothing else.
PATH=$PATH:/run/current-system/sw/bin:/run/wrappers/bin:/nix/var/nix/profiles/default/bin:/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin
export LC_ALL=C
umask 022
state=/run/confederation
trail=/var/lib/confederation
profile=/nix/var/nix/profiles/system
gcroots=/nix/var/nix/gcroots
# Units here outlive a reboot, and no NixOS generation owns them.
guard_units=/etc/systemd/system.attached

# One fact for the deployer: a key and a value on one line.
say() { printf '%s\t%s\n' "$1" "${2//$'\n'/ }"; }

# The store path a link leads to; nothing when it leads nowhere.
target_of() { [ -e "$1" ] && readlink -f "$1"; }

# Number of the profile's generation: 41 for system-41-link.
generation_of() {
  local link=${1##*/}
  link=${link#system-}
  printf '%s' "${link%-link}"
}

# Hundredths of seconds since boot, from a clock nobody can set.
uptime_hundredths() {
  local up
  read -r up _ </proc/uptime
  printf '%s' "$((10#${up/./}))"
}

# Units that failed, or start again and again; ours do not count. $1: only those in this state
failing_units() {
  local unit sub
  systemctl list-units --state=failed,auto-restart --plain --no-legend --no-pager --full --all |
    while read -r unit _ _ sub _; do
      case $unit in confederation-*) continue ;; esac
      [ -z "$1" ] || [ "$1" = "$sub" ] && printf '%s\n' "$unit"
    done
}

# Units the manifest of system $1 declares that are not active.
stopped_units() {
  local manifest=$1/etc/confederation/manifest.json units states index
  [ -r "$manifest" ] || return 0
  mapfile -t units < <(grep -oE '"[A-Za-z0-9@:._\\-]+\.(service|socket|timer|mount|path|target)"' "$manifest" | tr -d '"' | sort -u)
  [ ${#units[@]} -gt 0 ] || return 0
  mapfile -t states < <(systemctl is-active -- "${units[@]}")
  for index in "${!units[@]}"; do
    case ${states[index]} in active | reloading) ;; *) printf '%s\n' "${units[index]}" ;; esac
  done
}

# Points the profile back to $1, a link like system-41-link. A generation that was never kept must not be offered by the boot
# menu: it is removed, unless it was there before ($2 is not empty).
restore_profile() {
  local added
  added=$(generation_of "$(readlink $profile)")
  nix-env -p $profile --switch-generation "$(generation_of "$1")" ||
    { ln -sfn "$1" $profile.confederation && mv -T $profile.confederation $profile; }
  [ -n "$2" ] || nix-env -p $profile --delete-generations "$added"
}

# Removes what would return the machine after a reboot.
drop_guard() {
  rm -f $guard_units/timers.target.wants/confederation-guard.timer $guard_units/confederation-guard.{timer,service}
  rm -rf $trail/reboot
}

# Ends the protection of an attempt's systems from garbage collection.
drop_roots() { rm -f $state/wanted $state/recorded; }

# The manifest of system $1; an empty one where it has none.
say_manifest() { say manifest "$(cat "$1/etc/confederation/manifest.json" 2>/dev/null || echo '{}')"; }

# Who set the profile, which leads to $1: our own trail if it is still true, else when its generation was made.
say_activated_by() {
  local system by at
  if [ -r "$trail/committed" ]; then
    { read -r system; read -r by; read -r at; } <"$trail/committed"
    say committed "$system"
    say committed-by "$by"
    if [ "$system" = "$1" ]; then
      say activated-by "$by"
      say activated-at "$at"
      return
    fi
  fi
  [ -L $profile ] || return 0
  say activated-at "$(date -u -d "@$(stat -c %Y "/nix/var/nix/profiles/$(readlink $profile)")" +%Y-%m-%dT%H:%M:%SZ)"
}

say_facts() {
  local links unit running=
  mapfile -t links < <(readlink -m /run/current-system $profile /run/{booted,current}-system/{kernel,initrd,kernel-modules})
  [ -e /run/current-system ] && running=${links[0]}
  say boot-id "$(</proc/sys/kernel/random/boot_id)"
  say running "$running"
  if [ -e $profile ]; then
    say profile "${links[1]}"
    say generation "$(generation_of "$(readlink $profile)")"
  fi
  while read -r unit; do say failing "$unit"; done < <(failing_units)
  if [ -n "$running" ]; then
    while read -r unit; do say stopped "$unit"; done < <(stopped_units "$running")
    [ -e /run/booted-system ] && [ "${links[*]:2:3}" != "${links[*]:5:3}" ] && say reboot-needed yes
  fi
  say_activated_by "${links[1]}"
}

# Whether the way the deployer came in still stands, as far as the machine can tell by itself: a route to the
# client and an SSH server that greets. $1: value of SSH_CONNECTION
way_in_stands() {
  local client server port greeting
  read -r client _ server port <<<"$1"
  [ -n "$port" ] || return 0
  ip route get "$client" >/dev/null 2>&1 || return 1
  greeting=$(timeout 4 "$BASH" -c 'exec 3<>"/dev/tcp/$0/$1" && IFS= read -r line <&3 && printf %s "$line"' "$server" "$port" 2>/dev/null)
  [[ $greeting == SSH-* ]]
}

# How the attempt in $attempt stands, and what the machine runs.
say_outcome() {
  local name
  if [ ! -e "$attempt/armed" ]; then
    say state gone
  elif [ ! -e "$attempt/ended" ]; then
    say state undecided
  else
    say state "$(readlink "$attempt/decision")"
  fi
  [ -e "$attempt/activated" ] && say activated yes
  for name in exit-code commit-problem rollback-failed rollback-cause; do
    [ -e "$attempt/$name" ] && say "$name" "$(<"$attempt/$name")"
  done
  [ -e "$attempt/rollback-ended-at" ] && say rollback-hundredths "$(($(<"$attempt/rollback-ended-at") - $(<"$attempt/rollback-began-at")))"
  [ -e "$attempt/activated-at" ] && [ -e "$attempt/rollback-began-at" ] &&
    say unconfirmed-hundredths "$(($(<"$attempt/rollback-began-at") - $(<"$attempt/activated-at")))"
  say_facts
}
