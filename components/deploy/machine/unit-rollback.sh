# Runs in confederation-<id>-rollback.service: back to the recorded system. Started by either timer, by the failure of
# another unit of the attempt, or by the deployer; may be killed and run again.
. "$1"
exec 8>>"$attempt/rollback-lock"
flock 8
[ -e "$attempt/ended" ] && exit 0
ln -s rolled-back "$attempt/decision" 2>/dev/null
if [ "$(readlink "$attempt/decision")" != rolled-back ]; then
  # Kept; only the end of the commit was missing.
  rm -f $gcroots/confederation-wanted $gcroots/confederation-recorded /run/systemd/system/"$unit"-*
  : >"$attempt/ended"
  exit 0
fi
[ -e "$attempt/rollback-began-at" ] || uptime_hundredths >"$attempt/rollback-began-at"
systemctl stop "$unit-deadman.timer" "$unit-confirm.timer"
# A hanging activation or commit gets no chance to interfere.
systemctl kill --signal=KILL "$unit-activate.service" "$unit-commit.service" 2>/dev/null
systemctl stop "$unit-activate.service" "$unit-commit.service" 2>/dev/null

# First of all what makes the machine reachable again.
if [ "$goal" != boot ] && [ -e "$attempt/activating" ]; then
  for try in 1 2; do
    if [ -x "$old/bin/switch-to-configuration" ]; then
      timeout -k 5 "$rollback_seconds" "$old/bin/switch-to-configuration" test
      echo "switch-to-configuration test of the recorded system ended with exit code $?"
    fi
    [ -n "$old" ] && [ "$(target_of /run/current-system)" = "$old" ] && break
    [ "$try" = 1 ] || failed=yes
  done
fi
# Then what the next boot finds.
if [ "$(readlink $profile)" != "$profile_link" ] && [ -n "$profile_link" ]; then
  added=$(generation_of "$(readlink $profile)")
  nix-env -p $profile --switch-generation "$(generation_of "$profile_link")" ||
    { ln -s "$profile_link" "$profile.confederation" && mv -T "$profile.confederation" $profile; }
  # A generation that was never kept must not be offered by the boot menu.
  [ -n "$generation" ] || nix-env -p $profile --delete-generations "$added"
fi
if [ -e "$attempt/boot-touched" ] && [ -x "$profile/bin/switch-to-configuration" ]; then
  timeout -k 5 "$rollback_seconds" "$(target_of $profile)/bin/switch-to-configuration" boot || echo "the boot loader could not be restored"
fi
uptime_hundredths >"$attempt/rollback-ended-at"
if [ -n "$failed" ]; then
  printf 'yes' >"$attempt/rollback-failed"
  if [ "$last_resort" = reboot ]; then
    echo "the recorded system could not be activated; rebooting into it"
    systemctl reboot --no-block || systemctl reboot --force
  fi
fi
rm -f $gcroots/confederation-wanted $gcroots/confederation-recorded /run/systemd/system/"$unit"-*
: >"$attempt/ended"
