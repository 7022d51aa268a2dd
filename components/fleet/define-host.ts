import * as z from "zod";
import type { NixosConfig } from "../options/index.ts";
import { deployPolicy, type DeployPolicyInput } from "./deploy-policy.ts";
import type { MachineDeclaration } from "./define-machine.ts";
import type { ServiceDeclaration } from "./define-service.ts";
import { sshPublicKey } from "./schemas.ts";

/** One machine as `hosts/<name>.ts` declares it; the file's name is the host's name. */
export interface HostSpec {
  /** Where it stands: a site of `fleet.ts`. */
  readonly site: string;
  /** What it stands on: `miniPc({ … })`. */
  readonly machine: MachineDeclaration;
  /** NixOS release it was installed with; never change it afterwards. @see `system.stateVersion` */
  readonly stateVersion: string;
  /** Public SSH host key; the only key that is accepted when connecting: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  /** What it runs. @default nothing but the base system */
  readonly services?: readonly ServiceDeclaration[];
  /** Further NixOS options. */
  readonly nixos?: NixosConfig;
  /** NixOS modules to take as they are: files or folders, relative to `hosts/`. */
  readonly modules?: readonly string[];
  /** How a new system is put in place. @default prove, then switch; see DeployPolicy */
  readonly deploy?: DeployPolicyInput;
}

/** What `defineHost` returns; checked when the fleet is loaded. */
export interface HostDeclaration {
  readonly kind: "host";
  readonly spec: HostSpec;
}

/** Declares a host: plain data, no resources, no input or output. */
export function defineHost(spec: HostSpec): HostDeclaration {
  return { kind: "host", spec };
}

const modulePath = z.string().regex(/^\.\/(?!.*(^|\/)\.\.?(\/|$))[\w./-]*[\w-]$/, {
  error: "a file or folder below hosts/ such as ./mauville/samba.nix",
});

const machine = declaration<MachineDeclaration>("machine", "a machine such as miniPc({ … })");
const service = declaration<ServiceDeclaration>("service", "a service such as glance({ … })");
const options = z.custom<NixosConfig>(isPlainObject, {
  error: "NixOS options such as { time: { timeZone: … } }",
});

/** Schema of a host file's declaration; services and machine are parsed with schemas of their own. */
export const hostSchema = z.strictObject({
  site: z.string(),
  machine,
  stateVersion: z.string().regex(/^\d\d\.\d\d$/, { error: "a NixOS release such as 25.11" }),
  hostKey: sshPublicKey,
  services: z.array(service).default([]),
  nixos: options.default({}),
  modules: z.array(modulePath).default([]),
  deploy: deployPolicy,
});

/** What of a declaration can be judged although the whole has mistakes: its good parts; it accepts everything. */
export const hostParts = z
  .object({
    site: z.string().optional().catch(undefined),
    machine: machine.optional().catch(undefined),
    services: z.array(service.optional().catch(undefined)).catch([]),
    nixos: options.catch({}),
    modules: z.array(modulePath).catch([]),
  })
  .catch({ services: [], nixos: {}, modules: [] });

function declaration<Declaration extends { readonly kind: string }>(
  kind: Declaration["kind"],
  expected: string,
): z.ZodType<Declaration, Declaration> {
  return z.custom<Declaration>((value) => isPlainObject(value) && "kind" in value && value.kind === kind, {
    error: expected,
  });
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
