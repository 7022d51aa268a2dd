# Runs in confederation-<id>-rollback.service: back to the recorded system. Started by either timer, by the failure of
# another unit of the attempt, or by the deployer; may be killed and run again.
. "$1"
exec 8>>"$attempt/rollback-lock"
flock 8
[ -e "$attempt/ended" ] && exit 0
ln -s rolled-back "$attempt/decision" 2>/dev/null
if [ "$(readlink "$attempt/decision")" != rolled-back ]; then
  # Kept; only the end of the commit was missing.
  drop_roots
  rm -f /run/systemd/system/"$unit"-*
  : >"$attempt/ended"
  exit 0
fi
if [ ! -e "$attempt/rollback-began-at" ]; then
  uptime_hundredths >"$attempt/rollback-began-at"
  # Which timer fired, or which unit failed; empty when the deployer asked for it.
  printf '%s' "${TRIGGER_UNIT:-$MONITOR_UNIT}" >"$attempt/rollback-cause"
fi
systemctl stop "$unit-deadman.timer" "$unit-confirm.timer"
# A hanging activation or commit gets no chance to interfere.
systemctl kill --signal=KILL "$unit-activate.service" "$unit-commit.service" 2>/dev/null
systemctl stop "$unit-activate.service" "$unit-commit.service" 2>/dev/null

# First of all what makes the machine reachable again.
if [ "$goal" != boot ] && [ -e "$attempt/activating" ]; then
  failed="the recorded system could not be activated"
  for try in 1 2; do
    [ -x "$old/bin/switch-to-configuration" ] || break
    timeout -k 5 "$rollback_seconds" "$old/bin/switch-to-configuration" test
    echo "switch-to-configuration test of the recorded system ended with exit code $?"
    [ "$(target_of /run/current-system)" = "$old" ] && failed= && break
  done
  for ((try = 0; try < 30; try++)); do
    way_in_stands "$way_in" && break
    [ "$try" = 29 ] && failed=${failed:-"the recorded system is back, but the network or the SSH server is not"}
    sleep 0.5
  done
fi
# Then what the next boot finds.
if [ "$(readlink $profile)" != "$profile_link" ] && [ -n "$profile_link" ]; then
  restore_profile "$profile_link" "$generation"
fi
if [ -e "$attempt/boot-touched" ] && [ -x "$profile/bin/switch-to-configuration" ]; then
  timeout -k 5 "$rollback_seconds" "$(target_of $profile)/bin/switch-to-configuration" boot || echo "the boot loader could not be restored"
fi
rm -f $trail/committing
uptime_hundredths >"$attempt/rollback-ended-at"
if [ -n "$failed" ]; then
  printf '%s' "$failed" >"$attempt/rollback-failed"
  if [ "$last_resort" = reboot ]; then
    echo "$failed; rebooting into it"
    systemctl reboot --no-block || systemctl reboot --force
  fi
fi
drop_roots
rm -f /run/systemd/system/"$unit"-*
: >"$attempt/ended"
