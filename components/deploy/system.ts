import * as pulumi from "@pulumi/pulumi";
import type { DeployPolicyInput } from "../fleet/deploy-policy.ts";
import type { ActivationReport } from "./activation-report.ts";
import type { Target } from "./target.ts";

/** What a `System` is told. */
export interface SystemArgs {
  readonly host: string;
  readonly target: pulumi.Input<Target>;
  /** How a drifted machine is repaired; what is left out has its default. */
  readonly policy: DeployPolicyInput;
  /** Environment of the command that builds the system again, should nobody have it any more. */
  readonly build: Readonly<Record<string, string>>;
  /** What the last deployment left on the machine. */
  readonly report: pulumi.Input<ActivationReport>;
}

/**
 * What a machine really runs: a refresh asks the machine, an update repairs what drifted, a deletion leaves it alone.
 * @see `SystemProvider` in provider/system-provider.ts, which does all that
 */
export class System extends pulumi.CustomResource {
  /** Toplevel that runs: `/nix/store/…-nixos-system-…`. */
  declare readonly system: pulumi.Output<string>;
  /** Number of the system profile's generation. */
  declare readonly generation: pulumi.Output<number>;
  /** Units that fail. */
  declare readonly failing: pulumi.Output<string[]>;
  /** Whether the machine must be rebooted to run its kernel. */
  declare readonly rebootNeeded: pulumi.Output<boolean>;

  constructor(name: string, args: SystemArgs, opts?: pulumi.CustomResourceOptions) {
    const report = pulumi.output(args.report);
    const { host, target, policy, build } = args;
    super(
      "confederation:deploy:System",
      name,
      {
        host,
        target,
        policy,
        build,
        system: report.system,
        profile: report.profile,
        failing: report.failing,
        stopped: report.stopped,
        deployed: report.apply(({ attempt, generation, rebootNeeded }) => ({
          attempt,
          generation,
          rebootNeeded,
        })),
        generation: undefined,
        rebootNeeded: undefined,
      },
      opts,
    );
  }
}
