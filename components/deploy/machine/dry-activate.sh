# Says what activating system $1 would do. $2: seconds it may take.
if [ ! -x "$1/bin/switch-to-configuration" ]; then
  say refused missing-toplevel
  say end dry-activate
  return
fi
while IFS= read -r line; do say would "${line:0:300}"; done < <(timeout -k 5 "$2" "$1/bin/switch-to-configuration" dry-activate 2>&1 </dev/null; echo "exit code $?")
say_facts
say end dry-activate
