# The system as NixOS lays it out: what a boot loader, a deployer and a person find in /run/current-system.
{ config, lib, pkgs, lab, builders, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.system;
  failed = builtins.filter (check: !check.assertion) config.assertions;
  hostName = config.networking.hostName;
  label = if hostName == "" then "unnamed" else hostName;
  kernel = config.boot.kernelPackages.kernel or config.boot.kernelPackages;
  kernelImage = builders.runCommand "linux-${kernel.pname}" { } ''
    mkdir -p $out/lib/modules
    echo ${lib.escapeShellArg kernel.pname} > $out/bzImage
  '';
  initrd = builders.runCommand "initrd-linux-${kernel.pname}" { } ''
    mkdir -p $out
    printf %s ${lib.escapeShellArg (builtins.toJSON { inherit (config.boot) initrd; kernel = "${kernelImage}"; })} > $out/initrd
  '';
  toplevel = builders.runCommand "nixos-system-${label}-${cfg.nixos.label}" { } ''
    mkdir -p $out/bin $out/specialisation
    ln -s ${cfg.build.etc}/etc $out/etc
    ln -s ${config.system.path} $out/sw
    ln -s ${kernelImage}/bzImage $out/kernel
    ln -s ${kernelImage} $out/kernel-modules
    ln -s ${initrd}/initrd $out/initrd
    ln -s /usr/lib/systemd $out/systemd
    printf %s ${lib.escapeShellArg (toString config.boot.kernelParams)} > $out/kernel-params
    printf %s ${lib.escapeShellArg config.lab.architecture} > $out/system
    printf %s ${lib.escapeShellArg cfg.nixos.label} > $out/nixos-version
    printf 1 > $out/init-interface-version

    sed "s|@out@|$out|g" ${builders.writeText "activate" cfg.build.activationText} > $out/activate
    sed "s|@out@|$out|g" ${builders.writeText "init" (builtins.readFile ../programs/init.sh)} > $out/init
    {
      echo '#!/bin/sh'
      echo "exec /usr/bin/perl ${builders.writeText "switch-to-configuration.pl" (builtins.readFile ../programs/switch-to-configuration.pl)} $out \"\$@\""
    } > $out/bin/switch-to-configuration
    chmod +x $out/activate $out/init $out/bin/switch-to-configuration
  '';
in
{
  options = {
    assertions = mkOption {
      default = [ ];
      type = types.listOf types.raw;
    };
    warnings = mkOption {
      default = [ ];
      type = types.listOf types.str;
    };
    networking.hostName = mkOption {
      default = "nixos";
      type = types.strMatching "([A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)?";
    };
    boot.kernelPackages = mkOption {
      default = pkgs.linuxPackages;
      type = types.raw;
    };
    boot.kernelParams = mkOption {
      default = [ ];
      type = types.listOf types.str;
    };
    boot.initrd = mkOption {
      default = { };
      type = types.anything;
    };
    environment.systemPackages = mkOption {
      default = [ ];
      type = types.listOf types.package;
    };
    lab.architecture = mkOption {
      description = "The system this host says it is made for.";
      default = lab.system;
      type = types.str;
    };
    system.nixos.label = mkOption {
      default = lab.version;
      type = types.str;
    };
    system.path = mkOption { type = types.package; };
    system.build = mkOption {
      default = { };
      type = types.lazyAttrsOf types.raw;
    };
  };

  config = {
    system.path = builders.runCommand "system-path" { } (
      ''
        mkdir -p $out/bin
        ln -s ${toString (lib.concatLists (builtins.attrValues (import ../machine-programs.nix)))} $out/bin/
        printf '#!/bin/sh\ncat /run/current-system/nixos-version; echo\n' > $out/bin/nixos-version
        chmod +x $out/bin/nixos-version
      ''
      + builders.linkPrograms config.environment.systemPackages
    );
    system.build.toplevel = lib.foldl' (system: warning: lib.warn warning system) (
      if failed == [ ] then toplevel
      else throw "\nFailed assertions:\n${lib.concatMapStringsSep "\n" (check: "- ${check.message}") failed}"
    ) config.warnings;
  };
}
