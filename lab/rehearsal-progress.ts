import type { automation } from "@pulumi/pulumi";

/** What happens to one host during a deployment, in the order it may happen. */
export interface HostEvent {
  readonly host: string;
  readonly step: "build" | "switch" | "system";
  readonly state: "started" | "done" | "unchanged" | "failed";
}

const steps: Readonly<Record<string, HostEvent["step"]>> = { Build: "build", Switch: "switch" };

/** What an event of Pulumi's engine says about a host; undefined when it is about something else. */
export function hostEvent(event: automation.EngineEvent): HostEvent | undefined {
  const found = stateOf(event);
  if (found === undefined) return undefined;
  const [type = "", name = ""] = found.urn.split("::").slice(-2);
  if (type.endsWith("confederation:deploy:System")) return { host: name, step: "system", state: found.state };
  const [word = "", host = ""] = name.split(" ");
  const step = type.endsWith("command:local:Command") ? steps[word] : undefined;
  return step === undefined ? undefined : { host, step, state: found.state };
}

function stateOf(event: automation.EngineEvent): { urn: string; state: HostEvent["state"] } | undefined {
  const { resourcePreEvent, resOutputsEvent, resOpFailedEvent } = event;
  if (resourcePreEvent) return { urn: resourcePreEvent.metadata.urn, state: "started" };
  if (resOutputsEvent) {
    const { urn, op } = resOutputsEvent.metadata;
    return { urn, state: op === "same" ? "unchanged" : "done" };
  }
  if (resOpFailedEvent) return { urn: resOpFailedEvent.metadata.urn, state: "failed" };
  return undefined;
}

/** How long each step of each host took, and a promise for each host's end. */
export class RehearsalProgress {
  readonly #started = new Map<string, number>();
  readonly #lines = new Map<string, string[]>();
  readonly #ends = new Map<string, PromiseWithResolvers<void>>();
  readonly #onChange: (host: string, line: string) => void;

  constructor(hosts: readonly string[], onChange: (host: string, line: string) => void) {
    for (const host of hosts) this.#ends.set(host, Promise.withResolvers());
    this.#onChange = onChange;
  }

  /** Resolves when the host's system is in place; rejects when one of its steps failed. */
  ended(host: string): Promise<void> {
    return this.#ends.get(host)?.promise ?? Promise.reject(new Error(`${host} is not rehearsed`));
  }

  /** Takes an event of the engine. */
  see(event: automation.EngineEvent): void {
    const found = hostEvent(event);
    if (found === undefined) return;
    const { host, step, state } = found;
    const key = `${step} ${host}`;
    const end = this.#ends.get(host);
    if (state === "started") {
      this.#started.set(key, Date.now());
    } else if (state === "failed") {
      end?.reject(new Error(`${step} failed`));
    } else {
      if (state === "done") this.#note(host, step, this.#started.get(key));
      if (step === "system") end?.resolve();
    }
  }

  /** The deployment is over: hosts that heard nothing more were not reached. */
  finish(succeeded: boolean): void {
    for (const end of this.#ends.values()) {
      if (succeeded) end.resolve();
      else end.reject(new Error("not deployed"));
    }
  }

  /** What is known of a host: `built 0.6 s   switched 1.1 s`. */
  line(host: string): string {
    return (this.#lines.get(host) ?? []).join("   ");
  }

  #note(host: string, step: HostEvent["step"], started: number | undefined): void {
    const verb = { build: "built", switch: "switched", system: undefined }[step];
    if (verb === undefined) return;
    const seconds = started === undefined ? "" : ` ${((Date.now() - started) / 1000).toFixed(1)} s`;
    this.#lines.set(host, [...(this.#lines.get(host) ?? []), `${verb}${seconds}`]);
    this.#onChange(host, this.line(host));
  }
}
