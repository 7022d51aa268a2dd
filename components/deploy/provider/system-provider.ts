import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { comparedInputs, driftingInputs } from "../system-comparison.ts";

type Properties = Readonly<Record<string, unknown>>;

/** Says something under a resource on the screen of the person who runs Pulumi. */
export type Say = (level: "info" | "warn", message: string, urn: string) => Promise<void>;

/**
 * The resource `confederation:deploy:System`: what a machine really runs.
 * `Switch` puts systems in place; this reads them back, reports drift and repairs it.
 * What only a change needs is loaded when something has changed: every preview starts this program.
 */
export class SystemProvider implements pulumi.provider.Provider {
  readonly version = "0.1.0";
  readonly #say: Say;

  constructor(say: Say) {
    this.#say = say;
  }

  /**
   * While a preview does not know what `Switch` will leave, there is nothing to say here that the change of `Switch` does not
   * say already.
   */
  diff(_id: string, _urn: string, olds: Properties, news: Properties): Promise<pulumi.provider.DiffResult> {
    const isKnown = news["deployed"] !== unknown;
    return Promise.resolve({ changes: isKnown && differ(olds, news, comparedInputs) });
  }

  /** The deployment that comes right before this has proven what the machine runs: nothing is asked again. */
  async create(_urn: string, inputs: Properties): Promise<pulumi.provider.CreateResult> {
    const { host, deployed } = (await schemas()).systemInputsSchema.parse(inputs);
    const { generation, rebootNeeded } = deployed;
    return { id: host, outs: { ...inputs, generation, rebootNeeded } };
  }

  async read(id: string, urn: string, props: Properties): Promise<pulumi.provider.ReadResult> {
    const [{ systemStateSchema }, { lookAt }] = await Promise.all([schemas(), import("./look.ts")]);
    const looked = await lookAt(systemStateSchema.parse(props));
    if (looked.note !== undefined) await this.#say(looked.reached ? "info" : "warn", looked.note, urn);
    const { facts } = looked;
    const inputs = Object.fromEntries(comparedInputs.map((key) => [key, props[key]]));
    const drift = Object.fromEntries(driftingInputs.map((key) => [key, facts[key]]));
    return { id, props: { ...props, ...facts }, inputs: { ...inputs, ...drift } };
  }

  async update(
    _id: string,
    urn: string,
    olds: Properties,
    news: Properties,
  ): Promise<pulumi.provider.UpdateResult> {
    const { systemInputsSchema, systemStateSchema } = await schemas();
    const wanted = systemInputsSchema.parse(news);
    const { generation, rebootNeeded } = wanted.deployed;
    if (differ(olds, news, ["deployed"])) return { outs: { ...news, generation, rebootNeeded } };
    const known = { generation: olds["generation"], rebootNeeded: olds["rebootNeeded"] };
    if (!differ(olds, news, driftingInputs)) return { outs: { ...news, ...known } };
    const before = systemStateSchema.parse(olds);
    const { repair } = await import("./repair.ts");
    const facts = await repair(before, wanted, (line) => this.#say("info", line, urn));
    return { outs: { ...news, ...facts } };
  }

  /** A machine outlives its declaration: it is left as it is. */
  delete(): Promise<void> {
    return Promise.resolve();
  }
}

/** What a value that is not known yet looks like to a provider. @see pulumi.runtime.unknownValue */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function schemas() {
  return import("../system-state.ts");
}

function differ(olds: Properties, news: Properties, keys: readonly string[]): boolean {
  return keys.some((key) => !isDeepStrictEqual(olds[key], news[key]));
}
