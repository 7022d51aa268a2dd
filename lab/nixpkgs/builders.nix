# Derivations made by one busybox script: nothing is compiled, every build takes milliseconds.
{ lib, lab }:
rec {
  # The script runs with $out set and must make it.
  runCommand =
    name: environment: script:
    derivation (
      (removeAttrs environment [ "meta" "passthru" "nativeBuildInputs" "buildInputs" "preferLocalBuild" "allowSubstitutes" ])
      // {
        name = safeName name;
        inherit (lab) system;
        builder = "${lab.busybox}/busybox";
        args = [
          "sh"
          "-euc"
          ''
            ${lab.busybox}/busybox mkdir "$TMPDIR/.bin"
            ${lab.busybox}/busybox --install -s "$TMPDIR/.bin"
            PATH=$TMPDIR/.bin
            if [ -e "$scriptPath" ]; then . "$scriptPath"; else eval "$script"; fi
          ''
        ];
        inherit script;
        # Nobody else has these; asking would only take time.
        allowSubstitutes = false;
        preferLocalBuild = true;
        passAsFile = [ "script" ];
      }
    );

  safeName =
    name:
    let
      parts = builtins.split "[^A-Za-z0-9+._?=-]+" name;
    in
    lib.removePrefix "." (lib.concatMapStrings (part: if lib.isString part then part else "-") parts);

  writeTextFile =
    {
      name,
      text,
      executable ? false,
      destination ? "",
      ...
    }:
    runCommand name { } ''
      mkdir -p "$(dirname "$out"${lib.escapeShellArg destination})"
      printf %s ${lib.escapeShellArg text} > "$out"${lib.escapeShellArg destination}
      ${lib.optionalString executable ''chmod +x "$out"${lib.escapeShellArg destination}''}
    '';

  # A plain file needs no build unless it mentions one.
  writeText =
    name: text:
    if builtins.hasContext text then writeTextFile { inherit name text; } else builtins.toFile (safeName name) text;

  writeShellScript =
    name: text:
    writeTextFile {
      inherit name;
      executable = true;
      text = "#!/bin/bash\n${text}\n";
    };
  writeShellScriptBin =
    name: text:
    named name (writeTextFile {
      inherit name;
      executable = true;
      destination = "/bin/${name}";
      text = "#!/bin/bash\n${text}\n";
    });
  writeShellApplication =
    { name, text, runtimeInputs ? [ ], ... }:
    writeShellScriptBin name ''
      set -euo pipefail
      export PATH="${lib.makeBinPath runtimeInputs}:$PATH"
      ${text}'';
  named = name: package: package // { pname = name; meta.mainProgram = name; };

  # Script that links the programs of all packages into $out/bin.
  linkPrograms = packages: ''
    mkdir -p $out/bin
    for package in ${toString (lib.unique (map (package: "${package}") packages))}; do
      for program in $package/bin/*; do
        if [ -e "$program" ] || [ -L "$program" ]; then ln -sfn "$program" $out/bin/; fi
      done
    done
  '';
}
