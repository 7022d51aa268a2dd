import assert from "node:assert/strict";
import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { run } from "../components/process/index.ts";
import { labFolder } from "./folders.ts";
import { Lab } from "./laboratory.ts";
import { bootId } from "./machine.ts";
import { namespaces } from "./network.ts";

const lab = new Lab(labFolder("machines-test"));
const hosts = ["one", "two"];

before(async () => {
  await lab.down();
  await lab.up(hosts, { tailnet: "trial.ts.net" });
});
after(() => lab.down());

async function boot(host: string): Promise<string | undefined> {
  return bootId({ lab: lab.id, host });
}

/** Everything of this lab that the computer still knows of. */
async function traces(): Promise<string[]> {
  const mounts = (await readFile("/proc/self/mounts", "utf8")).split("\n");
  const listed = await run(["ps", "-eo", "args"], { timeoutSeconds: 5 });
  const groups = await run(["find", "/sys/fs/cgroup", "-maxdepth", "4", "-name", lab.id], {
    timeoutSeconds: 10,
  });
  const propagated = await readdir("/run/systemd/nspawn/propagate").catch(() => []);
  return [
    ...mounts.filter((line) => line.includes(lab.folder)),
    ...listed.stdout.split("\n").filter((line) => line.includes(`lab-${lab.id}`)),
    ...groups.stdout.split("\n").filter((line) => line !== ""),
    ...(await namespaces()).filter((name) => name.includes(lab.id)),
    ...propagated.filter((name) => name.includes(lab.id)),
  ];
}

test("a new machine is a healthy, freshly installed NixOS with a generation to return to", async () => {
  for (const host of hosts) {
    const state = await lab.exec(host, ["systemctl", "is-system-running", "--wait"]);
    assert.equal(state.stdout, "running");
    const system = await lab.exec(host, ["readlink", "/run/current-system"]);
    assert.match(system.stdout, /^\/nix\/store\/\w+-nixos-system-nixos-25\.11-lab$/);
    const profile = await lab.exec(host, ["readlink", "-f", "/nix/var/nix/profiles/system"]);
    const loader = await lab.exec(host, ["cat", "/boot/lab/default"]);
    assert.deepEqual([profile.stdout, loader.stdout], [system.stdout, system.stdout]);
  }
});

test("the written ssh_config leads into each machine, with its own pinned host key", async () => {
  for (const host of hosts) {
    const answer = await run(["ssh", "-n", "-F", lab.sshConfig, host, "cat", "/etc/machine-id"], {
      timeoutSeconds: 10,
    });
    const inside = await lab.exec(host, ["cat", "/etc/machine-id"]);
    assert.equal(answer.stdout, inside.stdout);
  }
  const swapped = await run(["ssh", "-n", "-F", lab.sshConfig, "-o", "HostKeyAlias=two", "one", "true"], {
    timeoutSeconds: 10,
    acceptExitCodes: [255],
  });
  assert.match(swapped.stderr, /Host key verification failed/);
});

test("machines reach each other on both networks, and nothing beyond", async () => {
  const [, two] = await lab.status();
  assert.ok(two);
  for (const address of [two.address, two.tailnetAddress]) {
    await lab.exec("one", ["busybox", "ping", "-c", "1", "-W", "2", address]);
  }
  const outside = await lab.exec("one", ["busybox", "ping", "-c", "1", "-W", "2", "192.0.2.1"], {
    acceptExitCodes: [1],
  });
  assert.match(outside.stderr, /Network (is )?unreachable/);
});

test("up again leaves running machines alone", async () => {
  const before = await boot("one");
  await lab.up(hosts);
  assert.equal(await boot("one"), before);
});

test("reboot and power cut each give a new boot and keep what was written to disk", async () => {
  await lab.exec("one", ["sh", "-c", "echo kept > /var/kept; sync"]);
  const first = await boot("one");
  await lab.reboot("one");
  const second = await boot("one");
  await lab.powerCut("one");
  assert.equal(await boot("one"), undefined);
  await lab.start("one");
  const third = await boot("one");
  assert.equal(new Set([first, second, third]).size, 3);
  assert.equal((await lab.exec("one", ["cat", "/var/kept"])).stdout, "kept");
});

test("a pulled cable cuts the machine off and a put-back one brings it back", async () => {
  const [one] = await lab.status();
  assert.ok(one);
  const ping = ["busybox", "ping", "-c", "1", "-W", "1"];
  await lab.faults.linkDown("one", "lan");
  await lab.exec("two", [...ping, one.address], { acceptExitCodes: [1] });
  await lab.exec("two", [...ping, one.tailnetAddress]);
  await lab.faults.linkUp("one", "lan");
  await lab.exec("two", [
    "sh",
    "-c",
    `for i in $(seq 20); do busybox ping -c 1 -W 1 ${one.address} && exit; done; exit 1`,
  ]);
});

test("a frozen machine answers nothing until it is let go on", async () => {
  const greeting = ["sh", "-c", "timeout 1 busybox nc 10.77.0.11 22 < /dev/null | head -c 4"];
  await lab.faults.freeze("one");
  assert.equal((await lab.exec("two", greeting, { acceptExitCodes: [0, 124] })).stdout, "");
  await lab.faults.thaw("one");
  assert.equal((await lab.exec("two", greeting)).stdout, "SSH-");
});

test("a memory limit kills what needs more", async () => {
  const hungry = ["systemd-run", "--quiet", "--wait", "perl", "-e", 'my @x = ("a" x 200_000_000); exit 0'];
  await lab.exec("one", hungry);
  await lab.faults.limitMemory("one", 96);
  const killed = await lab.exec("one", hungry, { acceptExitCodes: [0, 1, 137, 203, 255] });
  await lab.faults.limitMemory("one", undefined);
  assert.notEqual(killed.exitCode, 0);
});

test("a disk of its own can be filled and freed", async () => {
  await lab.destroy("two");
  await lab.up(["two"], { diskMebibytes: 48 });
  const write = ["dd", "if=/dev/zero", "of=/var/new", "bs=64k", "count=4"];
  await lab.faults.fillDisk("two");
  const full = await lab.exec("two", write, { acceptExitCodes: [1] });
  assert.match(full.stderr, /No space left on device/);
  await lab.faults.freeDisk("two");
  await lab.exec("two", write);
  await assert.rejects(lab.faults.fillDisk("one"), /give it a disk of its own/);
});

test("a command inside that does not end is stopped in there", async () => {
  await assert.rejects(lab.exec("one", ["sleep", "77"], { timeoutSeconds: 1 }), /exit code 124/);
  const left = await lab.exec("one", ["pgrep", "--full", "[s]leep 77"], { acceptExitCodes: [1] });
  assert.equal(left.stdout, "");
});

test("an unknown machine is named, with those there are", async () => {
  await assert.rejects(lab.exec("three", ["true"]), /no machine "three"; it has: one, two/);
});

test("down leaves nothing, from running, frozen and cut-off machines alike, and may be repeated", async () => {
  await lab.faults.freeze("one");
  await lab.powerCut("two");
  assert.notDeepEqual(await traces(), []);
  await lab.down();
  assert.deepEqual(await traces(), []);
  await assert.rejects(access(join(lab.folder, "machines")));
  await lab.down();
  assert.deepEqual(await lab.status(), []);
});

test("host keys outlive a lab, so that the same systems are built for it again", async () => {
  const before = await readFile(lab.machinesFile, "utf8");
  await lab.up(hosts);
  assert.equal(await readFile(lab.machinesFile, "utf8"), before);
});
