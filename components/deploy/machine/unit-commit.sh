# Runs in confederation-<id>-commit.service: makes the proven system the one that boots. A failure of this
# unit, of whatever kind, starts the rollback; so the timers stop when it starts.
. "$1"
[ -L "$attempt/decision" ] && exit 0

give_up() {
  echo "$1; returning to $old"
  printf '%s' "$1" >"$attempt/commit-problem"
  exit 1
}

if [ "$goal" != test ]; then
  # Should the power fail before the boot loader knows of it, the next deploy takes the profile back.
  mkdir -p $trail && printf '%s\n' "$new" "$profile_link" >$trail/committing
  if [ -n "$generation" ]; then
    nix-env -p $profile --switch-generation "$generation" || give_up "the profile could not be switched to generation $generation"
  elif [ "$(target_of $profile)" != "$new" ]; then
    nix-env -p $profile --set "$new" || give_up "the system profile could not be set"
  fi
  [ "$(target_of $profile)" = "$new" ] || give_up "the system profile points elsewhere"
  if [ "$bootloader" = yes ]; then
    : >"$attempt/boot-touched"
    "$new/bin/switch-to-configuration" boot || give_up "the boot loader could not be updated (exit code $?)"
  fi
fi
if [ "$goal" != boot ]; then
  [ "$(target_of /run/current-system)" = "$new" ] || give_up "another system was activated meanwhile"
  late=$(failing_units failed | grep -vxFf "$attempt/failing-before" | head -n 1)
  [ -z "$late" ] || { printf '%s' "$late" >"$attempt/late-unit"; give_up "$late failed after it had been started"; }
fi
# What was proven must also be what a power cut finds.
[ "$goal" = test ] || sync -f /nix/var/nix/profiles
# Exactly one of commit and rollback can make this link.
ln -s committed "$attempt/decision" 2>/dev/null || exit 0
if [ "$goal" != test ]; then
  printf '%s\n' "$new" "$deployer" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >$trail/committed
  rm -f $trail/committing
fi
drop_roots
rm -f /run/systemd/system/"$unit"-*
: >"$attempt/ended"
