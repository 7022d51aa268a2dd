# Runs in confederation-<id>-activate.service. A failure of this unit, of whatever kind, starts the rollback.
. "$1"
mkdir "$attempt/activating" || exit 1
"$new/bin/switch-to-configuration" test
code=$?
printf '%s' "$code" >"$attempt/exit-code"
uptime_hundredths >"$attempt/activated-at"
# 4: units failed to start; the proof decides whether that is news.
if [ "$(target_of /run/current-system)" = "$new" ] && { [ "$code" = 0 ] || [ "$code" = 4 ]; }; then
  : >"$attempt/activated"
  exit 0
fi
echo "switch-to-configuration test ended with exit code $code; returning to $old"
exit 1
