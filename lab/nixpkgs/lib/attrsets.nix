let
  inherit (builtins) attrNames isAttrs listToAttrs;
in
rec {
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    hasAttr
    intersectAttrs
    isAttrs
    listToAttrs
    mapAttrs
    removeAttrs
    zipAttrsWith
    ;
  nameValuePair = name: value: { inherit name value; };
  optionalAttrs = condition: set: if condition then set else { };
  filterAttrs =
    test: set: removeAttrs set (builtins.filter (name: !test name set.${name}) (attrNames set));
  mapAttrs' = f: set: listToAttrs (mapAttrsToList f set);
  mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
  attrsToList = mapAttrsToList nameValuePair;
  genAttrs = names: f: listToAttrs (map (name: nameValuePair name (f name)) names);
  concatMapAttrs = f: set: builtins.foldl' (a: b: a // b) { } (mapAttrsToList f set);
  mergeAttrsList = builtins.foldl' (a: b: a // b) { };
  foldlAttrs =
    f: start: set:
    builtins.foldl' (result: name: f result name set.${name}) start (attrNames set);
  filterMapAttrs = test: f: set: builtins.mapAttrs f (filterAttrs test set);
  recursiveUpdate =
    old: new:
    if isAttrs old && isAttrs new then
      old // builtins.mapAttrs (name: value: if old ? ${name} then recursiveUpdate old.${name} value else value) new
    else
      new;
  attrByPath =
    path: default: set:
    if path == [ ] then
      set
    else if set ? ${builtins.head path} then
      attrByPath (builtins.tail path) default set.${builtins.head path}
    else
      default;
  hasAttrByPath =
    path: set:
    path == [ ]
    || (set ? ${builtins.head path} && hasAttrByPath (builtins.tail path) set.${builtins.head path});
  getAttrFromPath =
    path: attrByPath path (throw "cannot find attribute `${builtins.concatStringsSep "." path}'");
  setAttrByPath =
    path: value:
    if path == [ ] then value else { ${builtins.head path} = setAttrByPath (builtins.tail path) value; };
  getAttrs = names: set: genAttrs names (name: set.${name});
  mapAttrsRecursive =
    f:
    let
      walk =
        path:
        builtins.mapAttrs (
          name: value: if isAttrs value then walk (path ++ [ name ]) value else f (path ++ [ name ]) value
        );
    in
    walk [ ];
}
