#!/bin/sh
# Runs one machine until it is switched off; when it reboots (exit code 133) it is started again.
# Usage: run-machine.sh <log file> <file to join a cgroup>... -- <program>...
# Prints its own process id once it runs by itself.
set -eu
if [ "$1" != running ]; then
  log=$1
  setsid sh "$0" running "$@" < /dev/null >> "$log" 2>&1 &
  echo $!
  exit
fi
shift 2
while [ "$1" != -- ]; do
  echo $$ > "$1"
  shift
done
shift
code=133
while [ "$code" = 133 ]; do
  code=0
  "$@" || code=$?
done
