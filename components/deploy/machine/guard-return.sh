# Runs after a reboot when the system was not proven in time, or the deployer found it wanting: the next boot, which
# comes at once, is the system before the reboot.
. "$1"
mkdir -p "$attempt"
exec 8>>"$attempt/rollback-lock"
flock 8
ln -s rolled-back "$attempt/decision" 2>/dev/null
[ "$(readlink "$attempt/decision")" = rolled-back ] || exit 0
[ -e "$attempt/rollback-began-at" ] || uptime_hundredths >"$attempt/rollback-began-at"
[ "$(readlink $profile)" = "$profile_link" ] || restore_profile "$profile_link" keep
"$old/bin/switch-to-configuration" boot || echo "the boot loader could not be restored"
sync -f /nix/var/nix/profiles
uptime_hundredths >"$attempt/rollback-ended-at"
rm -f $trail/committed /run/systemd/system/"$unit"-*
drop_guard
: >"$attempt/ended"
[ "$(target_of /run/current-system)" = "$old" ] && exit 0
# The deployer, if there is one, gets to hear of it.
sleep 1
systemctl reboot --no-block || systemctl reboot --force
