/** The Pulumi stack that stands on lab machines. */
export const rehearsalStack = {
  name: "lab",
  /** Nothing secret is in a rehearsal; `Pulumi.lab.yaml` was made with this passphrase. */
  environment: { PULUMI_CONFIG_PASSPHRASE: "rehearsal" },
} as const;
