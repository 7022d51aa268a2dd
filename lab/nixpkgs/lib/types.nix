# Option types: `check` says whether one definition fits, `merge` makes one value of several definitions.
{
  lib,
  evalModules,
  mergeDefinitions,
}:
let
  inherit (builtins)
    all
    attrNames
    concatMap
    head
    isAttrs
    isInt
    isString
    length
    ;
  shown = builtins.concatStringsSep ".";

  # Several definitions are fine when they say the same.
  same =
    location: defs:
    if all (d: d.value == (head defs).value) defs then (head defs).value else conflict location defs;
  single = location: defs: if length defs == 1 then (head defs).value else conflict location defs;
  conflict =
    location: defs:
    throw "the option `${shown location}' has conflicting definition values:\n${
      builtins.concatStringsSep "\n" (map (d: "- In `${d.file}'") defs)
    }";
  joined =
    separator: _: defs:
    builtins.concatStringsSep separator (map (d: d.value) defs);

  type = description: check: merge: {
    _type = "option-type";
    name = description;
    inherit description check merge;
  };
  text = description: merge: type description isString merge;
  between = low: high: type "integer between ${toString low} and ${toString high} (both inclusive)" (v: isInt v && low <= v && v <= high) same;
  isPackage = value: isAttrs value && (value.type or null) == "derivation";
  isPathLike = value: builtins.isPath value || isPackage value || (isString value && lib.hasPrefix "/" value) || (isAttrs value && value ? outPath);
  isModule = value: isAttrs value || lib.isFunction value || builtins.isPath value;

  elements =
    element: location: defs:
    concatMap (d: lib.imap1 (i: value: element (location ++ [ "[definition ${toString i}]" ]) { inherit (d) file; inherit value; }) d.value) defs;

  types = {
    inherit mkOptionType;
    bool = type "boolean" builtins.isBool same;
    int = type "signed integer" isInt same;
    float = type "floating point number" builtins.isFloat same;
    number = type "number" (v: isInt v || builtins.isFloat v) same;
    str = text "string" same;
    nonEmptyStr = type "non-empty string" (v: isString v && builtins.match "[ \t\r\n]*" v == null) same;
    singleLineStr = text "single-line string" same;
    strMatching = pattern: type "string matching ${pattern}" (v: isString v && builtins.match pattern v != null) same;
    lines = text "strings concatenated with \"\\n\"" (joined "\n");
    commas = text "strings concatenated with \",\"" (joined ",");
    envVar = text "strings concatenated with \":\"" (joined ":");
    separatedString = separator: text "strings concatenated with ${builtins.toJSON separator}" (joined separator);
    path = type "absolute path" isPathLike same;
    pathInStore = types.path;
    package = type "package" isPathLike single;
    shellPackage = types.package;
    pkgs = types.raw;
    raw = type "raw value" (_: true) single;
    unspecified = types.anything;
    port = between 0 65535;
    ints = {
      inherit between;
      unsigned = type "unsigned integer, meaning >=0" (v: isInt v && v >= 0) same;
      positive = type "positive integer, meaning >0" (v: isInt v && v > 0) same;
      u8 = between 0 255;
      u16 = between 0 65535;
      u32 = between 0 4294967295;
    };
    enum = values: type "one of ${lib.concatMapStringsSep ", " builtins.toJSON values}" (v: builtins.elem v values) same;
    functionTo = _: type "function" lib.isFunction single;

    attrs = type "attribute set" isAttrs (_: lib.foldl' (all: d: all // d.value) { });
    anything = type "anything" (_: true) (
      location: defs:
      (evalModules {
        prefix = lib.init location;
        modules = map (d: {
          _file = d.file;
          config.${lib.last location} = d.value;
        }) defs;
      }).config.${lib.last location}
    );

    listOf = element:
      type "list of ${element.description}" builtins.isList (elements (location: def: mergeDefinitions location element [ def ]))
      // { empty = [ ]; };

    attrsOf = attrsOf true;
    lazyAttrsOf = attrsOf false;

    nullOr = element:
      type "null or ${element.description}" (v: v == null || element.check v) (
        location: defs: if all (d: d.value == null) defs then null else element.merge location (builtins.filter (d: d.value != null) defs)
      )
      // { empty = null; };
    either = a: b: type "${a.description} or ${b.description}" (v: a.check v || b.check v) (
      location: defs: (if all (d: a.check d.value) defs then a else b).merge location defs
    );
    oneOf = list: lib.foldl' types.either (head list) (builtins.tail list);
    coercedTo = from: coerce: to: type to.description (v: from.check v || to.check v) (
      location: defs: to.merge location (map (d: d // { value = if from.check d.value then coerce d.value else d.value; }) defs)
    );
    uniq = element: element // { merge = single; };
    unique = _: types.uniq;
    addCheck = element: check: element // { check = v: element.check v && check v; };

    submodule = module: submoduleOf (lib.toList module) { };
    submoduleWith = { modules, specialArgs ? { }, ... }: submoduleOf modules specialArgs;
    deferredModule = type "module" isModule (_: defs: { imports = map (d: { _file = d.file; imports = [ d.value ]; }) defs; });
  };

  # To drop the names whose conditions are all false, the conditions must be known: not so in a lazy set.
  attrsOf =
    strict: element:
    type "attribute set of ${element.description}" isAttrs (
      location: defs:
      let
        names = attrNames (lib.foldl' (names: d: names // d.value) { } defs);
        of = name: concatMap (d: if d.value ? ${name} then resolve { inherit (d) file; value = d.value.${name}; } else [ ]) defs;
      in
      lib.genAttrs (if strict then builtins.filter (name: of name != [ ]) names else names) (
        name: mergeDefinitions (location ++ [ name ]) element (of name)
      )
    )
    // { empty = { }; };

  submoduleOf =
    modules: specialArgs:
    let
      eval = location: defs:
        removeAttrs
          (evalModules {
            prefix = location;
            specialArgs = { name = lib.last location; } // specialArgs;
            modules = modules ++ map (d: if isAttrs d.value then { _file = d.file; config = d.value; } else d.value) defs;
          }).config
          [ "_module" ];
    in
    type "submodule" isModule eval // { empty = eval [ "‹name›" ] [ ]; };

  mkOptionType = { name, description ? name, check ? (_: true), merge ? same, ... }: type description check merge;
  inherit (import ./definitions.nix) resolve;
in
types
