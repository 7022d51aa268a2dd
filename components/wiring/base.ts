import type { Host } from "../fleet/index.ts";
import { mkDefault } from "../nix/index.ts";
import type { NixosConfig } from "../options/index.ts";
import { defineWiring } from "./define-wiring.ts";

/** What every host has: its name, the tailnet, and the way in for deploying. */
export const base = defineWiring("base", () => (host) => ({
  networking: { hostName: host.name, firewall: { trustedInterfaces: ["tailscale0"] } },
  nix: {
    settings: {
      "experimental-features": ["nix-command", "flakes"],
      // Who deploys copies systems that no cache has signed.
      "trusted-users": ["root", ...(host.deploy.user === "root" ? [] : [host.deploy.user])],
    },
  },
  services: {
    openssh: {
      enable: true,
      settings: { KbdInteractiveAuthentication: false, PasswordAuthentication: false },
    },
    tailscale: { enable: true, openFirewall: true },
  },
  system: { stateVersion: host.stateVersion },
  time: { timeZone: mkDefault(host.site.timeZone) },
  ...deployUser(host),
}));

function deployUser(host: Host): Pick<NixosConfig, "users" | "security"> {
  const { user } = host.deploy;
  const login = { openssh: { authorizedKeys: { keys: host.deployKeys } } };
  if (user === "root") return { users: { users: { root: login } } };
  return {
    users: { users: { [user]: { isNormalUser: true, ...login } } },
    security: {
      sudo: { extraRules: [{ users: [user], commands: [{ command: "ALL", options: ["NOPASSWD"] }] }] },
    },
  };
}
