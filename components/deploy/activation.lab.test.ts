import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Lab, labFolder } from "../../lab/index.ts";
import { allFaults } from "./faults/all-faults.ts";
import { FaultMachine } from "./faults/fault-machine.ts";
import { tryFault } from "./faults/fault.ts";
import { buildSystems, machineName } from "./faults/systems.ts";
import { listGenerations, observe } from "./observe.ts";

// The short form of `npm run test:faults`: the machine must end wholly in the old or the new system, reachable, the
// deployer must have been told the truth, and the next deploy must succeed.
const lab = new Lab(labFolder("activation-test"));
let machine: FaultMachine;

before(async () => {
  await lab.up([machineName], { diskMebibytes: 256 });
  machine = await FaultMachine.of(lab, await buildSystems(lab));
});
after(() => lab.down());

test("a machine that has never seen us is switched, then left alone", async () => {
  const installed = await observe(machine.target);
  const first = await machine.deploy("first");
  assert.equal(first.report?.outcome, "switched", first.error?.message);
  assert.equal(first.report.generation, installed.generation + 1);
  const again = await machine.deploy("first");
  assert.equal(again.report?.outcome, "unchanged", again.error?.message);
  const { system, profile, failing, stopped } = await observe(machine.target);
  assert.deepEqual(
    { system, profile, failing, stopped },
    { system: machine.systems.first, profile: machine.systems.first, failing: [], stopped: [] },
  );
});

test("a deploy can return to an older generation on purpose", async () => {
  assert.equal((await machine.deploy("second")).report?.outcome, "switched");
  const generations = await listGenerations(machine.target);
  const first = generations.find(({ system }) => system === machine.systems.first);
  assert.ok(first);
  const previous = await machine.deploy("second", {}, { system: "generation:previous" });
  assert.equal(previous.report?.system, machine.systems.first, previous.error?.message);
  assert.equal(previous.report.generation, first.number);
  const absent = await machine.deploy("second", {}, { system: "generation:999" });
  assert.match(absent.error?.message ?? "", /the machine has no generation 999/);
});

test("goals: test keeps the boot default, boot keeps what runs, dry-activate keeps everything", async () => {
  const { first, second, third } = machine.systems;
  await machine.deploy("first");
  assert.equal((await machine.deploy("second", { goal: "test" })).report?.outcome, "tested");
  assert.deepEqual(systemsOf(await machine.state()), [second, first, first]);
  assert.equal((await machine.deploy("third", { goal: "boot" })).report?.outcome, "boot-default");
  assert.deepEqual(systemsOf(await machine.state()), [second, third, third]);
  assert.equal((await machine.deploy("first", { goal: "dry-activate" })).report?.outcome, "dry-activated");
  assert.deepEqual(systemsOf(await machine.state()), [second, third, third]);
  assert.equal((await machine.deploy("first", { bootloader: false })).report?.outcome, "switched");
  assert.deepEqual(systemsOf(await machine.state()), [first, first, third]);
  assert.equal((await machine.deploy("second")).report?.outcome, "switched");
});

for (const fault of allFaults.filter(({ short }) => short === true)) {
  test(`${fault.phase}: ${fault.name}`, async () => {
    await tryFault(machine, fault);
  });
}

// The last one: for a while, sshd lets nobody in from an address from which it refused many.
test("a deploy user with passwordless sudo deploys as root does, and is not shut out", async () => {
  assert.equal((await machine.deploy("deployUser")).report?.outcome, "switched");
  const target = { ...machine.target, user: "deploy" };
  const switched = await machine.deploy("deployUserAgain", {}, { target });
  assert.equal(switched.report?.outcome, "switched", switched.error?.message);
  const withoutUser = await machine.deploy("first", {}, { target });
  assert.notEqual(withoutUser.error, undefined, "a system without its deployer was kept");
  assert.equal((await machine.state()).running, machine.systems.deployUserAgain);
});

function systemsOf({
  running,
  profile,
  bootDefault,
}: Awaited<ReturnType<FaultMachine["state"]>>): readonly string[] {
  return [running, profile, bootDefault];
}
