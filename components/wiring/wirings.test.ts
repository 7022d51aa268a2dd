import assert from "node:assert/strict";
import { test } from "node:test";
import { game, testFleet, web } from "../fleet/fleet-for-tests.ts";
import { onTailnet, publicly, type Fleet } from "../fleet/index.ts";
import { mkDefault, mkForce, printNix } from "../nix/index.ts";
import { base } from "./base.ts";
import type { Wiring } from "./define-wiring.ts";
import { firewall } from "./firewall.ts";
import { ingress } from "./ingress.ts";
import { knownHosts } from "./known-hosts.ts";
import { Uses } from "./uses.ts";

/** What a wiring gives each host that has a part, and what of other hosts it uses for that. */
function partsOf(wiring: Wiring, fleet: Fleet) {
  const wire = wiring.read(fleet);
  return Object.fromEntries(
    fleet.hosts.flatMap((host) => {
      const uses = new Uses(host);
      const options = wire(host, uses.reach);
      return options === undefined ? [] : [[host.name, { options, uses: uses.list() }] as const];
    }),
  );
}

/** Compares as Nix, in which expressions can be compared. */
function assertSame(actual: unknown, expected: object): void {
  assert.equal(printNix(actual), printNix(expected));
}

const openWeb = {
  networking: { firewall: { allowedTCPPorts: [80, 443], allowedUDPPorts: [443] } },
};

test("ingress serves public names on the edge of their site, wherever the service runs", async () => {
  const fleet = await testFleet({
    edge: { services: [web({ port: 8080, expose: publicly("b.example.org") })] },
    nas: { services: [web({ port: 7020, expose: publicly("a.example.org") })] },
    pi: { services: [web()] },
  });
  const { edge, ...others } = partsOf(ingress, fleet);
  assert.deepEqual(others, {});
  assertSame(edge?.options, {
    services: {
      caddy: {
        enable: true,
        email: "admin@example.org",
        virtualHosts: {
          "a.example.org": { extraConfig: "encode zstd gzip\nreverse_proxy nas:7020\n" },
          "b.example.org": { extraConfig: "encode zstd gzip\nreverse_proxy 127.0.0.1:8080\n" },
        },
      },
    },
    ...openWeb,
  });
  assert.deepEqual(edge?.uses, [{ name: "web", host: "nas", port: 7020 }]);
});

test("beside public names, ingress refuses names of the tailnet to everybody else", async () => {
  const fleet = await testFleet({
    edge: { services: [web({ expose: onTailnet("inside.example.org") })] },
    nas: { services: [web({ expose: publicly("a.example.org") })] },
  });
  const { edge } = partsOf(ingress, fleet);
  assertSame(edge?.options.services, {
    caddy: {
      enable: true,
      email: "admin@example.org",
      virtualHosts: {
        ":443": { extraConfig: "abort\n" },
        "a.example.org": { extraConfig: "encode zstd gzip\nreverse_proxy nas:80\n" },
        "inside.example.org": {
          extraConfig: "tls internal\nencode zstd gzip\nreverse_proxy 127.0.0.1:80\n",
          listenAddresses: ["edge.tail.example.ts.net"],
        },
      },
    },
  });
});

test("ingress serves names of the tailnet on the host itself, bound to the tailnet, and opens nothing", async () => {
  const fleet = await testFleet({
    edge: {},
    nas: { services: [web({ port: 7020, expose: onTailnet("a.example.org") })] },
    pi: { services: [web({ expose: onTailnet() })] },
  });
  const { nas, ...others } = partsOf(ingress, fleet);
  assert.deepEqual(others, {});
  assertSame(nas?.options, {
    services: {
      caddy: {
        enable: true,
        email: "admin@example.org",
        virtualHosts: {
          "a.example.org": {
            extraConfig: "tls internal\nencode zstd gzip\nreverse_proxy 127.0.0.1:7020\n",
            listenAddresses: ["nas.tail.example.ts.net"],
          },
        },
      },
    },
    systemd: {
      services: {
        caddy: {
          after: ["tailscaled.service"],
          wants: ["tailscaled.service"],
          serviceConfig: { RestartPreventExitStatus: mkForce("") },
        },
      },
    },
  });
  assert.deepEqual(nas?.uses, []);
});

test("each site has its own edge", async () => {
  const name = (letter: string) => ({ services: [web({ expose: publicly(`${letter}.example.org`) })] });
  const fleet = await testFleet(
    { edge: {}, far: { site: "cloud" }, nas: name("a"), vps: { site: "cloud", ...name("b") } },
    { sites: { home: { timeZone: "UTC", edge: "edge" }, cloud: { timeZone: "UTC", edge: "far" } } },
  );
  const uses = Object.entries(partsOf(ingress, fleet)).map(([host, part]) => [host, part.uses]);
  assert.deepEqual(Object.fromEntries(uses), {
    edge: [{ name: "web", host: "nas", port: 80 }],
    far: [{ name: "web", host: "vps", port: 80 }],
  });
});

test("firewall opens public TCP and UDP ports on their own host only", async () => {
  const fleet = await testFleet({
    edge: { services: [web({ port: 8080, expose: publicly("a.example.org") })] },
    nas: { services: [game({ port: 2222, expose: publicly() })] },
    pi: { services: [game({ port: 2222, expose: onTailnet() })] },
  });
  assert.deepEqual(partsOf(firewall, fleet), {
    nas: {
      options: { networking: { firewall: { allowedTCPPorts: [2222], allowedUDPPorts: [2222] } } },
      uses: [],
    },
  });
});

test("known hosts: every host knows every host, by both names", async () => {
  const fleet = await testFleet({ edge: {}, nas: {} });
  const options = {
    programs: {
      ssh: {
        knownHosts: {
          edge: { hostNames: ["edge", "edge.tail.example.ts.net"], publicKey: "ssh-ed25519 AAAAedge" },
          nas: { hostNames: ["nas", "nas.tail.example.ts.net"], publicKey: "ssh-ed25519 AAAAnas" },
        },
      },
    },
  };
  assert.deepEqual(partsOf(knownHosts, fleet), {
    edge: { options, uses: [] },
    nas: { options, uses: [] },
  });
});

test("base: name, tailnet, SSH without passwords, and root's keys", async () => {
  const fleet = await testFleet({ edge: {}, attic: { site: "attic", stateVersion: "24.05" } });
  assertSame(partsOf(base, fleet)["attic"]?.options, {
    networking: { hostName: "attic", firewall: { trustedInterfaces: ["tailscale0"] } },
    nix: {
      settings: { "experimental-features": ["nix-command", "flakes"], "trusted-users": ["root"] },
    },
    services: {
      openssh: {
        enable: true,
        settings: { KbdInteractiveAuthentication: false, PasswordAuthentication: false },
      },
      tailscale: { enable: true, openFirewall: true },
    },
    system: { stateVersion: "24.05" },
    time: { timeZone: mkDefault("UTC") },
    users: { users: { root: { openssh: { authorizedKeys: { keys: ["ssh-ed25519 AAAAdeploy"] } } } } },
  });
});

test("base: a deploy user other than root may use sudo and send systems", async () => {
  const fleet = await testFleet({ edge: { deploy: { user: "deploy" } } });
  const options = partsOf(base, fleet)["edge"]?.options;
  assertSame(options?.users, {
    users: {
      deploy: { isNormalUser: true, openssh: { authorizedKeys: { keys: ["ssh-ed25519 AAAAdeploy"] } } },
    },
  });
  assertSame(options?.security, {
    sudo: {
      extraRules: [{ users: ["deploy"], commands: [{ command: "ALL", options: ["NOPASSWD"] }] }],
    },
  });
  assertSame(options?.nix, {
    settings: {
      "experimental-features": ["nix-command", "flakes"],
      "trusted-users": ["root", "deploy"],
    },
  });
});
