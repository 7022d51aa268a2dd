#!/bin/sh
# Stage 2 of the boot: activate this system, remember it as the booted one, become systemd.
systemConfig=@out@
mkdir -p /run
@out@/activate
ln -sfn "$(readlink -f "$systemConfig")" /run/booted-system
exec /usr/lib/systemd/systemd
