import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lab } from "../../../lab/index.ts";
import { run } from "../../process/index.ts";

/** Lab machine that the faults are tried on; every system below is made for it. */
export const machineName = "rustboro";

/** Where the machine's one service listens. */
export const port = 7020;

const manifest = `
  confederation.manifest = {
    version = 1;
    host = "${machineName}";
    site = "lab";
    digest = "";
    services.web = {
      units = [ "web.service" ];
      endpoints.web = { protocol = "http"; port = ${port}; unit = "web.service"; health = "/edition"; exposure = "public"; };
    };
  };`;

/** What every system has: a network it brings up itself, sshd, and a service that answers. */
const sound = `
  networking.hostName = "${machineName}";
  systemd.services.network-lan = {
    wantedBy = [ "multi-user.target" ];
    script = lib.mkDefault "ip link set lan0 up";
    serviceConfig = { Type = "oneshot"; RemainAfterExit = true; };
  };${manifest}`;

/** Listens after 3 s, or after what the machine's /run/listen-after says. */
const slowToListen = `systemd.services.web.serviceConfig.ExecStart = lib.mkForce "/bin/sh -c 'sleep $(cat /run/listen-after 2>/dev/null || echo 3); exec /usr/bin/busybox httpd -f -p ${port} -h /etc'";`;

/** Does one thing where the system was booted, and the other where it was only activated. */
function afterReboot(booted: string, activated: string): string {
  return `if [ $(readlink -f /run/booted-system) = $(readlink -f /run/current-system) ]; then ${booted}; else ${activated}; fi`;
}

/** Somebody besides root who may deploy. */
const deployUser = `
  users.users.deploy = { isNormalUser = true; openssh.authorizedKeys.keys = config.users.users.root.openssh.authorizedKeys.keys; };
  security.sudo.extraRules = [ { users = [ "deploy" ]; commands = [ { command = "ALL"; options = [ "NOPASSWD" ]; } ]; } ];
  nix.settings.trusted-users = [ "root" "deploy" ];`;

/** How each system differs from a sound one. */
const differences = {
  first: "",
  second: "",
  third: "",
  deployUser,
  deployUserAgain: `${deployUser} environment.etc.again.text = "";`,
  failedUnit: `systemd.services.broken = { wantedBy = [ "multi-user.target" ]; serviceConfig.ExecStart = "/usr/bin/false"; };`,
  failedService: `systemd.services.web.serviceConfig = { ExecStart = lib.mkForce "/bin/sh -c 'echo bind: address already in use :${port}; exit 1'"; Restart = lib.mkForce "no"; };`,
  flappingService: `systemd.services.web.serviceConfig = { ExecStart = lib.mkForce "/usr/bin/false"; Restart = lib.mkForce "always"; RestartSec = 1; };`,
  lateFailure: `systemd.services.late = { wantedBy = [ "multi-user.target" ]; serviceConfig.ExecStart = "/bin/sh -c 'sleep 1.5; exit 1'"; };`,
  networkDown: `systemd.services.network-lan.script = "ip link set lan0 down";`,
  addressLost: `systemd.services.network-lan = { script = "ip addr del 10.77.0.11/24 dev lan0"; preStop = "ip addr add 10.77.0.11/24 dev lan0"; };`,
  sshdElsewhere: "services.openssh.ports = [ 2222 ];",
  sshdBroken: `systemd.services.sshd.serviceConfig.ExecStart = lib.mkForce "/usr/bin/false";`,
  keyRemoved: `users.users.root.openssh.authorizedKeys.keys = lib.mkForce [ ];`,
  hangingActivation: `system.activationScripts.hang = { deps = [ "etc" ]; text = "sleep 1000"; };`,
  hangingUnit: `systemd.services.hang = { wantedBy = [ "multi-user.target" ]; serviceConfig = { Type = "oneshot"; ExecStart = "/usr/bin/sleep 1000"; TimeoutStartSec = "infinity"; }; };`,
  failingActivation: `system.activationScripts.fail = { deps = [ "etc" ]; text = "false"; };`,
  hungryActivation: `system.activationScripts.hungry = { deps = [ "etc" ]; text = "tail /dev/zero"; };`,
  slowActivation: `system.activationScripts.slow = { deps = [ "etc" ]; text = "sleep 3"; };`,
  tunnelRestart: `systemd.services.network-lan.script = "ip link set lan0 down; sleep 3; ip link set lan0 up";`,
  silentEndpoint: `systemd.services.web.serviceConfig.ExecStart = lib.mkForce "/usr/bin/sleep infinity";`,
  lateEndpoint: slowToListen,
  otherArchitecture: `lab.architecture = "riscv64-linux";`,
  otherKernel: `boot.kernelParams = [ "quiet" ]; boot.initrd.other = "yes";`,
  deafAfterReboot: `boot.initrd.other = "deaf"; systemd.services.network-lan.script = "${afterReboot("ip link set lan0 down", "ip link set lan0 up")}";`,
  failsAfterReboot: `boot.initrd.other = "fails"; systemd.services.broken = { wantedBy = [ "multi-user.target" ]; serviceConfig.ExecStart = "/bin/sh -c '${afterReboot("exit 1", "exec sleep infinity")}'"; };`,
  big: `environment.etc."ballast".source = builtins.toFile "ballast" (lib.concatStrings (builtins.genList (n: "ballast \${toString n} ........................................................................\\n") 60000));`,
} as const;

export type SystemName = keyof typeof differences;

/** Store path of each system. */
export type Systems = Readonly<Record<SystemName, string>>;

const flake = `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
  outputs = { nixpkgs, ... }: builtins.mapAttrs
    (name: module: (nixpkgs.lib.nixosSystem { modules = [ ./manifest.nix ./sound.nix { environment.etc.edition.text = name; } module ]; }).config.system.build.toplevel)
    (import ./systems.nix);
}
`;

const manifestModule = `{ config, lib, ... }:
{
  options.confederation.manifest = lib.mkOption { type = lib.types.attrsOf lib.types.anything; default = { }; };
  config.environment.etc."confederation/manifest.json".text = builtins.toJSON config.confederation.manifest;
}
`;

/** Builds all systems from the lab's miniature nixpkgs. */
export async function buildSystems(lab: Lab): Promise<Systems> {
  const folder = await mkdtemp(join(tmpdir(), "faults-"));
  try {
    const names = Object.keys(differences);
    const modules = Object.entries(differences).map(
      ([name, difference]) => `  ${name} = { config, lib, ... }: { ${difference} };`,
    );
    await writeFile(join(folder, "flake.nix"), flake);
    await writeFile(join(folder, "manifest.nix"), manifestModule);
    await writeFile(join(folder, "sound.nix"), `{ lib, ... }: {${sound}\n}\n`);
    await writeFile(join(folder, "systems.nix"), `{\n${modules.join("\n")}\n}\n`);
    const result = await run(
      [
        "nix",
        "build",
        ...names.map((name) => `path:${folder}#${name}`),
        "--override-input",
        "nixpkgs",
        `path:${lab.nixpkgs}`,
        "--no-write-lock-file",
        "--no-link",
        "--print-out-paths",
      ],
      { timeoutSeconds: 300, phase: "build the systems to try faults with" },
    );
    const paths = result.stdout.trim().split("\n");
    const path = (name: SystemName): string => {
      const found = paths[names.indexOf(name)];
      if (found === undefined) throw new Error(`no system was built for ${name}`);
      return found;
    };
    return mapKeys(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function mapKeys(path: (name: SystemName) => string): Systems {
  const systems: Partial<Record<SystemName, string>> = {};
  for (const name of Object.keys(differences)) if (isName(name)) systems[name] = path(name);
  if (!isWhole(systems)) throw new Error("a system is missing");
  return systems;
}

function isName(name: string): name is SystemName {
  return name in differences;
}

function isWhole(systems: Partial<Systems>): systems is Systems {
  return Object.keys(differences).every((name) => name in systems);
}
