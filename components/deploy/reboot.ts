import { setTimeout as sleep } from "node:timers/promises";
import type { PhaseClock } from "./activate.ts";
import type { ActivationRequest } from "./activation-report.ts";
import { ActivationFailure } from "./activation-failure.ts";
import type { Answer } from "./answer.ts";
import { machineFile, machineScript } from "./machine-script.ts";
import { checksOf } from "./manifest.ts";
import { observed, type Observed } from "./observe.ts";
import { bounds, type Recorded } from "./record.ts";
import { ConnectionFailure } from "./ssh-failure.ts";
import type { Ssh } from "./ssh.ts";

/** What a kept system's attempt is called, and what the machine said when it was kept. */
interface Kept {
  readonly id: string;
  readonly deployer: string;
  readonly kept: Observed;
}

/** A boot until sshd answers, on top of the time to confirm. */
const bootAllowanceSeconds = 60;

/**
 * Reboots into the kept system where the policy says so, and proves it again. A guard on the machine's disk boots the
 * system before, should nobody come to prove the new one.
 * @throws {ActivationFailure} when the machine does not come back, or comes back in a bad state.
 */
export async function rebootWhereWanted(
  ssh: Ssh,
  request: ActivationRequest,
  recorded: Recorded,
  { id, deployer, kept }: Kept,
  clock: PhaseClock,
): Promise<Observed> {
  const { policy, target } = request;
  const needed = policy.goal === "boot" ? kept.system !== recorded.wanted : kept.rebootNeeded;
  if (policy.reboot === "never" || policy.goal === "test" || !needed) return kept;
  const window = policy.reboot === "when-needed" ? undefined : policy.reboot.window;
  const { confirmSeconds } = bounds(policy);
  const answer = await orderReboot(ssh, [
    id,
    deployer,
    recorded.wanted,
    recorded.before.system,
    recorded.profileLink,
    policy.bootloader ? "yes" : "no",
    String(confirmSeconds + bootAllowanceSeconds),
    window?.from ?? "",
    window?.to ?? "",
  ]);
  if (answer.get("waits") !== undefined && window) {
    clock("reboot", `reboot needed, waits for ${window.from}–${window.to}, now ${answer.text("waits")}`);
    return kept;
  }
  const fail = (problem: string, runsNow: string, said?: Answer) =>
    new ActivationFailure({
      host: target.host,
      phase: "reboot",
      problem,
      runsNow,
      unit: said?.get("unit"),
      journal: said?.all("journal"),
      next: `fix hosts/${target.host}.ts and run pulumi up again`,
    });
  const guarded = answer.get("guarded") !== undefined;
  const back = guarded
    ? `its guard returns it to its previous system (generation ${recorded.before.generation}) if it boots at all`
    : "nothing on it can return it by itself";
  const booted = await afterBoot(ssh, id, kept.bootId, policy.timeouts.rebootSeconds);
  if (booted === undefined)
    throw fail(`not back ${policy.timeouts.rebootSeconds} s after the order to reboot`, back);
  if (!guarded) return observed(booted);
  clock("reboot", "rebooted");
  const proof = await proveAgain(ssh, request, id, booted);
  if (proof?.get("state") === "committed") {
    clock("reboot", "proved after the reboot");
    return observed(proof);
  }
  const before = await afterBoot(ssh, id, observed(booted).bootId, policy.timeouts.rebootSeconds);
  const returned = before !== undefined && observed(before).system === recorded.before.system;
  throw fail(
    proof?.get("problem") ?? "the system was not proven in time after the reboot",
    returned
      ? `the machine has rebooted into its previous system (generation ${recorded.before.generation}), reachable`
      : back,
    proof,
  );
}

/** Over the held connection where it still stands, which then ends with the reboot. */
async function orderReboot(ssh: Ssh, args: readonly string[]): Promise<Answer> {
  const files = Object.fromEntries(
    ["common.sh", "guard-return.sh", "guard-keep.sh"].map((name) => [name, machineFile(name)]),
  );
  const over = (await ssh.isHeld()) ? "shared" : "new";
  return ssh.ask(machineScript("reboot", args, files), { over, timeoutSeconds: 60 });
}

/** The first answer with another boot id than the one before; undefined when none comes in time. */
async function afterBoot(ssh: Ssh, id: string, bootId: string, seconds: number): Promise<Answer | undefined> {
  const limit = performance.now() + seconds * 1000;
  while (performance.now() < limit) {
    try {
      const answer = await ssh.ask(machineScript("rejoin", [id]), { over: "new", timeoutSeconds: 30 });
      if (answer.text("boot-id") !== bootId) return answer;
    } catch (error) {
      if (!(error instanceof ConnectionFailure)) throw error;
    }
    await sleep(250);
  }
  return undefined;
}

/** The same proof as after the activation. Undefined when no connection lasted until it was decided. */
async function proveAgain(
  ssh: Ssh,
  request: ActivationRequest,
  id: string,
  booted: Answer,
): Promise<Answer | undefined> {
  const { policy } = request;
  const { proveSeconds, confirmSeconds } = bounds(policy);
  const checks = checksOf(booted.text("manifest"), policy.proof.peers).flat();
  const script = machineScript("prove", [id, String(proveSeconds), "switch", "known", ...checks]);
  const limit = performance.now() + confirmSeconds * 1000;
  while (performance.now() < limit) {
    try {
      return await ssh.ask(script, { over: "new", timeoutSeconds: confirmSeconds + bootAllowanceSeconds });
    } catch (error) {
      if (!(error instanceof ConnectionFailure)) throw error;
      await sleep(500);
    }
  }
  return undefined;
}
