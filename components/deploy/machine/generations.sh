# Every generation of the system profile: number, when it was made, whether it is the current one, its system.
current=$(readlink $profile)
for link in "$profile"-*-link; do
  [ -L "$link" ] || continue
  say generation-entry "$(generation_of "$link") $(date -u -d "@$(stat -c %Y "$link")" +%Y-%m-%dT%H:%M:%SZ) $([ "${link##*/}" = "$current" ] && echo current || echo other) $(readlink "$link")"
done
say end generations
