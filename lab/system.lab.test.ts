import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { curl } from "./curl.ts";
import { activateOlderGeneration } from "./drift.ts";
import { FlakeTrial } from "./flake-trial.ts";
import { labFolder } from "./folders.ts";
import { Lab } from "./laboratory.ts";

const lab = new Lab(labFolder("systems-test"));
let trial: FlakeTrial;
const systems: Record<string, string> = {};

before(async () => {
  await lab.down();
  await lab.up(["edge", "home"], { tailnet: "tailnet.test" });
  trial = await FlakeTrial.open(lab);
  for (const host of ["home", "edge"]) {
    const deployed = await trial.deploy(host, "switch");
    assert.equal(deployed.exitCode, 0, deployed.stderr);
    systems[host] = deployed.system;
  }
});
after(async () => {
  await lab.down();
  await trial.close();
});

/** Asks until the answer is as wanted: a started unit need not listen yet. */
async function get(...args: string[]): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const answer = await curl(lab, ["--max-time", "3", ...args]);
    if (answer.exitCode === 0 || attempt === 20) return answer.stdout.trim();
    await sleep(100);
  }
}
const isActive = async (host: string, unit: string): Promise<string> =>
  (await lab.exec(host, ["systemctl", "is-active", unit], { acceptExitCodes: [0, 3, 4] })).stdout;
const running = async (host: string): Promise<string> =>
  (await lab.exec(host, ["readlink", "/run/current-system"])).stdout;

test("the system that was deployed runs, with all units well", async () => {
  for (const host of ["edge", "home"]) {
    assert.equal(await running(host), systems[host]);
    assert.equal((await lab.exec(host, ["systemctl", "--failed", "--no-legend"])).stdout, "");
    assert.equal((await lab.exec(host, ["hostname"])).stdout, host);
    const manifest: unknown = JSON.parse(
      (await lab.exec(host, ["cat", "/etc/confederation/manifest.json"])).stdout,
    );
    assert.ok(
      typeof manifest === "object" && manifest !== null && "host" in manifest && manifest.host === host,
    );
  }
});

test("http endpoints answer at their health path, and nowhere else", async () => {
  assert.equal(await get("http://home:2283/api/ping"), "photos on home");
  assert.equal(await get("-o", "/dev/null", "-w", "%{http_code}", "http://home:2283/else"), "404");
});

test("tcp and udp endpoints answer; one for its own host only is closed to others", async () => {
  const sql = ["sh", "-c", "echo | busybox nc -w 2 127.0.0.1 5432"];
  assert.equal((await lab.exec("home", sql)).stdout.trim(), "database on home");
  await lab.exec("edge", ["sh", "-c", "echo | busybox nc -w 2 home 5432"], { acceptExitCodes: [1] });
  const clock = `use IO::Socket::INET; my $s = IO::Socket::INET->new(PeerAddr => "edge", PeerPort => 3700, Proto => "udp");
    $s->send("?"); alarm 3; $s->recv(my $answer, 100); print $answer;`;
  assert.equal((await lab.exec("home", ["perl", "-e", clock])).stdout.trim(), "clock on edge");
});

test("the firewall closes what nobody opened on the local network, and trusts the tailnet", async () => {
  const [, home] = await lab.status();
  assert.ok(home);
  const timedOut = 28;
  const local = await curl(lab, ["--max-time", "2", `http://${home.address}:2283/`]);
  assert.equal(local.exitCode, timedOut);
  assert.equal(await get(`http://${home.tailnetAddress}:2283/`), "photos on home");
});

test("a public name on one machine's Caddy reaches the service on another, with a certificate that is checked", async () => {
  assert.equal(await get("https://photos.example.org/api/ping"), "photos on home");
});

test("a name bound to the tailnet interface is not served on the local network", async () => {
  const [edge] = await lab.status();
  assert.ok(edge);
  assert.equal(await get("https://edge.tailnet.test/"), "dashboard on edge");
  const outside = await get(
    "--insecure",
    "--resolve",
    `edge.tailnet.test:443:${edge.address}`,
    "https://edge.tailnet.test/",
  );
  assert.doesNotMatch(outside, /dashboard/);
});

test("known hosts carry the lab machines' keys in place of the real ones", async () => {
  const found = await lab.exec("edge", [
    "ssh-keygen",
    "-F",
    "home.tailnet.test",
    "-f",
    "/etc/ssh/ssh_known_hosts",
  ]);
  const key = (await lab.exec("home", ["cat", "/etc/ssh/ssh_host_ed25519_key.pub"])).stdout.split(" ")[1];
  assert.ok(key !== undefined && found.stdout.includes(key));
});

test("dry-activate says what would happen and changes nothing", async () => {
  await trial.change("home", '{ systemd.services.photos.environment.WORKERS = "3"; }');
  const tried = await trial.deploy("home", "dry-activate");
  assert.equal(tried.exitCode, 0);
  assert.match(tried.stderr, /would stop the following units: photos\.service/);
  assert.equal(await running("home"), systems["home"]);
});

test("only changed units restart, removed ones stop, and stopped ones come back", async () => {
  const started = async (unit: string) =>
    (await lab.exec("home", ["systemctl", "show", "--value", "--property=InvocationID", unit])).stdout;
  const before = await Promise.all(["photos", "database", "photos-worker"].map(started));
  await lab.exec("home", ["systemctl", "stop", "photos-worker"]);
  await trial.change(
    "home",
    '{ lib, ... }: { systemd.services.photos.environment.WORKERS = "3"; systemd.services.listener.enable = lib.mkForce false; }',
  );
  const { exitCode, stderr } = await trial.deploy("home", "test");
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /stopping the following units: listener\.service, photos\.service/);
  const after = await Promise.all(["photos", "database", "photos-worker"].map(started));
  assert.notEqual(after[0], before[0]);
  assert.equal(after[1], before[1]);
  assert.notEqual(after[2], before[2]);
  assert.equal(await isActive("home", "listener"), "inactive");
});

test("after `test` a power cut returns to the system that was the boot default", async () => {
  assert.notEqual(await running("home"), systems["home"]);
  await lab.powerCut("home");
  await lab.start("home");
  assert.equal(await running("home"), systems["home"]);
  assert.equal((await lab.exec("home", ["readlink", "/run/booted-system"])).stdout, systems["home"]);
});

test("after `boot` the running system stays, and the next boot brings the new one", async () => {
  const { system } = await trial.deploy("home", "boot");
  assert.equal(await running("home"), systems["home"]);
  await lab.reboot("home");
  assert.equal(await running("home"), system);
  await trial.change("home", "{ }");
  const { exitCode, stderr } = await trial.deploy("home", "switch");
  assert.equal(exitCode, 0, stderr);
});

test("a unit that fails is exit code 4, named, with its status", async () => {
  await trial.change(
    "home",
    '{ systemd.services.broken = { wantedBy = [ "multi-user.target" ]; serviceConfig = { Type = "oneshot"; ExecStart = "/bin/false"; }; }; }',
  );
  const { exitCode, stderr } = await trial.deploy("home", "test");
  assert.equal(exitCode, 4);
  assert.match(stderr, /warning: the following units failed: broken\.service/);
  assert.match(stderr, /broken\.service[\s\S]*status=1\/FAILURE/);
});

test("an activation script that fails is exit code 2, and the rest of the activation is done", async () => {
  await trial.change("home", '{ system.activationScripts.broken = "false"; }');
  const { exitCode, stdout, stderr, system } = await trial.deploy("home", "test");
  assert.equal(exitCode, 2, stderr);
  assert.match(`${stdout}${stderr}`, /Activation script snippet 'broken' failed \(1\)/);
  assert.equal(await running("home"), system);
});

test("two at once on one machine: the second is refused", async () => {
  await trial.change("home", '{ system.activationScripts.slow = "sleep 2"; }');
  const slow = trial.deploy("home", "test");
  await lab.exec("home", ["sh", "-c", "until pgrep -f '[s]leep 2'; do sleep 0.05; done"], {
    timeoutSeconds: 30,
  });
  const second = await lab.exec("home", [`${systems["home"]}/bin/switch-to-configuration`, "test"], {
    acceptExitCodes: [1],
  });
  assert.match(second.stderr, /Could not acquire lock/);
  assert.equal((await slow).exitCode, 0);
});

test("a changed virtual host reloads Caddy without restarting it", async () => {
  const pid = (await lab.exec("edge", ["systemctl", "show", "--value", "--property=MainPID", "caddy"]))
    .stdout;
  await trial.change(
    "edge",
    '{ services.caddy.virtualHosts."new.example.org".extraConfig = "respond hello"; }',
  );
  const { exitCode, stderr } = await trial.deploy("edge", "switch");
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /reloading the following units: caddy\.service/);
  assert.equal(
    (await lab.exec("edge", ["systemctl", "show", "--value", "--property=MainPID", "caddy"])).stdout,
    pid,
  );
  assert.equal(await get("https://new.example.org/"), "hello");
});

test("mkForce on sshd and on root's keys takes effect, so that locking oneself out can be tried", async () => {
  await trial.change(
    "edge",
    "{ lib, ... }: { users.users.root.openssh.authorizedKeys.keys = lib.mkForce [ ]; }",
  );
  await trial.deploy("edge", "test");
  await assert.rejects(trial.deploy("edge", "test"), /Permission denied/);
  await lab.exec("edge", [`${systems["edge"]}/bin/switch-to-configuration`, "test"]);
  await trial.change("edge", "{ lib, ... }: { services.openssh.enable = lib.mkForce false; }");
  await trial.deploy("edge", "test");
  assert.equal(await isActive("edge", "sshd"), "inactive");
  await lab.exec("edge", [`${systems["edge"]}/bin/switch-to-configuration`, "test"]);
  assert.equal(await isActive("edge", "sshd"), "active");
});

test("a kernel change shows as one between the booted and the current system", async () => {
  const kernels = [
    "sh",
    "-c",
    "readlink /run/booted-system/kernel /run/current-system/kernel | uniq | wc -l",
  ];
  await lab.exec("edge", [`${systems["edge"]}/bin/switch-to-configuration`, "boot"]);
  await lab.reboot("edge");
  assert.equal((await lab.exec("edge", kernels)).stdout, "1");
  await trial.change(
    "edge",
    "{ lib, pkgs, ... }: { boot.kernelPackages = lib.mkForce pkgs.linuxPackages_6_12; }",
  );
  const { exitCode } = await trial.deploy("edge", "test");
  assert.equal(exitCode, 0);
  assert.equal((await lab.exec("edge", kernels)).stdout, "2");
});

test("collecting garbage keeps what runs, even where no profile holds it", async () => {
  const system = await running("edge");
  await lab.exec("edge", ["nix-collect-garbage", "--quiet"]);
  await lab.exec("edge", ["test", "-x", `${system}/bin/switch-to-configuration`]);
});

test("breaking a machine by hand activates the generation before", async () => {
  const generation = (await lab.status()).find(({ host }) => host === "home")?.generation ?? 0;
  assert.equal(await activateOlderGeneration(lab, "home"), generation - 1);
  assert.equal((await lab.status()).find(({ host }) => host === "home")?.generation, generation - 1);
});
