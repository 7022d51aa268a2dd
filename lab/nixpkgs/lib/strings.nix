let
  inherit (builtins)
    concatStringsSep
    genList
    isString
    length
    replaceStrings
    split
    stringLength
    substring
    ;
  lower = characters "abcdefghijklmnopqrstuvwxyz";
  upper = characters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  characters = text: genList (i: substring i 1 text) (stringLength text);
in
rec {
  inherit (builtins)
    concatStringsSep
    hashString
    match
    replaceStrings
    split
    stringLength
    substring
    ;
  optionalString = condition: text: if condition then text else "";
  concatStrings = concatStringsSep "";
  concatLines = concatMapStrings (line: line + "\n");
  concatMapStrings = f: list: concatStrings (map f list);
  concatMapStringsSep =
    separator: f: list:
    concatStringsSep separator (map f list);
  concatImapStringsSep =
    separator: f: list:
    concatStringsSep separator (genList (i: f (i + 1) (builtins.elemAt list i)) (length list));
  stringToCharacters = characters;
  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
  hasSuffix =
    suffix: text:
    stringLength suffix <= stringLength text
    && substring (stringLength text - stringLength suffix) (stringLength suffix) text == suffix;
  hasInfix = infix: text: length (split (escapeRegex infix) text) > 1;
  removePrefix =
    prefix: text: if hasPrefix prefix text then substring (stringLength prefix) (-1) text else text;
  removeSuffix =
    suffix: text:
    if hasSuffix suffix text then substring 0 (stringLength text - stringLength suffix) text else text;
  splitString =
    separator: text: builtins.filter isString (split (escapeRegex separator) text);
  escape = list: replaceStrings list (map (character: "\\${character}") list);
  escapeRegex = escape (characters "\\[{()^$?*+|.");
  escapeShellArg = value: "'${replaceStrings [ "'" ] [ "'\\''" ] (toString value)}'";
  escapeShellArgs = concatMapStringsSep " " escapeShellArg;
  toLower = replaceStrings upper lower;
  toUpper = replaceStrings lower upper;
  trim =
    text:
    let
      found = builtins.match "[ \t\r\n]*(.*[^ \t\r\n])[ \t\r\n]*" text;
    in
    if found == null then "" else builtins.head found;
  toInt = builtins.fromJSON;
  fixedWidthNumber = width: number: concatStrings (genList (_: "0") (width - stringLength (toString number))) + toString number;
}
