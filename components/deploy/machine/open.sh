# Takes the machine's lock, records what runs, and holds the lock for as long as the deployer gives signs of life.
# $1: attempt id  $2: deployer  $3: wanted: a store path, generation:N or generation:previous
# $4: how long an armed attempt of somebody else is waited for at most, in seconds
id=$1 deployer=$2 wanted=$3 patience=$4
[ -d $state/attempts ] || { mkdir -p $state/attempts && chmod 700 $state; }

# The lock itself dies with its holder; the beat tells a live holder from one whose link is dead.
take_lock() {
  local beat now tries
  exec 9>>$state/lock
  for ((tries = 0; tries < 150; tries++)); do
    flock -n 9 && return 0
    beat=0
    [ -r $state/beat ] && read -r beat <$state/beat
    now=$(uptime_hundredths)
    if ((tries > 5 && now - beat < 800)); then return 1; fi
    sleep 0.2
  done
  return 1
}

# An attempt that is armed decides itself, at the latest when its timer fires: wait for that.
wait_for_attempts() {
  local attempt limit
  limit=$(($(uptime_hundredths) + patience * 100))
  for attempt in $state/attempts/*/; do
    attempt=${attempt%/}
    [ -e "$attempt/armed" ] && [ ! -e "$attempt/ended" ] || continue
    say waiting "$(<"$attempt/deployer")"
    while [ ! -e "$attempt/ended" ] && (($(uptime_hundredths) < limit)); do sleep 0.1; done
    [ -e "$attempt/ended" ] && continue
    # Its guard is gone: nothing will decide it any more, so it is undone here.
    systemctl start "confederation-${attempt##*/}-rollback.service" </dev/null || true
    [ -e "$attempt/ended" ] || return 1
  done
}

# The power failed while a proven system was being kept, before the boot loader knew of it: take the profile back.
undo_interrupted_commit() {
  local new link
  [ -r $trail/committing ] || return
  { read -r new; read -r link; } <$trail/committing
  if [ "$(target_of $profile)" = "$new" ] && [ "$(target_of /run/current-system)" != "$new" ] && [ -L "${profile%/*}/$link" ]; then
    restore_profile "$link" "" </dev/null >/dev/null 2>&1
  fi
  rm -f $trail/committing
}

# Keeps the last few attempts, for deployers that come back to ask how theirs ended.
forget_old_attempts() {
  local attempt kept=0
  while read -r attempt; do
    [ -e "$attempt/armed" ] && [ ! -e "$attempt/ended" ] && continue
    ((++kept > 5)) && rm -rf "${attempt:?}"
  done < <(ls -1dt $state/attempts/*/ 2>/dev/null)
}

# The highest generation below the current one.
previous_generation() {
  local link number current best=
  current=$(generation_of "$(readlink $profile)")
  for link in "$profile"-*-link; do
    number=$(generation_of "$link")
    ((number < current)) && { [ -z "$best" ] || ((number > best)); } && best=$number
  done
  printf '%s' "$best"
}

# Neither system may be collected as garbage while an attempt is under way.
protect() {
  ln -sfn "$1" $state/wanted
  [ -n "$2" ] && ln -sfn "$2" $state/recorded
  # Roots of roots: what lies in /run is forgotten by a reboot, and so is the protection.
  [ -L $gcroots/confederation-wanted ] && [ -L $gcroots/confederation-recorded ] && return
  mkdir -p $gcroots
  ln -sfn $state/wanted $gcroots/confederation-wanted
  ln -sfn $state/recorded $gcroots/confederation-recorded
}
unprotect() {
  local attempt
  for attempt in $state/attempts/*/; do
    [ -e "$attempt/armed" ] && [ ! -e "$attempt/ended" ] && return
  done
  drop_roots
}

if ! take_lock; then
  say locked-by "$(tail -n +2 $state/holder 2>/dev/null)"
  say end open
  return
fi
printf '%s\n' "$id" "$deployer, since $(date -u +%H:%M:%S) UTC" >$state/holder
uptime_hundredths >$state/beat
if ! wait_for_attempts; then
  say stuck yes
  say end open
  return
fi
forget_old_attempts
undo_interrupted_commit
generation=
case $wanted in
  generation:previous) generation=$(previous_generation) ;;
  generation:*) generation=${wanted#generation:} ;;
esac
case $wanted in
  generation:*)
    say wanted-generation "$generation"
    wanted=$(target_of "$profile-${generation:-none}-link")
    ;;
esac
say_facts
say wanted "$wanted"
say profile-link "$(readlink $profile)"
if [ -n "$wanted" ]; then
  protect "$wanted" "$(target_of /run/current-system)"
  trap unprotect EXIT
  # A valid path has a complete closure; the question is only asked where the path is there at all.
  [ -e "$wanted" ] && nix-store --check-validity "$wanted" </dev/null 2>/dev/null && say copied already
fi
rm -f $state/way-in
say end open
# Only a way in that stands before can be asked for afterwards. There is time for this while the closure is copied.
way_in_stands "$SSH_CONNECTION" && way_in=$SSH_CONNECTION
printf '%s' "$way_in" >$state/way-in
while read -r -t 20 _; do uptime_hundredths >$state/beat; done
