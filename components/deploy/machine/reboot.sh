# Reboots into the kept system, with a guard on disk that returns the machine when nobody proves it after the boot.
# $1: attempt id  $2: deployer  $3: new system  $4: recorded system  $5: recorded profile link  $6: yes|no boot loader
# $7: seconds after the boot at which the guard acts  $8 and $9: from and to of the window as HH:MM, or nothing
id=$1 deployer=$2 new=$3 old=$4 profile_link=$5 bootloader=$6 guard_seconds=$7 from=$8 to=$9
attempt=$state/attempts/$id
unit=confederation-$id
guard=$trail/reboot

within_window() {
  local now
  now=$(date +%H:%M)
  if [[ $from < $to ]]; then
    [[ ! $now < $from && $now < $to ]]
  else
    [[ ! $now < $from || $now < $to ]]
  fi
}

if [ -n "$from" ] && ! within_window; then
  say waits "$(date +%H:%M)"
  say end reboot
  return
fi
drop_guard
# Without a boot loader of ours, or with nothing to return to, there is nothing a guard could do.
if [ "$bootloader" = yes ] && [ -x "$old/bin/switch-to-configuration" ] && [ -n "$profile_link" ]; then
  shell=$BASH
  [ -x "$old/sw/bin/bash" ] && shell=$old/sw/bin/bash
  mkdir -p "$guard" $guard_units/timers.target.wants
  failing_units >"$guard/failing-before"
  printf '%s' "$file_common_sh" >"$guard/common.sh"
  printf '%s' "$file_guard_return_sh" >"$guard/return.sh"
  printf '%s' "$file_guard_keep_sh" >"$guard/keep.sh"
  {
    printf 'PATH=%q\n' "$old/sw/bin:$PATH"
    for name in id deployer new old profile_link attempt unit guard shell; do printf '%s=%q\n' "$name" "${!name}"; done
    printf '. %q\n' "$guard/common.sh"
  } >"$guard/env"
  printf '%s\n' "[Unit]" "Description=Confederation: return to the system before the reboot" "[Service]" "Type=oneshot" \
    "ExecStart=$shell $guard/return.sh $guard/env" >$guard_units/confederation-guard.service
  printf '%s\n' "[Unit]" "Description=Confederation: the system after the reboot must be proven" "[Timer]" \
    "OnBootSec=$guard_seconds" "AccuracySec=50ms" "Unit=confederation-guard.service" >$guard_units/confederation-guard.timer
  ln -sfn ../confederation-guard.timer $guard_units/timers.target.wants/confederation-guard.timer
  sync -f "$guard"
  say guarded yes
fi
say end reboot
systemctl reboot --no-block </dev/null
