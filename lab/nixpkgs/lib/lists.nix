let
  inherit (builtins)
    concatMap
    elem
    elemAt
    filter
    foldl'
    genList
    length
    ;
in
rec {
  inherit (builtins)
    all
    any
    concatLists
    concatMap
    elem
    elemAt
    filter
    foldl'
    genList
    groupBy
    head
    isList
    length
    map
    partition
    sort
    tail
    ;
  optional = condition: value: if condition then [ value ] else [ ];
  optionals = condition: values: if condition then values else [ ];
  singleton = value: [ value ];
  toList = value: if builtins.isList value then value else [ value ];
  flatten = value: if builtins.isList value then concatMap flatten value else [ value ];
  foldl = foldl';
  foldr =
    f: start: list:
    foldl' (result: value: f value result) start (reverseList list);
  reverseList = list: genList (i: elemAt list (length list - i - 1)) (length list);
  last = list: elemAt list (length list - 1);
  init = list: take (length list - 1) list;
  take = count: list: genList (elemAt list) (if count < length list then count else length list);
  drop =
    count: list:
    if count >= length list then [ ] else genList (i: elemAt list (i + count)) (length list - count);
  range = first: last: if first > last then [ ] else genList (i: first + i) (last - first + 1);
  unique = foldl' (seen: value: if elem value seen then seen else seen ++ [ value ]) [ ];
  subtractLists = unwanted: filter (value: !elem value unwanted);
  intersectLists = wanted: filter (value: elem value wanted);
  remove = unwanted: filter (value: value != unwanted);
  count = test: list: length (filter test list);
  findFirst =
    test: default: list:
    let
      found = filter test list;
    in
    if found == [ ] then default else builtins.head found;
  forEach = list: f: map f list;
  imap0 = f: list: genList (i: f i (elemAt list i)) (length list);
  imap1 = f: imap0 (i: f (i + 1));
  sortOn = key: builtins.sort (a: b: key a < key b);
  zipListsWith =
    f: a: b:
    genList (i: f (elemAt a i) (elemAt b i)) (
      if length a < length b then length a else length b
    );
  zipLists = zipListsWith (fst: snd: { inherit fst snd; });
  naturalSort = builtins.sort builtins.lessThan;
}
