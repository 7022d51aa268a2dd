import stack from "./rehearsal-stack.json" with { type: "json" };

/** The Pulumi stack that stands on lab machines. */
export const rehearsalStack = {
  name: stack.name,
  /** Nothing secret is in a rehearsal; `Pulumi.lab.yaml` was made with this passphrase. */
  environment: { PULUMI_CONFIG_PASSPHRASE: stack.passphrase },
};
