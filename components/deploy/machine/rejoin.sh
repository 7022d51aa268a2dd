# After a reboot: makes attempt $1 known again, so that it can be proven like any other.
id=$1
attempt=$state/attempts/$id
unit=confederation-$id
guard=$trail/reboot
if [ -r "$guard/env" ] && [ "$(. "$guard/env" && printf '%s' "$id")" = "$1" ] && [ ! -e "$attempt/armed" ]; then
  mkdir -p "$attempt" /run/systemd/system
  shell=$(. "$guard/env" && printf '%s' "$shell")
  cp "$guard/env" "$guard/failing-before" "$attempt/"
  for name in keep:commit return:rollback; do
    printf '%s\n' "[Unit]" "Description=Confederation attempt $id: ${name%:*} after a reboot" "CollectMode=inactive-or-failed" \
      "[Service]" "Type=oneshot" "ExecStart=$shell $guard/${name%:*}.sh $guard/env" >"/run/systemd/system/$unit-${name#*:}.service"
  done
  : >"$attempt/activated"
  : >"$attempt/armed"
fi
say_manifest "$(target_of /run/current-system)"
say_outcome
say end rejoin
