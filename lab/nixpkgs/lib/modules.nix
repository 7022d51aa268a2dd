# A small module system with NixOS's rules, except that options nobody declared are accepted.
{ lib }:
let
  inherit (builtins)
    any
    attrNames
    concatMap
    concatStringsSep
    foldl'
    isAttrs
    isList
    isString
    ;
  definitions = import ./definitions.nix;
  inherit (definitions) isMergeable resolve strongest;

  shown = concatStringsSep ".";
  show = value: if lib.isFunction value then "<function>" else if isAttrs value then "{ ${concatStringsSep " " (attrNames value)} }" else builtins.toJSON value;
  listed = defs: concatStringsSep "\n" (map (d: "- In `${d.file}': ${show d.value}") defs);

  # --- modules -> [{ file, options, config }] ---

  isFile = module: builtins.isPath module || isString module || (isAttrs module && module ? outPath);

  load =
    arguments: { key, file, module }:
    let
      loaded = if isFile module then import module else module;
      at = if isFile module then toString module else file;
      body = if lib.isFunction loaded then callModule arguments loaded else loaded;
      from = body._file or at;
      meta = [ "_file" "key" "imports" "disabledModules" "_class" ];
      structured = !(definitions.isProperty body) && (body ? config || body ? options);
      strays = removeAttrs body (meta ++ [ "config" "options" "meta" "freeformType" ]);
    in
    if !isAttrs body then
      throw "module `${from}' is a ${builtins.typeOf body}, expected an attribute set or a function that returns one"
    else if structured && strays != { } then
      throw "module `${from}' has an unsupported attribute `${builtins.head (attrNames strays)}': beside `config' or `options' every other option belongs into `config'"
    else
      {
        inherit key;
        file = from;
        options = if structured then body.options or { } else { };
        config =
          if definitions.isProperty body then body
          else if structured then body.config or { }
          else removeAttrs body meta;
        imports = lib.imap0 (i: module: {
          key = if isFile module then toString module else "${key}:${toString i}";
          file = from;
          inherit module;
        }) (body.imports or [ ]);
      };

  # Arguments a module names are passed lazily, so that they may come from the configuration itself.
  callModule =
    arguments: f:
    f (arguments // builtins.mapAttrs (name: _: arguments.${name} or arguments.config._module.args.${name}) (lib.functionArgs f));

  collect =
    arguments: modules:
    map (node: node.loaded) (
      builtins.genericClosure {
        startSet = lib.imap0 (
          i: module:
          node arguments {
            key = if isFile module then toString module else "module ${toString i}";
            file = "<module ${toString (i + 1)}>";
            inherit module;
          }
        ) modules;
        operator = { loaded, ... }: map (node arguments) loaded.imports;
      }
    );
  node = arguments: entry: {
    inherit (entry) key;
    loaded = load arguments entry;
  };

  # --- options ---

  joinOptions =
    location: a: b:
    if lib.isOption a || lib.isOption b then
      throw "the option `${shown location}' is already declared"
    else
      a // builtins.mapAttrs (name: value: if a ? ${name} then joinOptions (location ++ [ name ]) a.${name} value else value) b;

  # --- merging ---

  mergeAt =
    location: options: defs:
    if options == null then mergeUndeclared location defs
    else if lib.isOption options then mergeOption location options defs
    else mergeKeys location options defs;

  mergeKeys =
    location: options: defs:
    let
      spreadOne = d: map (value: { inherit (d) file; inherit value; }) (definitions.spread (value:
        throw "the option `${shown location}' is a set of options, but `${d.file}' defines it as ${show value}") d.value);
      parts = concatMap spreadOne defs;
      keys = foldl' (keys: part: keys // part.value) options parts;
    in
    builtins.mapAttrs (
      name: _:
      mergeAt (location ++ [ name ]) (options.${name} or null) (
        concatMap (part: if part.value ? ${name} then [ { inherit (part) file; value = part.value.${name}; } ] else [ ]) parts
      )
    ) keys;

  # An option that no module declares: the values tell how they merge.
  mergeUndeclared =
    location: defs:
    let
      shapes = map (d: definitions.shapeOf d.value) defs;
      resolved = strongest (concatMap resolve defs);
      values = map (d: d.value) resolved;
      first = builtins.head values;
    in
    if any (shape: shape == "set") shapes && !any (shape: shape == "leaf") shapes then
      mergeKeys location { } defs
    else if values == [ ] then
      throw "the option `${shown location}' was accessed but has no value defined"
    else if builtins.all isMergeable values then
      mergeKeys location { } resolved
    else if builtins.length values == 1 then
      first
    else if builtins.all isList values then
      builtins.concatLists values
    else if builtins.all isString values && any (lib.hasInfix "\n") values then
      concatStringsSep "\n" values
    else if !any lib.isFunction values && builtins.all (value: value == first) values then
      first
    else
      throw "the option `${shown location}' has conflicting definition values:\n${listed resolved}";

  mergeOption =
    location: option: defs:
    let
      default = lib.optional (option ? default) {
        file = "<default>";
        value = lib.mkOptionDefault option.default;
      };
      type = option.type or lib.types.unspecified;
      merged = mergeDefinitions location type (defs ++ default);
    in
    if option.readOnly or false && builtins.length (concatMap resolve defs) > 1 then
      throw "the option `${shown location}' is read-only, but it is set multiple times:\n${listed defs}"
    else
      (option.apply or (value: value)) merged;

  # Also for the elements of lists and attribute sets.
  mergeDefinitions =
    location: type: defs:
    let
      resolved = strongest (concatMap resolve defs);
      wrong = builtins.filter (d: !type.check d.value) resolved;
    in
    if resolved == [ ] then
      type.empty or (throw "the option `${shown location}' was accessed but has no value defined")
    else if wrong != [ ] then
      throw "a definition for option `${shown location}' is not of type `${type.description}':\n${listed wrong}"
    else
      type.merge location resolved;

  evalModules =
    {
      modules,
      specialArgs ? { },
      prefix ? [ ],
    }:
    let
      arguments = {
        inherit lib config options;
      }
      // specialArgs;
      loaded = collect arguments modules;
      options = foldl' (all: module: joinOptions prefix all module.options) { } loaded;
      merged = mergeKeys prefix options (
        map (module: { inherit (module) file; value = module.config; }) loaded
      );
      config = {
        _module.args = { };
      }
      // merged;
    in
    {
      inherit options config;
      extendModules =
        more:
        evalModules {
          modules = modules ++ more.modules or [ ];
          specialArgs = specialArgs // more.specialArgs or { };
          inherit prefix;
        };
    };
in
{
  inherit evalModules mergeDefinitions;
}
