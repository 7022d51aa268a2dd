import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstNixpkgs, renderFlake, writeFlake, type FlakeHost } from "../../components/nix/index.ts";
import { run, start, type Argv } from "../../components/process/index.ts";
import { Lab, labFolder } from "../../lab/index.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { ratio, type Ratio } from "./ratio.ts";

const hosts = ["one", "two", "three", "four", "five", "six", "seven"];
const [first = ""] = hosts;
const deployFolder = join(import.meta.dirname, "..", "..", "components", "deploy");

/** What deploying a change costs: one machine against the bare commands typed by hand, seven at once against one alone. */
export async function deployCost(): Promise<Ratio[]> {
  const lab = new Lab(labFolder("bench"));
  const folder = await mkdtemp(join(tmpdir(), "confederation-bench-"));
  try {
    await lab.up(hosts);
    const site = new BenchSite(lab, folder);
    const alone = () => site.change([first], (host) => site.deploy(host));
    const all = () => site.change(hosts, (host) => site.deploy(host));
    return [
      await ratio({ name: "deploy one changed host", against: "the bare commands", atMost: 1.3 }, alone, () =>
        site.change([first], (host) => site.deployByHand(host)),
      ),
      await ratio({ name: "deploy seven changed hosts", against: "the bare commands for seven" }, all, () =>
        site.change(hosts, (host) => site.deployByHand(host)),
      ),
      await ratio({ name: "deploy seven changed hosts", against: "one of them alone" }, all, alone),
    ];
  } finally {
    await lab.down();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Small hosts that differ from change to change. */
class BenchSite {
  readonly #lab: Lab;
  readonly #folder: string;
  #changes = 0;

  constructor(lab: Lab, folder: string) {
    this.#lab = lab;
    this.#folder = folder;
  }

  /** Changes hosts and deploys them at once. */
  async change(changed: readonly string[], deploy: (host: string) => Promise<void>): Promise<void> {
    this.#changes += 1;
    const flake = renderFlake({
      description: "Seven small hosts",
      nixpkgs: firstNixpkgs,
      hosts: hosts.map((name) => this.#host(name, changed.includes(name) ? this.#changes : 0)),
    });
    await writeFlake(join(this.#folder, "flake"), flake.files);
    await Promise.all(changed.map(deploy));
  }

  #host(name: string, change: number): FlakeHost {
    const endpoint = { protocol: "http", port: 8080, unit: "web.service", health: "/", exposure: "tailnet" };
    const module = {
      nixpkgs: { hostPlatform: "x86_64-linux" },
      networking: { hostName: name },
      services: { openssh: { enable: true } },
      environment: { etc: { change: { text: `${this.#folder} ${change}` } } },
    };
    return {
      name,
      origin: "the benchmark",
      files: [{ path: "host.nix", origin: "the benchmark", module }],
      rawModules: [],
      manifest: {
        version: 1,
        host: name,
        site: "lab",
        services: { web: { units: ["web.service"], endpoints: { web: endpoint } } },
      },
    };
  }

  /** As Pulumi runs `Build` and `Switch`. */
  async deploy(host: string): Promise<void> {
    const inputs = JSON.stringify({ nixpkgs: `path:${this.#lab.nixpkgs}` });
    const system = await this.#command(host, "build-command.ts", {
      CONFEDERATION_STACK: "bench",
      CONFEDERATION_INPUTS: inputs,
    });
    const { address, hostKey } = await this.#lab.machine(host);
    await this.#command(host, "switch-command.ts", {
      CONFEDERATION_SYSTEM: system,
      CONFEDERATION_TARGET: JSON.stringify({
        host,
        address,
        hostKey,
        user: "root",
        sshConfig: this.#lab.sshConfig,
      }),
    });
  }

  async #command(host: string, program: string, env: Readonly<Record<string, string>>): Promise<string> {
    const { stdout } = await run(["node", join(deployFolder, program)], {
      cwd: this.#folder,
      env: { ...env, CONFEDERATION_HOST: host },
      timeoutSeconds: 120,
      host,
      phase: program,
    });
    return stdout;
  }

  /** What a careful person types: build, then copy, test, profile and boot loader over one connection. */
  async deployByHand(host: string): Promise<void> {
    const attribute = `nixosConfigurations.${host}.config.system.build.toplevel`;
    const build = ["nix", "build", `path:${join(this.#folder, "flake")}#${attribute}`] as const;
    const replaced = ["--override-input", "nixpkgs", `path:${this.#lab.nixpkgs}`, "--no-write-lock-file"];
    const options = ["--offline", "--no-link", "--print-out-paths"];
    const { stdout: system } = await this.#step(host, [...build, ...replaced, ...options]);
    const control = join(this.#folder, `${host}.ssh`);
    const ssh = ["ssh", "-F", this.#lab.sshConfig, "-o", `ControlPath=${control}`] as const;
    const master = start([...ssh, "-M", "-N", host], { onLine: () => {} });
    await waitUntil(
      `connection to ${host}`,
      { timeoutSeconds: 30 },
      async () => existsSync(control) || undefined,
    );
    try {
      const store = `ssh-ng://root@${host}`;
      await this.#step(host, ["nix", "copy", "--no-check-sigs", "--to", store, system], {
        NIX_SSHOPTS: `-F ${this.#lab.sshConfig} -o ControlPath=${control}`,
      });
      const activate = `${system}/bin/switch-to-configuration`;
      await this.#step(host, [...ssh, host, `${activate} test`]);
      await this.#step(host, [
        ...ssh,
        host,
        `nix-env --profile /nix/var/nix/profiles/system --set ${system}`,
      ]);
      await this.#step(host, [...ssh, host, `${activate} boot`]);
    } finally {
      master.stop();
      await master.ended;
    }
  }

  #step(host: string, argv: Argv, env: Readonly<Record<string, string>> = {}) {
    return run(argv, { timeoutSeconds: 120, host, phase: "by hand", env });
  }
}
