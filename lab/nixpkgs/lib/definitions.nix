# A definition is { file, value }; its value may be wrapped in properties. Two ways to take them off:
# `spread` keeps a condition unevaluated by pushing it down to every key, `resolve` evaluates it.
let
  inherit (builtins) concatMap filter foldl' isAttrs;
  properties = import ./properties.nix;
  kindOf = value: if isAttrs value then value._type or null else null;
in
rec {
  isProperty = value: builtins.elem (kindOf value) [ "if" "merge" "override" "order" ];

  # Attribute sets that are merged key by key; packages, functors and typed values are leaves.
  isMergeable =
    value:
    isAttrs value && !(value ? _type) && !(value ? outPath) && !(value ? __functor) && (value.type or null) != "derivation";

  # value -> list of attribute sets whose values carry the properties that were around them
  spread =
    fail: value:
    let
      under = wrap: map (builtins.mapAttrs (_: wrap)) (spread fail value.content);
    in
    {
      merge = concatMap (spread fail) value.contents;
      "if" = under (properties.mkIf value.condition);
      override = under (properties.mkOverride value.priority);
      order = under (properties.mkOrder value.priority);
    }
    .${toString (kindOf value)} or (if isAttrs value then [ value ] else fail value);

  # definition -> list of { file, value, priority, order }, without those whose condition is false
  resolve =
    definition:
    let
      inside = value: resolve (definition // { inherit value; });
      inherit (definition) value;
    in
    {
      merge = concatMap inside value.contents;
      "if" = if value.condition then inside value.content else [ ];
      override = map (d: d // { inherit (value) priority; }) (inside value.content);
      order = map (d: d // { order = value.priority; }) (inside value.content);
    }
    .${toString (kindOf value)} or [
      (
        {
          priority = properties.defaultPriority;
          order = properties.defaultOrder;
        }
        // definition
      )
    ];

  # Only the definitions of the strongest (lowest) priority count, in their order.
  strongest =
    resolved:
    let
      best = foldl' (best: d: if d.priority < best then d.priority else best) 1000000 resolved;
    in
    builtins.sort (a: b: a.order < b.order) (filter (d: d.priority == best) resolved);

  # What a definition is before its conditions are known: "set", "leaf" or null (only conditions tell).
  shapeOf =
    value:
    {
      "if" = null;
      merge = foldl' (shape: v: if shape != null then shape else shapeOf v) null value.contents or [ ];
      override = shapeOf value.content or null;
      order = shapeOf value.content or null;
    }
    .${toString (kindOf value)} or (if isMergeable value then "set" else "leaf");
}
