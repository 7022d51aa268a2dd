import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { comparedInputs, driftingInputs, systemInputsSchema, type SystemInputs } from "../system-state.ts";
import { lookAt, type Looked } from "./look.ts";
import { repair } from "./repair.ts";

type Properties = Readonly<Record<string, unknown>>;

/** Says something under a resource on the screen of the person who runs Pulumi. */
export type Say = (level: "info" | "warn", message: string, urn: string) => Promise<void>;

/**
 * The resource `confederation:deploy:System`: what a machine really runs.
 * `Switch` puts systems in place; this reads them back, reports drift and repairs it.
 */
export class SystemProvider implements pulumi.provider.Provider {
  readonly version = "0.1.0";
  readonly #say: Say;

  constructor(say: Say) {
    this.#say = say;
  }

  check(_urn: string, _olds: Properties, news: Properties): Promise<pulumi.provider.CheckResult> {
    return Promise.resolve({ inputs: news });
  }

  diff(_id: string, _urn: string, olds: Properties, news: Properties): Promise<pulumi.provider.DiffResult> {
    return Promise.resolve({ changes: differ(olds, news, comparedInputs) });
  }

  /** The deployment that comes right before this has proven what the machine runs: nothing is asked again. */
  create(_urn: string, inputs: Properties): Promise<pulumi.provider.CreateResult> {
    const { host } = systemInputsSchema.parse(inputs);
    return Promise.resolve({ id: host, outs: inputs });
  }

  async read(id: string, urn: string, props: Properties): Promise<pulumi.provider.ReadResult> {
    const known = systemInputsSchema.parse(props);
    const looked: Looked = await lookAt(known);
    if (looked.note !== undefined) await this.#say(looked.reached ? "info" : "warn", looked.note, urn);
    const { facts } = looked;
    const drift = Object.fromEntries(driftingInputs.map((key) => [key, facts[key]]));
    return { id, props: { ...props, ...facts }, inputs: { ...props, ...drift } };
  }

  async update(
    _id: string,
    urn: string,
    olds: Properties,
    news: Properties,
  ): Promise<pulumi.provider.UpdateResult> {
    const before = systemInputsSchema.parse(olds);
    const wanted = systemInputsSchema.parse(news);
    if (before.attempt !== wanted.attempt) return { outs: news };
    if (!differ(before, wanted, driftingInputs))
      return { outs: { ...news, generation: before.generation, rebootNeeded: before.rebootNeeded } };
    const facts = await repair(before, wanted, (line) => this.#say("info", line, urn));
    return { outs: { ...news, ...facts } };
  }

  /** A machine outlives its declaration: it is left as it is. */
  delete(): Promise<void> {
    return Promise.resolve();
  }
}

function differ(olds: Properties, news: Properties, keys: readonly (keyof SystemInputs)[]): boolean {
  return keys.some((key) => !isDeepStrictEqual(olds[key], news[key]));
}
