#!/bin/sh
# The boot loader of a lab machine: starts the system that switch-to-configuration chose, else the profile's.
system=
[ -r /boot/lab/default ] && read -r system < /boot/lab/default
[ -x "$system/init" ] || system=$(readlink -f /nix/var/nix/profiles/system)
exec "$system/init"
