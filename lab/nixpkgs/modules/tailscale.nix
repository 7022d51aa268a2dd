# services.tailscale: a stand-in daemon without which the tailnet interface is down.
{ config, lib, ... }:
let
  cfg = config.services.tailscale;
in
{
  options.services.tailscale.enable = lib.mkEnableOption "the stand-in tailnet";

  config.systemd.services.tailscaled = lib.mkIf cfg.enable {
    description = "Stand-in for the Tailscale daemon";
    wantedBy = [ "multi-user.target" ];
    wants = [ "network-pre.target" ];
    after = [ "network-pre.target" ];
    serviceConfig = {
      Type = "oneshot";
      RemainAfterExit = true;
      ExecStart = "/usr/bin/ip link set tailscale0 up";
      ExecStop = "/usr/bin/ip link set tailscale0 down";
    };
  };
}
