# networking.firewall as real nftables rules.
{ config, lib, builders, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.networking.firewall;
  ports = mkOption { default = [ ]; type = types.listOf types.port; };
  ranges = mkOption { default = [ ]; type = types.listOf (types.attrsOf types.port); };
  opened = {
    allowedTCPPorts = ports;
    allowedUDPPorts = ports;
    allowedTCPPortRanges = ranges;
    allowedUDPPortRanges = ranges;
  };
  set =
    ports: ranges:
    lib.concatStringsSep ", " (
      map toString (lib.unique (builtins.sort builtins.lessThan ports)) ++ map (range: "${toString range.from}-${toString range.to}") ranges
    );
  accept =
    match: protocol: set:
    lib.optionalString (set != "") "    ${match}${protocol} dport { ${set} } accept\n";
  rulesFor =
    match: rules:
    accept match "tcp" (set rules.allowedTCPPorts rules.allowedTCPPortRanges)
    + accept match "udp" (set rules.allowedUDPPorts rules.allowedUDPPortRanges);

  text = ''
    table inet nixos-fw
    delete table inet nixos-fw
    table inet nixos-fw {
      chain input {
        type filter hook input priority filter; policy drop;
        iifname "lo" accept
    ${lib.concatMapStrings (name: "    iifname ${builtins.toJSON name} accept\n") cfg.trustedInterfaces}    ct state vmap { invalid : drop, established : accept, related : accept, new : jump allow, untracked : jump allow }
    ${lib.optionalString cfg.rejectPackets "    reject\n"}  }
      chain allow {
    ${rulesFor "" cfg}${
      lib.concatStrings (lib.mapAttrsToList (name: rulesFor "iifname ${builtins.toJSON name} ") cfg.interfaces)
    }${lib.optionalString cfg.allowPing "    icmp type echo-request accept\n"}    icmpv6 type != { nd-redirect, 139 } accept
    ${cfg.extraInputRules}
      }
    }
  '';
in
{
  options.networking = {
    nftables.enable = mkOption { default = false; type = types.bool; };
    firewall = opened // {
      enable = mkOption { default = true; type = types.bool; };
      allowPing = mkOption { default = true; type = types.bool; };
      rejectPackets = mkOption { default = false; type = types.bool; };
      trustedInterfaces = mkOption { default = [ ]; type = types.listOf types.str; };
      interfaces = mkOption { default = { }; type = types.attrsOf (types.submodule { options = opened; }); };
      extraInputRules = mkOption { default = ""; type = types.lines; };
    };
  };

  config.systemd.services.${if config.networking.nftables.enable then "nftables" else "firewall"} = lib.mkIf cfg.enable {
    description = "Firewall";
    wantedBy = [ "sysinit.target" ];
    before = [ "network-pre.target" "shutdown.target" ];
    wants = [ "network-pre.target" ];
    conflicts = [ "shutdown.target" ];
    unitConfig.DefaultDependencies = false;
    reloadIfChanged = true;
    serviceConfig = {
      Type = "oneshot";
      RemainAfterExit = true;
      ExecStart = "/usr/sbin/nft -f ${builders.writeText "firewall.nft" text}";
      ExecReload = "/usr/sbin/nft -f ${builders.writeText "firewall.nft" text}";
      ExecStop = "/usr/sbin/nft delete table inet nixos-fw";
    };
  };
}
