# How attempt $1 ended. Waits for its end up to $2 seconds.
id=$1
attempt=$state/attempts/$id
limit=$(($(uptime_hundredths) + $2 * 100))
while [ -e "$attempt/armed" ] && [ ! -e "$attempt/ended" ] && (($(uptime_hundredths) < limit)); do sleep 0.1; done
say_outcome
say end status
