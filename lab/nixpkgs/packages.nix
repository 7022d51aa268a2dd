# `pkgs`: links to what the machines have, the usual builders, and a placeholder for every other name.
# Nix cannot answer for a name nobody listed, so the names are the words of the configuration's own files.
{ lib, lab, files }:
let
  builders = import ./builders.nix { inherit lib lab; };
  inherit (builders) runCommand writeText;

  wordsOf = file: builtins.filter lib.isString (builtins.split "[^A-Za-z0-9_'-]+" (builtins.readFile file));
  words = lib.genAttrs (lib.concatMap wordsOf files) (word: word);

  # Answers to every attribute the configuration could mean, can be called, and builds to a program that does nothing.
  placeholder =
    name:
    let
      pname = lib.last (lib.splitString "." name);
      package = runCommand "${pname}-${lab.version}" { } ''
        mkdir -p $out/bin
        printf '#!/bin/sh\necho "%s is not in the lab; this placeholder does nothing" >&2\n' ${lib.escapeShellArg pname} \
          > $out/bin/${builders.safeName pname}
        chmod +x $out/bin/*
      '';
    in
    builtins.mapAttrs (word: _: placeholder "${name}.${word}") words
    // package
    // {
      inherit pname;
      version = lab.version;
      meta.mainProgram = pname;
      __functor = _: _: placeholder name;
      override = _: placeholder name;
      overrideAttrs = _: placeholder name;
      withPackages = _: placeholder name;
    };

  links =
    name: programs:
    placeholder name
    // runCommand "${name}-${lab.version}" { } ''
      mkdir -p $out/bin
      ln -s ${toString programs} $out/bin/
    ''
    // { inherit (builders.named name { }) pname meta; };

  generator = extension: {
    generate = name: value: writeText name (render.${extension} value);
    type = lib.types.anything;
  };
  render = {
    json = builtins.toJSON;
    ini = lib.generators.toINI { };
    keyValue = lib.generators.toKeyValue { };
  };

  programs = builtins.mapAttrs links (import ./machine-programs.nix);
in
lib.genAttrs (builtins.filter (word: word != "") (lib.attrNames words)) placeholder
// programs
// {
  inherit lib;
  inherit (builders)
    runCommand
    writeShellApplication
    writeShellScript
    writeShellScriptBin
    writeText
    writeTextFile
    ;
  inherit (lab) system;
  coreutils-full = programs.coreutils;
  openssh_hpn = programs.openssh;
  runCommandLocal = runCommand;
  runtimeShell = "/bin/bash";
  writeScript = name: text: builders.writeTextFile { inherit name text; executable = true; };
  writeScriptBin = name: text: builders.named name (builders.writeTextFile { inherit name text; executable = true; destination = "/bin/${name}"; });
  symlinkJoin = { name, paths ? [ ], ... }: runCommand name { } (builders.linkPrograms paths);
  buildEnv = { name, paths ? [ ], ... }: runCommand name { } (builders.linkPrograms paths);
  stdenv = placeholder "stdenv" // {
    hostPlatform = {
      inherit (lab) system;
      isLinux = true;
      isDarwin = false;
      isx86_64 = lab.system == "x86_64-linux";
      isAarch64 = lab.system == "aarch64-linux";
    };
  };
  formats = {
    json = _: generator "json";
    yaml = _: generator "json";
    toml = _: generator "json";
    ini = _: generator "ini";
    keyValue = _: generator "keyValue";
  };
  linuxPackages = placeholder "linuxPackages";
}
