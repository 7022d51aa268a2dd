# Returns from attempt $1 at once, over a connection that still stands.
id=$1
attempt=$state/attempts/$id
[ -e "$attempt/armed" ] && [ ! -e "$attempt/ended" ] && systemctl start "confederation-$id-rollback.service" </dev/null 2>/dev/null
say_outcome
say end rollback
