# generated from components/wiring/base.ts; do not edit
{ lib, ... }:
{
  networking = {
    hostName = "slateport";
    firewall.trustedInterfaces = [ "tailscale0" ];
  };

  nix.settings = {
    experimental-features = [
      "nix-command"
      "flakes"
    ];
    trusted-users = [ "root" ];
  };

  services = {
    openssh = {
      enable = true;
      settings = {
        KbdInteractiveAuthentication = false;
        PasswordAuthentication = false;
      };
    };
    tailscale = {
      enable = true;
      openFirewall = true;
    };
  };

  system.stateVersion = "24.05";
  time.timeZone = lib.mkDefault "America/New_York";

  users.users.root.openssh.authorizedKeys.keys = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG6HU4otXA+om5TlpC9mRhZtupl1L/MWJWnNjjrIvEGT"
  ];
}
