# systemd.* as real unit files.
{ config, lib, builders, ... }:
let
  inherit (lib) mkOption types optionalAttrs;
  inherit (import ../unit-file.nix { inherit lib; }) unitFile;
  list = mkOption { default = [ ]; type = types.listOf types.str; };
  section = mkOption { default = { }; type = types.attrsOf types.raw; };
  yes = mkOption { default = true; type = types.bool; };
  no = mkOption { default = false; type = types.bool; };
  lines = mkOption { default = ""; type = types.lines; };

  unitOptions = {
    enable = yes;
    description = mkOption { default = ""; type = types.str; };
    wantedBy = list;
    requiredBy = list;
    upheldBy = list;
    aliases = list;
    wants = list;
    requires = list;
    requisite = list;
    after = list;
    before = list;
    bindsTo = list;
    partOf = list;
    conflicts = list;
    upholds = list;
    onFailure = list;
    onSuccess = list;
    unitConfig = section;
    stopIfChanged = yes;
    restartIfChanged = yes;
    reloadIfChanged = no;
    restartTriggers = mkOption { default = [ ]; type = types.listOf types.raw; };
    reloadTriggers = mkOption { default = [ ]; type = types.listOf types.raw; };
  };
  serviceOptions = unitOptions // {
    serviceConfig = section;
    environment = section;
    path = mkOption { default = [ ]; type = types.listOf types.raw; };
    startAt = mkOption { default = [ ]; type = types.either types.str (types.listOf types.str); };
    script = lines;
    scriptArgs = lines;
    preStart = lines;
    postStart = lines;
    preStop = lines;
    postStop = lines;
    reload = lines;
  };
  unitsOf = more: mkOption {
    default = { };
    type = types.attrsOf (types.submodule { options = unitOptions // more; });
  };

  commonSection =
    unit:
    let
      key = name: values: optionalAttrs (values != [ ]) { ${name} = toString values; };
    in
    optionalAttrs (unit.description != "") { Description = unit.description; }
    // key "Wants" unit.wants
    // key "Requires" unit.requires
    // key "Requisite" unit.requisite
    // key "After" unit.after
    // key "Before" unit.before
    // key "BindsTo" unit.bindsTo
    // key "PartOf" unit.partOf
    // key "Conflicts" unit.conflicts
    // key "Upholds" unit.upholds
    // key "OnFailure" unit.onFailure
    // key "OnSuccess" unit.onSuccess
    // key "X-Restart-Triggers" unit.restartTriggers
    // key "X-Reload-Triggers" unit.reloadTriggers
    // optionalAttrs (!unit.stopIfChanged) { X-StopIfChanged = false; }
    // optionalAttrs (!unit.restartIfChanged) { X-RestartIfChanged = false; }
    // optionalAttrs unit.reloadIfChanged { X-ReloadIfChanged = true; }
    // unit.unitConfig;

  programsPath = ":/run/current-system/sw/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  serviceSection =
    name: service:
    let
      script = step: text: "/bin/bash -e ${builders.writeText "unit-script-${name}-${step}" text}";
      from = key: step: text: optionalAttrs (text != "") { ${key} = script step text; };
      environment =
        optionalAttrs (service.path != [ ]) {
          PATH = lib.concatMapStringsSep ":" (entry: "${entry}/bin") service.path + programsPath;
        }
        // service.environment;
      shown = lib.filterAttrs (_: value: value != null) environment;
    in
    optionalAttrs (shown != { }) {
      Environment = lib.mapAttrsToList (key: value: builtins.toJSON "${key}=${toString value}") shown;
    }
    // optionalAttrs (service.script != "") { ExecStart = "${script "start" service.script} ${service.scriptArgs}"; }
    // from "ExecStartPre" "pre-start" service.preStart
    // from "ExecStartPost" "post-start" service.postStart
    // from "ExecStop" "pre-stop" service.preStop
    // from "ExecStopPost" "post-stop" service.postStop
    // from "ExecReload" "reload" service.reload
    // service.serviceConfig;

  cfg = config.systemd;
  enabled = lib.filterAttrs (_: unit: unit.enable);
  file = suffix: sections: name: unit: {
    name = "${name}.${suffix}";
    inherit (unit) wantedBy requiredBy upheldBy aliases;
    text = unitFile ({ Unit = commonSection unit; } // sections name unit);
  };
  units =
    lib.mapAttrsToList (file "service" (name: unit: { Service = serviceSection name unit; })) (enabled cfg.services)
    ++ lib.mapAttrsToList (file "timer" (_: unit: { Timer = unit.timerConfig; })) (enabled cfg.timers)
    ++ lib.mapAttrsToList (
      file "socket" (_: unit: {
        Socket = optionalAttrs (unit.listenStreams != [ ]) { ListenStream = unit.listenStreams; } // unit.socketConfig;
      })
    ) (enabled cfg.sockets)
    ++ lib.mapAttrsToList (file "path" (_: unit: { Path = unit.pathConfig; })) (enabled cfg.paths)
    ++ lib.mapAttrsToList (file "target" (_: _: { })) (enabled cfg.targets);

  place =
    unit:
    let
      into = kind: target: ''
        mkdir -p ${target}.${kind}
        ln -s ../${lib.escapeShellArg unit.name} ${target}.${kind}/
      '';
    in
    ''
      printf %s ${lib.escapeShellArg unit.text} > ${lib.escapeShellArg unit.name}
    ''
    + lib.concatMapStrings (into "wants") unit.wantedBy
    + lib.concatMapStrings (into "requires") unit.requiredBy
    + lib.concatMapStrings (into "upholds") unit.upheldBy
    + lib.concatMapStrings (alias: "ln -s ${lib.escapeShellArg unit.name} ${lib.escapeShellArg alias}\n") unit.aliases;

  tmpfile = path: type: rule:
    "${type} ${path} ${rule.mode or "-"} ${rule.user or "-"} ${rule.group or "-"} ${rule.age or "-"} ${rule.argument or "-"}";
in
{
  options.systemd = {
    services = mkOption {
      default = { };
      type = types.attrsOf (types.submodule { options = serviceOptions; });
    };
    timers = unitsOf { timerConfig = section; };
    sockets = unitsOf { socketConfig = section; listenStreams = list; };
    paths = unitsOf { pathConfig = section; };
    targets = unitsOf { };
    tmpfiles.rules = list;
    tmpfiles.settings = mkOption { default = { }; type = types.anything; };
  };

  config = {
    systemd.timers = lib.mapAttrs (_: service: {
      wantedBy = [ "timers.target" ];
      timerConfig.OnCalendar = service.startAt;
    }) (lib.filterAttrs (_: service: service.startAt != [ ] && service.startAt != "") cfg.services);

    environment.etc = {
      "systemd/system".source = builders.runCommand "system-units" { } ''
        mkdir $out
        cd $out
        ln -s /usr/lib/systemd/system/multi-user.target default.target
        ${lib.concatMapStrings place units}
      '';
      "tmpfiles.d/00-nixos.conf".text = lib.concatLines (
        cfg.tmpfiles.rules
        ++ lib.concatMap (paths: lib.concatLists (lib.mapAttrsToList (path: lib.mapAttrsToList (tmpfile path)) paths)) (
          builtins.attrValues cfg.tmpfiles.settings
        )
      );
    };
  };
}
