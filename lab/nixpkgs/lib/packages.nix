rec {
  isDerivation = value: (value.type or null) == "derivation";
  getExe = package: getExe' package (package.meta.mainProgram or package.pname or package.name);
  getExe' = package: program: "${package}/bin/${program}";
  makeSearchPath =
    folder: packages: builtins.concatStringsSep ":" (map (package: "${package}/${folder}") packages);
  makeBinPath = makeSearchPath "bin";
}
