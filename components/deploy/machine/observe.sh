# What the machine runs.
say_facts
# Something outside this program activated the running system: ask the journal what it was.
if [ "$(target_of /run/current-system)" != "$(target_of $profile)" ] || ! [ -r $trail/committed ]; then
  line=$(timeout 3 journalctl --quiet -t nixos -n 1 -o export --output-fields=_SYSTEMD_UNIT \
    --grep "finished switching to system configuration $(target_of /run/current-system)" 2>/dev/null </dev/null |
    grep -aE '^(__REALTIME_TIMESTAMP|_SYSTEMD_UNIT)=' || true)
  while IFS='=' read -r key value; do
    case $key in
      __REALTIME_TIMESTAMP) say activated-at "$(date -u -d "@${value%??????}" +%Y-%m-%dT%H:%M:%SZ)" ;;
      _SYSTEMD_UNIT) say activated-by "$value" ;;
    esac
  done <<<"$line"
fi
say end observe
