import type { Fault } from "./fault.ts";

/** Systems with another kernel or initrd, which only a reboot can prove. */
export const reboots: readonly Fault[] = [
  {
    name: "another kernel, no reboot wanted",
    phase: "commit",
    ends: ["otherKernel"],
    run: async (machine) => {
      const told = await machine.deploy("otherKernel");
      if (told.report?.rebootNeeded !== true)
        throw new Error("the report does not say that a reboot is needed");
      return told;
    },
  },
  {
    name: "another kernel, outside the window",
    phase: "reboot",
    ends: ["otherKernel"],
    run: async (machine) => {
      const hour = Number(await machine.shell("date +%-H"));
      const clock = (hours: number) => `${String((hour + hours) % 24).padStart(2, "0")}:00`;
      const told = await machine.deploy("otherKernel", {
        reboot: { window: { from: clock(2), to: clock(3) } },
      });
      if (told.report?.rebootNeeded !== true) throw new Error("it was rebooted outside the window");
      return told;
    },
  },
  {
    name: "another kernel, rebooted",
    phase: "reboot",
    ends: ["otherKernel"],
    run: async (machine) => {
      const told = await machine.deploy("otherKernel", { reboot: "when-needed" });
      if (told.report?.rebootNeeded === true)
        throw new Error("the report says that a reboot is still needed");
      return told;
    },
  },
  {
    name: "a unit fails after the reboot",
    phase: "reboot",
    ends: ["old"],
    withinSeconds: 20,
    tells: /broken\.service failed after activation; the machine has rebooted into its previous system/,
    run: (machine) => machine.deploy("failsAfterReboot", { reboot: "when-needed" }),
  },
  {
    name: "no network after the reboot",
    phase: "reboot",
    ends: ["old"],
    withinSeconds: 20,
    tells: /not back 20 s after the order to reboot; its guard returns it/,
    run: async (machine) => {
      const told = await machine.deploy("deafAfterReboot", {
        reboot: "when-needed",
        timeouts: { connectSeconds: 3, rebootSeconds: 20 },
      });
      await machine.guardActed();
      return told;
    },
  },
];
