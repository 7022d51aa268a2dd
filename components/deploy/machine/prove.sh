# Over a new connection: is the attempt's system the one that runs, and does everything answer? Then it is kept,
# else the machine returns at once. Asked again after a broken connection it gives the same answer.
# $1: attempt id  $2: seconds for units and endpoints  $3: goal  $4: known, or unknown: only tell the manifest
# then four words a check: http|tcp|udp, port, health path or -, unit  ·  peer, port, host, -
id=$1 bound=$2 goal=$3 manifest=$4
shift 4
checks=("$@")
attempt=$state/attempts/$id
unit=confederation-$id

http_answers() {
  local status
  exec 3<>"/dev/tcp/$1/$2" || return 1
  printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: confederation\r\nAccept: */*\r\nConnection: close\r\n\r\n' "$3" >&3
  IFS= read -r -t 4 status <&3
  [[ $status =~ ^HTTP/[0-9.]+\ [23] ]]
}
udp_listens() { grep -qE "^ *[0-9]+: [0-9A-F]+:$(printf %04X "$1") " /proc/net/udp /proc/net/udp6; }

# Own addresses: a service may listen on one interface only.
own_addresses() {
  printf '::1 '
  ip -o addr show scope global 2>/dev/null | while read -r _ _ _ address _; do printf '%s ' "${address%/*}"; done
}

# $1: address, then as below
answers_at() { if [ "$2" = http ]; then (http_answers "$1" "$3" "$4"); else (exec 3<>"/dev/tcp/$1/$3"); fi; }

# $1: kind  $2: port  $3: health path, or the peer's name
answers() {
  local address
  case $1 in
    udp) udp_listens "$2" ;;
    peer) timeout 4 "$BASH" -c 'exec 3<>"/dev/tcp/$0/$1"' "$3" "$2" ;;
    *)
      answers_at 127.0.0.1 "$@" && return 0
      for address in $(own_addresses); do answers_at "$address" "$@" && return 0; done
      return 1
      ;;
  esac
}

# All checks still open, side by side; leaves those without an answer in `open`.
ask_all() {
  local index pids=() still=()
  for index in "${open[@]}"; do
    answers "${checks[index]}" "${checks[index + 1]}" "${checks[index + 2]}" 2>/dev/null &
    pids+=($!)
  done
  for index in "${!pids[@]}"; do wait "${pids[index]}" || still+=("${open[index]}"); done
  open=("${still[@]}")
}

say_journal() {
  local line
  while IFS= read -r line; do say journal "${line:0:300}"; done < <(journalctl --quiet --since "@$(stat -c %Y "$attempt/armed")" -u "$1" -n "${2:-10}" -o cat --no-pager 2>/dev/null </dev/null)
}

give_back() {
  say problem "$1"
  [ -z "$2" ] || { say unit "$2"; say_journal "$2"; }
  systemctl start --no-block "$unit-rollback.service" </dev/null 2>/dev/null
  wait_until_ended
}
wait_until_ended() {
  local limit=$(($(uptime_hundredths) + 30000))
  while [ ! -e "$attempt/ended" ] && (($(uptime_hundredths) < limit)); do sleep 0.05; done
}

# Units that fail now and did not before: `failed` for good, `restarting` again and again.
look_for_failures() {
  local name sub
  failed= restarting=
  while read -r name _ _ sub _; do
    [[ $name = confederation-* || $failing_before = *$'\n'"$name"$'\n'* ]] && continue
    if [ "$sub" = auto-restart ]; then restarting=$name; else failed=$name; fi
  done < <(systemctl list-units --state=failed,auto-restart --plain --no-legend --no-pager --full --all)
}

prove() {
  local limit failed restarting stopped name failing_before new
  new=$(. "$attempt/env" && printf '%s' "$new")
  failing_before=$'\n'$(<"$attempt/failing-before")$'\n'
  limit=$(($(uptime_hundredths) + bound * 100))
  for ((index = 0; index < ${#checks[@]}; index += 4)); do
    # What was broken before does not keep a new system out; it is reported all the same.
    [[ $failing_before = *$'\n'"${checks[index + 3]}"$'\n'* ]] || open+=("$index")
  done
  while :; do
    if [ -L "$attempt/decision" ]; then say problem "the time to confirm was over before everything answered"; return 1; fi
    if [ "$(readlink -f /run/current-system)" != "$new" ]; then give_back "another system was activated meanwhile"; return 1; fi
    look_for_failures
    if [ -n "$failed" ]; then give_back "$failed failed after activation" "$failed"; return 1; fi
    ask_all
    stopped=$restarting
    while read -r name; do [[ $failing_before = *$'\n'"$name"$'\n'* ]] || stopped=$name; done < <(stopped_units "$new")
    [ -z "$stopped" ] && [ ${#open[@]} = 0 ] && return 0
    (($(uptime_hundredths) < limit)) || break
    sleep 0.1
  done
  if [ ${#open[@]} -gt 0 ]; then
    set -- "${checks[@]:open[0]:4}"
    if [ "$1" = peer ]; then
      give_back "$3:$2 cannot be reached from the machine"
    elif [ "$1" = http ]; then
      give_back "no answer on http://localhost:$2$3 within $bound s" "$4"
    else
      give_back "no answer on $1 port $2 within $bound s" "$4"
    fi
  else
    give_back "$stopped is not active $bound s after activation" "$stopped"
  fi
  return 1
}

open=()
if [ ! -e "$attempt/armed" ]; then
  say_outcome
  say end prove
  return
fi
if [ "$goal" != boot ]; then
  while [ ! -e "$attempt/activated" ] && [ ! -e "$attempt/ended" ]; do sleep 0.05; done
fi
if [ "$manifest" = unknown ] && [ ! -L "$attempt/decision" ]; then
  new=$(. "$attempt/env" && printf '%s' "$new")
  say_manifest "$new"
  say end prove
  return
fi
if [ ! -L "$attempt/decision" ] && { [ "$goal" = boot ] || prove; }; then
  say proven yes
  systemctl start "$unit-commit.service" </dev/null 2>/dev/null
  # A commit that failed has started the rollback.
  wait_until_ended
elif [ -L "$attempt/decision" ]; then
  wait_until_ended
fi
if [ -e "$attempt/late-unit" ]; then
  say unit "$(<"$attempt/late-unit")"
  say_journal "$(<"$attempt/late-unit")"
elif [ -e "$attempt/commit-problem" ]; then
  say_journal "$unit-commit.service"
elif [ ! -e "$attempt/activated" ] && [ "$goal" != boot ]; then
  say_journal "$unit-activate.service" 15
fi
say_outcome
say end prove
