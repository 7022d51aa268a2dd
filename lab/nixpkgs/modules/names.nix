# Names: the stand-in tailnet's, what the fleet writes into /etc/hosts, and whose host keys are known.
{ config, lib, lab, ... }:
let
  inherit (lib) mkOption types;
  lineOf = address: names: "${address} ${toString names}";
  machineOf = names: lib.findFirst (machine: machine != null) null (map (name: lab.machines.${lib.head (lib.splitString "." name)} or null) names);

  # A lab machine has a host key of its own, in place of the real machine's.
  knownHost =
    name: entry:
    let
      names = lib.unique ((if entry ? hostNames then entry.hostNames else [ name ]) ++ entry.extraHostNames or [ ]);
      machine = machineOf names;
      key = if machine == null then entry.publicKey or null else machine.hostKey;
    in
    lib.optionalString (key != null) "${lib.optionalString (entry.certAuthority or false) "@cert-authority "}${lib.concatStringsSep "," names} ${key}\n";
in
{
  options = {
    networking.hosts = mkOption { default = { }; type = types.attrsOf (types.listOf types.str); };
    networking.extraHosts = mkOption { default = ""; type = types.lines; };
    programs.ssh.knownHosts = mkOption { default = { }; type = types.attrsOf (types.submodule { }); };
    programs.ssh.extraConfig = mkOption { default = ""; type = types.lines; };
  };

  config.environment.etc = {
    hosts.text = ''
      127.0.0.1 localhost
      ::1 localhost
      ${lib.concatLines (
        lib.mapAttrsToList (name: machine: lineOf machine.tailnetAddress [ "${name}.${lab.tailnet}" name ]) lab.machines
        ++ lib.mapAttrsToList lineOf config.networking.hosts
      )}${config.networking.extraHosts}
    '';
    "ssh/ssh_known_hosts".text = lib.concatStrings (lib.mapAttrsToList knownHost config.programs.ssh.knownHosts);
    "ssh/ssh_config".text = config.programs.ssh.extraConfig + "\n";
  };
}
