import { z } from "zod";

/** How long one thing may take, in seconds. */
const seconds = z.number().positive().max(86_400);

/** A time of day on the machine's own clock: `"03:00"`. */
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected a time of day as HH:MM");

/** `"host:port"` of something the machine must reach before a new system is kept. */
const peer = z.string().regex(/^[A-Za-z0-9._-]+:\d{1,5}$/, 'expected "host:port"');

/** What a new system must show before it is kept. */
const proof = z
  .strictObject({
    /** Every declared endpoint answers and every declared unit is active within this time. */
    endpointsWithinSeconds: seconds.default(30),
    /** TCP peers the machine must reach, e.g. `["mauville:22"]`. */
    peers: z.array(peer).default([]),
    /**
     * The dead-man timer: counted from the end of the activation, the machine returns to its recorded
     * system when nobody has confirmed the new one. The longest a machine stays unreachable.
     */
    confirmWithinSeconds: seconds.default(60),
  })
  .refine((value) => value.endpointsWithinSeconds < value.confirmWithinSeconds, {
    message: "confirmWithinSeconds must be longer than endpointsWithinSeconds",
    path: ["confirmWithinSeconds"],
  });

/** Upper bounds of the phases. None of them is waited for when a phase ends sooner. */
const timeouts = z.strictObject({
  /** Opening an SSH connection. */
  connectSeconds: seconds.default(10),
  /** Copying the closure, from caches or from the deployer. */
  copySeconds: seconds.default(3600),
  /** `switch-to-configuration test`. */
  activateSeconds: seconds.default(300),
  /** Setting the profile and installing the boot loader. */
  commitSeconds: seconds.default(180),
  /** Returning to the recorded system. */
  rollbackSeconds: seconds.default(120),
  /** From the order to reboot until the machine answers again. */
  rebootSeconds: seconds.default(300),
});

/** How a host's new systems are put in place: `deploy: { … }` in its host file. */
export const deployPolicy = z
  .strictObject({
    /** SSH user: root, or a user with passwordless sudo. */
    user: z
      .string()
      .regex(/^[a-z_][a-z0-9_-]*$/, "expected a user name")
      .default("root"),
    /**
     * `switch`: activate, prove, keep · `boot`: run it from the next boot · `test`: activate and prove, but boot
     * the old one · `dry-activate`: only say what would change.
     */
    goal: z.enum(["switch", "boot", "test", "dry-activate"]).default("switch"),
    /** Whether the boot loader is updated; false where something else owns it. */
    bootloader: z.boolean().default(true),
    /**
     * What happens when the new system has another kernel or initrd than the booted one: nothing but a
     * report, a reboot, or a reboot only when the deploy happens within the window (the machine's clock).
     */
    reboot: z
      .union([
        z.enum(["never", "when-needed"]),
        z.strictObject({ window: z.strictObject({ from: timeOfDay, to: timeOfDay }) }),
      ])
      .default("never"),
    proof: proof.prefault({}),
    /** Hosts of one group are deployed one after the other, never two at once. */
    rolling: z.string().min(1).optional(),
    /**
     * When the profile is not what the last deploy left there: `refuse`, and name what was found, or
     * `replace` it.
     */
    foreignChanges: z.enum(["refuse", "replace"]).default("refuse"),
    /**
     * When even returning to the recorded system fails: `reboot` into it (it still is the boot default), or
     * `stay`, for machines that cannot boot unattended.
     */
    lastResort: z.enum(["reboot", "stay"]).default("reboot"),
    timeouts: timeouts.prefault({}),
  })
  .prefault({});

/** What a host file may say under `deploy`. */
export type DeployPolicyInput = z.input<typeof deployPolicy>;

/** A host's deploy policy with every default filled in. */
export type DeployPolicy = z.output<typeof deployPolicy>;
