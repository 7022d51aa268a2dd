# Arms the dead-man timer, then activates in a unit of its own and waits for it. The unit does not depend on this
# script: when the connection is cut, everything goes on.
# $1: attempt id  $2: deployer  $3: new system  $4: recorded system  $5: recorded profile link
# $6: goal  $7: yes|no boot loader  $8: generation to switch to, or nothing  $9: reboot|stay as the last resort
# ${10} activate, ${11} confirm, ${12} commit, ${13} rollback: seconds
id=$1 deployer=$2 new=$3 old=$4 profile_link=$5 goal=$6 bootloader=$7 generation=$8 last_resort=$9
activate_seconds=${10} confirm_seconds=${11} commit_seconds=${12} rollback_seconds=${13}
attempt=$state/attempts/$id
units=/run/systemd/system
unit=confederation-$id

refuse() {
  say refused "$1"
  say end activate
}

# Whether this machine can run programs of system $1.
architecture_fits() {
  local wanted machine
  [ -r "$new/system" ] || return 0
  wanted=$(<"$new/system")
  [ "$wanted" = "$HOSTTYPE-linux" ] && return 0
  machine=$(uname -m)
  case ${wanted%-linux}/$machine in
    "$machine/$machine" | i686/x86_64 | armv7l/aarch64 | armv6l/armv7l) ;;
    *) return 1 ;;
  esac
}

# The lock is this attempt's, and its holder lives.
read -r holder <$state/holder
if flock -n $state/lock true || [ "$holder" != "$id" ]; then
  refuse lock-lost
  return
fi
[ -x "$new/bin/switch-to-configuration" ] || { refuse missing-toplevel; return; }
architecture_fits || { say machine-architecture "$(uname -m)-linux"; say system-architecture "$(<"$new/system")"; refuse wrong-architecture; return; }
if [ "$(target_of /run/current-system)" != "$old" ] || [ "$(readlink $profile)" != "$profile_link" ]; then
  refuse changed-meanwhile
  return
fi

shell=$BASH
[ -n "$old" ] && [ -x "$old/sw/bin/bash" ] && shell=$old/sw/bin/bash
mkdir -p "$attempt" $units
printf '%s\n' "$deployer" >"$attempt/deployer"
failing_units >"$attempt/failing-before"
for ((try = 0; try < 100; try++)); do
  [ -e $state/way-in ] && break
  sleep 0.05
done
way_in=$(<$state/way-in)
printf '%s' "$file_common_sh" >"$attempt/common.sh"
printf '%s' "$file_unit_activate_sh" >"$attempt/activate.sh"
printf '%s' "$file_unit_commit_sh" >"$attempt/commit.sh"
printf '%s' "$file_unit_rollback_sh" >"$attempt/rollback.sh"
# The recorded system's own programs come first: the new system may have broken or lost them.
{
  printf 'PATH=%q\n' "${old:+$old/sw/bin:}$PATH"
  for name in id deployer new old profile_link goal bootloader generation last_resort confirm_seconds rollback_seconds attempt unit way_in; do
    printf '%s=%q\n' "$name" "${!name}"
  done
  printf '. %q\n' "$attempt/common.sh"
} >"$attempt/env"

write_service() {
  printf '%s\n' "[Unit]" "Description=Confederation attempt $id: $1" "CollectMode=inactive-or-failed" \
    "DefaultDependencies=no" "$3" "[Service]" "Type=oneshot" "ExecStart=$shell $attempt/$1.sh $attempt/env" "TimeoutStartSec=$2" \
    "TimeoutStopSec=5" "SyslogIdentifier=confederation" "$4" >"$units/$unit-$1.service"
}
write_timer() {
  printf '%s\n' "[Unit]" "Description=Confederation attempt $id: $1" "CollectMode=inactive-or-failed" "DefaultDependencies=no" \
    "[Timer]" "OnActiveSec=$2" "AccuracySec=50ms" "Unit=$unit-rollback.service" >"$units/$unit-$1.timer"
}
last_way=
[ "$last_resort" = reboot ] && last_way=$'StartLimitAction=reboot-force\nStartLimitBurst=3\nStartLimitIntervalSec=1h'
# systemd keeps the order: no activation without an armed timer, the time to confirm runs from its success, and no timer
# fires into a commit, whose own failure leads back.
write_service activate "$activate_seconds" "Requires=$unit-deadman.timer
After=$unit-deadman.timer
OnFailure=$unit-rollback.service
OnSuccess=$unit-confirm.timer" ""
write_service commit "$commit_seconds" "Conflicts=$unit-deadman.timer $unit-confirm.timer
After=$unit-deadman.timer $unit-confirm.timer
OnFailure=$unit-rollback.service" ""
write_service rollback "$((rollback_seconds * 3 + 60))" "$last_way" $'Restart=on-failure\nRestartSec=200ms\nOOMScoreAdjust=-900'
write_timer deadman "$((activate_seconds + confirm_seconds + 10))"
write_timer confirm "$confirm_seconds"

: >"$attempt/armed"
if [ "$goal" = boot ]; then
  # Nothing is activated; the timer ends an attempt that nobody comes back to.
  systemctl start "$unit-deadman.timer" </dev/null
else
  systemctl start "$unit-activate.service" </dev/null 2>&1
  if [ ! -e "$attempt/activating" ] && [ ! -L "$attempt/decision" ]; then
    systemctl stop "$unit-deadman.timer"
    rm -rf "${attempt:?}" "$units/$unit-"*
    refuse not-armed
    return
  fi
fi
say armed yes
[ -e "$attempt/exit-code" ] && say exit-code "$(<"$attempt/exit-code")"
say_manifest "$new"
say end activate
