# What the manifest declares becomes real: each service's units run, and its endpoints answer on their ports.
{ config, lib, builders, ... }:
let
  manifest = {
    host = config.networking.hostName;
    services = { };
  }
  // config.confederation.manifest or { };
  server = builders.writeText "stand-in-server.pl" (builtins.readFile ../programs/stand-in-server.pl);

  # Programs the lab has for real.
  real = [ "sshd.service" "firewall.service" "nftables.service" ] ++ lib.optional config.services.caddy.enable "caddy.service";

  # [{ unit, service, endpoints }], one for each unit of each service
  runs = lib.concatLists (
    lib.mapAttrsToList (
      service: declared:
      let
        endpoints = builtins.attrValues declared.endpoints or { };
        units = lib.unique (declared.units or [ ] ++ map (endpoint: endpoint.unit) endpoints);
      in
      map (unit: {
        inherit unit service;
        endpoints = builtins.filter (endpoint: endpoint.unit == unit) endpoints;
      }) (lib.subtractLists real units)
    ) manifest.services
  );

  ofKind = kind: builtins.filter (run: lib.hasSuffix ".${kind}" run.unit) runs;
  define = kind: f: builtins.listToAttrs (map (run: lib.nameValuePair (lib.removeSuffix ".${kind}" run.unit) (f run)) (ofKind kind));

  # Stronger than what a service's own NixOS options say, weaker than mkForce, so that faults can be tried.
  standIn = lib.mkOverride 60;
  listen =
    endpoint:
    "${endpoint.protocol}:${if endpoint.exposure == "host" then "127.0.0.1" else "0.0.0.0"}:${toString endpoint.port}:${endpoint.health or "/"}";
in
{
  systemd.services = define "service" (run: {
    description = lib.mkDefault "Stand-in for ${run.service}";
    wantedBy = [ "multi-user.target" ];
    after = [ "network.target" ];
    script = standIn "";
    serviceConfig = {
      ExecStart = standIn (
        if run.endpoints == [ ] then
          "/usr/bin/sleep infinity"
        else
          toString ([ "/usr/bin/perl" server run.service manifest.host ] ++ map listen run.endpoints)
      );
      Restart = lib.mkDefault "on-failure";
    }
    # What the real program needs and the stand-in has not.
    // lib.genAttrs [ "Type" "User" "Group" "DynamicUser" "EnvironmentFile" "LoadCredential" "WorkingDirectory" "RootDirectory" "PIDFile" ] (
      _: standIn null
    );
  });
  systemd.timers = define "timer" (_: {
    wantedBy = [ "timers.target" ];
    timerConfig.OnCalendar = lib.mkDefault "yearly";
  });
  systemd.targets = define "target" (_: { });
}
